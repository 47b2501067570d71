// Types of expressions, with every name in them resolved. In: an expression, what is expected there, and
// where it stands. Out: its type, also noted for lowering. `expected` guides the choice of names, it is not
// enforced here: see `expect.ts`.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error, within } from '../checking.ts';
import type { Type } from '../model.ts';
import {
  BOOL,
  EMPTY_SET,
  fits,
  INT,
  join,
  NULL,
  setOf,
  showType,
  UNKNOWN,
  withoutNull,
} from '../type.ts';
import { checkApply } from './apply.ts';
import { checkBinary } from './binary.ts';
import { typeOfValue, valueNamed } from './constructor.ts';
import { expectBool, expectType } from './expect.ts';
import { checkLocation, checkStatus } from './location.ts';
import { constructorArity } from './message.ts';
import { checkPick } from './pick.ts';
import { checkQuantified } from './quantified.ts';
import { checkRecord } from './record.ts';
import { namedType } from './type-expr.ts';
import { checkPath } from './value.ts';

export function checkExpr(env: Env, expr: Expr, expected: Type | null): Type {
  const type = infer(env, expr, expected);
  env.check.types.set(expr, type);
  return type;
}

function infer(env: Env, expr: Expr, expected: Type | null): Type {
  switch (expr.kind) {
    case 'number':
      return INT;
    case 'bool':
      return BOOL;
    case 'null':
      return expected?.kind === 'nullable' ? expected : NULL;
    case 'name':
      return checkName(env, expr, expected);
    case 'member':
    case 'index':
      return checkPath(env, expr);
    case 'apply':
      return checkApply(env, expr, expected);
    case 'unary':
      return checkUnary(env, expr);
    case 'binary':
      return checkBinary(env, expr, expected);
    case 'if':
      return checkIf(env, expr, expected);
    case 'set':
      return checkSet(env, expr, expected);
    case 'record':
      return checkRecord(env, expr, expected);
    case 'quantified':
      return checkQuantified(env, expr);
    case 'full':
      return setOf(namedType(env, expr.type));
    case 'at':
      return checkLocation(env, expr);
    case 'status':
      return checkStatus(env, expr);
    case 'pick':
      checkPick(env, expr, expected ?? UNKNOWN);
      return expected ?? UNKNOWN;
    case 'wildcard':
      error(
        env.check,
        'MC2018',
        expr.span,
        '`_` stands for any value only in a pattern and in `MESSAGE(_) in ch`',
      );
      return UNKNOWN;
    case 'cas':
    case 'try_send':
    case 'try_recv':
      error(
        env.check,
        'MC2017',
        expr.span,
        `\`${expr.kind}\` changes the state: it cannot stand inside of an expression`,
        {
          help: 'Assign its result to a bool variable first.',
        },
      );
      return BOOL;
  }
}

function checkName(env: Env, expr: Extract<Expr, { kind: 'name' }>, expected: Type | null): Type {
  const value = valueNamed(env, expr.name, expected);
  if (value === null) return checkPath(env, expr);
  env.check.refs.set(expr.name, value);
  if (value.kind === 'constructor') constructorArity(env, value, 0, expr.span);
  return typeOfValue(value);
}

function checkUnary(env: Env, expr: Extract<Expr, { kind: 'unary' }>): Type {
  if (expr.operator === 'not') {
    expectBool(env, expr.operand, 'what `not` negates');
    return BOOL;
  }
  expectType(env, expr.operand, INT, 'what `-` negates');
  return INT;
}

function checkIf(env: Env, expr: Extract<Expr, { kind: 'if' }>, expected: Type | null): Type {
  expectBool(env, expr.condition, 'the condition of `if`');
  const then = checkExpr(env, expr.then, expected);
  const otherwise = checkExpr(env, expr.otherwise, expected ?? then);
  if (fits(then, otherwise) || fits(otherwise, then)) return join(then, otherwise);
  error(
    env.check,
    'MC2007',
    expr.span,
    `one branch is ${showType(then)}, the other is ${showType(otherwise)}`,
  );
  return UNKNOWN;
}

function checkSet(env: Env, expr: Extract<Expr, { kind: 'set' }>, expected: Type | null): Type {
  const wanted = expected === null ? null : withoutNull(expected);
  let of = wanted?.kind === 'set' ? wanted.of : null;
  if (expr.members.length === 0) return of === null ? EMPTY_SET : setOf(of);
  for (const member of expr.members) {
    const type = checkExpr(within(env, memberMode(env)), member, of);
    if (of !== null && !fits(type, of)) {
      error(
        env.check,
        'MC2007',
        member.span,
        `a member of this set must be ${showType(of)}, this is ${showType(type)}`,
      );
    }
    of ??= withoutNull(type);
  }
  return setOf(of ?? UNKNOWN);
}

/** Nothing can be picked inside of a set. */
function memberMode(env: Env) {
  return env.site.mode === 'operation' ? 'guard' : env.site.mode;
}
