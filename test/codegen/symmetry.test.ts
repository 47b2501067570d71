// Compiled representatives give what the interpreter's give: counts, verdicts, traces; on models whose threads are
// told apart by nothing, on a circle of many members, on states of several words.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost, threadsOf } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import type { ReductionName } from '../../src/reduction/plan.ts';
import { check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { program as programOfText } from '../ir/model.ts';
import { programOf } from '../models/program-of.ts';
import { symmetricModel } from '../reduction/symmetric-model.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 40);
const SEED = Number(process.env.MCHECK_SEED ?? 4);

function essence({ stats, properties }: RunResult): unknown {
  return {
    stats: { ...stats, engine: null },
    properties: properties.map(({ property, verdict, value, cause, causes, trace }) => ({
      name: property.name,
      verdict,
      value,
      cause,
      causes,
      steps: trace?.steps.map(step => [step.action, ...step.state]) ?? null,
    })),
  };
}

async function agree(
  program: Program,
  reductions: readonly ReductionName[],
  maxStates: number,
): Promise<RunResult | null> {
  const options = { host: nodeHost, reductions, maxStates };
  const interpreted = await check(program, options);
  if (!interpreted.complete) return null;
  const compiled = await check(program, { ...options, compile: compileProgram });
  expect(compiled.stats.engine).toBe('compiled');
  expect(essence(compiled)).toEqual(essence(interpreted));
  return compiled;
}

const lists: readonly (readonly ReductionName[])[] = [
  ['symmetry'],
  ['symmetry', 'dead'],
  ['symmetry', 'slice', 'dead'],
  ['symmetry', 'stubborn'],
  ['symmetry', 'stubborn', 'slice', 'dead'],
];

it(`on ${RUNS} models with symmetric threads (seed ${SEED})`, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(symmetricModel, fc.constantFrom(...lists), async (text, reductions) => {
      const result = await agree(programOfText(text), reductions, 2000);
      if (result !== null) compared += Number(result.stats.reductions.includes('symmetry'));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(compared).toBeGreaterThan(RUNS / 2);
});

it(`in two threads as in one: the same counts and traces (seed ${SEED})`, async () => {
  const startThread = threadsOf(new URL('../../dist/explore/node-thread.js', import.meta.url));
  let shared = 0;
  await fc.assert(
    fc.asyncProperty(symmetricModel, async text => {
      const program = programOfText(text);
      const options = { compile: compileProgram, reductions: ['symmetry'] } as const;
      const small = await check(program, { ...options, host: nodeHost, maxStates: 2000 });
      if (!small.complete) return;
      const [one, two] = [
        await check(program, { ...options, host: nodeHost }),
        await check(program, {
          ...options,
          host: { ...nodeHost, startThread },
          workers: 2,
          alwaysShare: true,
        }),
      ];
      expect(essence(two)).toEqual(essence(one));
      shared += Number(two.timing.workers === 2 && two.stats.reductions.includes('symmetry'));
    }),
    { numRuns: Math.ceil(RUNS / 4), seed: SEED + 1 },
  );
  expect(shared).toBeGreaterThan(RUNS / 10);
});

const phils = (params: Record<string, number>) =>
  programOf('phils.mig', readFileSync('models/classics/phils.mig', 'utf8'), {
    params,
    variant: {},
  });

it('on philosophers, whose table can be turned', async () => {
  const result = await agree(phils({ N: 9 }), ['symmetry'], 10_000);
  // Necklaces of nine beads in three colours, but for one.
  expect(result?.stats.states).toBe(2194);
});

it('where the walk through the group is long and states have several words', async () => {
  const text = `type T = 0..4 symmetric
host h {
  var x[i in T] : 0..4000 = 0
  var near[i in T] : T or null = null
  var seen : set of T = {}
  thread t[i in T] {
    start a
    rests c
    set: a -> b when size(seen) < 2 do { x[i] = 3000 + size(seen); seen += { i } }
    see[j in T]: b -> c while j not in seen do { near[i] = j; x[i] += 1 }
  }
}
deadlock free
invariant p: no i in T: no j in T: h.near[i] == j and i == j`;
  const result = await agree(programOfText(text), ['symmetry'], 10_000);
  const full = await check(programOfText(text), { host: nodeHost, compile: compileProgram });
  expect(full.stats.states).toBeGreaterThan(10 * (result?.stats.states ?? 0));
  expect(result?.verdict).toBe(full.verdict);
});
