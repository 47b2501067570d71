import { expect, test } from 'vitest';
import type { Expr, Statement } from '../../src/ir/expr.ts';
import { mayEnable } from '../../src/verdict/enabling.ts';
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

const b = new ProgramBuilder();
const x = b.cell('x', range(0, 3));
const y = b.cell('y', range(0, 3));
const bits = b.cell('bits', range(0, 15));
const q = b.queue('q', range(1, 3), 2);
const wide = b.cell('wide', range(0, 1_000_000));

const can = (condition: Expr, effects: Statement[], guard: Expr = num(1), current?: number[]) => {
  const id = b.action({ name: 'a', guard, effects });
  const program = b.build();
  const action = program.actions[id];
  if (action === undefined) throw new Error('no action');
  return mayEnable(
    program,
    action,
    condition,
    current === undefined ? null : Int32Array.from(current),
  );
};
const push = (value: number): Statement => ({
  kind: 'push',
  queue: q.id,
  value: num(value),
  failure: fail('overflow'),
});
const remove: Statement = { kind: 'remove', queue: q.id, position: 0, failure: fail('underflow') };
const increment = set(x, plus(cell(x), num(1)), fail('range'));

test('an action that writes nothing the condition reads cannot', () => {
  expect(can(eq(x, 1), [set(y, 1)])).toBe(false);
});

test('constants and computed values', () => {
  expect(can(eq(x, 1), [set(x, 1)])).toBe(true);
  expect(can(eq(x, 1), [set(x, 2)])).toBe(false);
  expect(can(eq(x, 0), [increment])).toBe(false);
  expect(can(eq(x, 3), [increment])).toBe(true);
  expect(can(and(eq(x, 1), eq(y, 2)), [set(x, 1), set(y, 1)])).toBe(false);
  expect(can(compare('<', cell(x), cell(y)), [increment])).toBe(false);
});

test('the guard counts, also for cells the condition does not read', () => {
  expect(can(eq(x, 1), [increment], eq(x, 1))).toBe(false);
  expect(can(eq(x, 1), [set(x, cell(y))], compare('>', cell(y), num(1)))).toBe(false);
});

test('effects go one after another, and a failing run leads nowhere', () => {
  expect(can(eq(x, 2), [set(x, 2), set(x, 1)])).toBe(false);
  expect(
    can(eq(x, 2), [set(x, 2), { kind: 'require', condition: eq(x, 1), failure: fail('assert') }]),
  ).toBe(false);
  expect(can(eq(x, 2), [branch(eq(y, 1), [set(x, 2)], [set(x, 1)])])).toBe(true);
  expect(can(eq(x, 3), [branch(eq(y, 1), [set(x, 2)], [set(x, 1)])])).toBe(false);
});

test('bits of a set are told apart', () => {
  const bit = (i: number): Expr => ({
    kind: 'arith',
    operator: '&',
    left: { kind: 'arith', operator: '>>>', left: cell(bits), right: num(i) },
    right: num(1),
  });
  const add: Statement = set(bits, {
    kind: 'arith',
    operator: '|',
    left: cell(bits),
    right: num(2),
  });
  expect(can(bit(1), [add])).toBe(true);
  expect(can(bit(0), [add])).toBe(false);
});

test('queues: the head, the room, and what only the length decides', () => {
  const head = (value: number) => and(compare('>', cell(q.length), num(0)), eq(q.first, value));
  const room = compare('<', cell(q.length), num(2));
  expect(can(head(2), [push(2)])).toBe(true);
  expect(can(head(2), [push(3)])).toBe(false);
  expect(can(head(2), [remove])).toBe(true);
  expect(can(room, [remove])).toBe(true);
  expect(can(room, [push(1)])).toBe(false);
  expect(
    can(room, [{ kind: 'push', queue: q.id, value: minus(cell(x), num(9)), failure: null }]),
  ).toBe(false);
});

test('from given values', () => {
  const values = b.build().cells.map(() => 0);
  expect(can(eq(x, 1), [increment], num(1), values)).toBe(true);
  expect(can(eq(x, 2), [increment], num(1), values)).toBe(false);
  // What the condition does not read is not given.
  expect(can(eq(x, 2), [set(x, cell(y))], num(1), values)).toBe(true);
});

test('where there is too much to try, bounds decide', () => {
  expect(can(eq(wide, 7), [set(wide, 7)])).toBe(true);
  expect(can(eq(wide, 7), [set(wide, 8)])).toBe(false);
  expect(can(eq(wide, 9), [branch(eq(wide, 3), [set(wide, 7)], [set(wide, 8)])])).toBe(false);
  expect(can(compare('>', cell(wide), num(10)), [set(wide, plus(cell(x), num(5)))])).toBe(false);
});
