// Random programs with everything the program can say: arrays, sets, two kinds of queues, expressions and effects
// that go wrong, a loop whose tasks take turns, user and fault actions with budgets, every kind of property. In:
// fast-check. Out: an arbitrary of Programs; most have some hundreds of states, few are very large.

import fc from 'fast-check';
import type { Arithmetic, Comparison, Expr, Statement } from '../../src/ir/expr.ts';
import type { Program } from '../../src/ir/program.ts';
import {
  and,
  branch,
  cell,
  compare,
  eq,
  fail,
  ite,
  not,
  num,
  or,
  ProgramBuilder,
  plus,
  range,
  set,
} from './build-program.ts';

/** Cells of every such program, by id; those of queues, budgets and tasks follow. */
const FLAG = 0;
const SMALL = 1;
const SIGNED = 2;
const ARRAY = 3;
const ARRAY_LENGTH = 3;
const SET = ARRAY + ARRAY_LENGTH;
const VARIABLES = SET + 1;
/** Two user actions and one fault are counted. */
const BUDGETS = [2, 2, 1];
const FIRST_BUDGET = VARIABLES;
const FIFO_LENGTH = FIRST_BUDGET + BUDGETS.length;
const FIFO_CAPACITY = 2;
const BAG_LENGTH = FIFO_LENGTH + 1 + FIFO_CAPACITY;
const BAG_CAPACITY = 2;

const constant = fc.integer({ min: -1, max: 3 }).map(num);
const variable = fc.integer({ min: 0, max: VARIABLES - 1 }).map(cell);
const arithmetic = (operators: readonly Arithmetic[]) =>
  fc
    .tuple(
      fc.constantFrom(...operators),
      fc.oneof(variable, constant),
      fc.oneof(variable, constant),
    )
    .map(([operator, left, right]): Expr => ({ kind: 'arith', operator, left, right }));
/** Operands of bit operations are not negative. */
const bits = fc
  .tuple(
    fc.constantFrom('|', '&', '&~') as fc.Arbitrary<Arithmetic>,
    fc.constantFrom(SET, SMALL, FLAG),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(
    ([operator, c, mask]): Expr => ({
      kind: 'arith',
      operator,
      left: cell(c),
      right: num(mask),
    }),
  );
const shifted = fc.constantFrom('<<', '>>>').map(
  (operator): Expr => ({
    kind: 'arith',
    operator: operator as Arithmetic,
    left: num(operator === '<<' ? 1 : 6),
    right: cell(SMALL),
  }),
);
const quotient = fc.tuple(fc.constantFrom('/', '%'), variable, variable).map(
  ([operator, left, right]): Expr => ({
    kind: 'checked',
    condition: compare('!=', right, num(0)),
    value: { kind: 'divide', operator: operator as '/' | '%', left, right },
    failure: fail('division'),
  }),
);
const elementOf = (index: Expr): Expr => ({
  kind: 'element',
  first: ARRAY,
  count: ARRAY_LENGTH,
  index,
  failure: fail('index'),
});
const simpleValue: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 3, arbitrary: constant },
  { weight: 4, arbitrary: variable },
  { weight: 3, arbitrary: arithmetic(['+', '-', '*', 'min', 'max']) },
  { weight: 2, arbitrary: bits },
  { weight: 1, arbitrary: shifted },
  { weight: 1, arbitrary: quotient },
  { weight: 1, arbitrary: fc.constant<Expr>({ kind: 'popcount', operand: cell(SET) }) },
  { weight: 2, arbitrary: fc.constantFrom(SMALL, FLAG, SIGNED).map(c => elementOf(cell(c))) },
  { weight: 1, arbitrary: fc.constantFrom(FIFO_LENGTH, FIFO_LENGTH + 1, BAG_LENGTH + 1).map(cell) },
);

const atom = fc
  .tuple(
    fc.constantFrom('==', '!=', '<', '<=', '>', '>=') as fc.Arbitrary<Comparison>,
    simpleValue,
    simpleValue,
  )
  .map(([operator, left, right]) => compare(operator, left, right));

const condition: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 4, arbitrary: atom },
  { weight: 1, arbitrary: fc.tuple(atom, atom).map(pair => and(...pair)) },
  { weight: 1, arbitrary: fc.tuple(atom, atom, atom).map(three => or(...three)) },
  { weight: 1, arbitrary: atom.map(not) },
);

