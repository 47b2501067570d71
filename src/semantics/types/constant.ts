// Constants: `const CHUNKS = 2`. In: the symbol. Out: the type of its value, found on demand; a constant
// that needs itself is reported.

import { type Env, error, nameOf, STATIC_SITE } from '../checking.ts';
import type { ConstSymbol, Type } from '../model.ts';
import { UNKNOWN } from '../type.ts';
import { checkExpr } from './expr.ts';

export function constType(env: Env, symbol: ConstSymbol): Type {
  const { check } = env;
  const known = check.types.get(symbol.decl.value);
  if (known !== undefined) return known;
  if (check.active.has(symbol)) {
    error(
      check,
      'MC2014',
      symbol.decl.name.span,
      `constant '${nameOf(symbol)}' is defined by itself`,
    );
    return UNKNOWN;
  }
  check.active.add(symbol);
  const type = checkExpr({ check, scope: check.top, site: STATIC_SITE }, symbol.decl.value, null);
  check.active.delete(symbol);
  return type;
}
