// Static slicing (Weiser): leaves out what nothing that is looked at can depend on. In: a program and what is
// observed. Out: a program with the same cells and action ids in which the other cells keep their lowest
// value. Verdicts stay: of two runs by the same actions, one in each program, the states differ only in cells
// that were left out, and an action that was left out changed nothing else. A run of the slice is a run of
// the program, action by action. Counts, coverage and what single actions do are not kept.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import { type CellId, FALSE, type Statement } from '../ir/expr.ts';
import type { Action, Program } from '../ir/program.ts';
import { type Observed, questionsOf } from './observed.ts';
import { actionCanFail, statementCanFail } from './partial.ts';

export interface Slice {
  readonly program: Program;
  /** Cells that keep their lowest value. */
  readonly cells: readonly CellId[];
  /** Actions that are never enabled any more. */
  readonly actions: readonly number[];
}

export function slice(program: Program, observed: Observed): Slice {
  const relevant = relevantCells(program, observed);
  const actions = program.actions.map(action => sliceAction(action, relevant, program, observed));
  const kept = new Set(relevant);
  for (const { effects } of actions) {
    for (const effect of effects) writesOf(effect, program.queues, kept);
  }
  // A queue stays or goes as a whole; what stays of it may be written only in part.
  closeQueues(kept, program);
  const cells = program.cells.filter(({ id, lo, hi }) => !kept.has(id) && lo < hi);
  const frozen = new Set(cells.map(({ id }) => id));
  return {
    program: {
      ...program,
      cells: program.cells.map(cell =>
        frozen.has(cell.id) ? { ...cell, hi: cell.lo, initial: cell.lo } : cell,
      ),
      actions,
    },
    cells: [...frozen],
    actions: actions.flatMap((one, i) =>
      isNever(one) && !isNever(program.actions[i] as Action) ? [one.id] : [],
    ),
  };
}

/** The least set that holds what is asked of a state, and what decides about changes of the set. */
function relevantCells(program: Program, observed: Observed): ReadonlySet<CellId> {
  const relevant = new Set<CellId>();
  for (const expr of questionsOf(program, observed)) readsOf(expr, relevant);
  for (let size = -1; size < relevant.size; ) {
    size = relevant.size;
    closeQueues(relevant, program);
    for (const action of program.actions) {
      const effects = neededEffects(action.effects, relevant, program);
      if (!isNeeded(action, effects, observed)) continue;
      for (const { condition } of action.guard) readsOf(condition, relevant);
      for (const effect of effects) readsOfStatement(effect, program.queues, relevant);
    }
  }
  return relevant;
}

function closeQueues(cells: Set<CellId>, program: Program): void {
  for (const { length, first, capacity } of program.queues) {
    const own = [length, ...Array.from({ length: capacity }, (_, i) => first + i)];
    if (own.some(cell => cells.has(cell))) for (const cell of own) cells.add(cell);
  }
}

/** An action counts that changes something, that ends a run in an error, or that a state owes. */
function isNeeded(action: Action, effects: readonly Statement[], observed: Observed): boolean {
  if (effects.length > 0 || actionCanFail(action)) return true;
  return observed.quiescence && action.class === 'system';
}

/** Statements that change a relevant cell or can fail, and of an `if` those in its branches. */
function neededEffects(
  effects: readonly Statement[],
  relevant: ReadonlySet<CellId>,
  program: Program,
): Statement[] {
  return effects.flatMap((effect): Statement[] => {
    if (effect.kind === 'if') {
      const then = neededEffects(effect.then, relevant, program);
      const otherwise = neededEffects(effect.otherwise, relevant, program);
      const needed = then.length + otherwise.length > 0 || statementCanFail(effect);
      return needed ? [{ ...effect, then, otherwise }] : [];
    }
    const changes = [...writesOf(effect, program.queues)].some(cell => relevant.has(cell));
    return changes || statementCanFail(effect) ? [effect] : [];
  });
}

function sliceAction(
  action: Action,
  relevant: ReadonlySet<CellId>,
  program: Program,
  observed: Observed,
): Action {
  const effects = neededEffects(action.effects, relevant, program);
  if (!isNeeded(action, effects, observed)) return never(action);
  return { ...action, effects };
}

/** The same action, never enabled: ids stay. */
function never(action: Action): Action {
  const conjunct = { role: 'host', move: -1, condition: FALSE, wait: null } as const;
  const guard = [{ ...conjunct, span: action.provenance.span }];
  return { ...action, moves: [], guard, effects: [] };
}

function isNever({ guard }: Action): boolean {
  return guard.some(({ condition }) => condition.kind === 'const' && condition.value === 0);
}
