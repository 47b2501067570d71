// Random programs whose threads mostly mind their own business, so that there is something to reduce: private
// cells, two locks, a queue, now and then a shared counter or a rendezvous. In: fast-check. Out: an arbitrary.

import fc from 'fast-check';
import type { Expr, Statement } from '../../src/ir/expr.ts';
import type { ActionClass, Program } from '../../src/ir/program.ts';
import {
  and,
  branch,
  cell,
  compare,
  eq,
  fail,
  minus,
  num,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';

const THREADS = 3;
const LOCKS = 2;
const starts = ['a', 'b', 'c'];
const places = [...starts, 'final'];

interface Part {
  readonly guard?: Expr;
  readonly effects: readonly Statement[];
}

const SHARED = LOCKS;
const LENGTH = SHARED + 1;
const SLOT = LENGTH + 1;
const own = (thread: number) => SLOT + 2 + thread;

/** What an action does besides moving; `thread` is whose action it is. */
const part: fc.Arbitrary<(thread: number) => Part> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(() => ({ effects: [] })) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 2 }).map(value => (thread: number) => ({
      effects: [set(own(thread), value)],
    })),
  },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 0, max: 2 }).map(value => (thread: number) => ({
      guard: compare('!=', cell(own(thread)), num(value)),
      effects: [set(own(thread), value)],
    })),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: LOCKS - 1 }).map(lock => (thread: number) => ({
      guard: eq(lock, 0),
      effects: [set(lock, thread + 1)],
    })),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: LOCKS - 1 }).map(lock => (thread: number) => ({
      guard: eq(lock, thread + 1),
      effects: [set(lock, 0)],
    })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(1, 2).map(value => () => ({
      guard: compare('<', cell(LENGTH), num(2)),
      effects: [{ kind: 'push', queue: 0, value: num(value), failure: null } as const],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1, 2).map(value => () => ({
      guard: and(compare('>', cell(LENGTH), num(0)), eq(SLOT, value)),
      effects: [{ kind: 'remove', queue: 0, position: 0, failure: null } as const],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.constant((thread: number) => ({
      guard: compare('>', cell(LENGTH), num(0)),
      effects: [
        set(own(thread), cell(SLOT)),
        { kind: 'remove', queue: 0, position: 0, failure: null } as const,
      ],
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(plus, minus).map(by => (thread: number) => ({
      effects: [set(SHARED, by(cell(SHARED), cell(own(thread))), fail('range'))],
    })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 2 }).map(value => (thread: number) => ({
      effects: [
        branch(eq(own(thread), value), [set(SHARED, value)]),
        {
          kind: 'require',
          condition: compare('<=', cell(SHARED), num(2)),
          failure: fail('assert'),
        } as const,
      ],
    })),
  },
  {
    // The guard goes wrong as long as another thread wants it so, and behind it there is an assertion.
    weight: 2,
    arbitrary: fc.tuple(fc.nat(2), fc.nat(2)).map(([owner, value]) => (thread: number) => ({
      guard: compare(
        '==',
        {
          kind: 'element',
          first: 0,
          count: LOCKS,
          index: cell(own((thread + 1) % THREADS)),
          failure: fail('index'),
        },
        num(owner),
      ),
      effects: [
        {
          kind: 'require',
          condition: compare('!=', cell(own((thread + 2) % THREADS)), num(value)),
          failure: fail('assert'),
        } as const,
      ],
    })),
  },
);

/** What one thread can do at one place. */
const action = fc.record({
  class: fc.constantFrom<ActionClass>('system', 'system', 'system', 'system', 'user', 'fault'),
  to: fc.constantFrom(...places),
  partner: fc.option(fc.tuple(fc.constantFrom(...places), fc.constantFrom(...places)), {
    freq: 10,
  }),
  part,
});

const thread = fc.tuple(
  ...starts.map(from =>
    fc.tuple(fc.constant(from), fc.array(action, { minLength: 1, maxLength: 2 })),
  ),
);

const property = fc.oneof(
  fc.tuple(fc.nat(THREADS - 1), fc.nat(2)).map(([thread, value]) => eq(own(thread), value)),
  fc.nat(2).map(value => compare('<', cell(SHARED), num(value))),
  fc.nat(1).map(lock => eq(lock, 1)),
);

/** Programs with three threads. Their properties: deadlock, invariant, possible, bound. */
export const looseProgram: fc.Arbitrary<Program> = fc
  .tuple(fc.tuple(thread, thread, thread), property, property, fc.boolean())
  .map(([bodies, bad, good, sorted]) => {
    const b = new ProgramBuilder();
    for (let i = 0; i < LOCKS; i++) b.cell(`lock${i}`, range(0, THREADS));
    b.cell('shared', range(0, 3));
    b.queue('q', range(1, 2), 2, sorted ? 'bag' : 'fifo');
    for (let i = 0; i < THREADS; i++) b.cell(`own${i}`, range(0, 2));
    const tasks = bodies.map((_, i) => b.thread(`t${i}`, places, i === 0 ? { rests: ['c'] } : {}));
    const all = bodies.flatMap((body, i) =>
      body.flatMap(([from, actions]) => actions.map(one => ({ ...one, from, thread: i }))),
    );
    for (const { class: kind, thread: i, from, to, partner, part: make } of all) {
      const { guard, effects } = make(i);
      const other = tasks[(i + 1) % THREADS] ?? 0;
      b.action({
        name: `a${b.actions.length}`,
        class: kind,
        move: [tasks[i] ?? 0, from, to],
        effects,
        ...(guard === undefined ? {} : { guard }),
        ...(partner === null ? {} : { partner: [other, ...partner] as const }),
      });
    }
    b.property({ kind: 'deadlock', name: 'deadlock' });
    b.property({ kind: 'invariant', name: 'invariant', condition: { kind: 'not', operand: bad } });
    b.property({ kind: 'reachable', name: 'possible', condition: good });
    b.property({ kind: 'bound', name: 'bound', value: plus(cell(SHARED), cell(own(0))), limit: 3 });
    return b.build();
  });
