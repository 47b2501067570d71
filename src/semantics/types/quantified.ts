// `all c in T: P`, `count c in S: P`, `sum`, `max`, `min`. In: the expression. Out: its type; the variable
// is bound in the body.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error, inScope } from '../checking.ts';
import type { BoundSymbol, Type } from '../model.ts';
import { lookup } from '../scope.ts';
import { BOOL, INT, showType, UNKNOWN } from '../type.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { bindIn } from './type-expr.ts';

export function checkQuantified(env: Env, expr: Extract<Expr, { kind: 'quantified' }>): Type {
  const { quantifier, variable, domain } = expr;
  const symbol: BoundSymbol = {
    kind: 'bound',
    name: variable,
    type: domainType(env, domain),
    parameter: null,
  };
  env.check.refs.set(variable, symbol);
  env.check.boundTypes.set(symbol, memberType(env, domain));
  const inner = inScope(env, bindIn(env, env.scope, [symbol]));
  const truth = ['all', 'some', 'no', 'count'].includes(quantifier);
  expectType(inner, expr.body, truth ? BOOL : INT, `what \`${quantifier}\` looks at`);
  return truth && quantifier !== 'count' ? BOOL : INT;
}

/** The declared type the variable ranges over; null for a set. */
function domainType(env: Env, domain: Expr): BoundSymbol['type'] {
  const name = domain.kind === 'name' ? domain.name : domain.kind === 'full' ? domain.type : null;
  if (name === null || lookup(env.scope, name.text)?.kind !== 'type') return null;
  return { kind: 'named', name, span: domain.span };
}

/** The type of the members of a type name or a set. */
export function memberType(env: Env, domain: Expr): Type {
  const type = checkExpr(env, domain, null);
  if (type.kind === 'set') return type.of ?? UNKNOWN;
  if (type.kind !== 'unknown') {
    error(
      env.check,
      'MC2007',
      domain.span,
      `this must be a type or a set, it is ${showType(type)}`,
    );
  }
  return UNKNOWN;
}
