// Which actions can be enabled at all, by where their first mover stands. In: the actions' moves. Out: lists
// of candidates to look up per state. Evaluates no guard.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { Statement } from '../ir/expr.ts';
import type { Program, Task } from '../ir/program.ts';

/** The actions that can be enabled in a state, as far as locations decide. */
export interface Groups<T> {
  /** Actions without movers. */
  readonly anywhere: readonly T[];
  /** Per task: the cell of its location, and the actions whose first mover starts at each location. */
  readonly tasks: readonly { readonly at: number; readonly from: readonly (readonly T[])[] }[];
}

/** `actions` in parallel to `program.actions`. */
export function groupActions<T>(program: Program, actions: readonly T[]): Groups<T> {
  const anywhere: T[] = [];
  const tasks = program.tasks.map(task => ({
    at: task.at,
    from: task.locations.map((): T[] => []),
  }));
  program.actions.forEach((action, i) => {
    const [move] = action.moves;
    const list = move === undefined ? anywhere : tasks[move.task]?.from[move.from];
    if (list === undefined) throw new InternalError(`action ${action.path} moves from nowhere`);
    list.push(actions[i] as T);
  });
  return { anywhere, tasks };
}

/** The same groups with fewer members. */
export function onlyOf<T>({ anywhere, tasks }: Groups<T>, wanted: (one: T) => boolean): Groups<T> {
  return {
    anywhere: anywhere.filter(wanted),
    tasks: tasks.map(({ at, from }) => ({ at, from: from.map(list => list.filter(wanted)) })),
  };
}

/** A move that changes the location must show in the effects, for the interpreter moves nobody itself. */
export function assertMovesAreAssigned(program: Program): void {
  for (const action of program.actions) {
    for (const { task, from, to } of action.moves) {
      const at = (program.tasks[task] as Task).at;
      const stays = to.length === 1 && to[0] === from;
      if (!stays && !action.effects.some(effect => assigns(effect, at))) {
        throw new InternalError(`action ${action.path} moves but assigns no location`);
      }
    }
  }
}

function assigns(statement: Statement, cell: number): boolean {
  if (statement.kind === 'assign') return statement.cell === cell;
  if (statement.kind !== 'if') return false;
  return [...statement.then, ...statement.otherwise].some(inner => assigns(inner, cell));
}
