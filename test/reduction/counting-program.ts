// Random programs with guards over so many values that what can come of an action is not told apart to the end
// (`src/reduction/outcomes.ts`): a few counters that go up and down, and actions that compare a sum, a product or a
// difference of all of them. In: fast-check. Out: an arbitrary; a program has some hundred states for each pair of places.

import fc from 'fast-check';
import type { Arithmetic, Comparison, Expr, Statement } from '../../src/ir/expr.ts';
import type { ActionClass, Program } from '../../src/ir/program.ts';
import {
  cell,
  compare,
  fail,
  minus,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';

/**
 * The largest value of each counter. Late values of the first one are beyond what is told apart (400 nodes), and then
 * the last ones have not been looked at.
 */
type Shape = readonly [number, number, number, number];
const SHAPES: readonly Shape[] = [
  [10, 3, 3, 3],
  [8, 4, 4, 4],
];
/** Some thousand states more. */
const LARGE: readonly Shape[] = [
  [12, 6, 6, 6],
  [14, 8, 5, 5],
];
const COUNTERS = 4;
const LAST = COUNTERS - 1;

const places = ['a', 'b', 'final'];

const counter = fc.nat({ max: LAST });
const kind = fc.constantFrom<ActionClass>('system', 'system', 'system', 'user', 'fault');

/** A counter goes one up or down, as far as it can; `drops`: it goes to an end at once. */
const other = fc.record({ counter, up: fc.boolean(), drops: fc.boolean() });
/** Each goes up, so that in the end nothing is left to do. */
const RISES = Array.from({ length: COUNTERS }, (_, each) => ({
  counter: each,
  up: true,
  drops: false,
}));

type Operators = readonly [Arithmetic, Arithmetic, Arithmetic];
const operator = fc.constantFrom<Arithmetic>('+', '-', '*', 'max');

/** Compares what comes of all counters with a value: often a late one, and not the last. */
const look = fc.record({
  class: kind,
  thread: fc.constantFrom(0, 0, 1),
  from: fc.constantFrom('a', 'a', 'b'),
  to: fc.constantFrom(...places),
  operators: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom<Operators>(['-', '-', '-'], ['-', '-', '-'], ['max', 'max', '+']),
    },
    { weight: 1, arbitrary: fc.tuple(operator, operator, operator) },
  ),
  comparison: fc.constantFrom<Comparison>('==', '==', '==', '<', '>=', '!='),
  below: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: -6, max: 8 })),
  effect: fc.constantFrom('none', 'none', 'clear', 'assert'),
  counter,
});

type Looked = typeof look extends fc.Arbitrary<infer T> ? T : never;

function guardOf({ operators, comparison, below }: Looked, shape: Shape): Expr {
  let all = cell(0);
  for (const [i, operator] of operators.entries())
    all = { kind: 'arith', operator, left: all, right: cell(i + 1) };
  return compare(comparison, all, num(shape[0] - below));
}

function effectsOf({ effect, counter: of }: Looked, shape: Shape): Statement[] {
  if (effect === 'none') return [];
  if (effect === 'clear') return [set(of, 0)];
  const condition = compare('<', cell(of), num((shape[of] ?? 0) - 1));
  return [{ kind: 'require', condition, failure: fail('assert') }];
}

/** Programs with two threads. Their properties: deadlock, and at times an invariant, reachable, a bound. */
const programOf = (shapes: readonly Shape[]): fc.Arbitrary<Program> =>
  fc
    .record({
      shape: fc.constantFrom(...shapes),
      others: fc.array(other, { maxLength: 2 }),
      looks: fc.array(look, { minLength: 1, maxLength: 4, size: 'max' }),
      part: fc.nat({ max: 3 }),
      asked: fc.nat({ max: 7 }),
      looksFirst: fc.boolean(),
    })
    .map(({ shape, others, looks, part, asked, looksFirst }) => {
      const b = new ProgramBuilder();
      shape.forEach((most, i) => {
        b.cell(`x${i}`, range(0, most));
      });
      const threads = ['t0', 't1'].map((name, i) =>
        b.thread(name, places, i === 0 ? { rests: ['b'] } : {}),
      );
      const addLooks = () => {
        for (const one of looks) {
          b.action({
            name: `look${b.actions.length}`,
            class: one.class,
            move: [threads[one.thread] ?? 0, one.from, one.to],
            guard: guardOf(one, shape),
            effects: effectsOf(one, shape),
          });
        }
      };
      // Of actions that nothing disturbs the first one is followed.
      if (looksFirst) addLooks();
      for (const { counter: of, up, drops } of [...RISES, ...others]) {
        const end = up ? (shape[of] ?? 0) : 0;
        const by = up ? plus : minus;
        b.action({
          name: `count${b.actions.length}`,
          guard: compare(up ? '<' : '>', cell(of), num(end)),
          effects: [set(of, drops ? end : by(cell(of), num(1)))],
        });
      }
      if (!looksFirst) addLooks();
      const is = (operator: Comparison, counter: number) =>
        compare(operator, cell(counter), num(part));
      b.property({ kind: 'deadlock', name: 'deadlock' });
      // What is asked for is always on the way of a search: often it is nothing else.
      if (asked === 0) b.property({ kind: 'invariant', name: 'invariant', condition: is('!=', 0) });
      if (asked === 1) b.property({ kind: 'reachable', name: 'reachable', condition: is('==', 1) });
      if (asked < 2)
        b.property({ kind: 'bound', name: 'bound', value: plus(cell(0), cell(1)), limit: part });
      return b.build();
    });

export const countingProgram = programOf(SHAPES);
/** 3,000 to 30,000 states, most of them. */
export const largeProgram = programOf(LARGE);
