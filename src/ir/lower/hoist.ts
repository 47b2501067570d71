// Choices made in the middle of effects become part of the guard. In: effects with `assume` statements.
// Out: the same statements without them, and the condition on the state *before* the action under which
// every assumption holds (the weakest precondition of the effects).

import { type Expr, type Statement, TRUE } from '../expr.ts';
import { and, implies, or } from '../fold.ts';
import { beforeChange } from '../substitute.ts';
import type { Builder } from './builder.ts';
import type { Effect } from './statement.ts';

export interface Hoisted {
  readonly condition: Expr;
  readonly statements: readonly Statement[];
}

export function hoist(effects: readonly Effect[], builder: Builder): Hoisted {
  if (!hasAssumption(effects))
    return { condition: TRUE, statements: effects as readonly Statement[] };
  return { condition: before(effects, TRUE, builder), statements: withoutAssumptions(effects) };
}

function hasAssumption(effects: readonly Effect[]): boolean {
  return effects.some(
    e =>
      e.kind === 'assume' ||
      (e.kind === 'if' && (hasAssumption(e.then) || hasAssumption(e.otherwise))),
  );
}

function withoutAssumptions(effects: readonly Effect[]): Statement[] {
  return effects.flatMap((effect): Statement[] => {
    if (effect.kind === 'assume') return [];
    if (effect.kind !== 'if') return [effect];
    return [
      {
        ...effect,
        then: withoutAssumptions(effect.then),
        otherwise: withoutAssumptions(effect.otherwise),
      },
    ];
  });
}

/** The condition before `effects` under which `post` holds after them and every assumption in them. */
function before(effects: readonly Effect[], post: Expr, builder: Builder): Expr {
  return effects.reduceRight<Expr>(
    (condition, effect) => beforeOne(effect, condition, builder),
    post,
  );
}

function beforeOne(effect: Effect, post: Expr, builder: Builder): Expr {
  switch (effect.kind) {
    case 'assume':
      return and([effect.condition, post]);
    case 'require':
      return post;
    case 'if': {
      const then = before(effect.then, post, builder);
      const otherwise = before(effect.otherwise, post, builder);
      if (then === post && otherwise === post) return post;
      return and([implies(effect.condition, then), or([effect.condition, otherwise])]);
    }
    default:
      return beforeChange(effect, post, builder);
  }
}
