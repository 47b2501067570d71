// What an expression can be when little is known: intervals of integers, truth values being 0..1. In: an
// expression and what is known of the cells. Out: bounds, never too narrow. A value that goes wrong has no
// bounds and is left out. Evaluates no state.

import type { Arithmetic, CellId, Comparison, Expr } from './expr.ts';

/** Every integer from `lo` to `hi`; empty if `lo` > `hi`. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** What is known of a cell. */
export type Knowledge = (cell: CellId) => Interval;

const UNKNOWN: Interval = { lo: 0, hi: 1 };
const LARGEST = 2 ** 31 - 1;

/** Bounds of an expression's value. */
export function boundsOf(expr: Expr, known: Knowledge): Interval {
  switch (expr.kind) {
    case 'const':
      return point(expr.value);
    case 'cell':
      return known(expr.cell);
    case 'element':
      return elementBounds(expr, known);
    case 'not': {
      const operand = truthOf(expr.operand, known);
      return { lo: 1 - operand.hi, hi: 1 - operand.lo };
    }
    case 'and': {
      const operands = expr.operands.map(operand => truthOf(operand, known));
      return {
        lo: Math.min(1, ...operands.map(o => o.lo)),
        hi: Math.min(1, ...operands.map(o => o.hi)),
      };
    }
    case 'or': {
      const operands = expr.operands.map(operand => truthOf(operand, known));
      return {
        lo: Math.max(0, ...operands.map(o => o.lo)),
        hi: Math.max(0, ...operands.map(o => o.hi)),
      };
    }
    case 'compare':
      return compareBounds(expr.operator, boundsOf(expr.left, known), boundsOf(expr.right, known));
    case 'arith':
      return arithBounds(expr.operator, boundsOf(expr.left, known), boundsOf(expr.right, known));
    case 'divide': {
      const left = boundsOf(expr.left, known);
      const size = Math.max(Math.abs(left.lo), Math.abs(left.hi));
      return { lo: left.lo < 0 ? -size : 0, hi: left.hi > 0 ? size : 0 };
    }
    case 'popcount':
      return { lo: 0, hi: 31 };
    case 'ite': {
      const condition = truthOf(expr.condition, known);
      if (condition.lo === 1) return boundsOf(expr.then, known);
      if (condition.hi === 0) return boundsOf(expr.otherwise, known);
      return hull(boundsOf(expr.then, known), boundsOf(expr.otherwise, known));
    }
    case 'checked':
      return boundsOf(expr.value, known);
  }
}

/** False only if the condition is false, or goes wrong, for all that is known. */
export function mayBeTrue(condition: Expr, known: Knowledge): boolean {
  return truthOf(condition, known).hi === 1;
}

/** What a true condition says of single cells, where it compares them with constants. */
export function assume(condition: Expr, known: Map<CellId, Interval>, domain: Knowledge): void {
  if (condition.kind === 'and') {
    for (const operand of condition.operands) assume(operand, known, domain);
    return;
  }
  if (condition.kind !== 'compare') return;
  const { left, right, operator } = condition;
  if (left.kind !== 'cell' || right.kind !== 'const') return;
  const before = known.get(left.cell) ?? domain(left.cell);
  known.set(left.cell, narrow(before, operator, right.value));
}

/** The smallest interval around both. */
export function hull(left: Interval, right: Interval): Interval {
  return { lo: Math.min(left.lo, right.lo), hi: Math.max(left.hi, right.hi) };
}

/** What both allow; may be empty. */
export function intersection(left: Interval, right: Interval): Interval {
  return { lo: Math.max(left.lo, right.lo), hi: Math.min(left.hi, right.hi) };
}

export function point(value: number): Interval {
  return { lo: value, hi: value };
}

function truthOf(expr: Expr, known: Knowledge): Interval {
  const { lo, hi } = boundsOf(expr, known);
  if (lo === 0 && hi === 0) return point(0);
  return lo > 0 || hi < 0 ? point(1) : UNKNOWN;
}

