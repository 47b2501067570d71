// Names that mean nothing here. In: the name and the scope. Out: one diagnostic with the nearest name that
// would have been right, and the type that fits everything.

import { nearest } from '../../diagnostic/suggest.ts';
import type { Name } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { ModelSymbol, Type } from '../model.ts';
import { lookup, visibleNames } from '../scope.ts';
import { UNKNOWN } from '../type.ts';

/** Reports MC2001; only names of symbols that `suits` are suggested. */
export function unknownName(
  env: Env,
  name: Name,
  what: string,
  suits: (symbol: ModelSymbol) => boolean = () => true,
  more: readonly string[] = [],
): Type {
  const candidates = visibleNames(env.scope).filter(text => {
    const symbol = lookup(env.scope, text);
    return symbol !== null && suits(symbol);
  });
  error(env.check, 'MC2001', name.span, `unknown ${what} '${name.text}'`, {
    help: didYouMean(name.text, [...candidates, ...more]),
  });
  return UNKNOWN;
}

export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const near = nearest(word, candidates);
  return near === null ? null : `Did you mean \`${near}\`?`;
}
