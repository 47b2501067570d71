// `order A B [per c in T]`: which actions of the program are meant. In: the declaration, after all actions are
// known. Out: one pair of id lists per value of `per`. It decides no order.

import type { PropertyDecl, Expr as Syntax } from '../../syntax/tree.ts';
import type { Action, OrderPair } from '../program.ts';
import { showIndex } from './declare.ts';
import type { Entity } from './entity.ts';
import { boundOf } from './flow.ts';
import { countOf } from './limits.ts';
import { resolve } from './path.ts';
import { type Scope, withValue } from './scope.ts';
import { valueType } from './types.ts';
import { valueAt } from './values.ts';

type OrderDecl = Extract<PropertyDecl, { form: 'order' }>;

export function orderPairs(decl: OrderDecl, scope: Scope): OrderPair[] {
  const { per, first, second } = decl;
  if (per === null) {
    return [{ value: null, first: actionsOf(first, scope), second: actionsOf(second, scope) }];
  }
  const type = valueType(per.type, scope);
  const symbol = boundOf(per.name, scope);
  return Array.from({ length: countOf(type) }, (_, k) => {
    const inner = withValue(scope, symbol, valueAt(type, k));
    const value = showIndex(type, k);
    const actions = (path: Syntax) =>
      actionsOf(path, inner).filter(id => concerns(inner, id, per.name.text, value));
    return { value, first: actions(first), second: actions(second) };
  });
}

/** Of an action expanded over a value of this name, only the expansion for this value is meant. */
function concerns(scope: Scope, id: number, name: string, value: string): boolean {
  const bindings = scope.builder.actions[id]?.bindings ?? [];
  return bindings.every(binding => binding.name !== name || binding.value === value);
}

/** Steps on the way to an action, at which it has not happened yet. */
const BEFORE = new Set<Action['kind']>(['page-fault', 'sleep', 'yield']);

/** Every expansion of the action a path ends in, in the threads that the path before it means. */
function actionsOf(path: Syntax, scope: Scope): number[] {
  const symbol = path.kind === 'member' ? scope.builder.model.refs.get(path.member) : undefined;
  if (path.kind !== 'member' || symbol?.kind !== 'action') {
    throw new Error('order needs two actions');
  }
  const isMeant = ownerTest(path.base, scope);
  const { actions, expansions } = scope.builder;
  const all = (expansions.get(symbol.decl) ?? []).map(id => actions[id] as Action);
  return all.filter(action => !BEFORE.has(action.kind) && isMeant(action)).map(({ id }) => id);
}

function ownerTest(base: Syntax, scope: Scope): (action: Action) => boolean {
  // A procedure stands for all who call it.
  if (base.kind === 'name' && scope.builder.model.refs.get(base.name)?.kind === 'procedure') {
    return () => true;
  }
  const owners = resolve(base, scope).cases.flatMap(({ entity }) => instancesOf(entity));
  const tasks = new Set(owners.flatMap(owner => ('task' in owner ? [owner.task] : [])));
  const hosts = owners.flatMap(owner => (owner.kind === 'host' ? [owner.name] : []));
  return ({ moves, path }) =>
    moves.length === 0
      ? hosts.some(name => path.startsWith(`${name}.`))
      : moves.some(({ task }) => tasks.has(task));
}

function instancesOf(entity: Entity): Entity[] {
  return entity.kind === 'replicated' ? entity.instances.flatMap(instancesOf) : [entity];
}