const value: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 5, arbitrary: simpleValue },
  {
    weight: 1,
    arbitrary: fc.tuple(atom, simpleValue, simpleValue).map(([c, x, y]) => ite(c, x, y)),
  },
);

/** What may go wrong. */
const risky: fc.Arbitrary<Statement> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: VARIABLES - 1 }), value)
    .map(([c, v]) => set(c, v, fail('range'))),
  fc.tuple(value, value).map(
    ([index, written]): Statement => ({
      kind: 'assign-element',
      first: ARRAY,
      count: ARRAY_LENGTH,
      index,
      value: written,
      failure: fail('index'),
      rangeFailure: fail('range'),
    }),
  ),
  fc.tuple(fc.constantFrom(0, 1), simpleValue).map(
    ([queue, v]): Statement => ({
      kind: 'push',
      queue,
      value: {
        kind: 'checked',
        condition: and(compare('>=', v, num(queue === 0 ? 1 : 0)), compare('<=', v, num(2))),
        value: v,
        failure: fail('range'),
      },
      failure: fail('overflow'),
    }),
  ),
  fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)).map(
    ([queue, position]): Statement => ({
      kind: 'remove',
      queue,
      position,
      failure: fail('underflow'),
    }),
  ),
  condition.map((c): Statement => ({ kind: 'require', condition: c, failure: fail('assert') })),
);

/** What cannot, so that runs get somewhere. */
const safe: fc.Arbitrary<Statement> = fc.oneof(
  fc
    .constantFrom(SMALL, SIGNED, ARRAY, ARRAY + 1)
    .map(c => set(c, ite(compare('<', cell(c), num(2)), plus(cell(c), num(1)), num(0)))),
  fc
    .tuple(fc.integer({ min: 0, max: VARIABLES - 1 }), fc.constantFrom(0, 1))
    .map(([c, n]) => set(c, n)),
  fc.tuple(bits).map(([mask]) => set(SET, mask)),
  fc.constant(set(FLAG, not(cell(FLAG)))),
  fc
    .tuple(fc.constantFrom(0, 1), fc.constantFrom(1, 2))
    .map(([queue, v]) =>
      branch(compare('<', cell(queue === 0 ? FIFO_LENGTH : BAG_LENGTH), num(2)), [
        { kind: 'push', queue, value: num(v), failure: null },
      ]),
    ),
  fc
    .constantFrom(0, 1)
    .map(queue =>
      branch(compare('>', cell(queue === 0 ? FIFO_LENGTH : BAG_LENGTH), num(0)), [
        { kind: 'remove', queue, position: 0, failure: null },
      ]),
    ),
  fc.constantFrom(0, 1).map((queue): Statement => ({ kind: 'clear', queue })),
  fc.constantFrom(0, 1, 2).map(
    (index): Statement => ({
      kind: 'assign-element',
      first: ARRAY,
      count: ARRAY_LENGTH,
      index: num(index),
      value: cell(SMALL),
      failure: fail('index'),
      rangeFailure: null,
    }),
  ),
);

const statement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 14, arbitrary: safe },
  { weight: 2, arbitrary: risky },
  {
    weight: 2,
    arbitrary: fc
      .tuple(atom, fc.array(safe, { maxLength: 2 }), fc.oneof(safe, risky))
      .map(([c, then, otherwise]) => branch(c, then, [otherwise])),
  },
);

const threadPlace = fc.constantFrom('a', 'b', 'c');
const threadTarget = fc.constantFrom('a', 'b', 'c', 'b', 'c', 'final');
const effects = fc.array(statement, { maxLength: 2 });
const guard = fc.option(condition, { nil: undefined, freq: 1 });

const threadAction = fc.record({
  kind: fc.constant('thread' as const),
  task: fc.constantFrom(0, 1),
  from: threadPlace,
  to: threadTarget,
  /** The other thread moves, too. */
  partner: fc.option(fc.tuple(threadPlace, threadTarget), { freq: 5 }),
  guard,
  effects,
});
const loopAction = fc.record({
  kind: fc.constant('loop' as const),
  task: fc.constantFrom(0, 1),
  step: fc.constantFrom('begin', 'work', 'yield', 'resume', 'end'),
  guard,
  effects,
});
const outsideAction = fc.record({
  kind: fc.constant('outside' as const),
  budget: fc.constantFrom(0, 1, 2),
  guard,
  effects,
});

