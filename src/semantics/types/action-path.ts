// Actions by path, for `order`. In: a path to a thread, task, procedure or host, and a name. Out: the action
// of that name in it, also in the procedures it runs.

import type { ActionDecl, Expr, Name, TaskItem } from '../../syntax/tree.ts';
import type { Env } from '../checking.ts';
import type { ModelSymbol } from '../model.ts';
import { denote } from './denote.ts';
import { didYouMean } from './unknown.ts';

/** What the part before the action's name stands for; null after a report. */
export function pathBase(env: Env, base: Expr): ModelSymbol | null {
  const denoted = denote({ ...env, allowFamilies: true }, base);
  return denoted.kind === 'symbol' ? denoted.symbol : null;
}

interface FoundAction {
  readonly action: ActionDecl | null;
  readonly help: string | null;
}

export function findAction(env: Env, owner: ModelSymbol, name: Name): FoundAction {
  const actions = actionsOf(env, owner);
  const action = actions.find(candidate => candidate.name.text === name.text) ?? null;
  return {
    action,
    help: didYouMean(
      name.text,
      actions.map(candidate => candidate.name.text),
    ),
  };
}

function actionsOf(env: Env, owner: ModelSymbol): ActionDecl[] {
  switch (owner.kind) {
    case 'host':
      return [...owner.actions];
    case 'procedure':
      return inItems(owner.decl.items);
    case 'thread':
    case 'task': {
      const own = inItems(owner.decl.items);
      const runs =
        owner.decl.runs === null ? undefined : env.check.refs.get(owner.decl.runs.procedure);
      const all = runs?.kind === 'procedure' ? [...own, ...inItems(runs.decl.items)] : own;
      return [...all, ...called(env, all, new Set())];
    }
    default:
      return [];
  }
}

function inItems(items: readonly TaskItem[]): ActionDecl[] {
  return items.flatMap(item => {
    if (item.kind === 'action') return [item];
    return item.kind === 'each' ? inItems(item.items) : [];
  });
}

/** Actions of the procedures that these call, each procedure once. */
function called(env: Env, actions: readonly ActionDecl[], seen: Set<ModelSymbol>): ActionDecl[] {
  return actions.flatMap(({ operation }) => {
    const symbol = operation?.kind === 'call' ? env.check.refs.get(operation.procedure) : undefined;
    if (symbol?.kind !== 'procedure' || seen.has(symbol)) return [];
    seen.add(symbol);
    const inner = inItems(symbol.decl.items);
    return [...inner, ...called(env, inner, seen)];
  });
}
