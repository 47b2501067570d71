// Random programs in which guards go wrong at first, and behind them there are assertions that fail: threads that claim an
// element by an index out of bounds, or a share by a divisor of 0, until somebody sets it right; and others who are on
// their own, round and round or to their end. In: fast-check. Out: an arbitrary.

import fc from 'fast-check';
import type { Comparison, Expr, Statement } from '../../src/ir/expr.ts';
import type { ActionClass, Program } from '../../src/ir/program.ts';
import {
  cell,
  compare,
  eq,
  fail,
  num,
  ProgramBuilder,
  range,
  set,
} from '../system/build-program.ts';

const LIST = 0;
const LENGTH = 2;
/** An index into the list, at times out of bounds, and a divisor. */
const KEY = 2;
const TURNS = [3, 4];
const MOST = 2;
const places = ['a', 'b', 'final'];

const key = fc.constant(KEY);
const value = fc.nat({ max: MOST });
/** As a divisor, or as an index. */
const wrong = fc.constantFrom(0, LENGTH);

/** Some go wrong for some values of a key. */
const partial: fc.Arbitrary<Expr> = fc.oneof(
  key.map(
    (index): Expr => ({
      kind: 'element',
      first: LIST,
      count: LENGTH,
      index: cell(index),
      failure: fail('index'),
    }),
  ),
  fc.tuple(key, value).map(
    ([by, of]): Expr => ({
      kind: 'checked',
      condition: compare('!=', cell(by), num(0)),
      value: { kind: 'divide', operator: '/', left: num(of), right: cell(by) },
      failure: fail('division'),
    }),
  ),
);

/** Few different ones, so that several actions look at the same. */
const guard: fc.Arbitrary<Expr> = fc
  .tuple(fc.constantFrom<Comparison>('==', '==', '<=', '!='), partial, fc.constantFrom(0, 0, 1))
  .map(([operator, left, right]) => compare(operator, left, num(right)));
const fact = fc
  .tuple(fc.oneof(key, fc.constantFrom(LIST, LIST + 1)), value)
  .map(([of, held]) => eq(of, held));

const claim = fc.record({
  kind: fc.constant('claim' as const),
  class: fc.constantFrom<ActionClass>('system', 'system', 'system', 'user'),
  thread: fc.nat({ max: 1 }),
  from: fc.constantFrom('a', 'a', 'a', 'b'),
  to: fc.constantFrom(...places),
  bound: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fact }),
  guard,
  /** Where the other thread has to be, which is looked at last. */
  there: fc.option(fc.nat({ max: places.length - 1 }), { freq: 1 }),
  assertion: fc.option(
    fc.oneof({ weight: 4, arbitrary: fc.constant(num(0)) }, { weight: 1, arbitrary: fact }),
    { freq: 5 },
  ),
});

/** What sets a key or an element, once or again and again. */
const settle = fc.record({
  kind: fc.constant('settle' as const),
  class: fc.constantFrom<ActionClass>('system', 'system', 'user', 'fault'),
  thread: fc.option(fc.nat({ max: 1 }), { freq: 1 }),
  of: fc.oneof(key, key, key, fc.constantFrom(LIST, LIST + 1)),
  /** null: as it was at first. */
  when: fc.option(value, { freq: 1 }),
  value,
});

/** On its own: up, or up and down again. */
const turn = fc.record({ kind: fc.constant('turn' as const), returns: fc.boolean() });

/** What is asked for is always on the way of a search. */
const rarely = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fact },
);

function effectsOf(assertion: Expr | null): Statement[] {
  if (assertion === null) return [];
  return [{ kind: 'require', condition: assertion, failure: fail('assert') }];
}

/** Programs with two threads. Their properties: deadlock, and at times an invariant and reachable. */
export const claimingProgram: fc.Arbitrary<Program> = fc
  .record({
    initial: wrong,
    claims: fc.array(claim, { minLength: 1, maxLength: 2, size: 'max' }),
    settles: fc.array(settle, { minLength: 1, maxLength: 3, size: 'max' }),
    turns: fc.array(turn, { minLength: 1, maxLength: TURNS.length, size: 'max' }),
    bad: rarely,
    good: rarely,
  })
  .map(({ initial, claims, settles, turns, bad, good }) => {
    const b = new ProgramBuilder();
    for (let i = 0; i < LENGTH; i++) b.cell(`list[${i}]`, range(0, MOST));
    b.cell('key', range(0, MOST), initial);
    TURNS.forEach((_, i) => {
      b.cell(`turn${i}`, range(0, MOST));
    });
    const threads = ['t0', 't1'].map((name, i) =>
      b.thread(name, places, i === 0 ? { rests: ['b'] } : {}),
    );
    const name = () => `a${b.actions.length}`;
    for (const {
      class: of,
      thread,
      from,
      to,
      bound,
      guard: condition,
      there,
      assertion,
    } of claims) {
      const other = b.tasks[threads[1 - thread] ?? 0]?.at ?? 0;
      b.action({
        name: name(),
        class: of,
        move: [threads[thread] ?? 0, from, to],
        guard: condition,
        effects: effectsOf(assertion),
        ...(bound === undefined ? {} : { bound }),
        ...(there === null ? {} : { operation: eq(other, there) }),
      });
    }
    for (const { class: kind, thread, of, when, value: held } of settles) {
      const move = [threads[thread ?? 0] ?? 0, 'a', 'b'] as const;
      b.action({
        name: name(),
        class: kind,
        guard: eq(of, when ?? (of === KEY ? initial : 0)),
        effects: [set(of, held)],
        ...(thread === null ? {} : { move }),
      });
    }
    turns.forEach(({ returns }, i) => {
      const of = TURNS[i] ?? 0;
      for (let at = 0; at < MOST; at++)
        b.action({ name: name(), guard: eq(of, at), effects: [set(of, at + 1)] });
      if (returns) b.action({ name: name(), guard: eq(of, MOST), effects: [set(of, 0)] });
    });
    b.property({ kind: 'deadlock', name: 'deadlock' });
    if (bad !== null)
      b.property({
        kind: 'invariant',
        name: 'invariant',
        condition: { kind: 'not', operand: bad },
      });
    if (good !== null) b.property({ kind: 'reachable', name: 'reachable', condition: good });
    return b.build();
  });
