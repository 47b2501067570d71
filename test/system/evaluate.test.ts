import { describe, expect, test } from 'vitest';
import { InternalError } from '../../src/diagnostic/internal-error.ts';
import type { Arithmetic, Comparison, Expr, Statement } from '../../src/ir/expr.ts';
import { compareNumbers, computeArith } from '../../src/ir/fold.ts';
import { compile, ModelFailure, valueOrFailure } from '../../src/system/evaluate.ts';
import { compileStatements } from '../../src/system/execute.ts';
import {
  and,
  branch,
  cell,
  eq,
  fail,
  ite,
  num,
  or,
  ProgramBuilder,
  plus,
  range,
  set,
} from './build-program.ts';

const state = Int32Array.of(3, -2, 0, 5);
const value = (expr: Expr) => valueOrFailure(compile(expr), state);
const failing: Expr = { kind: 'checked', condition: num(0), value: num(1), failure: fail('null') };

describe('expressions', () => {
  const operators: Arithmetic[] = ['+', '-', '*', '|', '&', '&~', '<<', '>>>', 'min', 'max'];
  test.each(operators)('%s means what constant folding computes', operator => {
    for (const left of [0, 1, 6, 13]) {
      for (const right of [0, 1, 3, 5]) {
        const expr: Expr = { kind: 'arith', operator, left: num(left), right: num(right) };
        expect(value(expr)).toBe(computeArith(operator, left, right));
      }
    }
  });

  const comparisons: Comparison[] = ['==', '!=', '<', '<=', '>', '>='];
  test.each(comparisons)('%s means what constant folding computes', operator => {
    for (const [left, right] of [
      [1, 2],
      [2, 2],
      [3, 2],
    ] as const) {
      const expr: Expr = { kind: 'compare', operator, left: num(left), right: num(right) };
      expect(value(expr)).toBe(compareNumbers(operator, left, right) ? 1 : 0);
    }
  });

  test('division truncates towards zero', () => {
    const divide = (operator: '/' | '%', left: number, right: number) =>
      value({ kind: 'divide', operator, left: num(left), right: num(right) });
    expect(divide('/', -7, 2)).toBe(-3);
    expect(divide('%', -7, 2)).toBe(-1);
    expect(divide('%', -4, 2)).toBe(0);
  });

  test('there is one zero', () => {
    const times: Expr = { kind: 'arith', operator: '*', left: cell(1), right: cell(2) };
    expect(value(times)).toBe(0);
    expect(computeArith('*', -2, 0)).toBe(0);
  });

  test('popcount, if-then-else, not, cells', () => {
    expect(value({ kind: 'popcount', operand: num(0b1011) })).toBe(3);
    expect(value(ite(cell(2), failing, cell(1)))).toBe(-2);
    expect(value({ kind: 'not', operand: cell(0) })).toBe(0);
  });

  test('and and or evaluate no more than they need', () => {
    expect(value(and(num(1), eq(0, 4), failing))).toBe(0);
    expect(value(or(num(0), eq(0, 3), failing))).toBe(1);
    expect(value(and(num(1), failing, eq(0, 4)))).toMatchObject({ error: 'null' });
    expect(value(and(num(1), num(7), num(1)))).toBe(1);
  });

  test('an element outside its array fails', () => {
    const element = (index: number): Expr => ({
      kind: 'element',
      first: 1,
      count: 2,
      index: num(index),
      failure: fail('index'),
    });
    expect([value(element(0)), value(element(1))]).toEqual([-2, 0]);
    expect(value(element(2))).toMatchObject({ error: 'index' });
    expect(value(element(-1))).toMatchObject({ error: 'index' });
  });
});

describe('statements', () => {
  const b = new ProgramBuilder();
  const x = b.cell('x', range(0, 3));
  const y = b.cell('y', range(-1, 3));
  const fifo = b.queue('fifo', range(1, 9), 3);
  const bag = b.queue('bag', range(1, 9), 3, 'bag');
  const layout = b.build();
  const initial = () => Int32Array.from(layout.cells, c => c.initial);
  const run = (...statements: Statement[]) => {
    const after = initial();
    try {
      compileStatements(statements, layout)(after);
      return after;
    } catch (thrown) {
      if (thrown instanceof ModelFailure) return thrown.failure;
      throw thrown;
    }
  };
  const push = (queue: number, value: number): Statement => ({
    kind: 'push',
    queue,
    value: num(value),
    failure: fail('overflow'),
  });
  const remove = (queue: number, position: number): Statement => ({
    kind: 'remove',
    queue,
    position,
    failure: fail('underflow'),
  });
  const slots = (after: ReturnType<typeof run>, queue = fifo) =>
    after instanceof Int32Array ? [...after.slice(queue.length, queue.length + 4)] : after;

  test('each sees those before it', () => {
    expect(run(set(x, 2), set(y, cell(x)))).toEqual(Int32Array.from([2, 2, ...initial().slice(2)]));
  });

  test('a value outside the domain fails, or breaks an invariant where that was excluded', () => {
    expect(run(set(x, 4, fail('range')))).toMatchObject({ error: 'range' });
    expect(run(set(y, -2, fail('range')))).toMatchObject({ error: 'range' });
    expect(() => run(set(x, 4))).toThrow(InternalError);
  });

  test('an element is assigned within its array', () => {
    const assign = (index: number, value: number): Statement => ({
      kind: 'assign-element',
      first: x,
      count: 2,
      index: num(index),
      value: num(value),
      failure: fail('index'),
      rangeFailure: fail('range'),
    });
    expect(run(assign(1, -1), assign(0, 3))).toEqual(
      Int32Array.from([3, -1, ...initial().slice(2)]),
    );
    expect(run(assign(2, 0))).toMatchObject({ error: 'index' });
    expect(run(assign(0, -1))).toMatchObject({ error: 'range' });
  });

  test('a queue keeps its order and clears what it gives up', () => {
    expect(slots(run(push(0, 5), push(0, 4), push(0, 9)))).toEqual([3, 5, 4, 9]);
    expect(slots(run(push(0, 5), push(0, 4), push(0, 9), remove(0, 1)))).toEqual([2, 5, 9, 1]);
    expect(slots(run(push(0, 5), push(0, 4), { kind: 'clear', queue: 0 }))).toEqual([0, 1, 1, 1]);
    expect(run(push(0, 5), push(0, 5), push(0, 5), push(0, 5))).toMatchObject({
      error: 'overflow',
    });
    expect(run(push(0, 5), remove(0, 1))).toMatchObject({ error: 'underflow' });
  });

  test('a bag is kept sorted, so that equal contents are equal states', () => {
    expect(slots(run(push(1, 5), push(1, 9), push(1, 4)), bag)).toEqual([3, 4, 5, 9]);
    expect(slots(run(push(1, 5), push(1, 5), push(1, 4), remove(1, 0)), bag)).toEqual([2, 5, 5, 1]);
  });

  test('branches and requirements', () => {
    const step = branch(eq(x, 1), [set(y, 3)], [set(x, plus(cell(x), num(1)))]);
    expect(run(step, step)).toEqual(Int32Array.from([1, 3, ...initial().slice(2)]));
    const requirement: Statement = {
      kind: 'require',
      condition: eq(x, 1),
      failure: fail('assert'),
    };
    expect(run(requirement)).toMatchObject({ error: 'assert' });
    expect(run(step, requirement)).toBeInstanceOf(Int32Array);
  });
});
