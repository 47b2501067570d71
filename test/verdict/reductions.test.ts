// Whatever is left out of the search, the answers stay: verdicts, lengths of counterexamples, causes; and every
// trace is a run of the program itself.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { REDUCTIONS, type ReductionName } from '../../src/reduction/plan.ts';
import { check } from '../../src/verdict/check.ts';
import type { RunResult } from '../../src/verdict/result.ts';
import { program as programOfText } from '../ir/model.ts';
import { symmetricModel } from '../reduction/symmetric-model.ts';
import { randomProgram } from '../system/random-program.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 40);
const SEED = Number(process.env.MCHECK_SEED ?? 11);
const MOST_STATES = 3000;

/** What no reduction may change. Causes are those of all deadlocks only in a search without reductions. */
function answers(result: RunResult): unknown {
  return result.properties.map(({ property, verdict, value, trace }) => ({
    name: property.name,
    verdict,
    value,
    steps: trace?.steps.length ?? null,
    shortest: trace?.shortest ?? null,
    failure: trace?.failure?.error === 'assert',
  }));
}

async function agree(program: Program, reductions: readonly ReductionName[]): Promise<number> {
  const options = { host: nodeHost, maxStates: MOST_STATES };
  const full = await check(program, options);
  if (!full.complete) return 0;
  const reduced = await check(program, { ...options, reductions });
  expect(answers(reduced)).toEqual(answers(full));
  for (const { property, cause } of reduced.properties) {
    const all = full.properties.find(one => one.property.name === property.name)?.causes ?? [];
    if (cause !== null) expect(all).toContain(cause);
  }
  return Number(reduced.stats.states < full.stats.states);
}

const some = fc.subarray([...REDUCTIONS], { minLength: 1 });

it(`on ${RUNS} models with symmetric threads (seed ${SEED})`, async () => {
  let reduced = 0;
  await fc.assert(
    fc.asyncProperty(symmetricModel, some, async (text, reductions) => {
      reduced += await agree(programOfText(text), reductions);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(reduced).toBeGreaterThan(RUNS / 4);
});

it(`on ${RUNS} generated programs (seed ${SEED})`, async () => {
  let reduced = 0;
  await fc.assert(
    fc.asyncProperty(randomProgram, some, async (program, reductions) => {
      reduced += await agree(program, reductions);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(reduced).toBeGreaterThan(0);
});

it('where a slice leaves out a variable of a symmetric type', async () => {
  const text = `type T = 0..1 symmetric
channel line : T fifo 2
host h {
  var chosen : T or null = null
  thread t[i in T] {
    start a
    rests c
    var own : T
    go: a -> b do { own = i }
    on: b -> c while chosen != i
    tell: a -> a send line i
  }
}
deadlock free`;
  expect(await agree(programOfText(text), ['symmetry', 'slice'])).toBe(1);
});

it('where stubborn sets are chosen in states that only the symmetry leads to', async () => {
  // Of the first thread's `own` the program makes 0 only; the representative of a state may hold another value.
  const text = `type T = 0..1 symmetric
channel line : T fifo 2
host h {
  mutex m
  var x[i in T] : 0..2 = 0
  var chosen : T or null = null
  thread t[i in T] {
    start a
    rests c
    var own : T
    go: a -> b do { own = i }
    on: b -> c while chosen != i
    take: a -> a lock m
    tell: a -> a send line i
    count: a -> a while own == i do { if x[i] < 2 { x[i] += 1 } }
  }
}
deadlock free
invariant few: all j in T: h.x[j] < 2`;
  expect(await agree(programOfText(text), ['stubborn', 'symmetry'])).toBe(1);
});
