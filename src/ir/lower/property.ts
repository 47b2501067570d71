// Properties: declarations -> conditions over the program's cells. In: checked declarations and the top
// scope, after all actions are known. Out: properties of the program.

import type { PropertyDecl, Expr as Syntax } from '../../syntax/tree.ts';
import type { Expr } from '../expr.ts';
import { and, implies } from '../fold.ts';
import type { Property } from '../program.ts';
import { lowerCondition, lowerExpr } from './expression.ts';
import { orderPairs } from './order.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';
import { constantOf } from './types.ts';

export function lowerProperties(declarations: readonly PropertyDecl[], scope: Scope): Property[] {
  return declarations
    .filter(decl => isPresent(decl, scope))
    .map(decl => lowerProperty(decl, scope));
}

function isPresent(decl: PropertyDecl, scope: Scope): boolean {
  if (decl.only === null) return true;
  const condition = lowerCondition(decl.only, scope);
  return condition.kind !== 'const' || condition.value !== 0;
}

function lowerProperty(decl: PropertyDecl, scope: Scope): Property {
  const { span } = decl;
  switch (decl.form) {
    case 'deadlock':
      return { kind: 'deadlock', name: 'deadlock', span };
    case 'partial-deadlock':
      return { kind: 'partial-deadlock', name: 'partial-deadlock', span };
    case 'invariant': {
      const body = lowerCondition(decl.condition, scope);
      const condition =
        decl.whenever === null ? body : implies(lowerCondition(decl.whenever, scope), body);
      const antecedent = antecedentOf(decl, scope);
      const supposes = antecedent.kind === 'const' ? {} : { antecedent };
      return { kind: 'invariant', name: decl.name.text, condition, ...supposes, span };
    }
    case 'reachable':
    case 'goal':
    case 'always-possible':
      return {
        kind: decl.form,
        name: decl.name.text,
        condition: lowerCondition(decl.condition, scope),
        span,
      };
    case 'bound': {
      const limit = decl.limit === null ? null : constantOf(decl.limit, scope);
      return {
        kind: 'bound',
        name: decl.name.text,
        value: lowerExpr(decl.value, scope).expr,
        limit,
        span,
      };
    }
    case 'order':
      return { kind: 'order', name: decl.name.text, pairs: orderPairs(decl, scope), span };
    case 'lock-order':
      return {
        kind: 'lock-order',
        name: decl.name.text,
        mutexes: decl.mutexes.flatMap(m => objectsOf(m, scope)),
        span,
      };
  }
}

/** What an invariant supposes: `whenever`, and the left side where its condition is an implication. */
function antecedentOf(
  { condition, whenever }: Extract<PropertyDecl, { form: 'invariant' }>,
  scope: Scope,
): Expr {
  const isImplication = condition.kind === 'binary' && condition.operator === 'implies';
  const supposed = isImplication ? [whenever, condition.left] : [whenever];
  return and(supposed.flatMap(expr => (expr === null ? [] : [lowerCondition(expr, scope)])));
}

function objectsOf(path: Syntax, scope: Scope): number[] {
  return resolve(path, scope).cases.flatMap(c => {
    const entities = c.entity.kind === 'replicated' ? c.entity.instances : [c.entity];
    return entities.flatMap(e => (e.kind === 'mutex' ? [e.object] : []));
  });
}
