// What the compiled depth-first search does for itself: room for roots, frames and parts, successors beyond those
// that have a bit, limits. That its answers are those of the interpreter is tested in test/agreement.

import { describe, expect, test } from 'vitest';
import { compileProgram } from '../../src/codegen/compiled.ts';
import type { ExploreOptions } from '../../src/explore/explore.ts';
import type { Monitor } from '../../src/explore/monitor.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { explorePackedDepthFirst } from '../../src/explore/packed-depth-first.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import {
  cell,
  compare,
  eq,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';
import { counters, philosophers } from '../system/sample-programs.ts';

function run(program: Program, options: Partial<ExploreOptions> = {}, monitors: Monitor[] = []) {
  const packed = compileProgram(program, []);
  if (packed === null) throw new Error('not compiled');
  const bits = monitors.map(() => null);
  const all = { host: nodeHost, ...options };
  return explorePackedDepthFirst(packed, interpreter(program), monitors, bits, all);
}

/** From 0 to each of 1 .. `last` at once, and from each to the next: a hub with that many successors. */
function hub(last: number): Program {
  const b = new ProgramBuilder();
  const x = b.cell('x', range(0, last));
  const task = b.thread('t', ['here'], { rests: ['here'] });
  const action = (name: string, guard: ReturnType<typeof eq>, value: Parameters<typeof set>[1]) =>
    b.action({ name, move: [task, 'here', 'here'], guard, effects: [set(x, value)] });
  for (let i = last; i > 0; i--) action(`to${i}`, eq(x, 0), i);
  const isInside = compare('>', cell(x), num(0));
  const hasNext = compare('<', cell(x), num(last));
  const both = { kind: 'and' as const, operands: [isInside, hasNext] };
  action('next', both, plus(cell(x), num(1)));
  return b.build();
}

describe('counts', () => {
  test.each([2, 3, 7, 11])('%i philosophers', async n => {
    const found = await run(philosophers(n), {}, [{ kind: 'deadlock' }]);
    expect(found).toMatchObject({
      complete: true,
      states: 3 ** n - 1,
      transitions: n * (2 * 3 ** (n - 1) - 1),
      deadlocks: 1,
    });
    expect(found.run(0).length).toBe(found.sightings[0]?.depth);
  });

  test('a stack of more than one chunk, to its end and back', async () => {
    const found = await run(counters(1, 49_999));
    expect(found).toMatchObject({ states: 50_000, transitions: 49_999, depth: 49_999 });
    const square = await run(counters(2, 299));
    expect(square).toMatchObject({ states: 90_000, transitions: 179_400, depth: 598 });
  });

  test.each([5, 30, 31, 32, 33, 80])('%i successors of one state', async last => {
    const found = await run(hub(last));
    expect(found).toMatchObject({ states: last + 1, transitions: 2 * last - 1, deadlocks: 0 });
  });

  test('states of several words, past the point where their parts are counted', async () => {
    const found = await run(counters(70, 1), { maxStates: 100_000 });
    expect(found).toMatchObject({ states: 100_000, limit: 'states' });
    const state = new Int32Array(71);
    const seen = new Set<string>();
    for (let id = 0; id < found.states; id++) {
      found.store.read(id, state);
      seen.add(state.join());
    }
    expect(seen.size).toBe(100_000);
  });
});

describe('limits', () => {
  test('as many states as there are is no limit; one less is', async () => {
    const whole = await run(counters(2, 199), { maxStates: 40_000 });
    expect(whole).toMatchObject({ complete: true, limit: null });
    const cut = await run(counters(2, 199), { maxStates: 39_999 });
    expect(cut).toMatchObject({ complete: false, limit: 'states', states: 39_999 });
    expect(await run(counters(2, 199), { maxStates: 1 })).toMatchObject({ states: 1 });
  });

  test('the first violation ends the search', async () => {
    const found = await run(philosophers(9), { first: true }, [{ kind: 'deadlock' }]);
    expect(found).toMatchObject({ complete: false, limit: 'first', deadlocks: 1 });
    expect(found.run(0).at(-1)?.state).toEqual(found.sightings[0]?.state);
  });

  test('an aborted signal, before the first step and later', async () => {
    const aborted = await run(counters(2, 6), { signal: AbortSignal.abort() });
    expect(aborted).toMatchObject({ states: 1, limit: 'interrupt' });
    const later = new AbortController();
    let now = 0;
    const host = {
      ...nodeHost,
      now: () => {
        now += 30;
        return now;
      },
    };
    const found = await run(counters(3, 99), {
      host,
      signal: later.signal,
      progress: () => later.abort(),
    });
    expect(found).toMatchObject({ complete: false, limit: 'interrupt' });
  });
});
