// What stubborn sets are computed from: which actions disturb one another, and which bring a condition about. In:
// a program and the questions of a run. Out: matrices as plain data, over the ids of actions and conditions.
// Evaluates no state.

import type { CellId } from '../ir/expr.ts';
import type { Cell, Program } from '../ir/program.ts';
import type { Question } from './plan.ts';
import { cellsOf, type Relations, relationsOf, type Test } from './relations.ts';
import { targetsOf } from './targets.ts';

export interface Dependence {
  /** Distinct conditions: the conjuncts of the guards and the tests of the targets. */
  readonly conditions: readonly Condition[];
  /** By id of the action. */
  readonly actions: readonly ActionDependence[];
  /** Conditions of which each target needs all. */
  readonly targets: readonly (readonly number[])[];
  /** Actions that can raise a value whose maximum is asked for. */
  readonly always: readonly number[];
  /** Deadlock states are looked for: every reduced set holds an enabled system action. */
  readonly keyed: boolean;
}

export interface Condition {
  readonly test: Test;
  /** Actions that can make the test succeed: its necessary enabling set. */
  readonly enabledBy: readonly number[];
  /** The cells it depends on; while none of them changes, neither does its outcome. */
  readonly cells: readonly CellLeavers[];
}

export interface CellLeavers {
  readonly cell: CellId;
  readonly lo: number;
  /** By value - lo: actions that can change the cell where it has that value. */
  readonly leavers: readonly (readonly number[])[];
}

export interface ActionDependence {
  readonly system: boolean;
  /** Conditions of the guard, in its order. */
  readonly guard: readonly number[];
  /** Actions that can disable it or do not commute with it, where it is enabled. */
  readonly disturbedBy: readonly number[];
}

/** Cells with more values are not looked at value by value. */
const MOST_VALUES = 64;
/** A condition on more cells is brought about only by its necessary enabling set. */
const MOST_CELLS = 3;

export function dependenceOf(program: Program, questions: readonly Question[]): Dependence {
  const relations = relationsOf(program);
  const writers = actionsByCell(program, relations.writes);
  const touching = actionsByCell(program, relations.touches);
  const conditions = new Conditions(program, relations, writers);
  const actions = program.actions.map(({ id, class: kind, guard }) => ({
    system: kind === 'system',
    guard: guard.map(({ condition }) =>
      conditions.idOf({ kind: 'true', expr: condition, onFailure: false }),
    ),
    disturbedBy: neighbours(id, relations, writers, touching).filter(
      other => relations.disturbs(id, other) !== null,
    ),
  }));
  const targets = targetsOf(program, questions, relations);
  const raising = targets.flatMap(({ largest }) =>
    largest === null
      ? []
      : program.actions.filter(({ id }) => relations.raises(id, largest) !== null),
  );
  return {
    conditions: conditions.all,
    actions,
    targets: targets
      .filter(({ largest }) => largest === null)
      .map(({ tests }) => tests.map(test => conditions.idOf(test))),
    always: [...new Set(raising.map(({ id }) => id))].sort((a, b) => a - b),
    keyed: questions.some(({ kind }) => kind === 'deadlock'),
  };
}

type ActionsByCell = ReadonlyMap<CellId, readonly number[]>;

function actionsByCell(
  program: Program,
  cellsOfAction: (action: number) => ReadonlySet<CellId>,
): ActionsByCell {
  const actions = new Map<CellId, number[]>();
  for (const { id } of program.actions) {
    for (const cell of cellsOfAction(id)) {
      const list = actions.get(cell) ?? [];
      actions.set(cell, list);
      list.push(id);
    }
  }
  return actions;
}

/** Actions that write what this one touches or touch what it writes, ascending. */
function neighbours(
  action: number,
  relations: Relations,
  writers: ActionsByCell,
  touching: ActionsByCell,
): number[] {
  const found = new Set<number>();
  for (const cell of relations.touches(action)) {
    for (const other of writers.get(cell) ?? []) found.add(other);
  }
  for (const cell of relations.writes(action)) {
    for (const other of touching.get(cell) ?? []) found.add(other);
  }
  found.delete(action);
  return [...found].sort((a, b) => a - b);
}

/** Numbers the conditions; equal ones once. */
class Conditions {
  readonly all: Condition[] = [];
  private readonly ids = new Map<string, number>();
  private readonly cells = new Map<CellId, CellLeavers>();
  private readonly program: Program;
  private readonly relations: Relations;
  private readonly writers: ActionsByCell;

  constructor(program: Program, relations: Relations, writers: ActionsByCell) {
    this.program = program;
    this.relations = relations;
    this.writers = writers;
  }

  idOf(test: Test): number {
    const key = textOf(test);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const read = [...cellsOf(test, this.program)];
    const candidates = new Set(read.flatMap(cell => this.writers.get(cell) ?? []));
    const enabledBy = [...candidates]
      .sort((a, b) => a - b)
      .filter(action => this.relations.brings(action, test) !== null);
    const cells = read.length <= MOST_CELLS ? read.map(cell => this.leavers(cell)) : [];
    const usable = cells.every(one => one !== null) ? (cells as CellLeavers[]) : [];
    this.ids.set(key, this.all.length);
    return this.all.push({ test, enabledBy, cells: usable }) - 1;
  }

  private leavers(id: CellId): CellLeavers | null {
    const known = this.cells.get(id);
    if (known !== undefined) return known;
    const { lo, hi } = this.program.cells[id] as Cell;
    if (hi - lo + 1 > MOST_VALUES) return null;
    const writers = this.writers.get(id) ?? [];
    const leavers = Array.from({ length: hi - lo + 1 }, (_, i) =>
      writers.filter(action => this.relations.changes(action, id, lo + i) !== null),
    );
    const found = { cell: id, lo, leavers };
    this.cells.set(id, found);
    return found;
  }
}

/** Equal for equal tests. Where a test is written does not matter. */
function textOf(test: Test): string {
  return JSON.stringify(test, (name, value) =>
    name === 'span' || name === 'failure' ? undefined : value,
  );
}
