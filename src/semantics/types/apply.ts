// `f(x)`: definitions, message constructors, and the functions len size owner head min max. In: an
// application. Out: its type.

import type { Expr } from '../../syntax/tree.ts';
import { describe, type Env, error } from '../checking.ts';
import type { Type } from '../model.ts';
import { lookup } from '../scope.ts';
import { BOOL, ENTITY, INT, showType, UNKNOWN, withoutNull } from '../type.ts';
import { recordAccess } from './access.ts';
import { valueNamed } from './constructor.ts';
import { useDef } from './def.ts';
import { indexMissing } from './denote.ts';
import { checkOwner } from './entity-compare.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { checkConstruction } from './message.ts';
import { operand, wrongKind } from './object.ts';
import { typeOf } from './type-expr.ts';
import { unknownName } from './unknown.ts';

type Apply = Extract<Expr, { kind: 'apply' }>;

const BUILTINS = ['len', 'size', 'owner', 'head', 'min', 'max'];

export function checkApply(env: Env, expr: Apply, expected: Type | null): Type {
  const value = valueNamed(env, expr.name, expected);
  if (value?.kind === 'constructor') {
    env.check.refs.set(expr.name, value);
    return checkConstruction(env, value, expr);
  }
  const symbol = lookup(env.scope, expr.name.text);
  if (symbol?.kind === 'def') {
    env.check.refs.set(expr.name, symbol);
    return useDef(env, symbol, expr.args, expr.span);
  }
  if (BUILTINS.includes(expr.name.text)) return checkBuiltin(env, expr);
  for (const arg of expr.args)
    if (arg.kind !== 'pick' && arg.kind !== 'wildcard') checkExpr(env, arg, null);
  if (symbol !== null || value !== null) return notApplicable(env, expr);
  const isDef = (candidate: { kind: string }) => candidate.kind === 'def';
  return unknownName(env, expr.name, 'definition or message', isDef, [
    ...BUILTINS,
    ...env.check.constructors.keys(),
  ]);
}

function notApplicable(env: Env, expr: Apply): Type {
  const symbol = lookup(env.scope, expr.name.text);
  const what = symbol === null ? `'${expr.name.text}'` : describe(symbol);
  error(env.check, 'MC2010', expr.span, `${what} takes no arguments`, {
    help:
      symbol?.kind === 'procedure'
        ? `A procedure is called by an action: \`call ${expr.name.text}(...)\`.`
        : null,
  });
  return UNKNOWN;
}

function checkBuiltin(env: Env, expr: Apply): Type {
  const { text } = expr.name;
  const [first] = expr.args;
  const wanted = text === 'min' || text === 'max' ? 2 : 1;
  if (first === undefined || expr.args.length !== wanted) {
    error(
      env.check,
      'MC2010',
      expr.span,
      `\`${text}\` takes ${wanted === 1 ? 'one argument' : 'two arguments'}`,
    );
    return UNKNOWN;
  }
  switch (text) {
    case 'size':
      return checkSize(env, first);
    case 'owner':
      checkOwner(env, expr);
      error(
        env.check,
        'MC2008',
        expr.span,
        'the owner of a mutex is no value; it can only be compared',
        {
          help: 'Write `owner(m) == dst.main_loop` or `owner(m) == null`.',
        },
      );
      return ENTITY;
    case 'len':
      checkPlace(env, first, '`len`', true);
      return INT;
    case 'head':
      return checkPlace(env, first, '`head`', false);
    default:
      for (const arg of expr.args) expectType(env, arg, INT, `an argument of \`${text}\``);
      return INT;
  }
}

function checkSize(env: Env, set: Expr): Type {
  const type = withoutNull(checkExpr(env, set, null));
  if (type.kind !== 'set' && type.kind !== 'unknown') {
    error(env.check, 'MC2007', set.span, `\`size\` needs a set, this is ${showType(type)}`, {
      help: type.kind === 'queue' ? 'Write `len(q)`.' : null,
    });
  }
  return INT;
}

/** A place where messages stand in line; returns the type of one (forward, for a stream). */
function checkPlace(env: Env, expr: Expr, operation: string, listeners: boolean): Type {
  const denoted = operand(env, expr);
  if (denoted === null) return UNKNOWN;
  const wanted = 'a channel, a stream or a queue';
  if (denoted.kind !== 'symbol' || denoted.symbol.kind !== 'object') {
    wrongKind(
      env,
      expr,
      wanted,
      operation,
      denoted.kind === 'symbol' ? describe(denoted.symbol) : 'a value',
    );
    return UNKNOWN;
  }
  if (denoted.pending.length > 0) {
    indexMissing(env, denoted, expr.span);
    return UNKNOWN;
  }
  const { decl } = denoted.symbol;
  recordAccess(env, denoted, 'read', expr.span);
  const type = decl.kind === 'var' ? typeOf(env, decl.type) : null;
  if (type?.kind === 'queue') return type.of;
  if (decl.kind === 'stream') return typeOf(env, decl.forward.type);
  if (decl.kind === 'channel' && decl.order !== 'rendezvous') return typeOf(env, decl.type);
  if (decl.kind === 'listener' && listeners) return BOOL;
  const help = type?.kind === 'set' ? 'The number of members of a set is `size(S)`.' : null;
  wrongKind(
    env,
    expr,
    wanted,
    operation,
    decl.kind === 'channel' ? 'a rendezvous, which holds nothing' : describe(denoted.symbol),
    help,
  );
  return UNKNOWN;
}
