import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpreter } from '../../src/system/interpreter.ts';
import { isRun } from '../../src/verdict/evidence.ts';
import { fewestSwitches } from '../../src/verdict/fewest-switches.ts';
import { regroup } from '../../src/verdict/regroup.ts';
import type { Trace, TraceStep } from '../../src/verdict/result.ts';
import { HANG, preemptProgram, traceOf } from '../explain/preempt-program.ts';
import { cell, compare, num, ProgramBuilder, plus, range, set } from '../system/build-program.ts';
import { randomProgram } from '../system/random-program.ts';

/** Changes of the acting thread; steps of nobody do not count. */
function switches(actors: readonly (readonly number[])[]): number {
  let current: number | undefined;
  let count = 0;
  for (const own of actors) {
    if (own.length === 0 || (current !== undefined && own.includes(current))) continue;
    if (current !== undefined) count++;
    current = own[0];
  }
  return count;
}

/** Every order that keeps `before` and the order of each actor; the least number of switches. */
function leastByTrying(actors: readonly number[][], before: readonly number[][]): number {
  let least = Number.POSITIVE_INFINITY;
  const order: number[] = [];
  const shares = (a: number, b: number) =>
    actors[a]?.some(one => actors[b]?.includes(one)) ?? false;
  const mustPrecede = (earlier: number, step: number) =>
    before[step]?.includes(earlier) || (earlier < step && shares(earlier, step));
  const place = () => {
    if (order.length === actors.length) {
      least = Math.min(least, switches(order.map(step => actors[step] ?? [])));
      return;
    }
    const left = [...actors.keys()].filter(step => !order.includes(step));
    for (const step of left.filter(one => !left.some(earlier => mustPrecede(earlier, one)))) {
      order.push(step);
      place();
      order.pop();
    }
  };
  place();
  return least;
}

const dag = fc
  .array(
    fc.record({
      actors: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 2 }).map(one => [one]) },
        { weight: 1, arbitrary: fc.constantFrom([0, 1], [2, 1], []) },
      ),
      needs: fc.array(fc.nat(6), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map(steps => ({
    actors: steps.map(({ actors }) => [...actors]),
    before: steps.map(({ needs }, i) => [...new Set(needs.filter(one => one < i))]),
  }));

describe('fewestSwitches', () => {
  it('keeps a step back that lets a thread go on with one it shares', () => {
    const actors = [[1], [0], [1], [0], [2, 1], [0, 1]];
    const order = fewestSwitches(actors, [[], [], [], [0], [3], []]);
    // 0, then 1 and 3, then 2, 4 and 5: were 2 done first, 4 would be the third thread's.
    expect(switches(order.map(step => actors[step] ?? []))).toBe(2);
  });

  it('finds as few as trying every order does', () => {
    fc.assert(
      fc.property(dag, ({ actors, before }) => {
        const order = fewestSwitches(actors, before);
        expect([...order].sort((a, b) => a - b)).toEqual([...actors.keys()]);
        for (const [step, needs] of before.entries()) {
          for (const earlier of needs) {
            expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(step));
          }
        }
        const found = switches(order.map(step => actors[step] ?? []));
        expect(found).toBe(leastByTrying(actors, before));
      }),
      { numRuns: 300 },
    );
  });

  it('orders ten thousand steps of eight threads', () => {
    const actors = Array.from({ length: 10_000 }, (_, i) => [(i * i) % 8]);
    const before = actors.map((_, i) => (i % 50 === 49 ? [i - 1, i - 3, i - 6] : []));
    const order = fewestSwitches(actors, before);
    expect(order).toHaveLength(10_000);
    expect(switches(order.map(step => actors[step] ?? []))).toBeLessThan(switches(actors) / 4);
  });
});

/** Takes enabled actions as `choices` say; stops where nothing goes wrong and nothing can move. */
function walk(system: ReturnType<typeof interpreter>, choices: readonly number[]): Trace {
  const initial = system.initial();
  const steps: TraceStep[] = [];
  let state = initial;
  for (const choice of choices) {
    const enabled = system.enabled(state);
    const action = enabled[choice % Math.max(1, enabled.length)];
    const fired = action === undefined ? null : system.fire(state, action);
    if (action === undefined || fired === null) break;
    if (fired.next === null) {
      steps.push({ action, state });
      return { shortest: false, initial, steps, failure: fired.failure };
    }
    state = fired.next;
    steps.push({ action, state });
  }
  return { shortest: false, initial, steps, failure: null };
}

const counted = (trace: Trace) => trace.steps.map(({ action }) => action).sort((a, b) => a - b);

