// Whether evaluating an expression can go wrong. In: an expression. Out: an answer that knows no state.

import type { Expr } from './expr.ts';
import { operandsOf } from './operands.ts';

/** False only if no state makes the expression go wrong. */
export function canFail(expr: Expr): boolean {
  return expr.kind === 'element' || expr.kind === 'checked' || operandsOf(expr).some(canFail);
}
