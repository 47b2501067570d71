// What stubborn sets are computed from: which actions disturb one another, and which bring a condition about. In:
// a program and the questions of a run. Out: matrices as plain data, over the ids of actions and conditions.
// Evaluates no state.

import { readsOf } from '../ir/access.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import { cell, equal } from '../ir/fold.ts';
import type { Action, Cell, Program, Task } from '../ir/program.ts';
import { isSame } from '../ir/same-expr.ts';
import { type Images, valueSetsOf } from '../ir/value-sets.ts';
import type { Question } from './plan.ts';
import { cellsOf, type Relations, relationsOf, type Test } from './relations.ts';
import { targetsOf } from './targets.ts';
import { ValuePairs } from './value-pairs.ts';

export interface Dependence {
  /** Distinct conjuncts of the guards. */
  readonly conditions: readonly Condition[];
  /** By id of the action. */
  readonly actions: readonly ActionDependence[];
  /** By id of the task. */
  readonly tasks: readonly TaskDependence[];
  /** What is looked for and bound to an action. */
  readonly targets: readonly TargetDependence[];
  /** Actions without which nothing else that is looked for can come about: members of every set. */
  readonly always: readonly number[];
  /** Deadlock states are looked for: every reduced set holds an enabled system action. */
  readonly keyed: boolean;
  /** Sets are made smaller by deletion (`deletion.ts`). */
  readonly deletes: boolean;
}

export interface Condition {
  readonly expr: Expr;
  /** Actions that can make it true: its necessary enabling set. */
  readonly enabledBy: readonly number[];
  /** Set where the condition only says that a task is at a location. */
  readonly location: { readonly task: number; readonly at: number } | null;
}

export interface ActionDependence {
  readonly system: boolean;
  /** False: it never happens, and is nowhere mentioned. */
  readonly possible: boolean;
  /** Where its first mover must be; null without movers. Elsewhere only its location conditions are evaluated. */
  readonly from: { readonly task: number; readonly at: number } | null;
  /** Conditions of the guard, in its order. */
  readonly guard: readonly number[];
  /** Actions that can disable it or do not commute with it, where it is enabled. */
  readonly disturbedBy: readonly number[];
}

export interface TaskDependence {
  /** The cell of its location. */
  readonly cell: CellId;
  /** By location: actions that can change the location of a task that is there. */
  readonly leavers: readonly (readonly number[])[];
}

/** An action that may go wrong: the actions `then` are needed for that where none of `guard` is false. */
export interface TargetDependence {
  readonly action: number;
  readonly guard: readonly number[];
  readonly then: readonly number[];
}

export interface DependenceOptions {
  /** What else is reached whenever a state is, where states stand for others. */
  readonly images?: readonly Images[] | undefined;
  readonly deletes?: boolean;
}

export function dependenceOf(
  program: Program,
  questions: readonly Question[],
  { images = [], deletes = false }: DependenceOptions = {},
): Dependence {
  const sets = valueSetsOf(program, images);
  const pairs = new ValuePairs(program, sets, images);
  const isPossible = program.actions.map(({ id }) => pairs.where(id) !== null);
  const possible = program.actions.filter(({ id }) => isPossible[id] === true);
  const relations = relationsOf(program, sets, pairs);
  const writers = actionsByCell(possible, relations.writes);
  const touching = actionsByCell(possible, relations.touches);
  const bringing = (test: Test) => {
    const candidates = [...cellsOf(test, program)].flatMap(cell => writers.get(cell) ?? []);
    return ascending(candidates).filter(action => relations.brings(action, test) !== null);
  };
  const conditions = new Conditions(program, bringing);
  const actions = program.actions.map((action): ActionDependence => {
    const happens = isPossible[action.id] === true;
    const [move] = action.moves;
    return {
      system: action.class === 'system',
      possible: happens,
      from: move === undefined ? null : { task: move.task, at: move.from },
      guard: happens ? guardOf(action, program).map(expr => conditions.idOf(expr)) : [],
      disturbedBy: happens
        ? neighbours(action, program, relations, { writers, touching }).filter(
            other => relations.disturbs(action.id, other) !== null,
          )
        : [],
    };
  });
  const targets = targetsOf(possible, questions, relations);
  return {
    actions,
    tasks: program.tasks.map(task => leaversOf(task, program, relations, writers)),
    targets: targets.failures.map(({ action, conjuncts, test }) => ({
      action: action.id,
      guard: action.guard.slice(0, conjuncts).map(({ condition }) => conditions.idOf(condition)),
      then: bringing(test),
    })),
    always: ascending([
      ...targets.states.flatMap(bringing),
      ...targets.largest.flatMap(expr =>
        possible.map(({ id }) => id).filter(id => relations.raises(id, expr) !== null),
      ),
    ]),
    keyed: questions.some(({ kind }) => kind === 'deadlock'),
    deletes,
    conditions: conditions.all,
  };
}

