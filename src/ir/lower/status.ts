// What expressions may ask of a thread: `t at L`, `t ended`, `t running`, `t blocked`. In: a path to a
// thread or task. Out: a condition over its control location. `blocked` needs the finished actions, so it
// is for properties only.

import type { Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, FALSE } from '../expr.ts';
import { and, cell, not, oneOf, or } from '../fold.ts';
import type { OpenTask } from './builder.ts';
import type { Entity } from './entity.ts';
import { resolveIfPresent } from './path.ts';
import type { Scope } from './scope.ts';

export function lowerAt(expr: Extract<Syntax, { kind: 'at' }>, scope: Scope): Expr {
  const wanted = new Set(expr.locations.map(l => l.text));
  return overTasks(expr.thread, scope, task => atNames(task, wanted));
}

/** The task stands at a location of one of these names; hidden ones carry the name they belong to. */
export function atNames(task: OpenTask, names: ReadonlySet<string>): Expr {
  const indices = task.locations.flatMap((location, i) =>
    names.has(location.name) && location.role !== 'unspawned' ? [i] : [],
  );
  return oneOf(cell(task.at), indices);
}

/** The task stands at a location of one of these roles. */
export function inRole(task: OpenTask, roles: readonly string[]): Expr {
  return oneOf(
    cell(task.at),
    task.locations.flatMap((location, i) => (roles.includes(location.role) ? [i] : [])),
  );
}

export function lowerStatus(expr: Extract<Syntax, { kind: 'status' }>, scope: Scope): Expr {
  return overTasks(expr.thread, scope, task => {
    if (expr.status === 'ended') return inRole(task, ['final']);
    const live = not(inRole(task, ['final', 'unspawned']));
    if (expr.status === 'running') return live;
    return and([live, not(or(enabledActions(task.id, scope)))]);
  });
}

/** One condition per system action of the task: it is enabled. */
function enabledActions(task: number, scope: Scope): Expr[] {
  return scope.builder.actions
    .filter(action => action.class === 'system' && action.moves.some(move => move.task === task))
    .map(action => and(action.guard.map(conjunct => conjunct.condition)));
}

function overTasks(path: Syntax, scope: Scope, condition: (task: OpenTask) => Expr): Expr {
  return or(
    resolveIfPresent(path, scope).cases.map(c => {
      const conditions = tasksOf(c.entity, scope).map(condition);
      return and([c.when, conditions.length === 0 ? FALSE : or(conditions)]);
    }),
  );
}

function tasksOf(entity: Entity, scope: Scope): OpenTask[] {
  if (entity.kind === 'absent') return [];
  if (entity.kind === 'thread' || entity.kind === 'task') return [scope.builder.task(entity.task)];
  if (entity.kind === 'loop') {
    const ids = scope.builder.processes[entity.process]?.tasks ?? [];
    return ids.map(id => scope.builder.task(id));
  }
  throw new Error(`${entity.kind} is not a thread`);
}
