// Dead-variable reset (Bozga, Fernandez, Ghirvu 1999): a cell that will be overwritten before anybody reads it
// gets one fixed value as soon as that is so. In: a program and what is observed. Out: a program with the same
// cells and action ids whose actions end in such resets. Two states that differ in dead cells only have the
// same future, as far as anything is observed: verdicts stay, counts do not.

import type { CellId, Statement } from '../ir/expr.ts';
import { checked, compare, constant, equal, cell as read } from '../ir/fold.ts';
import { iff, set } from '../ir/fold-statement.ts';
import type { Program, Task } from '../ir/program.ts';
import { type Landing, type Liveness, landingOf, livenessOf, touchesOf } from './liveness.ts';
import type { Observed } from './observed.ts';
import { withoutOverwritten } from './overwritten.ts';

export interface DeadReset {
  readonly program: Program;
  /** Cells that some action resets. */
  readonly cells: readonly CellId[];
}

/** A cell with the statement that resets it, or a queue with all its cells. */
interface Resettable {
  readonly cells: readonly CellId[];
  readonly reset: Statement;
}

export interface ResetOptions {
  readonly among?: ReadonlySet<CellId>;
  readonly forget?: ReadonlySet<CellId>;
}

/**
 * `among`: the cells to be reset, all if not given. `forget`: cells whose dead value is one more than their
 * highest, and is so from the start where they start dead. For symmetry: no initial value of a symmetric type
 * tells its members apart then.
 */
export function resetDead(
  program: Program,
  observed: Observed,
  { among, forget = new Set() }: ResetOptions = {},
): DeadReset {
  const widened = widen(program, forget);
  const touches = touchesOf(widened);
  const all = resettables(widened, forget).filter(
    ({ cells }) => among === undefined || cells.every(id => among.has(id)),
  );
  const tasks = widened.tasks.map(task => ({
    task,
    live: livenessOf(widened, task, touches, observed),
  }));
  const reset = new Set<CellId>();
  const actions = touches.map(touch => {
    const added = tasks.flatMap(({ task, live }) => {
      const landing = landingOf(touch, task, widened);
      return landing === null ? [] : resetsAt(landing, task, live, touch.writes, all, reset);
    });
    const { action } = touch;
    if (added.length === 0) return action;
    const effects = withoutOverwritten([...action.effects, ...added], program.queues);
    return { ...action, effects };
  });
  const dead = (id: CellId) =>
    tasks.some(({ task, live }) => live[task.initial]?.has(id) === false);
  const cells = widened.cells.map(one =>
    forget.has(one.id) && dead(one.id) ? { ...one, initial: one.hi } : one,
  );
  return { program: { ...widened, cells, actions }, cells: [...reset] };
}

/** The resets of what is dead where the task comes to, unless it was reset before. */
function resetsAt(
  { from, to }: Landing,
  task: Task,
  live: Liveness,
  written: ReadonlySet<CellId>,
  all: readonly Resettable[],
  seen: Set<CellId>,
): readonly Statement[] {
  if (to === null) return [];
  const before = from === null ? null : live[from];
  return to.flatMap(end => {
    const dying = all.filter(({ cells }) => {
      if (cells.includes(task.at) || cells.some(id => live[end]?.has(id) !== false)) return false;
      return before == null || cells.some(id => before.has(id) || written.has(id));
    });
    for (const { cells } of dying) for (const id of cells) seen.add(id);
    const resets = dying.map(({ reset }) => reset);
    return to.length === 1 ? resets : iff(equal(read(task.at), end), resets);
  });
}

/** Locations stay, and so do queues that do not start empty. */
function resettables(program: Program, forget: ReadonlySet<CellId>): readonly Resettable[] {
  const taken = new Set(program.tasks.map(({ at }) => at));
  const queues = program.queues.flatMap(({ id, length, first, capacity }): Resettable[] => {
    const cells = [length, ...Array.from({ length: capacity }, (_, i) => first + i)];
    for (const own of cells) taken.add(own);
    const empty = cells.every(own => program.cells[own]?.initial === program.cells[own]?.lo);
    return empty ? [{ cells, reset: { kind: 'clear', queue: id } }] : [];
  });
  const single = program.cells.filter(({ id, lo, hi }) => !taken.has(id) && lo < hi);
  return [
    ...queues,
    ...single.map(({ id, hi, initial }) => ({
      cells: [id],
      reset: set(id, forget.has(id) ? hi : initial),
    })),
  ];
}

/** One value more for each of the cells. What an assignment checks stays what it was. */
function widen(program: Program, forget: ReadonlySet<CellId>): Program {
  if (forget.size === 0) return program;
  const within = (statement: Statement): Statement => {
    if (statement.kind === 'if') {
      const { then, otherwise } = statement;
      return { ...statement, then: then.map(within), otherwise: otherwise.map(within) };
    }
    if (statement.kind !== 'assign' || !forget.has(statement.cell)) return statement;
    const { cell, value, failure } = statement;
    if (failure === null) return statement;
    const highest = constant(program.cells[cell]?.hi ?? 0);
    return { ...statement, value: checked(compare('<=', value, highest), value, failure) };
  };
  return {
    ...program,
    cells: program.cells.map(one => (forget.has(one.id) ? { ...one, hi: one.hi + 1 } : one)),
    actions: program.actions.map(action => ({ ...action, effects: action.effects.map(within) })),
  };
}
