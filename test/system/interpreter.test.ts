import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InternalError } from '../../src/diagnostic/internal-error.ts';
import { explore } from '../../src/explore/explore.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { Expr, Failure } from '../../src/ir/expr.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { cell, eq, fail, num, ProgramBuilder, plus, range, set } from './build-program.ts';
import { randomProgram } from './random-program.ts';
import { richProgram } from './rich-program.ts';

const failing: Expr = { kind: 'checked', condition: num(0), value: num(1), failure: fail('index') };

/** One thread at `a` with a step, a user action and one whose guard goes wrong. */
function sample() {
  const b = new ProgramBuilder();
  const x = b.cell('x', range(0, 2));
  const task = b.thread('t', ['a', 'b', 'final']);
  b.action({ name: 'elsewhere', move: [task, 'b', 'final'] });
  b.action({ name: 'user', class: 'user', move: [task, 'a', 'b'] });
  b.action({ name: 'wrong', move: [task, 'a', 'b'], guard: failing });
  b.action({ name: 'stops_early', move: [task, 'a', 'b'], turn: eq(x, 1), guard: failing });
  b.action({
    name: 'overflow',
    move: [task, 'a', 'a'],
    effects: [set(x, plus(cell(x), num(3)), fail('range'))],
  });
  b.action({ name: 'loop', move: [task, 'a', 'a'], effects: [set(x, 0)] });
  return interpreter(b.build());
}

function transitions(system: ReturnType<typeof sample>, state = system.initial()) {
  const seen: (readonly [number, readonly number[] | string])[] = [];
  const systemActions = system.expand(state, {
    successor: (action, next) => seen.push([action, [...next]]),
    failure: (action, failure) => seen.push([action, failure.error]),
  });
  return { seen, systemActions };
}

describe('expand', () => {
  test('gives transitions in order of action id and counts enabled system actions', () => {
    const { seen, systemActions } = transitions(sample());
    expect(seen).toEqual([
      [1, [0, 1]],
      [2, 'index'],
      [4, 'range'],
      [5, [0, 0]],
    ]);
    // The user action is none of the system's; actions that go wrong are enabled.
    expect(systemActions).toBe(3);
  });

  test('leaves the state as it was', () => {
    const system = sample();
    const state = system.initial();
    transitions(system, state);
    expect(state).toEqual(system.initial());
  });

  test('merges actions of several tasks by id', () => {
    const b = new ProgramBuilder();
    const first = b.thread('first', ['a', 'b']);
    const second = b.thread('second', ['a', 'b']);
    b.action({ name: 'x', move: [second, 'a', 'b'] });
    b.action({ name: 'y', move: [first, 'a', 'b'] });
    b.action({ name: 'z', effects: [] });
    const system = interpreter(b.build());
    expect(system.enabled(system.initial())).toEqual([0, 1, 2]);
  });
});

describe('single actions', () => {
  test('enabled, fire', () => {
    const system = sample();
    const state = system.initial();
    expect(system.enabled(state)).toEqual([1, 2, 4, 5]);
    expect(system.fire(state, 0)).toBeNull();
    expect(system.fire(state, 1)).toEqual({ next: Int32Array.of(0, 1), failure: null });
    expect(system.fire(state, 4)).toMatchObject({ next: null, failure: { error: 'range' } });
  });

  test('conjuncts each by themselves', () => {
    const system = sample();
    expect(system.conjunctValues(system.initial(), 3)).toMatchObject([
      true,
      false,
      { error: 'index' },
    ]);
  });

  test('labels show values as the user writes them', () => {
    const system = sample();
    const type = { kind: 'enum', name: 'E', members: ['zero', 'one'] } as const;
    const state = Int32Array.of(1, 0);
    expect(system.label(['send ', { value: cell(0), type }], state)).toBe('send one');
    expect(system.label([{ value: failing, type }], state)).toBe('?');
  });
});

test('accepted needs every task at rest; an expression that goes wrong is not true', () => {
  const b = new ProgramBuilder();
  const first = b.thread('first', ['a', 'final']);
  b.thread('second', ['a'], { rests: ['a'] });
  b.action({ name: 'end', move: [first, 'a', 'final'] });
  const system = interpreter(b.build());
  expect(system.accepted(Int32Array.of(0, 0))).toBe(false);
  expect(system.accepted(Int32Array.of(1, 0))).toBe(true);
  const program = b.build();
  const wrong = { ...program, tasks: program.tasks.map(task => ({ ...task, accepted: failing })) };
  expect(interpreter(wrong).accepted(Int32Array.of(1, 0))).toBe(false);
});

test('a move that no effect makes is refused', () => {
  const b = new ProgramBuilder();
  const task = b.thread('t', ['a', 'b']);
  b.action({ name: 'go', move: [task, 'a', 'b'] });
  const program = b.build();
  const broken = {
    ...program,
    actions: program.actions.map(action => ({ ...action, effects: [] })),
  };
  expect(() => interpreter(broken)).toThrow(InternalError);
});

describe('failures', () => {
  test.each([
    ['random', randomProgram],
    ['rich', richProgram],
  ])(
    'are those of expand, however often they are asked for (%s programs, seed 5)',
    async (_kind, programs) => {
      let failing = 0;
      await fc.assert(
        fc.asyncProperty(programs, async program => {
          const system = interpreter(program);
          const explored = await explore(system, [], { host: nodeHost, maxStates: 300 });
          const state = new Int32Array(system.width);
          for (let id = 0; id < explored.states; id++) {
            explored.store.read(id, state);
            const expected: [number, Failure][] = [];
            const found: [number, Failure][] = [];
            system.expand(state, {
              successor() {},
              failure: (action, failure) => expected.push([action, failure]),
            });
            system.failures(state, (action, failure) => found.push([action, failure]));
            expect(found).toEqual(expected);
            failing += found.length;
          }
        }),
        { seed: 5, numRuns: 60 },
      );
      expect(failing).toBeGreaterThan(100);
    },
  );
});
