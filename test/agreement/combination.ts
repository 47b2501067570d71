// Ways to check a program, and what all of them must agree on. In: a program and a combination of engine and
// search. Out: the part of its result that may not depend on the combination.

import fc from 'fast-check';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { type CheckOptions, check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';

export interface Combination {
  readonly engine: 'interpreter' | 'compiled';
  readonly search: 'bfs' | 'dfs';
}

/** Everything is compared with this one. */
export const REFERENCE: Combination = { engine: 'interpreter', search: 'bfs' };

/** Depth first is the interpreter's. */
export const COMBINATIONS: readonly Combination[] = [
  REFERENCE,
  { engine: 'interpreter', search: 'dfs' },
  { engine: 'compiled', search: 'bfs' },
];

/** Some of them, all different. */
export function someCombinations(count: number): fc.Arbitrary<readonly Combination[]> {
  const others = COMBINATIONS.filter(
    ({ engine, search }) => engine !== REFERENCE.engine || search !== REFERENCE.search,
  );
  const length = Math.min(count, others.length);
  return fc.shuffledSubarray(others, { minLength: length, maxLength: length });
}

export function checkWith(
  program: Program,
  { engine, search }: Combination,
  options: Partial<CheckOptions> = {},
): Promise<RunResult> {
  const compile = engine === 'compiled' ? { compile: compileProgram } : {};
  return check(program, { host: nodeHost, search, ...compile, ...options });
}

/** What has to be the same for `combination` and the reference, where the space is complete. */
export function essence(result: RunResult, { search }: Combination): unknown {
  const { states, transitions, deadlocks, depth } = result.stats;
  return {
    counts: { states, transitions, deadlocks },
    depth: search === 'bfs' ? depth : null,
    verdict: result.verdict,
    complete: result.complete,
    limit: result.limit,
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
