// Which actions can be enabled at all, by where their first mover stands. In: the actions' moves. Out: an
// enumeration of candidates per state, in no particular order. Evaluates no guard.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { Statement } from '../ir/expr.ts';
import type { Program, Task } from '../ir/program.ts';
import type { StateVector } from './transition-system.ts';

/** Calls `visit` for every action whose first mover stands at its `from`, and for those without movers. */
export type Candidates<T> = (state: StateVector, visit: (action: T) => void) => void;

/** `actions` in parallel to `program.actions`. */
export function groupActions<T>(program: Program, actions: readonly T[]): Candidates<T> {
  const anywhere: T[] = [];
  const byTask = program.tasks.map(task => ({
    at: task.at,
    lists: task.locations.map((): T[] => []),
  }));
  program.actions.forEach((action, i) => {
    const [move] = action.moves;
    const list = move === undefined ? anywhere : byTask[move.task]?.lists[move.from];
    if (list === undefined) throw new InternalError(`action ${action.path} moves from nowhere`);
    list.push(actions[i] as T);
  });
  return (state, visit) => {
    for (const action of anywhere) visit(action);
    for (const { at, lists } of byTask) {
      const list = lists[state[at] as number];
      if (list !== undefined) for (const action of list) visit(action);
    }
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
