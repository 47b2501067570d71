// What expressions and statements consist of. In: one node of the program. Out: the expressions directly in
// it, in the order of evaluation. For walks that treat most kinds alike.

import type { Expr, Statement } from './expr.ts';

export function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'const':
    case 'cell':
      return [];
    case 'element':
      return [expr.index];
    case 'not':
    case 'popcount':
      return [expr.operand];
    case 'and':
    case 'or':
      return expr.operands;
    case 'compare':
    case 'arith':
    case 'divide':
      return [expr.left, expr.right];
    case 'ite':
      return [expr.condition, expr.then, expr.otherwise];
    case 'checked':
      return [expr.condition, expr.value];
  }
}

/** Of an `if`, its condition; the branches are statements. */
export function expressionsOf(statement: Statement): readonly Expr[] {
  switch (statement.kind) {
    case 'assign':
    case 'push':
      return [statement.value];
    case 'assign-element':
      return [statement.index, statement.value];
    case 'if':
    case 'require':
      return [statement.condition];
    case 'remove':
    case 'clear':
      return [];
  }
}
