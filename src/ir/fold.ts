// Constructors of expressions that fold constants, so that variants, parameters and replication vanish
// from the program. In: expressions. Out: equivalent, usually smaller ones. Failures are kept: nothing
// that can fail is dropped unless it would not have been evaluated.

import { type Arithmetic, type Comparison, type Expr, FALSE, type Failure, TRUE } from './expr.ts';

export function constant(value: number): Expr {
  return { kind: 'const', value };
}

export function truth(value: boolean): Expr {
  return value ? TRUE : FALSE;
}

export function isTrue(expr: Expr): boolean {
  return expr.kind === 'const' && expr.value !== 0;
}

export function isFalse(expr: Expr): boolean {
  return expr.kind === 'const' && expr.value === 0;
}

export function cell(id: number): Expr {
  return { kind: 'cell', cell: id };
}

export function not(operand: Expr): Expr {
  if (operand.kind === 'const') return truth(operand.value === 0);
  if (operand.kind === 'not') return operand.operand;
  if (operand.kind === 'compare') return { ...operand, operator: NEGATED[operand.operator] };
  return { kind: 'not', operand };
}

const NEGATED: Readonly<Record<Comparison, Comparison>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

export function and(operands: readonly Expr[]): Expr {
  const kept: Expr[] = [];
  for (const operand of operands.flatMap(o => (o.kind === 'and' ? o.operands : [o]))) {
    if (isTrue(operand)) continue;
    kept.push(operand);
    // What follows a false operand is never evaluated.
    if (isFalse(operand)) break;
  }
  if (kept.length === 0) return TRUE;
  const only = kept[0] as Expr;
  return kept.length === 1 ? only : { kind: 'and', operands: kept };
}

export function or(operands: readonly Expr[]): Expr {
  const kept: Expr[] = [];
  for (const operand of operands.flatMap(o => (o.kind === 'or' ? o.operands : [o]))) {
    if (isFalse(operand)) continue;
    kept.push(operand);
    if (isTrue(operand)) break;
  }
  if (kept.length === 0) return FALSE;
  const only = kept[0] as Expr;
  return kept.length === 1 ? only : { kind: 'or', operands: kept };
}

export function implies(left: Expr, right: Expr): Expr {
  return or([not(left), right]);
}

export function compare(operator: Comparison, left: Expr, right: Expr): Expr {
  if (left.kind === 'const' && right.kind === 'const') {
    return truth(compareNumbers(operator, left.value, right.value));
  }
  return { kind: 'compare', operator, left, right };
}

export function equal(left: Expr, right: Expr | number): Expr {
  return compare('==', left, typeof right === 'number' ? constant(right) : right);
}

/** 1 where `left` is one of `values`. */
export function oneOf(left: Expr, values: readonly number[]): Expr {
  return or(values.map(value => equal(left, value)));
}

export function compareNumbers(operator: Comparison, left: number, right: number): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

export function arith(operator: Arithmetic, left: Expr, right: Expr): Expr {
  if (left.kind === 'const' && right.kind === 'const') {
    return constant(computeArith(operator, left.value, right.value));
  }
  const neutral = right.kind === 'const' && right.value === 0;
  if (neutral && (operator === '+' || operator === '-' || operator === '|' || operator === '&~'))
    return left;
  if (operator === '+' && isFalse(left)) return right;
  if (operator === '*' && right.kind === 'const' && right.value === 1) return left;
  if (operator === '*' && left.kind === 'const' && left.value === 1) return right;
  return { kind: 'arith', operator, left, right };
}

/** The meaning of the arithmetic operators on constants; the interpreter's is the same by test. */
export function computeArith(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right + 0;
    case '|':
      return left | right;
    case '&':
      return left & right;
    case '&~':
      return left & ~right;
    case '<<':
      return left << right;
    case '>>>':
      return left >>> right;
    case 'min':
      return Math.min(left, right);
    case 'max':
      return Math.max(left, right);
  }
}

/** The meaning of truncating division and its remainder; the divisor is not 0. `+ 0` turns -0 into 0. */
export function computeQuotient(operator: '/' | '%', left: number, right: number): number {
  return (operator === '/' ? Math.trunc(left / right) : left % right) + 0;
}

/** Truncating division; the divisor must not be the constant 0. */
export function divide(operator: '/' | '%', left: Expr, right: Expr): Expr {
  if (left.kind === 'const' && right.kind === 'const' && right.value !== 0) {
    return constant(computeQuotient(operator, left.value, right.value));
  }
  if (right.kind === 'const' && right.value === 1) return operator === '/' ? left : constant(0);
  return { kind: 'divide', operator, left, right };
}

export function ite(condition: Expr, then: Expr, otherwise: Expr): Expr {
  if (condition.kind === 'const') return condition.value !== 0 ? then : otherwise;
  return { kind: 'ite', condition, then, otherwise };
}

export function checked(condition: Expr, value: Expr, failure: Failure): Expr {
  if (isTrue(condition)) return value;
  return { kind: 'checked', condition, value, failure };
}

/** Cell `first + index`; a constant index in range becomes the cell itself. */
export function element(first: number, count: number, index: Expr, failure: Failure): Expr {
  if (index.kind === 'const' && index.value >= 0 && index.value < count)
    return cell(first + index.value);
  return { kind: 'element', first, count, index, failure };
}

export function popcount(operand: Expr): Expr {
  if (operand.kind !== 'const') return { kind: 'popcount', operand };
  return constant(bitsSet(operand.value));
}

export function bitsSet(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}
