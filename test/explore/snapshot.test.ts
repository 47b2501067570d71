// A search that goes on from a snapshot ends as the one that was never stopped.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { type Snapshot, SnapshotTimer } from '../../src/explore/snapshot.ts';
import type { Program } from '../../src/ir/program.ts';
import { type CheckOptions, check } from '../../src/verdict/check.ts';
import { randomProgram } from '../system/random-program.ts';
import { richProgram } from '../system/rich-program.ts';
import { counters, philosophers } from '../system/sample-programs.ts';
import { written } from './essence.ts';

/** All results of runs that go on from each of the snapshots of one run, and that run's. */
async function resumed(program: Program, options: Partial<CheckOptions>) {
  const snapshots: Snapshot[] = [];
  const keep = async (snapshot: Snapshot) => {
    snapshots.push(await written(snapshot, 1000));
  };
  const all = { host: nodeHost, ...options };
  const whole = await check(program, { ...all, snapshots: { every: 0, keep } });
  const runs = [];
  for (const resume of snapshots) runs.push(await check(program, { ...all, resume }));
  return { whole: { ...whole, timing: null }, runs: runs.map(run => ({ ...run, timing: null })) };
}

/** A clock that stands still: a snapshot is due at every level. */
const ALL: Partial<CheckOptions> = { host: { ...nodeHost, now: () => 0 } };

const ENGINES: [string, Partial<CheckOptions>][] = [
  ['interpreter', ALL],
  ['compiled', { ...ALL, compile: compileProgram }],
];

describe.each(ENGINES)(
  'a search by the %s goes on from any of its snapshots',
  (engine, options) => {
    test.each([
      ['philosophers', philosophers(7)],
      ['counters, more than a chunk of them', counters(4, 9)],
      ['counters that need many words', counters(70, 1)],
    ])('%s', async (_, program) => {
      const { whole, runs } = await resumed(program, { ...options, maxStates: 11_000 });
      expect(whole.stats.engine).toBe(engine);
      expect(runs.length).toBeGreaterThan(2);
      for (const run of runs) expect(run).toEqual(whole);
    });

    test('with everything it has seen', async () => {
      let found = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(randomProgram, richProgram),
          fc.boolean(),
          async (program, first) => {
            const limits = { ...options, first, maxStates: 500 };
            const { whole, runs } = await resumed(program, limits);
            for (const run of runs) expect(run).toEqual(whole);
            found += runs.length;
          },
        ),
        { seed: 21, numRuns: 30 },
      );
      expect(found).toBeGreaterThan(50);
    });
  },
);

test('snapshots are taken at once, then seldom enough to cost a tenth of the time at most', async () => {
  let now = 1000;
  const timer = new SnapshotTimer(() => now, 5);
  expect(timer.isDue).toBe(true);
  await timer.take(async () => {
    now += 100;
  });
  now += 4999;
  expect(timer.isDue).toBe(false);
  now += 1;
  expect(timer.isDue).toBe(true);
  await timer.take(async () => {
    now += 2000;
  });
  now += 19_999;
  expect(timer.isDue).toBe(false);
  now += 1;
  expect(timer.isDue).toBe(true);
});
