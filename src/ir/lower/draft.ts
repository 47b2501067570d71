// An action being made: what `task.ts`, `network.ts` and `environment.ts` give, before choices are hoisted
// and constant conjuncts dropped. In: drafts. Out: numbered actions in the builder.

import type { ActionDecl } from '../../syntax/tree.ts';
import { isFalse, isTrue } from '../fold.ts';
import type { Action, Conjunct } from '../program.ts';
import type { Builder } from './builder.ts';
import { hoist } from './hoist.ts';
import { MAX_ACTIONS, tooManyActions } from './limits.ts';
import type { Effect } from './statement.ts';

export interface Draft extends Omit<Action, 'id' | 'effects'> {
  readonly effects: readonly Effect[];
  /** null for steps of the network. */
  readonly decl: ActionDecl | null;
  /** A rendezvous: the receiver's action, which happens in the same step. */
  readonly partner?: ActionDecl | null;
}

/** Adds the action unless a conjunct is constantly false: another variant's, or a bound of 0, which is remembered. */
export function addAction(draft: Draft, builder: Builder): void {
  const { condition, statements } = hoist(draft.effects, builder);
  const choice: Conjunct = {
    role: 'guard',
    move: draft.moves.length === 0 ? -1 : 0,
    condition,
    wait: { kind: 'condition', object: null, on: ['a value to choose'], family: 'choose' },
    span: draft.provenance.span,
  };
  const conjuncts = [...draft.guard, choice];
  const never = conjuncts.filter(c => isFalse(c.condition));
  if (never.length > 0) {
    if (never.every(c => c.role === 'bound')) builder.withheld.push(statements);
    return;
  }
  const guard = conjuncts.filter(c => !isTrue(c.condition));
  const id = builder.actions.length;
  if (id >= MAX_ACTIONS) throw tooManyActions();
  const { decl, partner, effects: _, ...rest } = draft;
  builder.actions.push({ ...rest, id, guard, effects: statements });
  for (const one of [decl, partner]) {
    if (one != null) builder.expansions.set(one, [...(builder.expansions.get(one) ?? []), id]);
  }
}