describe('regroup', () => {
  it('gives a run of the same steps with the same end and no more switches', () => {
    fc.assert(
      fc.property(
        randomProgram,
        fc.array(fc.nat(1000), { minLength: 4, maxLength: 30 }),
        fc.boolean(),
        (program, choices, keepLast) => {
          const system = interpreter(program);
          const trace = walk(system, choices);
          const grouped = regroup(system, trace, keepLast || trace.failure !== null);
          expect(isRun(interpreter(program), grouped)).toBe(true);
          expect(counted(grouped)).toEqual(counted(trace));
          expect(grouped.steps.at(-1)?.state).toEqual(trace.steps.at(-1)?.state);
          if (keepLast) expect(grouped.steps.at(-1)?.action).toBe(trace.steps.at(-1)?.action);
          const actors = (one: Trace) =>
            one.steps.map(({ action }) => {
              const { moves = [], kind } = program.actions[action] ?? {};
              return moves.length === 0 && kind === 'environment' ? [-1] : moves.map(m => m.task);
            });
          expect(switches(actors(grouped))).toBeLessThanOrEqual(switches(actors(trace)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('moves a delivery of the network to where it can first happen', () => {
    const system = interpreter(preemptProgram());
    const late = traceOf(system, ['connect', 'package', 'deliver', ...HANG.slice(3)]);
    const names = (trace: Trace) =>
      trace.steps.map(({ action }) => system.program.actions[action]?.name);
    expect(names(regroup(system, late, false)).slice(0, 3)).toEqual(names(late).slice(0, 3));
    const apart = traceOf(system, [
      'connect',
      'package',
      'read_package',
      'fault',
      'deliver',
      'request',
      'urgent',
    ]);
    expect(regroup(system, apart, false)).toBe(apart);
  });

  /** Two threads of three steps each; `shared`: all of them write one cell. */
  function twoThreads(shared: boolean) {
    const b = new ProgramBuilder();
    const cells = [b.cell('x', range(0, 9)), b.cell('y', range(0, 9))];
    for (const [i, name] of ['one', 'two'].entries()) {
      const thread = b.thread(name, ['a', 'b', 'c', 'd']);
      for (const [from, to] of ['ab', 'bc', 'cd'].map(pair => pair.split('') as [string, string])) {
        const own = cells[shared ? 0 : i] as number;
        b.action({
          name: `${name}_${from}`,
          move: [thread, from, to],
          effects: [shared ? set(own, i) : set(own, plus(cell(own), num(1)))],
        });
      }
    }
    return interpreter(b.build());
  }

  const TURNS = ['one_a', 'two_a', 'one_b', 'two_b', 'one_c', 'two_c'];

  it('puts together what does not touch the same cells', () => {
    const system = twoThreads(false);
    const grouped = regroup(system, traceOf(system, TURNS), false);
    const names = grouped.steps.map(({ action }) => system.program.actions[action]?.name);
    expect(names).toEqual(['one_a', 'one_b', 'one_c', 'two_a', 'two_b', 'two_c']);
  });

  it('leaves the order of what writes the same cell', () => {
    const system = twoThreads(true);
    const trace = traceOf(system, TURNS);
    expect(regroup(system, trace, false)).toBe(trace);
  });

  it('sees a value that makes no difference, and one that does', () => {
    const build = (operator: '<' | '==', limit: number) => {
      const b = new ProgramBuilder();
      const x = b.cell('x', range(0, 9));
      const done = b.cell('done', range(0, 1));
      const writer = b.thread('writer', ['a', 'b', 'c']);
      const reader = b.thread('reader', ['a', 'b', 'c']);
      b.action({ name: 'first', move: [writer, 'a', 'b'], effects: [set(x, 1)] });
      b.action({
        name: 'look',
        move: [reader, 'a', 'b'],
        guard: compare(operator, cell(x), num(limit)),
        effects: [set(done, 1)],
      });
      b.action({ name: 'second', move: [writer, 'b', 'c'], effects: [set(x, 2)] });
      b.action({ name: 'after', move: [reader, 'b', 'c'], effects: [] });
      return interpreter(b.build());
    };
    const order = (operator: '<' | '==', limit: number) => {
      const system = build(operator, limit);
      const trace = traceOf(system, ['first', 'look', 'second', 'after']);
      return regroup(system, trace, false).steps.map(
        ({ action }) => system.program.actions[action]?.name,
      );
    };
    expect(order('<', 9)).toEqual(['first', 'second', 'look', 'after']);
    expect(order('==', 1)).toEqual(['first', 'look', 'after', 'second']);
  });
});
