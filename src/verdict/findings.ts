// What a search saw of each property, with the run that shows it. In: an exploration, and a second one if the
// first has no levels. Out: findings with traces: breadth first they are rebuilt from the levels, and none is
// shorter; depth first they are what was on the stack. Where there is a graph, it has their runs. Judges nothing.

import type { DepthFirst } from '../explore/depth-first.ts';
import { type Exploration, hasLevels } from '../explore/explore.ts';
import type { Host } from '../explore/host.ts';
import type { Sighting } from '../explore/monitor.ts';
import { type PathStep, rebuildPaths, type Target } from '../explore/paths.ts';
import type { TransitionSystem } from '../system/transition-system.ts';
import type { Finding } from './judge.ts';
import type { Checked, Trace } from './result.ts';
import type { WatchedProperty } from './search.ts';
import { runTo, type Space } from './space.ts';

/**
 * `shorter`: a breadth-first exploration of the same program that was perhaps cut short. `space`: the graph of the
 * breadth-first one, if it was made.
 */
export async function findingsOf(
  system: TransitionSystem,
  watched: readonly WatchedProperty[],
  exploration: Exploration | DepthFirst,
  shorter: Exploration | null,
  space: Space | null,
  host: Host,
): Promise<Finding[]> {
  const findings = new Map<Checked, Finding>();
  const levels = hasLevels(exploration) ? exploration : shorter;
  if (levels !== null) {
    const paths = (targets: readonly Target[]) =>
      space === null
        ? rebuildPaths(system, levels, targets, host)
        : targets.map(({ state }) => runTo(space, state));
    await addFromLevels(findings, system, watched, levels, paths);
  }
  if (!hasLevels(exploration)) addFromStack(findings, system, watched, exploration);
  return [...findings.values()];
}

async function addFromLevels(
  findings: Map<Checked, Finding>,
  system: TransitionSystem,
  watched: readonly WatchedProperty[],
  exploration: Exploration,
  pathsTo: (targets: readonly Target[]) => PathStep[][] | Promise<PathStep[][]>,
): Promise<void> {
  const seen = watched.flatMap(({ property }, i) => {
    const sighting = exploration.sightings[i];
    const failingActions = exploration.failingActions[i] ?? [];
    return sighting == null ? [] : [{ property, sighting, failingActions }];
  });
  const paths = await pathsTo(seen.map(({ sighting }) => sighting));
  seen.forEach(({ property, sighting, failingActions }, i) => {
    const trace = traceOf(system, paths[i] ?? [], sighting, true);
    findings.set(property, { property, sighting, trace, failingActions });
  });
}

/** What is not found yet, or only with a smaller value. */
function addFromStack(
  findings: Map<Checked, Finding>,
  system: TransitionSystem,
  watched: readonly WatchedProperty[],
  exploration: DepthFirst,
): void {
  watched.forEach(({ property }, i) => {
    const sighting = exploration.sightings[i];
    if (sighting == null) return;
    const known = findings.get(property);
    const failing = [...(known?.failingActions ?? []), ...(exploration.failingActions[i] ?? [])];
    const failingActions = [...new Set(failing)].sort((a, b) => a - b);
    if (known !== undefined && known.sighting.value >= sighting.value) {
      findings.set(property, { ...known, failingActions });
      return;
    }
    const trace = traceOf(system, exploration.run(i), sighting, sighting.depth === 0);
    findings.set(property, { property, sighting, trace, failingActions });
  });
}

function traceOf(
  system: TransitionSystem,
  path: readonly PathStep[],
  { failing, state }: Sighting,
  shortest: boolean,
): Trace {
  return {
    shortest,
    initial: system.initial(),
    steps: failing === null ? path : [...path, { action: failing.action, state }],
    failure: failing?.failure ?? null,
  };
}
