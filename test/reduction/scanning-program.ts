// Random programs of threads that look through arrays: an index goes over the end, and what is read behind a comparison
// with it must not be read otherwise; of two ways on from a place one often asks for what the other one rules out. In:
// fast-check. Out: an arbitrary.

import fc from 'fast-check';
import type { Comparison, Expr, Statement } from '../../src/ir/expr.ts';
import type { ActionClass, Program } from '../../src/ir/program.ts';
import {
  and,
  cell,
  compare,
  eq,
  fail,
  not,
  num,
  or,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';

const LENGTH = 2;
/** First cells of two arrays, of which the values of the second one need two bits. */
const ARRAYS = [0, LENGTH];
const MOST = [1, 2];
/** By thread: an index, LENGTH behind the end. */
const INDEX = [2 * LENGTH, 2 * LENGTH + 1];
const places = ['a', 'b', 'c'];

const array = fc.nat({ max: 1 });
const small = fc.nat({ max: LENGTH });

/** What is asked of the index of a thread, or of an element at it. */
type Atom = (thread: number) => Expr;

const indexAtom: fc.Arbitrary<Atom> = fc
  .tuple(
    fc.constantFrom<Comparison>('<', '<', '==', '!=', '>='),
    fc.constantFrom(LENGTH, LENGTH, 1, 0),
  )
  .map(
    ([operator, bound]) =>
      thread =>
        compare(operator, cell(INDEX[thread] ?? 0), num(bound)),
  );

const elementAtom: fc.Arbitrary<Atom> = fc
  .tuple(array, fc.constantFrom<Comparison>('==', '==', '!=', '<'), small, fc.boolean())
  .map(([of, operator, value, wraps]) => thread => {
    const at = cell(INDEX[thread] ?? 0);
    const inside: Expr = { kind: 'divide', operator: '%', left: at, right: num(LENGTH) };
    return compare(
      operator,
      {
        kind: 'element',
        first: ARRAYS[of] ?? 0,
        count: LENGTH,
        index: wraps ? inside : at,
        failure: fail('index'),
      },
      num(value),
    );
  });

const atom = fc.oneof({ weight: 1, arbitrary: indexAtom }, { weight: 2, arbitrary: elementAtom });

/** A comparison with the index comes first, most of the time; then all is asked as one, or one after the other. */
const looks = fc.record({
  first: fc.oneof({ weight: 4, arbitrary: indexAtom }, { weight: 1, arbitrary: atom }),
  second: fc.oneof({ weight: 4, arbitrary: elementAtom }, { weight: 1, arbitrary: indexAtom }),
  third: fc.option(atom, { freq: 2 }),
  together: fc.boolean(),
});

type Looks = typeof looks extends fc.Arbitrary<infer T> ? T : never;

/** By part of a guard. */
type Guard = { readonly bound?: Expr; readonly guard?: Expr; readonly operation?: Expr };

function guardOf({ first, second, third, together }: Looks, thread: number): Guard {
  const [a, b] = [first(thread), second(thread)];
  const c = third?.(thread);
  if (together) return { guard: c === undefined ? and(a, b) : and(a, b, c) };
  return { bound: a, guard: b, ...(c === undefined ? {} : { operation: c }) };
}

/** What another way on asks for: the opposite of all or of a part, the same with another end, or something else. */
const otherwise = fc.constantFrom(
  'not all',
  'not first',
  'not second',
  'same first',
  'second first',
  'either',
);
type Otherwise = typeof otherwise extends fc.Arbitrary<infer T> ? T : never;

function otherGuard(how: Otherwise, { first, second }: Looks, other: Atom, thread: number): Guard {
  const [a, b] = [first(thread), second(thread)];
  if (how === 'not all') return { guard: not(and(a, b)) };
  if (how === 'not first') return { bound: not(a), guard: other(thread) };
  if (how === 'not second') return { bound: a, guard: not(b) };
  if (how === 'same first') return { bound: a, guard: other(thread) };
  if (how === 'second first') return { bound: b, guard: other(thread) };
  return { guard: or(not(a), b) };
}

const effect = fc.oneof(
  { weight: 3, arbitrary: fc.constant('on' as const) },
  { weight: 1, arbitrary: fc.constant('again' as const) },
  { weight: 3, arbitrary: fc.record({ array, at: fc.nat({ max: LENGTH - 1 }), value: small }) },
  { weight: 1, arbitrary: fc.constant('nothing' as const) },
);
type Effect = typeof effect extends fc.Arbitrary<infer T> ? T : never;

function effectsOf(one: Effect, thread: number): Statement[] {
  const index = INDEX[thread] ?? 0;
  if (one === 'nothing') return [];
  if (one === 'again') return [set(index, 0)];
  if (one === 'on') {
    const next: Expr = {
      kind: 'arith',
      operator: 'min',
      left: plus(cell(index), num(1)),
      right: num(LENGTH),
    };
    return [set(index, next)];
  }
  const most = MOST[one.array] ?? 0;
  return [set((ARRAYS[one.array] ?? 0) + one.at, Math.min(one.value, most))];
}

const step = fc.record({
  class: fc.constantFrom<ActionClass>('system', 'system', 'system', 'user', 'fault'),
  thread: fc.nat({ max: 1 }),
  from: fc.constantFrom('a', 'a', 'b', 'c'),
  to: fc.constantFrom(...places),
  looks,
  effect,
  /** Another way on from the same place. */
  other: fc.option(fc.record({ how: otherwise, atom, to: fc.constantFrom(...places), effect }), {
    freq: 4,
  }),
});

/** An element that others change, once or again and again. */
const flip = fc.record({
  class: fc.constantFrom<ActionClass>('system', 'system', 'user', 'fault'),
  array,
  at: fc.nat({ max: LENGTH - 1 }),
  from: fc.constantFrom(0, 0, 1),
  to: fc.constantFrom(1, 1, 0, 2),
});

/** From each place on to the next one, and where the thread begins again at the end. */
const walk = fc.record({
  on: fc.subarray(places, { minLength: 2 }),
  again: fc.subarray(places, { minLength: 0, maxLength: 2 }),
});

/** Programs with two threads. Their properties: deadlock, and at times an invariant. */
export const scanningProgram: fc.Arbitrary<Program> = fc
  .record({
    steps: fc.array(step, { minLength: 2, maxLength: 5, size: 'max' }),
    flips: fc.array(flip, { minLength: 2, maxLength: 5, size: 'max' }),
    walks: fc.tuple(walk, walk),
    rests: fc.subarray(places, { minLength: 0, maxLength: 1 }),
    bad: fc.option(small, { freq: 1 }),
  })
  .map(({ steps, flips, walks, rests, bad }) => {
    const b = new ProgramBuilder();
    ARRAYS.forEach((_, which) => {
      for (let i = 0; i < LENGTH; i++) b.cell(`array${which}[${i}]`, range(0, MOST[which] ?? 0));
    });
    for (const [thread] of INDEX.entries()) b.cell(`index${thread}`, range(0, LENGTH));
    const threads = INDEX.map((_, thread) => b.thread(`t${thread}`, places, { rests }));
    const add = (
      of: ActionClass,
      move: readonly [number, string, string],
      guard: Guard,
      effects: Statement[],
    ) => b.action({ name: `a${b.actions.length}`, class: of, move, effects, ...guard });
    for (const { class: of, thread, from, to, looks: looked, effect: done, other } of steps) {
      const task = threads[thread] ?? 0;
      add(of, [task, from, to], guardOf(looked, thread), effectsOf(done, thread));
      if (other === null) continue;
      const guard = otherGuard(other.how, looked, other.atom, thread);
      add(of, [task, from, other.to], guard, effectsOf(other.effect, thread));
    }
    walks.forEach(({ on, again }, thread) => {
      const index = cell(INDEX[thread] ?? 0);
      const walkFrom = (from: string, how: 'on' | 'again') => {
        const next = places[(places.indexOf(from) + 1) % places.length] ?? from;
        const guard = compare(how === 'on' ? '<' : '==', index, num(LENGTH));
        add('system', [threads[thread] ?? 0, from, next], { guard }, effectsOf(how, thread));
      };
      for (const from of on) walkFrom(from, 'on');
      for (const from of again) walkFrom(from, 'again');
    });
    for (const { class: of, array: which, at, from, to } of flips) {
      const element = (ARRAYS[which] ?? 0) + at;
      const value = Math.min(to, MOST[which] ?? 0);
      b.action({
        name: `a${b.actions.length}`,
        class: of,
        guard: eq(element, from),
        effects: [set(element, value)],
      });
    }
    b.property({ kind: 'deadlock', name: 'deadlock' });
    if (bad !== null)
      b.property({ kind: 'invariant', name: 'invariant', condition: not(eq(ARRAYS[1] ?? 0, bad)) });
    return b.build();
  });
