import { describe, expect, test } from 'vitest';
import { exploreDepthFirst } from '../../src/explore/depth-first.ts';
import type { ExploreOptions } from '../../src/explore/explore.ts';
import type { Monitor } from '../../src/explore/monitor.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { counters, philosophers } from '../system/sample-programs.ts';

const run = (program: Program, options: Partial<ExploreOptions> = {}, monitors: Monitor[] = []) =>
  exploreDepthFirst(interpreter(program), monitors, { host: nodeHost, ...options });

describe('counts', () => {
  test.each([2, 3, 4, 7])('%i philosophers', async n => {
    expect(await run(philosophers(n))).toMatchObject({
      complete: true,
      limit: null,
      states: 3 ** n - 1,
      transitions: n * (2 * 3 ** (n - 1) - 1),
      deadlocks: 1,
    });
  });

  test('a line of 22500 states is as deep as it is long', async () => {
    const found = await run(counters(1, 22499));
    expect(found).toMatchObject({ states: 22500, transitions: 22499, depth: 22499, deadlocks: 0 });
  });

  test('two counters: the stack is never longer than the way to the last state', async () => {
    const found = await run(counters(2, 149));
    expect(found).toMatchObject({ states: 22500, transitions: 44700, depth: 298 });
  });
});

describe('runs', () => {
  test('the run to a sighting is what was on the stack', async () => {
    const program = counters(2, 3);
    const monitor: Monitor = {
      kind: 'state',
      violation: true,
      holds: state => state[0] === 3 && state[1] === 1,
    };
    const found = await run(program, {}, [monitor]);
    // The first counter goes first: only then the second one.
    expect(found.run(0).map(({ action, state }) => [action, ...state.subarray(0, 2)])).toEqual([
      [0, 1, 0],
      [0, 2, 0],
      [0, 3, 0],
      [1, 3, 1],
    ]);
    expect(found.sightings[0]).toMatchObject({ depth: 4 });
  });

  test('of several sightings the first is kept, of values the first of the largest', async () => {
    const deadlocks = await run(philosophers(4), {}, [{ kind: 'deadlock' }]);
    const path = deadlocks.run(0);
    expect(path.length).toBe(deadlocks.sightings[0]?.depth);
    const largest = await run(counters(2, 3), {}, [
      { kind: 'maximum', limit: null, value: state => Math.min(state[0] ?? 0, 2) },
    ]);
    expect(largest.sightings[0]).toMatchObject({ value: 2, depth: 2 });
  });

  test('first ends the search at the violation', async () => {
    const found = await run(philosophers(7), { first: true }, [{ kind: 'deadlock' }]);
    expect(found).toMatchObject({ complete: false, limit: 'first', deadlocks: 1 });
    expect(found.states).toBeLessThan(3 ** 7 - 1);
  });
});

describe('limits', () => {
  test('as many states as there are is no limit; one less is', async () => {
    const all = await run(counters(2, 6), { maxStates: 49 });
    expect(all).toMatchObject({ complete: true, limit: null });
    const cut = await run(counters(2, 6), { maxStates: 48 });
    expect(cut).toMatchObject({ complete: false, limit: 'states', states: 48 });
  });

  test('an aborted signal interrupts, also before the first step', async () => {
    const signal = AbortSignal.abort();
    const found = await run(counters(2, 6), { signal });
    expect(found).toMatchObject({ states: 1, limit: 'interrupt' });
  });

  test('time and memory are looked at, and progress says how far the search is', async () => {
    let now = 0;
    const host = {
      ...nodeHost,
      now: () => {
        now += 30;
        return now;
      },
      memory: () => now,
    };
    const depths: number[] = [];
    const late = await run(counters(2, 99), {
      host,
      timeout: 1,
      progress: ({ depth }) => depths.push(depth),
    });
    expect(late).toMatchObject({ complete: false, limit: 'time' });
    expect(depths[0]).toBe(64);
    const large = await run(counters(2, 99), { host, maxMemory: now + 500 });
    expect(large).toMatchObject({ complete: false, limit: 'memory' });
    expect(large.peakMemory).toBeGreaterThan(500);
  });
});
