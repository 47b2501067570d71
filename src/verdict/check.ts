// Checks a program: one search, a verdict per property, and a trace for each that has one. In: a program,
// limits, the machine's hooks. Out: the run's result. No trace leaves here that was not taken again, step
// by step, on a fresh interpreter.

import { hasLevels, type Progress, type SearchOutcome } from '../explore/explore.ts';
import type { Host } from '../explore/host.ts';
import type { Snapshot, SnapshotKeeper } from '../explore/snapshot.ts';
import type { Program } from '../ir/program.ts';
import { dependenceOf } from '../reduction/dependence.ts';
import { planReductions, type ReductionName } from '../reduction/plan.ts';
import type { SymmetryGroup } from '../reduction/symmetry/group.ts';
import { interpreter } from '../system/interpreter.ts';
import type { Compile } from '../system/packed-system.ts';
import { analyse, spaceAskedFor, statesToKeep } from './analyse.ts';
import { certifier } from './evidence.ts';
import { findingsOf } from './findings.ts';
import { followed } from './followed.ts';
import { judge } from './judge.ts';
import { checkedProperties, monitorOf } from './properties.ts';
import { regroupFinding } from './regroup.ts';
import type { Checked, PropertyResult, RunResult, RunTiming, Verdict } from './result.ts';
import { type SearchOrder, search, type WatchedProperty } from './search.ts';
import { secondLook } from './second-look.ts';
import { standInFor } from './stand-in.ts';

export type { Progress } from '../explore/explore.ts';
export { checkedProperties } from './properties.ts';

export interface CheckOptions {
  readonly host: Host;
  /** Makes the compiled engine; without it the interpreter searches. */
  readonly compile?: Compile | undefined;
  /** Breadth first if not given. */
  readonly search?: SearchOrder | undefined;
  /** Reductions to use where every property survives them; none if not given. */
  readonly reductions?: readonly ReductionName[] | undefined;
  /** Names of the properties to check; all if not given. */
  readonly properties?: readonly string[] | undefined;
  /** Stop after the level of the first violation. */
  readonly first?: boolean | undefined;
  readonly maxStates?: number | undefined;
  /** Threads that search together, breadth first with the compiled engine. */
  readonly workers?: number | undefined;
  /** As in `ExploreOptions`. */
  readonly alwaysShare?: boolean | undefined;
  /** Bytes. */
  readonly maxMemory?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: Progress) => void) | undefined;
  /** Also check that everything the model declares is exercised: the property `vacuity`. */
  readonly strict?: boolean | undefined;
  /** Verdicts, causes and counts only: no way back, and no coverage beyond what `strict` asks for. */
  readonly brief?: boolean | undefined;
  /** Show traces as they were found; else their steps are regrouped per thread where they commute. */
  readonly rawOrder?: boolean | undefined;
  /** The first sighting of each violated property, while the search goes on. */
  readonly violation?: ((property: string, depth: number) => void) | undefined;
  /** Keeps snapshots of a breadth-first search, from one of which another run may go on. */
  readonly snapshots?: SnapshotKeeper | undefined;
  readonly resume?: Snapshot | undefined;
  /** Is shown what the search has stored, before the run is over: for tests of it. */
  readonly explored?: ((space: ExploredSpace) => void) | undefined;
}

/** What was searched for the program, and what was found. */
export interface ExploredSpace {
  readonly program: Program;
  /** Whose representatives the states are; null: each stands for itself. */
  readonly group: SymmetryGroup | null;
  readonly outcome: SearchOutcome;
}

/** What `strict` asks for. */
const VACUITY: Checked = { kind: 'vacuity', name: 'vacuity' };

/** Explores the program and judges its properties. A limit that was reached is never `holds`. */
export async function check(program: Program, options: CheckOptions): Promise<RunResult> {
  const clock = startClock(options.host);
  const startedAt = options.host.now();
  const system = interpreter(program);
  const watched = checkedProperties(program)
    .filter(({ name }) => options.properties?.includes(name) ?? true)
    .map(property => ({ property, monitor: monitorOf(system, property) }));
  const decided = watched.filter((entry): entry is WatchedProperty => entry.monitor !== null);

  const asked = watched.map(({ property }) => property);
  const plan = planReductions(options.reductions ?? [], [
    ...asked,
    ...(options.strict === true ? [VACUITY] : []),
  ]);

  const standIn = standInFor(system, plan.applied, asked);
  const refused = [...plan.refused, ...standIn.refused];
  const applied = plan.applied.filter(name => refused.every(one => one.name !== name));
  const dependence = applied.includes('stubborn')
    ? dependenceOf(standIn.system.program, asked, {
        images: standIn.group?.generators,
        deletes: applied.includes('deletion'),
      })
    : null;

  const order = options.search ?? 'bfs';
  const { group } = standIn;
  const means = { compile: options.compile ?? null, dependence, group };
  const { exploration, engine, cpuSeconds } = await search(order, standIn.system, decided, means, {
    ...options,
    keepStates: statesToKeep(asked, options.strict === true),
    violation: (monitor, depth) =>
      options.violation?.(decided[monitor]?.property.name ?? '', depth),
  });
  options.explored?.({ program: standIn.system.program, group, outcome: exploration });

  const shorter = hasLevels(exploration)
    ? null
    : await secondLook(standIn.system, exploration, asked, decided, {
        ...options,
        means,
        startedAt,
      });
  const basis = shorter?.complete === true ? shorter : exploration;
  const certify = certifier(program);
  const analysis = { ...options, startedAt, certify, reduced: applied.length > 0 };
  const space = await spaceAskedFor(system, basis, asked, analysis);
  // Runs are rebuilt from the transitions that were followed.
  const way = followed(standIn.system, dependence);
  const seen = await findingsOf(way, decided, exploration, shorter, space, options.host);
  const findings = seen.map(standIn.original).map(one => regroupFinding(system, one, options));
  for (const { property, trace } of findings) certify(property, trace);
  const judged = watched.map(({ property }) => {
    const finding = findings.find(one => one.property === property) ?? null;
    return judge(system, basis, property, finding, standIn.system);
  });
  const { properties, coverage } = await analyse(system, basis, judged, space, analysis);
  return {
    program,
    verdict: overall(properties, exploration.complete),
    complete: exploration.complete,
    limit: exploration.limit,
    properties,
    coverage,
    refused,
    takenOver: means.compile !== null && engine === 'interpreter',
    stats: {
      states: exploration.states,
      transitions: exploration.transitions,
      deadlocks: exploration.deadlocks,
      depth: exploration.depth,
      engine,
      search: order,
      reductions: applied,
    },
    timing: clock(exploration, cpuSeconds),
  };
}

function overall(properties: readonly PropertyResult[], complete: boolean): Verdict {
  if (properties.some(({ verdict }) => verdict === 'violated')) return 'violated';
  if (!complete || properties.some(({ verdict }) => verdict === 'unknown')) return 'unknown';
  return 'holds';
}

function startClock(
  host: Host,
): (exploration: SearchOutcome, searchCpuSeconds: number) => RunTiming {
  const startedAt = host.now();
  const cpuBefore = host.cpu();
  return (exploration, searchCpuSeconds) => ({
    seconds: (host.now() - startedAt) / 1000,
    cpuSeconds: host.cpu() - cpuBefore,
    searchCpuSeconds,
    peakBytes: exploration.peakMemory,
    bytesPerState: exploration.store.bytes / exploration.states,
    workers: hasLevels(exploration) ? exploration.workers : 1,
  });
}
