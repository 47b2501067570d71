// Checks a program: one search, a verdict per property, and a trace for each that has one. In: a program,
// limits, the machine's hooks. Out: the run's result. No trace leaves here that was not taken again, step
// by step, on a fresh interpreter.

import type { Exploration, Progress } from '../explore/explore.ts';
import type { Host } from '../explore/host.ts';
import { rebuildPaths } from '../explore/paths.ts';
import type { Program } from '../ir/program.ts';
import { type Interpreter, interpreter } from '../system/interpreter.ts';
import type { Compile } from '../system/packed-system.ts';
import { analyse } from './analyse.ts';
import { certify } from './evidence.ts';
import { type Finding, judge } from './judge.ts';
import { checkedProperties, monitorOf } from './properties.ts';
import type { Checked, PropertyResult, RunResult, RunTiming, Trace, Verdict } from './result.ts';
import { search, type WatchedProperty } from './search.ts';

export type { Progress } from '../explore/explore.ts';
export { checkedProperties } from './properties.ts';

export interface CheckOptions {
  readonly host: Host;
  /** Makes the compiled engine; without it the interpreter searches. */
  readonly compile?: Compile | undefined;
  /** Names of the properties to check; all if not given. */
  readonly properties?: readonly string[] | undefined;
  /** Stop after the level of the first violation. */
  readonly first?: boolean | undefined;
  readonly maxStates?: number | undefined;
  /** Bytes. */
  readonly maxMemory?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: Progress) => void) | undefined;
  /** Also check that everything the model declares is exercised: the property `vacuity`. */
  readonly strict?: boolean | undefined;
  /** The first sighting of each violated property, while the search goes on. */
  readonly violation?: ((property: string, depth: number) => void) | undefined;
}

/** Explores the program and judges its properties. A limit that was reached is never `holds`. */
export async function check(program: Program, options: CheckOptions): Promise<RunResult> {
  const clock = startClock(options.host);
  const startedAt = options.host.now();
  const system = interpreter(program);
  const watched = checkedProperties(program)
    .filter(({ name }) => options.properties?.includes(name) ?? true)
    .map(property => ({ property, monitor: monitorOf(system, property) }));
  const decided = watched.filter((entry): entry is WatchedProperty => entry.monitor !== null);

  const searchStart = options.host.cpu();
  const { exploration, engine } = await search(system, decided, options.compile ?? null, {
    ...options,
    violation: (monitor, depth) =>
      options.violation?.(decided[monitor]?.property.name ?? '', depth),
  });
  const searchCpuSeconds = options.host.cpu() - searchStart;

  const findings = await collectFindings(system, exploration, decided, options.host);
  for (const { property, trace } of findings.values()) certify(program, property, trace);
  const judged = watched.map(({ property }) =>
    judge(system, exploration, property, findings.get(property) ?? null),
  );
  const { properties, coverage } = await analyse(system, exploration, judged, {
    ...options,
    startedAt,
  });
  return {
    program,
    verdict: overall(properties, exploration.complete),
    complete: exploration.complete,
    limit: exploration.limit,
    properties,
    coverage,
    stats: {
      states: exploration.states,
      transitions: exploration.transitions,
      deadlocks: exploration.deadlocks,
      depth: exploration.depth,
      engine,
      reductions: [],
    },
    timing: clock(exploration, searchCpuSeconds),
  };
}

/** What the search saw, with the path to each sighting. */
async function collectFindings(
  system: Interpreter,
  exploration: Exploration,
  decided: readonly WatchedProperty[],
  host: Host,
): Promise<Map<Checked, Finding>> {
  const seen = decided.flatMap(({ property }, i) => {
    const sighting = exploration.sightings[i];
    return sighting == null
      ? []
      : [{ property, sighting, failingActions: exploration.failingActions[i] ?? [] }];
  });
  const paths = await rebuildPaths(
    system,
    exploration,
    seen.map(({ sighting }) => sighting),
    host,
  );
  const findings = new Map<Checked, Finding>();
  seen.forEach(({ property, sighting, failingActions }, i) => {
    const path = paths[i] ?? [];
    const { failing } = sighting;
    const trace: Trace = {
      shortest: true,
      initial: system.initial(),
      steps: failing === null ? path : [...path, { action: failing.action, state: sighting.state }],
      failure: failing?.failure ?? null,
    };
    findings.set(property, { property, sighting, trace, failingActions });
  });
  return findings;
}

function overall(properties: readonly PropertyResult[], complete: boolean): Verdict {
  if (properties.some(({ verdict }) => verdict === 'violated')) return 'violated';
  if (!complete || properties.some(({ verdict }) => verdict === 'unknown')) return 'unknown';
  return 'holds';
}

function startClock(host: Host): (exploration: Exploration, searchCpuSeconds: number) => RunTiming {
  const startedAt = host.now();
  const cpuBefore = host.cpu();
  return (exploration, searchCpuSeconds) => ({
    seconds: (host.now() - startedAt) / 1000,
    cpuSeconds: host.cpu() - cpuBefore,
    searchCpuSeconds,
    peakBytes: exploration.peakMemory,
    bytesPerState: exploration.store.bytes / exploration.states,
    workers: 1,
  });
}
