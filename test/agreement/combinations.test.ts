// Every way to check a program gives the same answers. On generated programs: a program, and combinations of
// engine, search, reductions and workers that the seed draws. MCHECK_SEED and MCHECK_RUNS make it long; `npm run
// agree` does the same on more.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Host } from '../../src/explore/host.ts';
import { nodeHost, threadsOf } from '../../src/explore/node-host.ts';
import { compare } from './agree.ts';
import { someCombinations } from './combination.ts';
import { anyCase } from './programs.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 60);
const SEED = Number(process.env.MCHECK_SEED ?? 1);
const DRAWN = Number(process.env.MCHECK_COMBINATIONS ?? 3);

/** Threads run what `npm run build` has made. */
const host: Host = {
  ...nodeHost,
  startThread: threadsOf(new URL('../../dist/explore/node-thread.js', import.meta.url)),
};

it(`${DRAWN} combinations agree with the reference on ${RUNS} programs (seed ${SEED})`, async () => {
  const seen = { programs: 0, violated: 0, deadlocks: 0, failing: 0 };
  await fc.assert(
    fc.asyncProperty(anyCase(someCombinations(DRAWN)), async ([generated, combinations]) => {
      const { reference, differences } = await compare(generated, combinations, host);
      if (reference === null) return;
      expect(differences).toEqual([]);
      seen.programs += 1;
      seen.violated += Number(reference.verdict === 'violated');
      seen.deadlocks += Number(reference.stats.deadlocks > 0);
      seen.failing += Number(reference.properties.some(one => one.trace?.failure != null));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // Most programs are small enough, and they are not all alike.
  expect(seen.programs).toBeGreaterThan(RUNS / 2);
  for (const count of [seen.violated, seen.deadlocks, seen.failing]) {
    expect(count).toBeGreaterThan(RUNS / 20);
  }
});
