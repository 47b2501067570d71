// Names that mean nothing here. In: the name and the scope. Out: one diagnostic with the nearest name that
// would have been right, and the type that fits everything.

import { nearest } from '../../diagnostic/suggest.ts';
import type { Name } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { ModelSymbol, Type } from '../model.ts';
import { lookup, visibleNames } from '../scope.ts';
import { UNKNOWN } from '../type.ts';

/**
 * Reports MC2001, once per name and body; only names of symbols that `suits` are suggested, and `more`.
 */
export function unknownName(
  env: Env,
  name: Name,
  what: string,
  suits: (symbol: ModelSymbol) => boolean = () => true,
  more: readonly string[] = [],
  otherwise: string | null = null,
): Type {
  if (!isFirst(env, name)) return UNKNOWN;
  const candidates = visibleNames(env.scope).filter(text => {
    const symbol = lookup(env.scope, text);
    return symbol !== null && suits(symbol);
  });
  error(env.check, 'MC2001', name.span, `unknown ${what} '${name.text}'`, {
    help: didYouMean(name.text, [...candidates, ...more]) ?? otherwise,
  });
  return UNKNOWN;
}

export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const near = nearest(word, candidates);
  return near === null ? null : `Did you mean \`${near}\`?`;
}

function isFirst(env: Env, name: Name): boolean {
  const place = env.site.body ?? env.site;
  const known = env.check.unknown.get(place) ?? new Set();
  env.check.unknown.set(place, known);
  const first = !known.has(name.text);
  known.add(name.text);
  return first;
}
