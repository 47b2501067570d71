// Random small programs for comparing implementations: counters, a queue, branches, partial expressions,
// user and fault actions. In: fast-check. Out: an arbitrary of Programs, all finite and quickly explored.

import fc from 'fast-check';
import type { Expr, Statement } from '../../src/ir/expr.ts';
import type { Program } from '../../src/ir/program.ts';
import {
  type ActionSpec,
  and,
  branch,
  cell,
  compare,
  fail,
  ite,
  minus,
  not,
  num,
  or,
  ProgramBuilder,
  plus,
  range,
  set,
} from './build-program.ts';

const CELLS = 3;
const FIRST_QUEUE_CELL = CELLS;
/** After the queue's length and its two slots; takes few of the values of its domain. */
const SPARSE = CELLS + 3;
const sparseValue = fc.constantFrom(0, 4, 9);
const locations = ['a', 'b', 'c', 'final'];

const aCell = fc.integer({ min: 0, max: CELLS - 1 });
const small = fc.integer({ min: -1, max: 3 });

/** Integers over the cells of a random program; some go wrong. */
export const value: fc.Arbitrary<Expr> = fc.oneof(
  small.map(num),
  aCell.map(cell),
  fc.tuple(aCell, small).map(([c, n]) => plus(cell(c), num(n))),
  fc.tuple(aCell, aCell).map(([c, d]) => minus(cell(c), cell(d))),
  aCell.map(
    (c): Expr => ({ kind: 'element', first: 0, count: 2, index: cell(c), failure: fail('index') }),
  ),
);

const comparison = fc
  .tuple(
    fc.constantFrom('==', '!=', '<', '>=') as fc.Arbitrary<'==' | '!=' | '<' | '>='>,
    value,
    value,
  )
  .map(([operator, left, right]) => compare(operator, left, right));

const sparse = fc
  .tuple(
    fc.constantFrom('==', '!=', '<', '>=') as fc.Arbitrary<'==' | '!=' | '<' | '>='>,
    fc.oneof(sparseValue.map(num), aCell.map(cell)),
  )
  .map(([operator, other]) => compare(operator, cell(SPARSE), other));

const atom = fc.oneof({ weight: 6, arbitrary: comparison }, { weight: 1, arbitrary: sparse });

/** Conditions over the cells of a random program; some go wrong. */
export const condition: fc.Arbitrary<Expr> = fc.oneof(
  atom,
  fc.tuple(atom, atom).map(pair => and(...pair)),
  fc.tuple(atom, atom).map(pair => or(...pair)),
  atom.map(not),
);

const simple: fc.Arbitrary<Statement> = fc.oneof(
  fc.tuple(aCell, value).map(([c, v]) => set(c, v, fail('range'))),
  fc
    .constantFrom(1, 2)
    .map((v): Statement => ({ kind: 'push', queue: 0, value: num(v), failure: fail('overflow') })),
  fc
    .constantFrom(0, 1)
    .map(
      (position): Statement => ({ kind: 'remove', queue: 0, position, failure: fail('underflow') }),
    ),
  fc
    .tuple(atom)
    .map(([c]): Statement => ({ kind: 'require', condition: c, failure: fail('assert') })),
);

/** Effects that cannot go wrong, so that runs get somewhere. */
const safe: fc.Arbitrary<Statement> = fc.oneof(
  aCell.map(c => set(c, ite(compare('<', cell(c), num(2)), plus(cell(c), num(1)), num(0)))),
  fc.tuple(aCell, fc.integer({ min: 0, max: 2 })).map(([c, n]) => set(c, n)),
  sparseValue.map(n => set(SPARSE, n)),
  aCell.map(c => set(SPARSE, ite(compare('==', cell(c), num(1)), cell(SPARSE), num(4)))),
  fc
    .tuple(compareLength('<', 2), fc.constantFrom(1, 2))
    .map(([room, v]) => branch(room, [{ kind: 'push', queue: 0, value: num(v), failure: null }])),
  compareLength('>', 0).map(some =>
    branch(some, [{ kind: 'remove', queue: 0, position: 0, failure: null }]),
  ),
);

function compareLength(operator: '<' | '>', length: number): fc.Arbitrary<Expr> {
  return fc.constant(compare(operator, cell(FIRST_QUEUE_CELL), num(length)));
}

const statement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 12, arbitrary: safe },
  { weight: 2, arbitrary: simple },
  { weight: 1, arbitrary: fc.tuple(atom, simple, simple).map(([c, x, y]) => branch(c, [x], [y])) },
);

const place = fc.constantFrom('a', 'b', 'c');
const action = fc.record({
  class: fc.constantFrom('system', 'system', 'system', 'user', 'fault') as fc.Arbitrary<
    'system' | 'user' | 'fault'
  >,
  task: fc.integer({ min: 0, max: 1 }),
  from: place,
  to: fc.constantFrom('a', 'b', 'c', 'a', 'b', 'c', 'final'),
  partner: fc.option(fc.tuple(place, fc.constantFrom(...locations)), { freq: 6 }),
  guard: fc.option(condition, { nil: undefined, freq: 1 }),
  effects: fc.array(statement, { maxLength: 2 }),
});

/** Programs with two threads, some shared cells and a queue. */
export const randomProgram: fc.Arbitrary<Program> = fc
  .tuple(fc.array(action, { minLength: 10, maxLength: 18, size: 'max' }), condition, fc.boolean())
  .map(([actions, property, sorted]) => {
    const b = new ProgramBuilder();
    for (let i = 0; i < CELLS; i++) b.cell(`x${i}`, range(i === 2 ? -1 : 0, 2));
    b.queue('q', range(1, 2), 2, sorted ? 'bag' : 'fifo');
    if (b.queues[0]?.length !== FIRST_QUEUE_CELL) throw new Error('the queue follows the cells');
    if (b.cell('sparse', range(0, 9)) !== SPARSE) throw new Error('it follows the queue');
    const tasks = [b.thread('t0', locations), b.thread('t1', locations, { rests: ['c'] })];
    actions.forEach(({ class: kind, task, from, to, partner, guard, effects }, i) => {
      const spec: ActionSpec = {
        name: `a${i}`,
        class: kind,
        move: [tasks[task] ?? 0, from, to],
        effects,
      };
      const pair = partner === null ? {} : { partner: [tasks[1 - task] ?? 0, ...partner] as const };
      b.action({ ...spec, ...pair, ...(guard === undefined ? {} : { guard }) });
    });
    b.property({ kind: 'deadlock', name: 'deadlock' });
    b.property({ kind: 'invariant', name: 'invariant', condition: property });
    b.property({ kind: 'bound', name: 'bound', value: plus(cell(0), cell(1)), limit: null });
    return b.build();
  });
