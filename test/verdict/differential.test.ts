import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { check } from '../../src/verdict/check.ts';
import type { PropertyResult } from '../../src/verdict/result.ts';
import { randomProgram } from '../system/random-program.ts';
import { naiveSearch } from './naive-search.ts';

const run = (program: Program) => check(program, { host: nodeHost });
const named = (results: readonly PropertyResult[], name: string) =>
  results.find(({ property }) => property.name === name);

test('the search agrees with a naive one on random programs', async () => {
  const seen = { deadlocks: 0, failures: 0, deep: 0 };
  await fc.assert(
    fc.asyncProperty(randomProgram, async program => {
      const naive = naiveSearch(program);
      const result = await run(program);
      const { states, transitions, deadlocks, depth } = naive;
      expect(result.stats).toMatchObject({ states, transitions, deadlocks, depth });
      const [deadlock, invariant] = program.properties;
      const lengths = {
        deadlock: deadlock === undefined ? null : naive.lengthTo(deadlock),
        invariant: invariant === undefined ? null : naive.lengthTo(invariant),
        errors: naive.lengthTo('error'),
        assertions: naive.lengthTo('assertion'),
      };
      for (const [name, length] of Object.entries(lengths)) {
        const found = named(result.properties, name);
        expect(found?.trace?.steps.length ?? null).toBe(length);
        if (found !== undefined) expect(found.verdict).toBe(length === null ? 'holds' : 'violated');
      }
      expect(named(result.properties, 'bound')?.value).toBe(naive.largest);
      seen.deadlocks += Number(deadlocks > 0);
      seen.failures += Number(naive.failures > 0);
      seen.deep += Number(depth > 4);
    }),
    { seed: 7, numRuns: 300 },
  );
  // The programs are not trivial.
  expect(Math.min(seen.deadlocks, seen.failures, seen.deep)).toBeGreaterThan(50);
});

test('two runs differ in their timing only', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async program => {
      const [one, other] = [await run(program), await run(program)];
      expect({ ...one, timing: null }).toEqual({ ...other, timing: null });
    }),
    { seed: 8, numRuns: 40 },
  );
});

test('actions declared in another order give the same states and, up to ids, the same traces', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async program => {
      const actions = [...program.actions].reverse().map((action, id) => ({ ...action, id }));
      const one = await run(program);
      const other = await run({ ...program, actions });
      expect(other.stats).toEqual(one.stats);
      one.properties.forEach((result, i) => {
        const mirrored = other.properties[i];
        const states = (r: PropertyResult | undefined) =>
          r?.trace?.steps.map(({ state }) => [...state]);
        expect(states(mirrored)).toEqual(states(result));
        expect(mirrored?.waits.map(({ task, knot }) => [task, knot])).toEqual(
          result.waits.map(({ task, knot }) => [task, knot]),
        );
      });
    }),
    { seed: 9, numRuns: 60 },
  );
});
