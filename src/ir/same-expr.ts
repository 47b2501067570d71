// Whether two expressions are the same. In: expressions. Out: yes only if they have the same value and go wrong alike in
// every state; where they are written does not matter.

import type { Expr } from './expr.ts';

export function isSame(left: Expr, right: Expr): boolean {
  if (left === right) return true;
  switch (left.kind) {
    case 'const':
      return right.kind === 'const' && left.value === right.value;
    case 'cell':
      return right.kind === 'cell' && left.cell === right.cell;
    case 'element':
      return (
        right.kind === 'element' &&
        left.first === right.first &&
        left.count === right.count &&
        left.within === right.within &&
        left.failure.error === right.failure.error &&
        isSame(left.index, right.index)
      );
    case 'not':
    case 'popcount':
      return right.kind === left.kind && isSame(left.operand, right.operand);
    case 'and':
    case 'or':
      return right.kind === left.kind && areSame(left.operands, right.operands);
    case 'compare':
    case 'arith':
    case 'divide':
      return (
        right.kind === left.kind &&
        left.operator === right.operator &&
        isSame(left.left, right.left) &&
        isSame(left.right, right.right)
      );
    case 'ite':
      return (
        right.kind === 'ite' &&
        isSame(left.condition, right.condition) &&
        isSame(left.then, right.then) &&
        isSame(left.otherwise, right.otherwise)
      );
    case 'checked':
      return (
        right.kind === 'checked' &&
        left.failure.error === right.failure.error &&
        isSame(left.condition, right.condition) &&
        isSame(left.value, right.value)
      );
  }
}

function areSame(left: readonly Expr[], right: readonly Expr[]): boolean {
  return left.length === right.length && left.every((expr, i) => isSame(expr, right[i] as Expr));
}
