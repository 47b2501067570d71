// What a declaration says about itself: initial values, bounds, capacities, the hosts of a stream. In: a
// symbol and where it stands. Out: names resolved, reports.

import type { Expr, StreamDecl, StreamLane } from '../syntax/tree.ts';
import { describe, type Env, error, within } from './checking.ts';
import type { ModelSymbol, ObjectSymbol } from './model.ts';
import { lookup } from './scope.ts';
import { INT } from './type.ts';
import { indexMissing } from './types/denote.ts';
import { expectBool, expectType } from './types/expect.ts';
import { checkObject, operand } from './types/object.ts';
import { bindIn, boundType, typeOf } from './types/type-expr.ts';
import { unknownName } from './types/unknown.ts';

/** `only P` */
export function checkOnly(env: Env, only: Expr | null): void {
  if (only !== null) expectBool(within(env, 'static'), only, 'what follows `only`');
}

export function checkIndex(env: Env, symbol: ModelSymbol & { index: ObjectSymbol['index'] }): void {
  for (const bound of symbol.index) boundType(env, bound);
}

export function checkObjectDecl(outer: Env, symbol: ObjectSymbol): void {
  const { decl } = symbol;
  checkIndex(outer, symbol);
  checkOnly(outer, decl.only);
  const env = { ...within(outer, 'initial'), scope: bindIn(outer, outer.scope, symbol.index) };
  switch (decl.kind) {
    case 'var': {
      const type = typeOf(env, decl.type);
      // All elements of an indexed variable start with one value.
      const once = { ...env, scope: outer.scope };
      if (decl.initial !== null) {
        expectType(once, decl.initial, initialType(type), 'the initial value');
      }
      return;
    }
    case 'semaphore':
      optionalNumber(env, decl.initial, 'the initial count');
      optionalNumber(env, decl.max, 'the greatest count');
      return;
    case 'memory':
      typeOf(env, decl.type);
      return;
    case 'channel':
      typeOf(env, decl.type);
      optionalNumber(within(env, 'static'), decl.capacity, 'the capacity');
      return;
    case 'stream':
      checkStream(env, decl);
      return;
    default:
      return;
  }
}

/** An array's initial value is that of each element. */
function initialType(type: ReturnType<typeof typeOf>): typeof type {
  return type.kind === 'array' ? initialType(type.of) : type;
}

function optionalNumber(env: Env, expr: Expr | null, role: string): void {
  if (expr !== null) expectType(env, expr, INT, role);
}

function checkStream(env: Env, decl: StreamDecl): void {
  const from = hostNamed(env, decl.from);
  const to = hostNamed(env, decl.to);
  if (from !== null && from === to) {
    error(
      env.check,
      'MC3024',
      decl.to.span,
      `both ends of stream '${decl.name.text}' are in host ${decl.to.text}`,
    );
  }
  if (decl.via !== null) {
    checkObject(
      { ...env, site: { ...env.site, mode: 'guard', seesAll: true } },
      decl.via,
      ['listener'],
      '`via`',
      'read',
    );
  }
  checkLane(within(env, 'static'), decl.forward);
  if (decl.back !== null) checkLane(within(env, 'static'), decl.back);
}

function checkLane(env: Env, lane: StreamLane): void {
  typeOf(env, lane.type);
  optionalNumber(env, lane.capacity, 'the capacity');
  optionalNumber(env, lane.buffer, 'the size of the buffer');
}

function hostNamed(env: Env, name: StreamDecl['from']): ModelSymbol | null {
  const symbol = lookup(env.check.top, name.text);
  if (symbol?.kind === 'host') {
    env.check.refs.set(name, symbol);
    if (symbol.index.length > 0) {
      error(
        env.check,
        'MC3024',
        name.span,
        `host '${name.text}' is replicated: the stream cannot say which one it joins`,
      );
    }
    return symbol;
  }
  const scope = env.check.top;
  if (symbol === null)
    unknownName({ ...env, scope }, name, 'host', candidate => candidate.kind === 'host');
  else
    error(env.check, 'MC3024', name.span, `a stream joins two hosts, this is ${describe(symbol)}`);
  return null;
}

/** `eventloop main_loop holds bql` */
export function checkHolds(env: Env, holds: Expr): void {
  const found = operand({ ...env, site: { ...env.site, mode: 'guard' } }, holds);
  if (found === null) return;
  if (
    found.kind === 'symbol' &&
    found.symbol.kind === 'object' &&
    found.symbol.decl.kind === 'mutex'
  ) {
    if (found.pending.length > 0) indexMissing(env, found, holds.span);
    env.check.accesses.push({
      symbol: found.symbol,
      mode: 'write',
      own: false,
      host: found.host,
      site: env.site,
      span: holds.span,
    });
    return;
  }
  const is = found.kind === 'symbol' ? describe(found.symbol) : 'a value';
  error(env.check, 'MC3022', holds.span, `an event loop holds a mutex, this is ${is}`);
}