function elementBounds(expr: Extract<Expr, { kind: 'element' }>, known: Knowledge): Interval {
  const index = intersection(boundsOf(expr.index, known), { lo: 0, hi: expr.count - 1 });
  let bounds = known(expr.first + Math.min(index.lo, expr.count - 1));
  for (let i = index.lo + 1; i <= index.hi; i++) bounds = hull(bounds, known(expr.first + i));
  return bounds;
}

function compareBounds(operator: Comparison, left: Interval, right: Interval): Interval {
  switch (operator) {
    case '==':
      if (left.hi < right.lo || right.hi < left.lo) return point(0);
      return left.lo === left.hi && right.lo === right.hi ? point(1) : UNKNOWN;
    case '!=': {
      const equal = compareBounds('==', left, right);
      return { lo: 1 - equal.hi, hi: 1 - equal.lo };
    }
    case '<':
      if (left.hi < right.lo) return point(1);
      return left.lo >= right.hi ? point(0) : UNKNOWN;
    case '<=':
      if (left.hi <= right.lo) return point(1);
      return left.lo > right.hi ? point(0) : UNKNOWN;
    case '>':
      return compareBounds('<', right, left);
    case '>=':
      return compareBounds('<=', right, left);
  }
}

function arithBounds(operator: Arithmetic, left: Interval, right: Interval): Interval {
  switch (operator) {
    case '+':
      return { lo: left.lo + right.lo, hi: left.hi + right.hi };
    case '-':
      return { lo: left.lo - right.hi, hi: left.hi - right.lo };
    case '*': {
      const corners = [left.lo, left.hi].flatMap(l => [l * right.lo, l * right.hi]);
      return { lo: Math.min(...corners), hi: Math.max(...corners) };
    }
    case 'min':
      return { lo: Math.min(left.lo, right.lo), hi: Math.min(left.hi, right.hi) };
    case 'max':
      return { lo: Math.max(left.lo, right.lo), hi: Math.max(left.hi, right.hi) };
    default:
      return bitBounds(operator, left, right);
  }
}

/** Operands are not negative. */
function bitBounds(
  operator: '|' | '&' | '&~' | '<<' | '>>>',
  left: Interval,
  right: Interval,
): Interval {
  switch (operator) {
    case '|':
      return { lo: Math.max(left.lo, right.lo), hi: allOnes(Math.max(left.hi, right.hi)) };
    case '&':
      return { lo: 0, hi: Math.min(left.hi, right.hi) };
    case '&~':
      return { lo: 0, hi: left.hi };
    case '<<': {
      const hi = left.hi * 2 ** right.hi;
      return hi <= LARGEST ? { lo: left.lo * 2 ** right.lo, hi } : { lo: 0, hi: LARGEST };
    }
    case '>>>':
      return { lo: left.lo >>> right.hi, hi: left.hi >>> right.lo };
  }
}

/** The least 2^k - 1 that is not below `value`. */
function allOnes(value: number): number {
  return value <= 0 ? 0 : 2 ** (32 - Math.clz32(value)) - 1;
}

function narrow(before: Interval, operator: Comparison, value: number): Interval {
  switch (operator) {
    case '==':
      return intersection(before, point(value));
    case '!=':
      if (before.lo === value) return { lo: value + 1, hi: before.hi };
      return before.hi === value ? { lo: before.lo, hi: value - 1 } : before;
    case '<':
      return intersection(before, { lo: Number.NEGATIVE_INFINITY, hi: value - 1 });
    case '<=':
      return intersection(before, { lo: Number.NEGATIVE_INFINITY, hi: value });
    case '>':
      return intersection(before, { lo: value + 1, hi: Number.POSITIVE_INFINITY });
    case '>=':
      return intersection(before, { lo: value, hi: Number.POSITIVE_INFINITY });
  }
}
