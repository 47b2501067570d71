// Guards that read nothing: always true or always false. MC3017 (warning).

import type { Expr } from '../../syntax/tree.ts';
import { type Checking, warning } from '../checking.ts';
import { partsOf } from '../expr-parts.ts';
import { actionsOf, type RuleContext } from './rule.ts';

export function checkConstantGuards({ check, model, bodies }: RuleContext): void {
  const inBodies = bodies.flatMap(body => actionsOf(body.symbol.decl.items));
  const outside = [model.actions, ...model.hosts.map(host => host.actions)].flat();
  for (const { guard, name } of [...outside, ...inBodies]) {
    if (guard === null || dependsOnSomething(check, guard.condition)) continue;
    warning(
      check,
      'MC3017',
      guard.condition.span,
      `the guard of '${name.text}' is always the same`,
    );
  }
}

/** A variable, parameter, variant, index or location occurs in it. */
function dependsOnSomething(check: Checking, expr: Expr): boolean {
  const name = expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.member : null;
  const symbol = name === null ? undefined : check.refs.get(name);
  const constant =
    symbol === undefined || ['const', 'constructor', 'choice-value', 'type'].includes(symbol.kind);
  if (!constant || expr.kind === 'at' || expr.kind === 'status') return true;
  if (expr.kind === 'apply' && check.refs.get(expr.name)?.kind === 'def') return true;
  return partsOf(expr).some(part => dependsOnSomething(check, part));
}
