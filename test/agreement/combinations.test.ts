// Every way to check a program gives the same answers. On generated programs: a program, and combinations of
// engine, search, reductions and workers that the seed draws. MCHECK_SEED and MCHECK_RUNS make it long (`npm run agree`).

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
import { program as programOfText } from '../ir/model.ts';
import { looseProgram } from '../reduction/loose-program.ts';
import { symmetricModel } from '../reduction/symmetric-model.ts';
import { randomProgram } from '../system/random-program.ts';
import { richProgram } from '../system/rich-program.ts';
import { checkWith, essence, REFERENCE, someCombinations } from './combination.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 60);
const SEED = Number(process.env.MCHECK_SEED ?? 1);
const DRAWN = Number(process.env.MCHECK_COMBINATIONS ?? 3);
/** Larger programs are passed over. */
const MOST_STATES = 3000;

async function isSmall(program: Program): Promise<boolean> {
  const { limit } = await checkWith(
    program,
    { engine: 'compiled', search: 'bfs', reductions: [], workers: 1 },
    { maxStates: MOST_STATES, properties: [] },
  );
  return limit === null;
}

const anyProgram = fc.oneof(
  { weight: 1, arbitrary: randomProgram },
  { weight: 2, arbitrary: richProgram },
  { weight: 2, arbitrary: looseProgram },
  { weight: 2, arbitrary: symmetricModel.map(text => programOfText(text)) },
);

it(`${DRAWN} combinations agree with the reference on ${RUNS} programs (seed ${SEED})`, async () => {
  const seen = { programs: 0, violated: 0, deadlocks: 0, failing: 0 };
  await fc.assert(
    fc.asyncProperty(anyProgram, someCombinations(DRAWN), async (program, combinations) => {
      if (!(await isSmall(program))) return;
      const expected = await checkWith(program, REFERENCE);
      for (const combination of combinations) {
        const found = await checkWith(program, combination);
        const { engine, search, reductions } = found.stats;
        const refused = found.refused.map(({ name }) => name);
        expect({ engine, search }).toEqual({
          engine: combination.engine,
          search: combination.search,
        });
        const together = combination.workers > 1 && !reductions.includes('stubborn');
        expect(found.timing.workers).toBe(together ? combination.workers : 1);
        expect([...reductions, ...refused].sort()).toEqual([...combination.reductions].sort());
        expect(essence(found, combination)).toEqual(essence(expected, combination));
      }
      seen.programs += 1;
      seen.violated += Number(expected.verdict === 'violated');
      seen.deadlocks += Number(expected.stats.deadlocks > 0);
      seen.failing += Number(expected.properties.some(one => one.trace?.failure != null));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // Most programs are small enough, and they are not all alike.
  expect(seen.programs).toBeGreaterThan(RUNS / 2);
  for (const count of [seen.violated, seen.deadlocks, seen.failing]) {
    expect(count).toBeGreaterThan(RUNS / 20);
  }
});