const parts = fc.record({
  actions: fc
    .tuple(
      fc.array(threadAction, { minLength: 5, maxLength: 9, size: 'max' }),
      fc.array(loopAction, { minLength: 3, maxLength: 6, size: 'max' }),
      fc.array(outsideAction, { maxLength: 3 }),
    )
    .map(lists => lists.flat()),
  invariant: condition,
  reachable: condition,
  possible: condition,
  bounded: simpleValue,
  order: fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 })),
  /** Also what is judged on the graph of all states, which rules out reductions. */
  onGraph: fc.boolean(),
});

/** Of a task of the loop: which of its locations a step leads from and to, and whose turn it needs and leaves. */
const LOOP_STEPS = {
  begin: ['idle', 'busy', 'free', 'own'],
  work: ['busy', 'busy', 'own', 'own'],
  yield: ['busy', 'waits', 'own', 'free'],
  resume: ['waits', 'busy', 'free', 'own'],
  end: ['busy', 'idle', 'own', 'free'],
} as const;

/** Two threads, a loop with two tasks, and the outside. */
export const richProgram: fc.Arbitrary<Program> = parts.map(
  ({ actions, invariant, reachable, possible, bounded, order, onGraph }) => {
    const b = new ProgramBuilder();
    b.cell('flag', { kind: 'bool' });
    b.cell('small', range(0, 2));
    b.cell('signed', range(-1, 2));
    for (let i = 0; i < ARRAY_LENGTH; i++) b.cell(`array[${i}]`, range(0, 2));
    b.cell('set', range(0, 7));
    BUDGETS.forEach((most, i) => {
      b.cell(`budget${i}`, range(0, most));
    });
    const fifo = b.queue('fifo', range(1, 2), FIFO_CAPACITY);
    const bag = b.queue('bag', range(0, 2), BAG_CAPACITY, 'bag');
    if (fifo.length !== FIFO_LENGTH || bag.length !== BAG_LENGTH) throw new Error('misplaced');
    const places = ['a', 'b', 'c', 'final'];
    const threads = [b.thread('t0', places), b.thread('t1', places, { rests: ['c'] })];
    const loop = b.loop('loop', 2);
    const running = b.processes[loop]?.running ?? -1;
    const tasks = ['c0', 'c1'].map(name =>
      b.task(loop, name, ['idle', 'busy', 'waits'], { rests: ['idle'] }),
    );
    actions.forEach((action, i) => {
      const name = `a${i}`;
      const guarded = action.guard === undefined ? {} : { guard: action.guard };
      if (action.kind === 'thread') {
        const { task, from, to, partner } = action;
        const other = [threads[1 - task] ?? -1, ...(partner ?? ['a', 'a'])] as const;
        const pair = partner === null ? {} : { partner: other };
        const move = [threads[task] ?? -1, from, to] as const;
        b.action({ name, move, effects: action.effects, ...guarded, ...pair });
      } else if (action.kind === 'loop') {
        const [from, to, needs, leaves] = LOOP_STEPS[action.step];
        const own = action.task + 1;
        b.action({
          name,
          move: [tasks[action.task] ?? -1, from, to],
          turn: eq(running, needs === 'free' ? 0 : own),
          effects: [...action.effects, set(running, leaves === 'free' ? 0 : own)],
          ...guarded,
        });
      } else {
        const spent = FIRST_BUDGET + action.budget;
        b.action({
          name,
          class: action.budget === 2 ? 'fault' : 'user',
          bound: compare('<', cell(spent), num(BUDGETS[action.budget] ?? 0)),
          effects: [set(spent, plus(cell(spent), num(1))), ...action.effects],
          ...guarded,
        });
      }
    });
    b.property({ kind: 'deadlock', name: 'deadlock' });
    b.property({ kind: 'invariant', name: 'invariant', condition: invariant });
    b.property({ kind: 'reachable', name: 'reachable', condition: reachable });
    b.property({ kind: 'bound', name: 'bound', value: bounded, limit: 1 });
    if (!onGraph) return b.build();
    b.property({ kind: 'partial-deadlock', name: 'partial' });
    b.property({ kind: 'always-possible', name: 'possible', condition: possible });
    const [first, second] = order;
    const pairs = [{ value: null, first: [first], second: [second] }];
    b.property({ kind: 'order', name: 'order', pairs });
    return b.build();
  },
);