/** The conjuncts of the guard; that the first mover is where it starts from is one of them in any case. */
function guardOf({ guard, moves }: Action, { tasks }: Program): Expr[] {
  const [move] = moves;
  const at = move === undefined ? undefined : tasks[move.task]?.at;
  const conjuncts = guard.map(({ condition }) => condition);
  if (move === undefined || at === undefined) return conjuncts;
  const there = equal(cell(at), move.from);
  return conjuncts.some(other => isSame(other, there)) ? conjuncts : [there, ...conjuncts];
}

type ActionsByCell = ReadonlyMap<CellId, readonly number[]>;

function actionsByCell(
  actions: readonly Action[],
  cellsOfAction: (action: number) => ReadonlySet<CellId>,
): ActionsByCell {
  const found = new Map<CellId, number[]>();
  for (const { id } of actions) {
    for (const cell of cellsOfAction(id)) {
      const list = found.get(cell) ?? [];
      found.set(cell, list);
      list.push(id);
    }
  }
  return found;
}

/** Actions that write what this one touches or touch what it writes, and are not of the same task at another location. */
function neighbours(
  { id, moves }: Action,
  { actions }: Program,
  relations: Relations,
  { writers, touching }: { readonly writers: ActionsByCell; readonly touching: ActionsByCell },
): number[] {
  const found = new Set<number>();
  const add = (others: readonly number[] = []) => {
    for (let i = 0; i < others.length; i++) found.add(others[i] as number);
  };
  relations.touches(id).forEach(cell => {
    add(writers.get(cell));
  });
  relations.writes(id).forEach(cell => {
    add(touching.get(cell));
  });
  const own = moves[0];
  const isElsewhere = (other: number) => {
    const move = actions[other]?.moves[0];
    return move?.task === own?.task && move?.from !== own?.from;
  };
  return [...found].filter(other => other !== id && !isElsewhere(other)).sort((a, b) => a - b);
}

function leaversOf(
  { at, locations }: Task,
  program: Program,
  relations: Relations,
  writers: ActionsByCell,
): TaskDependence {
  const { lo } = program.cells[at] as Cell;
  return {
    cell: at,
    leavers: locations.map((_, i) =>
      (writers.get(at) ?? []).filter(action => relations.changes(action, at, lo + i) !== null),
    ),
  };
}

/** Numbers the conditions; equal ones once. */
class Conditions {
  readonly all: Condition[] = [];
  /** By the cells that they read. */
  private readonly ids = new Map<string, number[]>();
  private readonly tasks: ReadonlyMap<CellId, number>;
  private readonly bringing: (test: Test) => readonly number[];

  constructor({ tasks }: Program, bringing: (test: Test) => readonly number[]) {
    this.tasks = new Map(tasks.map(({ at, id }) => [at, id]));
    this.bringing = bringing;
  }

  idOf(expr: Expr): number {
    const key = [...readsOf(expr)].join();
    const alike = this.ids.get(key) ?? [];
    this.ids.set(key, alike);
    const known = alike.find(id => isSame((this.all[id] as Condition).expr, expr));
    if (known !== undefined) return known;
    const enabledBy = this.bringing({ kind: 'true', expr, onFailure: false });
    const id = this.all.push({ expr, enabledBy, location: this.locationOf(expr) }) - 1;
    alike.push(id);
    return id;
  }

  private locationOf(expr: Expr): Condition['location'] {
    if (expr.kind !== 'compare' || expr.operator !== '==') return null;
    const { left, right } = expr;
    if (left.kind !== 'cell' || right.kind !== 'const') return null;
    const task = this.tasks.get(left.cell);
    return task === undefined ? null : { task, at: right.value };
  }
}

function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}
