// An expression where a certain type is needed. In: the expression, the type, what it is for. Out: its own
// type; reports if it does not fit.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { Type } from '../model.ts';
import { BOOL, fits, showType } from '../type.ts';
import { checkExpr } from './expr.ts';

/** Checks `expr` with `wanted` as its context; `role` names the place: `the capacity of a channel`. */
export function expectType(env: Env, expr: Expr, wanted: Type, role: string): Type {
  const type = checkExpr(env, expr, wanted);
  if (fits(type, wanted)) return type;
  if (type.kind === 'scalar' || wanted.kind === 'scalar') {
    error(
      env.check,
      'MC2016',
      expr.span,
      `${role} must be ${showType(wanted)}, this is ${showType(type)}`,
    );
  } else if (type.kind === 'entity') {
    error(
      env.check,
      'MC2008',
      expr.span,
      `${role} must be ${showType(wanted)}, this is not a value`,
    );
  } else {
    error(
      env.check,
      'MC2007',
      expr.span,
      `${role} must be ${showType(wanted)}, this is ${showType(type)}`,
    );
  }
  return type;
}

export function expectBool(env: Env, expr: Expr, role: string): void {
  expectType(env, expr, BOOL, role);
}
