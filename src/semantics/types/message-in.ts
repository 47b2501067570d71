// `PAGE(_) in main`: is such a message under way? In: an `in` whose right side may be a channel, a stream
// or a queue. Out: true if it is one, with the left side checked as a message that may hold wildcards.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { ObjectSymbol, Type } from '../model.ts';
import { lookup } from '../scope.ts';
import { withoutNull } from '../type.ts';
import { recordAccess } from './access.ts';
import { type Denoted, denote, indexMissing, isPath } from './denote.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { messageNamed } from './message.ts';
import { typeOf } from './type-expr.ts';

export function checkMessageIn(env: Env, expr: Extract<Expr, { kind: 'binary' }>): boolean {
  if (!isPath(expr.right) || !mayHold(env, expr.right)) return false;
  const place = denote(env, expr.right);
  const types = messagesIn(env, place);
  if (types === null || place.kind !== 'symbol')
    return place.kind === 'unknown' && skip(env, expr.left);
  if (place.pending.length > 0) indexMissing(env, place, expr.right.span);
  else recordAccess(env, place, 'read', expr.right.span);
  checkPatternExpr(env, expr.left, chooseLane(env, expr.left, types));
  return true;
}

function skip(env: Env, left: Expr): boolean {
  if (!hasWildcard(left)) checkExpr(env, left, null);
  return true;
}

function hasWildcard(expr: Expr): boolean {
  return expr.kind === 'wildcard' || (expr.kind === 'apply' && expr.args.some(hasWildcard));
}

/** Looks ahead without reporting: the path begins with something that may lead to messages. */
function mayHold(env: Env, path: Expr): boolean {
  if (path.kind === 'index') return mayHold(env, path.base);
  if (path.kind === 'member') {
    const owner = memberOwner(env, path.base);
    const member = owner === null ? null : env.check.scopes.get(owner)?.names.get(path.member.text);
    return member?.kind === 'object' && holds(env, member);
  }
  const symbol = path.kind === 'name' ? lookup(env.scope, path.name.text) : null;
  return symbol?.kind === 'object' && holds(env, symbol);
}

function memberOwner(env: Env, path: Expr): Parameters<Env['check']['scopes']['get']>[0] | null {
  if (path.kind === 'index') return memberOwner(env, path.base);
  if (path.kind === 'name') return lookup(env.scope, path.name.text);
  if (path.kind !== 'member') return null;
  const owner = memberOwner(env, path.base);
  return owner === null ? null : (env.check.scopes.get(owner)?.names.get(path.member.text) ?? null);
}

function holds(env: Env, symbol: ObjectSymbol): boolean {
  const { decl } = symbol;
  if (decl.kind === 'var') return typeOf(env, decl.type).kind === 'queue';
  return decl.kind === 'channel' || decl.kind === 'stream';
}

/** The types of what can be in there; null if it is no such place. */
function messagesIn(env: Env, place: Denoted): readonly Type[] | null {
  if (place.kind !== 'symbol' || place.symbol.kind !== 'object') return null;
  const { decl } = place.symbol;
  switch (decl.kind) {
    case 'channel':
      return [typeOf(env, decl.type)];
    case 'stream':
      return [decl.forward, decl.back].flatMap(lane =>
        lane === null ? [] : [typeOf(env, lane.type)],
      );
    case 'var': {
      const type = typeOf(env, decl.type);
      return type.kind === 'queue' ? [type.of] : null;
    }
    default:
      return null;
  }
}

/** The lane the message belongs to: the one whose type has this constructor; else the first. */
function chooseLane(env: Env, left: Expr, types: readonly Type[]): Type {
  const name = left.kind === 'name' || left.kind === 'apply' ? left.name.text : null;
  const lane = types.find(type => name !== null && messageNamed(env, name, type) !== null);
  return lane ?? types[0] ?? { kind: 'unknown' };
}

/** A message in which any part may be `_`. */
function checkPatternExpr(env: Env, expr: Expr, type: Type): void {
  if (expr.kind === 'wildcard') {
    env.check.types.set(expr, type);
    return;
  }
  const member = expr.kind === 'apply' ? messageNamed(env, expr.name.text, type) : null;
  if (expr.kind !== 'apply' || member === null) {
    expectType(env, expr, type, 'a message in here');
    return;
  }
  env.check.refs.set(expr.name, member);
  env.check.types.set(expr, withoutNull(type));
  const parameters = member.of.members[member.ordinal]?.parameters ?? [];
  if (parameters.length !== expr.args.length) {
    error(
      env.check,
      'MC2010',
      expr.span,
      `'${expr.name.text}' takes ${parameters.length} arguments, not ${expr.args.length}`,
    );
  }
  expr.args.forEach((arg, i) => {
    const parameter = parameters[i];
    const wanted = parameter === undefined ? null : typeOf(env, parameter.type);
    if (wanted !== null) checkPatternExpr(env, arg, wanted);
  });
}
