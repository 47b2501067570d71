// A parameter is declared in terms of what stands above it. MC2014. Parameters get their values one after
// the other, the user's choice included.

import type { Expr } from '../../syntax/tree.ts';
import { type Checking, error, nameOf } from '../checking.ts';
import { partsOf } from '../expr-parts.ts';
import type { ConstSymbol, ParamSymbol } from '../model.ts';

export function checkParamOrder(check: Checking, params: readonly ParamSymbol[]): void {
  params.forEach((symbol, i) => {
    const { value, range } = symbol.decl;
    const later = new Set(params.slice(i));
    for (const expr of [value, range.low, range.high]) {
      const found = firstUse(check, expr, later, new Set());
      if (found === null) continue;
      error(
        check,
        'MC2014',
        expr.span,
        `parameter '${nameOf(symbol)}' needs '${nameOf(found)}', which has no value yet`,
        {
          help: 'Declare it below the parameters it is made of.',
        },
      );
    }
  });
}

/** A parameter of `later` that the expression needs, also through constants. */
function firstUse(
  check: Checking,
  expr: Expr,
  later: ReadonlySet<ParamSymbol>,
  seen: Set<ConstSymbol>,
): ParamSymbol | null {
  const symbol = expr.kind === 'name' ? check.refs.get(expr.name) : undefined;
  if (symbol?.kind === 'param') return later.has(symbol) ? symbol : null;
  if (symbol?.kind === 'const' && !seen.has(symbol)) {
    seen.add(symbol);
    return firstUse(check, symbol.decl.value, later, seen);
  }
  for (const part of partsOf(expr)) {
    const found = firstUse(check, part, later, seen);
    if (found !== null) return found;
  }
  return null;
}
