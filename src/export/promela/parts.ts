// What expressions consist of, and how long their text will be. In: an expression whose parts may be shared.
// Out: its parts; the number of nodes, counted as often as they are written. Writes nothing.

import type { Expr } from '../../ir/expr.ts';

/** Parts that are written several times are counted as often, but visited once. */
export function sizeOfText(expr: Expr, known: Map<Expr, number> = new Map()): number {
  const found = known.get(expr);
  if (found !== undefined) return found;
  const size = partsOf(expr).reduce((sum, part) => sum + sizeOfText(part, known), 1);
  known.set(expr, size);
  return size;
}

/** The operands of an expression, in the order of evaluation. */
export function partsOf(expr: Expr): readonly Expr[] {
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
