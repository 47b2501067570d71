// One representative per orbit, on generated models: the sizes of the orbits of what is stored add up to all states,
// and every verdict stays. MCHECK_SEED and MCHECK_RUNS make it long; `npm run agree` does the same on more.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { program as programOfText } from '../ir/model.ts';
import { symmetricModel } from '../reduction/symmetric-model.ts';
import { orbitSum } from './orbit-sum.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 40);
const SEED = Number(process.env.MCHECK_SEED ?? 5);

it(`orbits add up to the states, with the same verdicts, on ${RUNS} models (seed ${SEED})`, () => {
  const seen = { reduced: 0, symmetric: 0, violated: 0 };
  fc.assert(
    fc.property(symmetricModel, text => {
      const found = orbitSum(programOfText(text));
      if (found === null) return;
      expect(found.differences).toEqual([]);
      for (const what of ['reduced', 'symmetric', 'violated'] as const)
        seen[what] += Number(found[what]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(seen.reduced).toBeGreaterThan(RUNS / 3);
  expect(seen.symmetric).toBeGreaterThan(RUNS / 6);
  expect(seen.violated).toBeGreaterThan(RUNS / 5);
});
