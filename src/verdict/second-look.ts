// A depth-first search finds runs, but not the shortest ones, and its states have no levels. In: what it saw.
// Out: a breadth-first exploration of the same program, as far as its cost stays in proportion; null where
// nothing asks for it. It changes no verdict: it gives shorter runs, and levels to what explains.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { DepthFirst } from '../explore/depth-first.ts';
import type { Exploration, Progress } from '../explore/explore.ts';
import type { Host } from '../explore/host.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { MOST_EXPLAINED_STATES, MOST_GRAPH_STATES } from './analyse.ts';
import { needsGraph } from './needs-graph.ts';
import type { Checked } from './result.ts';
import { breadthFirst, type SearchMeans, type WatchedProperty } from './search.ts';

export interface SecondLookOptions {
  readonly host: Host;
  readonly means: SearchMeans;
  /** When the run began, by the host's clock. */
  readonly startedAt: number;
  readonly maxStates?: number | undefined;
  readonly maxMemory?: number | undefined;
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: Progress) => void) | undefined;
}

/** A search that saw fewer states is followed by one of this many: it takes no time. */
const LEAST_STATES = 100_000;

export async function secondLook(
  system: Interpreter,
  first: DepthFirst,
  asked: readonly Checked[],
  watched: readonly WatchedProperty[],
  options: SecondLookOptions,
): Promise<Exploration | null> {
  const onGraph = first.complete && asked.some(needsGraph);
  const seen = first.sightings.some((sighting, i) => {
    const monitor = watched[i]?.monitor;
    if (sighting === null || sighting.depth > 0 || monitor?.kind !== 'maximum') {
      return sighting !== null;
    }
    // The value of the initial state needs no run, but for one that is too large: that is explained.
    return monitor.limit !== null && sighting.value > monitor.limit;
  });
  if (!onGraph && !seen) return null;
  const { host, startedAt, timeout } = options;
  const left = timeout === undefined ? undefined : timeout - (host.now() - startedAt) / 1000;
  const spent = first.limit === 'time' || first.limit === 'memory' || first.limit === 'interrupt';
  if (spent || (left !== undefined && left <= 0)) return null;
  const most = onGraph ? MOST_GRAPH_STATES : MOST_EXPLAINED_STATES;
  const wanted = first.complete ? first.states : Math.max(first.states, LEAST_STATES);
  const { exploration } = await breadthFirst(system, watched, options.means, {
    ...options,
    first: false,
    snapshots: undefined,
    resume: undefined,
    maxStates: Math.min(wanted, most, options.maxStates ?? most),
    timeout: left,
  });
  if (exploration.complete && first.complete) assertSame(first, exploration);
  return exploration;
}

/** Both saw everything: they must have seen the same. */
function assertSame(first: DepthFirst, second: Exploration): void {
  const counts = ['states', 'transitions', 'deadlocks'] as const;
  const differing = counts.filter(name => first[name] !== second[name]);
  if (differing.length > 0) {
    throw new InternalError(`depth first and breadth first differ in ${differing.join(', ')}`);
  }
}
