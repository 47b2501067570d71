// What is decided by trying values is compared with trying all of them: every state within the domains of small
// programs. "No" must be right everywhere; "yes" must be right somewhere, or the two disagree.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
import type { ValueSets } from '../../src/ir/value-sets.ts';
import { relationsOf, type Test } from '../../src/reduction/relations.ts';
import { type Interpreter, interpreter } from '../../src/system/interpreter.ts';
import {
  cell,
  compare,
  eq,
  fail,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';
import { condition, randomProgram, value } from '../system/random-program.ts';
import { comesOut, disturbed } from './one-by-one.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 12);
const SEED = Number(process.env.MCHECK_SEED ?? 4);

/** All values of all domains: more than can ever be reached. */
function allValues(program: Program): ValueSets {
  return { values: program.cells.map(() => null), possible: program.actions.map(() => true) };
}

/** Every state whose queues are as queues are. */
function* statesOf(program: Program): Generator<Int32Array> {
  const state = Int32Array.from(program.cells, ({ lo }) => lo);
  const isProper = () =>
    program.queues.every(({ length, first, capacity, order }) => {
      const size = state[length] as number;
      const slots = [...state.subarray(first, first + capacity)];
      const tail = slots
        .slice(size)
        .every((slot, i) => slot === program.cells[first + size + i]?.lo);
      const kept = slots.slice(0, size);
      return (
        tail &&
        (order === 'fifo' || kept.every((slot, i) => i === 0 || (kept[i - 1] as number) <= slot))
      );
    });
  for (;;) {
    if (isProper()) yield state;
    let at = state.length - 1;
    while (at >= 0 && state[at] === program.cells[at]?.hi) {
      state[at] = program.cells[at]?.lo ?? 0;
      at -= 1;
    }
    if (at < 0) return;
    state[at] = (state[at] as number) + 1;
  }
}

/** Pairs `one other` of which `other` disturbs `one` in some state. */
function disturbances(program: Program, system: Interpreter): Set<string> {
  const found = new Set<string>();
  for (const state of statesOf(program)) {
    const enabled = system.enabled(state);
    for (const one of enabled) {
      for (const other of enabled) {
        if (one !== other && disturbed(system, state, one, other)) found.add(`${one} ${other}`);
      }
    }
  }
  return found;
}

function succeeds(system: Interpreter, state: Int32Array, test: Test): boolean {
  if (test.kind === 'fails') {
    // The effects alone: an action without a guard.
    const fired = system.fire(state, test.action);
    return fired?.failure != null && (fired.failure.error === 'assert') === test.assertion;
  }
  return comesOut(system, state, test);
}

describe('what is decided', () => {
  it(`about disturbances is right where it is no, and hardly ever wrong where it is yes, on ${RUNS} generated programs (seed ${SEED})`, () => {
    let pairs = 0;
    let answered = 0;
    fc.assert(
      fc.property(randomProgram, program => {
        const system = interpreter(program);
        const relations = relationsOf(program, allValues(program));
        const expected = disturbances(program, system);
        pairs += expected.size;
        for (const { id: one } of program.actions) {
          for (const { id: other } of program.actions) {
            const answer = relations.disturbs(one, other);
            if (answer === null) expect(expected.has(`${one} ${other}`)).toBe(false);
            else answered += 1;
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(pairs).toBeGreaterThan(RUNS);
    // What a guard says of cells that do not matter otherwise is not always known.
    expect(answered).toBeLessThan(1.05 * pairs);
  });

  it(`about what brings a condition about is right where it is no (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        randomProgram,
        condition,
        value,
        fc.boolean(),
        (program, expr, term, onFailure) => {
          const system = interpreter(program);
          const relations = relationsOf(program, allValues(program));
          const tests: Test[] = [
            { kind: 'true', expr, onFailure },
            { kind: 'undefined', expr: term },
          ];
          const brought = tests.map(() => new Set<number>());
          const raised = new Set<number>();
          const wrong = new Set<string>();
          for (const state of statesOf(program)) {
            for (const action of system.enabled(state)) {
              const fired = system.fire(state, action);
              if (fired?.failure != null)
                wrong.add(`${action} ${fired.failure.error === 'assert'}`);
              const next = fired?.next;
              if (next == null) continue;
              tests.forEach((test, i) => {
                if (!succeeds(system, state, test) && succeeds(system, next, test))
                  brought[i]?.add(action);
              });
              const [before, after] = [system.evaluate(term, state), system.evaluate(term, next)];
              if (typeof after === 'number' && (typeof before !== 'number' || after > before))
                raised.add(action);
            }
          }
          for (const { id } of program.actions) {
            tests.forEach((test, i) => {
              if (relations.brings(id, test) === null) expect(brought[i]?.has(id)).toBe(false);
            });
            if (relations.raises(id, term) === null) expect(raised.has(id)).toBe(false);
            for (const assertion of [true, false]) {
              if (!relations.canGoWrong(id, assertion))
                expect(wrong.has(`${id} ${assertion}`)).toBe(false);
            }
          }
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('depends on values, not only on what is read and written', () => {
    const b = new ProgramBuilder();
    const [x, y] = [b.cell('x', range(0, 3)), b.cell('y', range(0, 1))];
    const queue = b.queue('q', range(0, 1), 2);
    const add = (name: string, by: number) =>
      b.action({
        name,
        guard: compare('<', cell(x), num(2)),
        effects: [set(x, plus(cell(x), num(by)), fail('range'))],
      });
    const [one, two] = [add('one', 1), add('two', 1)];
    const push = b.action({
      name: 'push',
      guard: compare('<', cell(queue.length), num(2)),
      effects: [{ kind: 'push', queue: 0, value: cell(y), failure: null }],
    });
    const pop = b.action({
      name: 'pop',
      guard: compare('>', cell(queue.length), num(0)),
      effects: [{ kind: 'remove', queue: 0, position: 0, failure: null }],
    });
    const other = b.action({
      name: 'other',
      guard: compare('<', cell(queue.length), num(2)),
      effects: [{ kind: 'push', queue: 0, value: num(1), failure: null }],
    });
    const flip = b.action({ name: 'flip', guard: eq(y, 0), effects: [set(y, 1)] });
    const relations = relationsOf(b.build(), allValues(b.build()));
    // Both can be taken only below 2, and the second may find 2.
    expect(relations.disturbs(one, two)?.reason).toBe('disables');
    expect(relations.disturbs(one, two)?.values.get(x)).toBe(1);
    // A queue that is neither full nor empty has two ends.
    expect(relations.disturbs(push, pop)).toBeNull();
    expect(relations.disturbs(pop, push)).toBeNull();
    expect(relations.disturbs(push, other)).not.toBeNull();
    expect(relations.disturbs(push, flip)?.reason).toBe('outcome');
    expect(relations.disturbs(pop, flip)).toBeNull();
  });
});
