// Whether evaluating an expression can go wrong. In: an expression. Out: an answer that knows no state.

import type { Expr } from './expr.ts';
import { operandsOf } from './operands.ts';

/** False only if no state makes the expression go wrong. */
export function canFail(expr: Expr): boolean {
  if (expr.kind === 'checked' || (expr.kind === 'element' && expr.within !== true)) return true;
  return operandsOf(expr).some(canFail);
}
