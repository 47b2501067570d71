import { describe, expect, test } from 'vitest';
import { type ExploreOptions, explore } from '../../src/explore/explore.ts';
import type { Host } from '../../src/explore/host.ts';
import type { Monitor } from '../../src/explore/monitor.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { counters, philosophers } from '../system/sample-programs.ts';

const run = (program: Program, options: Partial<ExploreOptions> = {}, monitors: Monitor[] = []) =>
  explore(interpreter(program), monitors, { host: nodeHost, ...options });

/** A machine whose clock moves by `step` milliseconds at every look. */
function fakeHost(step: number, memory = () => 0): Host {
  let now = 0;
  return {
    now: () => {
      now += step;
      return now;
    },
    memory,
    cpu: () => 0,
    pause: () => Promise.resolve(),
  };
}

describe('counts', () => {
  test.each([2, 3, 4, 7])('%i philosophers', async n => {
    const found = await run(philosophers(n));
    expect(found).toMatchObject({
      complete: true,
      limit: null,
      states: 3 ** n - 1,
      transitions: n * (2 * 3 ** (n - 1) - 1),
      deadlocks: 1,
    });
  });

  test.each([
    [1, 9],
    [2, 6],
    [3, 4],
  ])('%i counters up to %i', async (count, last) => {
    const found = await run(counters(count, last));
    expect(found).toMatchObject({
      complete: true,
      states: (last + 1) ** count,
      transitions: count * last * (last + 1) ** (count - 1),
      depth: count * last,
      deadlocks: 0,
    });
  });

  test('more states than one chunk and one table hold', async () => {
    const found = await run(counters(2, 149));
    expect(found.states).toBe(22500);
    // 2 x 8 bits and no location: one word a state; the table holds at most 0.7.
    expect(found.store.bytes).toBe(3 * 8192 * 4 + 32768 * 4);
  });

  test('levels are contiguous ranges of ids', async () => {
    const found = await run(counters(2, 2));
    expect(found.levels).toEqual([0, 1, 3, 6, 8, 9]);
  });
});

describe('limits', () => {
  test('as many states as there are is no limit; one less is', async () => {
    expect(await run(counters(2, 6), { maxStates: 49 })).toMatchObject({
      complete: true,
      limit: null,
    });
    const cut = await run(counters(2, 6), { maxStates: 48 });
    expect(cut).toMatchObject({ complete: false, limit: 'states', states: 48 });
    expect(await run(counters(2, 6), { maxStates: 1 })).toMatchObject({
      states: 1,
      depth: 0,
      limit: 'states',
    });
  });

  test('time is looked at every 64 states', async () => {
    const found = await run(counters(2, 99), { host: fakeHost(30), timeout: 0.5 });
    expect(found).toMatchObject({ complete: false, limit: 'time' });
    expect(found.states).toBeLessThan(2000);
  });

  test('memory', async () => {
    let used = 0;
    const host = fakeHost(30, () => {
      used += 10;
      return used;
    });
    const found = await run(counters(2, 99), { host, maxMemory: 100 });
    expect(found).toMatchObject({ complete: false, limit: 'memory' });
    expect(found.peakMemory).toBeGreaterThan(100);
  });

  test('an aborted signal interrupts, also before the first step', async () => {
    const aborted = AbortSignal.abort();
    expect(await run(counters(2, 6), { signal: aborted })).toMatchObject({
      states: 1,
      limit: 'interrupt',
    });
    const later = new AbortController();
    const found = await run(counters(2, 149), {
      host: fakeHost(30),
      signal: later.signal,
      progress: () => later.abort(),
    });
    expect(found).toMatchObject({ complete: false, limit: 'interrupt' });
  });

  test('other work gets its turn, and progress says how far the search is', async () => {
    const reports: number[][] = [];
    await run(counters(2, 99), {
      host: fakeHost(30),
      progress: ({ states, depth, frontier }) => reports.push([states, depth, frontier]),
    });
    // After 64 expansions of the triangle 1 + 2 + 3 + ...: 9 of level 10 are done, 10 states of level 11 found.
    expect(reports[0]).toEqual([76, 10, 12]);
  });
});

describe('first', () => {
  const sumIs = (total: number): Monitor => ({
    kind: 'state',
    violation: true,
    holds: state => (state[0] ?? 0) + (state[1] ?? 0) === total,
  });

  test('the level of the first violation is expanded, no further', async () => {
    const found = await run(counters(2, 9), { first: true }, [sumIs(5), sumIs(3)]);
    // Levels 0..3 are expanded, so the states of level 4 are found: 1 + 2 + 3 + 4 + 5.
    expect(found).toMatchObject({ complete: false, limit: 'first', states: 15, depth: 4 });
    expect(found.sightings[0]).toBeNull();
    expect(found.sightings[1]?.depth).toBe(3);
  });

  test('a violation in the last level leaves nothing out', async () => {
    const found = await run(counters(2, 9), { first: true }, [sumIs(18)]);
    expect(found).toMatchObject({ complete: true, limit: null, states: 100 });
  });

  test('each violated monitor is announced once', async () => {
    const announced: number[][] = [];
    await run(counters(2, 9), { violation: (monitor, depth) => announced.push([monitor, depth]) }, [
      sumIs(5),
      sumIs(40),
      sumIs(3),
    ]);
    expect(announced).toEqual([
      [2, 3],
      [0, 5],
    ]);
  });
});

describe('sightings', () => {
  test('least depth, then least state vector, whatever the order of discovery', async () => {
    const monitor: Monitor = {
      kind: 'state',
      violation: true,
      holds: state => (state[0] ?? 0) + (state[1] ?? 0) === 3,
    };
    const found = await run(counters(2, 9), {}, [monitor]);
    expect([...(found.sightings[0]?.state ?? [])].slice(0, 2)).toEqual([0, 3]);
  });

  test('the largest value at its least depth', async () => {
    const monitor: Monitor = {
      kind: 'maximum',
      limit: null,
      value: state => Math.min(4, (state[0] ?? 0) + (state[1] ?? 0)),
    };
    const found = await run(counters(2, 9), {}, [monitor]);
    expect(found.sightings[0]).toMatchObject({ value: 4, depth: 4 });
    expect([...(found.sightings[0]?.state ?? [])].slice(0, 2)).toEqual([0, 4]);
  });
});
