// Operands that are objects: the mutex of `lock`, the channel of `recv`. In: a path, the kinds that will do,
// how the operation is called. Out: the object, and the access is recorded; null after a report.

import type { Expr, ObjectDecl } from '../../syntax/tree.ts';
import { type Access, describe, type Env, error } from '../checking.ts';
import type { ModelSymbol, ObjectSymbol } from '../model.ts';
import { recordAccess } from './access.ts';
import { type Denoted, denote, indexMissing, isPath, type SymbolDenoted } from './denote.ts';
import { checkExpr } from './expr.ts';

/** A resolved object; `decl` is narrowed by the kinds that were asked for. */
export interface FoundObject<K extends ObjectDecl['kind']> {
  readonly symbol: ObjectSymbol;
  readonly decl: Extract<ObjectDecl, { kind: K }>;
}

export function checkObject<K extends ObjectDecl['kind']>(
  env: Env,
  expr: Expr,
  kinds: readonly K[],
  operation: string,
  mode: Access['mode'],
): FoundObject<K> | null {
  const denoted = operand(env, expr);
  if (denoted === null) return null;
  if (denoted.kind !== 'symbol') {
    wrongKind(env, expr, list(kinds), operation, denoted.kind === 'page' ? 'a page' : 'a value');
    return null;
  }
  const { symbol } = denoted;
  if (symbol.kind !== 'object' || !isOneOf(symbol.decl, kinds)) {
    wrongKind(env, expr, list(kinds), operation, describe(symbol));
    return null;
  }
  if (!complete(env, denoted, expr)) return null;
  recordAccess(env, denoted, mode, expr.span);
  return { symbol, decl: symbol.decl };
}

function isOneOf<K extends ObjectDecl['kind']>(
  decl: ObjectDecl,
  kinds: readonly K[],
): decl is Extract<ObjectDecl, { kind: K }> {
  return kinds.some(kind => kind === decl.kind);
}

/** An operand that is a host, thread or task. */
export function checkActor<K extends 'host' | 'thread' | 'task' | 'loop'>(
  env: Env,
  expr: Expr,
  kinds: readonly K[],
  operation: string,
  mode: Access['mode'],
): Extract<ModelSymbol, { kind: K }> | null {
  const denoted = operand(env, expr);
  if (denoted === null) return null;
  if (denoted.kind !== 'symbol' || !isActor(denoted.symbol, kinds)) {
    wrongKind(
      env,
      expr,
      list(kinds),
      operation,
      denoted.kind === 'symbol' ? describe(denoted.symbol) : 'a value',
    );
    return null;
  }
  if (!complete(env, denoted, expr)) return null;
  recordAccess(env, denoted, mode, expr.span);
  return denoted.symbol;
}

function isActor<K extends ModelSymbol['kind']>(
  symbol: ModelSymbol,
  kinds: readonly K[],
): symbol is Extract<ModelSymbol, { kind: K }> {
  return kinds.some(kind => kind === symbol.kind);
}

/** `ram[p]`: the memory, with its page checked. */
export function checkPage(env: Env, expr: Expr, operation: string, mode: Access['mode']): void {
  const denoted = operand(env, expr);
  if (denoted === null) return;
  if (denoted.kind === 'page') {
    recordAccess(env, denoted.memory, mode, expr.span);
    return;
  }
  const { symbol } = denoted.kind === 'symbol' ? denoted : { symbol: null };
  const help =
    symbol?.kind === 'object' && symbol.decl.kind === 'memory' ? 'Name a page: `ram[p]`.' : null;
  wrongKind(
    env,
    expr,
    'a page of a memory',
    operation,
    symbol === null ? 'a value' : describe(symbol),
    help,
  );
}

export function operand(env: Env, expr: Expr): Exclude<Denoted, { kind: 'unknown' }> | null {
  if (!isPath(expr)) {
    checkExpr(env, expr, null);
    error(env.check, 'MC2006', expr.span, 'an object must be named here');
    return null;
  }
  const denoted = denote(env, expr);
  return denoted.kind === 'unknown' ? null : denoted;
}

function complete(env: Env, denoted: SymbolDenoted, expr: Expr): boolean {
  if (denoted.pending.length === 0) return true;
  indexMissing(env, denoted, expr.span);
  return false;
}

export function wrongKind(
  env: Env,
  expr: Expr,
  wanted: string,
  operation: string,
  is: string,
  help: string | null = null,
): void {
  error(env.check, 'MC2006', expr.span, `${operation} needs ${wanted}, this is ${is}`, { help });
}

const WORDS: Record<string, string> = {
  var: 'variable',
  loop: 'event loop',
  task: 'coroutine or callback',
};

function list(kinds: readonly string[]): string {
  const words = kinds.map(kind => WORDS[kind] ?? kind);
  const first = words[0] ?? '';
  const article = /^[aeiou]/.test(first) ? 'an' : 'a';
  return `${article} ${words.join(' or ')}`;
}
