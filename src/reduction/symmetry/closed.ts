// Is a renaming an automorphism of what is checked? In: a program, what is observed, a renaming. Out: nothing
// that distinguishes, or the first thing that does. The initial state may distinguish: from a renamed initial
// state a renamed run leads to a renamed state, so that orbits are reached or not as a whole.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr } from '../../ir/expr.ts';
import type { Action, Program, Task } from '../../ir/program.ts';
import type { Renaming } from './renaming.ts';
import { Sameness } from './same.ts';
import { sameEffects } from './same-effects.ts';
import { sameRelation } from './same-relation.ts';

/** What tells members apart: an action, a place to rest, or a property. */
export interface Distinction {
  readonly what: string;
  readonly span: Span | null;
  /** Id of the action, if it is one. */
  readonly action: number | null;
}

/** A property, or a value that is observed. */
export interface Asked {
  readonly name: string;
  readonly expression: Expr;
  readonly span: Span;
}

/** `suspect`: an action to be looked at first; what tells one pair apart often tells the next. */
export function distinction(
  program: Program,
  asked: readonly Asked[],
  renaming: Renaming,
  suspect: number | null = null,
): Distinction | null {
  const same = new Sameness(program, renaming);
  const property = asked.find(({ expression }) => !same.expressions(expression, expression));
  if (property !== undefined) {
    return { what: `property ${property.name}`, span: property.span, action: null };
  }
  const queue = program.queues.find(({ id }) => !sameQueue(id, program, renaming));
  if (queue !== undefined) return { what: `queue ${queue.name}`, span: null, action: null };
  const families = byPath(program.actions);
  const together = new Set<string>();
  const tellsApart = (one: Action) => {
    const others = families.get(renaming.name(one.path)) ?? [];
    if (together.has(one.path)) return false;
    if (others.some(other => sameAction(one, other, renaming, same))) return false;
    if (!sameFamily(families.get(one.path) ?? [], others, same)) return true;
    together.add(one.path);
    return false;
  };
  const suspected = program.actions.filter(({ id }) => id === suspect);
  const action = [...suspected, ...program.actions].find(tellsApart);
  if (action !== undefined) {
    return { what: `action ${action.path}`, span: action.provenance.span, action: action.id };
  }
  const task = program.tasks.find(({ id, accepted }) => {
    const other = program.tasks[renaming.tasks[id] as number] as Task;
    return !same.expressions(accepted, other.accepted);
  });
  if (task === undefined) return null;
  const process = program.processes[task.process];
  const what = `where ${process?.name ?? 'a thread'} may rest`;
  return { what, span: process?.span ?? null, action: null };
}

function byPath(actions: readonly Action[]): Map<string, Action[]> {
  const paths = new Map<string, Action[]>();
  for (const action of actions) {
    const known = paths.get(action.path);
    if (known === undefined) paths.set(action.path, [action]);
    else known.push(action);
  }
  return paths;
}

/** The cells of a queue go where the queue goes, in their order. */
function sameQueue(
  id: number,
  { queues }: Program,
  { cells, values, queues: to }: Renaming,
): boolean {
  const [one, other] = [queues[id], queues[to[id] as number]];
  if (one === undefined || other === undefined) return false;
  if (one.capacity !== other.capacity || one.order !== other.order) return false;
  if (cells[one.length] !== other.length) return false;
  // A bag is sorted by values: renamed ones are not in order any more.
  if (one.order === 'bag' && values[one.first] != null) return false;
  return Array.from({ length: one.capacity }, (_, i) => i).every(
    i => cells[one.first + i] === other.first + i,
  );
}

/** Together the expansions of a declaration do what those of the other do. */
function sameFamily(left: readonly Action[], right: readonly Action[], same: Sameness): boolean {
  const classes = new Set([...left, ...right].map(action => action.class));
  return classes.size === 1 && sameRelation(left, right, same);
}

function sameAction(left: Action, right: Action, renaming: Renaming, same: Sameness): boolean {
  if (left.class !== right.class || left.moves.length !== right.moves.length) return false;
  const moves = left.moves.every((move, i) => {
    const other = right.moves[i];
    return (
      other !== undefined &&
      renaming.tasks[move.task] === other.task &&
      move.from === other.from &&
      String(move.to) === String(other.to)
    );
  });
  if (!moves) return false;
  const [guard, other] = [left, right].map(action => action.guard.map(one => one.condition));
  const enabled = same.where(...(guard ?? []));
  return (
    same.operands(guard ?? [], other ?? []) && sameEffects(left.effects, right.effects, enabled)
  );
}
