// Looks at the state and changes of it, as they are met. In: what a path denotes. Out: records for the
// rules about who reads and writes what; a report where nothing of a run may be read.

import type { Span } from '../../diagnostic/source.ts';
import { type Access, type Env, error, nameOf } from '../checking.ts';
import type { SymbolDenoted } from './denote.ts';

export function recordAccess(env: Env, of: SymbolDenoted, mode: Access['mode'], span: Span): void {
  const { symbol } = of;
  if (
    symbol.kind !== 'object' &&
    symbol.kind !== 'thread' &&
    symbol.kind !== 'task' &&
    symbol.kind !== 'loop'
  )
    return;
  if (env.site.mode === 'static' || env.site.mode === 'initial')
    notStatic(env, span, nameOf(symbol));
  else env.check.accesses.push({ symbol, mode, own: of.own, host: of.host, site: env.site, span });
}

export function notStatic(env: Env, span: Span, name: string): void {
  error(env.check, 'MC2019', span, `'${name}' is not known before the run`, {
    help: 'Use numbers, constants, parameters and variants here.',
  });
}
