// How long the text of an expression will be. In: an expression whose parts may be shared. Out: the number of
// nodes, counted as often as they are written. Writes nothing.

import type { Expr } from '../../ir/expr.ts';
import { operandsOf } from '../../ir/operands.ts';

/** Parts that are written several times are counted as often, but visited once. */
export function sizeOfText(expr: Expr, known: Map<Expr, number> = new Map()): number {
  const found = known.get(expr);
  if (found !== undefined) return found;
  const size = operandsOf(expr).reduce((sum, part) => sum + sizeOfText(part, known), 1);
  known.set(expr, size);
  return size;
}
