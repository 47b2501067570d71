// Ways to check a program, and what all of them must agree on. In: a program and a combination of engine,
// search and reductions. Out: the part of its result that may not depend on the combination.

import fc from 'fast-check';
import { compileProgram } from '../../src/codegen/compiled.ts';
import type { Host } from '../../src/explore/host.ts';
import type { Program } from '../../src/ir/program.ts';
import type { ReductionName } from '../../src/reduction/plan.ts';
import { type CheckOptions, check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';

export interface Combination {
  readonly engine: 'interpreter' | 'compiled';
  readonly search: 'bfs' | 'dfs';
  readonly reductions: readonly ReductionName[];
  /** Threads; breadth first with the compiled engine only. */
  readonly workers: 1 | 2;
}

/** `compiled bfs stubborn+symmetry, 2 workers` */
export function nameOf({ engine, search, reductions, workers }: Combination): string {
  const reduced = reductions.length === 0 ? 'none' : reductions.join('+');
  return `${engine} ${search} ${reduced}${workers > 1 ? `, ${workers} workers` : ''}`;
}

/** Everything is compared with this one. */
export const REFERENCE: Combination = {
  engine: 'interpreter',
  search: 'bfs',
  reductions: [],
  workers: 1,
};

const SEARCHES = [
  { engine: 'interpreter', search: 'bfs', workers: 1 },
  { engine: 'interpreter', search: 'dfs', workers: 1 },
  { engine: 'compiled', search: 'bfs', workers: 1 },
  { engine: 'compiled', search: 'bfs', workers: 2 },
  { engine: 'compiled', search: 'dfs', workers: 1 },
] as const;

const REDUCTIONS: readonly (readonly ReductionName[])[] = [
  [],
  ['stubborn'],
  ['stubborn', 'deletion'],
  ['symmetry'],
  ['stubborn', 'symmetry'],
  ['slice', 'dead'],
  ['stubborn', 'symmetry', 'slice', 'dead'],
];

/** Every other way than the reference. */
export const COMBINATIONS: readonly Combination[] = SEARCHES.flatMap(one =>
  REDUCTIONS.map(reductions => ({ ...one, reductions })),
).filter(one => one.engine !== 'interpreter' || one.search !== 'bfs' || one.reductions.length > 0);

/** Some of them, all different. */
export function someCombinations(count: number): fc.Arbitrary<readonly Combination[]> {
  const length = Math.min(count, COMBINATIONS.length);
  return fc.shuffledSubarray([...COMBINATIONS], { minLength: length, maxLength: length });
}

export function checkWith(
  program: Program,
  { engine, search, reductions, workers }: Combination,
  host: Host,
  options: Partial<CheckOptions> = {},
): Promise<RunResult> {
  const compile = engine === 'compiled' ? { compile: compileProgram } : {};
  // Small levels are shared, too, though that does not pay.
  const means = { host, search, reductions, workers, alwaysShare: workers > 1, ...compile };
  return check(program, { ...means, ...options });
}

/** What has to be the same for `combination` and the reference, where the space is complete. */
export function essence(result: RunResult, { search, reductions }: Combination): unknown {
  const { verdict, complete, limit } = result;
  if (reductions.length > 0) return { verdict, complete, limit, ...kept(result, reductions) };
  const { states, transitions, deadlocks, depth } = result.stats;
  return {
    counts: { states, transitions, deadlocks },
    depth: search === 'bfs' ? depth : null,
    verdict,
    complete,
    limit,
    coverage: result.coverage,
    properties: result.properties.map(p => ({
      name: p.property.name,
      verdict: p.verdict,
      value: p.value,
      cause: p.cause,
      causes: p.causes,
      causeDetails: p.causeDetails,
      noReturn: p.noReturn,
      order: p.order,
      failure: p.trace?.failure ?? null,
      steps: p.trace?.steps.map(step => [step.action, ...step.state]) ?? null,
    })),
  };
}

/** Of a reduced search verdicts, values and lengths; of stubborn sets alone all deadlock states, too. */
function kept({ stats, properties }: RunResult, reductions: readonly ReductionName[]) {
  const alone = reductions.every(name => name === 'stubborn' || name === 'deletion');
  return {
    deadlocks: alone ? stats.deadlocks : null,
    properties: properties.map(({ property, verdict, value, causes, causeDetails, trace }) => ({
      name: property.name,
      verdict,
      value,
      length: trace?.steps.length ?? null,
      deadlocks: alone && property.kind === 'deadlock' ? { causes, causeDetails } : null,
    })),
  };
}
