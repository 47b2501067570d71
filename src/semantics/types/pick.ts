// `?x`: a value chosen by the operation and kept in a declared variable. In: the target, an optional set to
// choose from, the type of what is chosen. Out: resolved names; reports what does not fit.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { Type } from '../model.ts';
import { fits, setOf, showType } from '../type.ts';
import { expectType } from './expect.ts';
import { checkTarget } from './target.ts';

/** `?x` and `?x in S` inside an index or a message. */
export function checkPick(env: Env, pick: Extract<Expr, { kind: 'pick' }>, type: Type): void {
  env.check.types.set(pick, type);
  if (env.site.mode !== 'operation') {
    error(
      env.check,
      'MC2018',
      pick.span,
      '`?` picks a value for an operation; there is none here',
      {
        help: 'Use `x = choose(S)` in the effects, or a quantifier in a condition.',
      },
    );
    return;
  }
  checkBinding(env, pick.target, pick.domain, type);
}

/** The variable must take the value; the set must hold such values. */
export function checkBinding(env: Env, target: Expr, domain: Expr | null, type: Type): void {
  const variable = checkTarget(env, target);
  if (variable !== null && !fits(type, variable)) {
    error(
      env.check,
      'MC2007',
      target.span,
      `this variable is ${showType(variable)}, the value is ${showType(type)}`,
    );
  }
  if (domain !== null) expectType(env, domain, setOf(type), 'what is picked from');
}
