// What a run found, as far as a spec can speak of it: plain data that may cross threads. In: a result. Out: its
// verdicts, causes and counts, without program and traces.

import type { LimitName, RunResult, Verdict } from '../verdict/result.ts';

export interface Observation {
  readonly verdict: Verdict;
  readonly complete: boolean;
  readonly limit: LimitName | null;
  readonly properties: readonly ObservedProperty[];
  readonly counts: Readonly<Record<'states' | 'transitions' | 'deadlocks' | 'depth', number>>;
}

export interface ObservedProperty {
  readonly name: string;
  readonly verdict: Verdict;
  /** 12 hex digits each, sorted. */
  readonly causes: readonly string[];
}

export function observe(run: RunResult): Observation {
  const { states, transitions, deadlocks, depth } = run.stats;
  return {
    verdict: run.verdict,
    complete: run.complete,
    limit: run.limit,
    properties: run.properties.map(({ property, verdict, causes }) => ({
      name: property.name,
      verdict,
      causes: [...causes].sort(),
    })),
    counts: { states, transitions, deadlocks, depth },
  };
}
