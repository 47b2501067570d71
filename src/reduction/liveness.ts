// Which cells still matter, by where one task stands: the live variables of its control flow (Aho, Lam, Sethi,
// Ullman 9.2.5), where the steps of all others may happen at every location. In: a program, one of its tasks,
// what is observed. Out: per location the live cells, never too few.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import type { CellId, Statement } from '../ir/expr.ts';
import { isFalse } from '../ir/fold.ts';
import type { Action, Program, Queue, Task } from '../ir/program.ts';
import { type Observed, questionsOf } from './observed.ts';

/** Live cells, per location of the task. */
export type Liveness = readonly ReadonlySet<CellId>[];

/** What an action does to values. */
export interface Touch {
  readonly action: Action;
  /** Cells whose value before the action decides about it. */
  readonly reads: ReadonlySet<CellId>;
  readonly writes: ReadonlySet<CellId>;
  /** Cells that get a new value whatever the state. */
  readonly overwrites: ReadonlySet<CellId>;
}

/** A task that an action puts somewhere; `from` null: wherever it stood. `to` null: anywhere. */
export interface Landing {
  readonly from: number | null;
  readonly to: readonly number[] | null;
}

export function touchesOf(program: Program): readonly Touch[] {
  return program.actions.map(action => {
    const touch = {
      action,
      reads: new Set<CellId>(),
      writes: new Set<CellId>(),
      overwrites: new Set<CellId>(),
    };
    for (const { condition } of action.guard) readsOf(condition, touch.reads);
    for (const effect of action.effects) writesOf(effect, program.queues, touch.writes);
    addExposed(action.effects, program.queues, touch.overwrites, touch.reads);
    return touch;
  });
}

/** How an action moves a task; null if it leaves it where it is. */
export function landingOf({ action, writes }: Touch, task: Task, program: Program): Landing | null {
  const move = action.moves.find(one => one.task === task.id);
  if (move !== undefined) return { from: move.from, to: move.to };
  if (!writes.has(task.at)) return null;
  // Spawned or ended by somebody else.
  const target = targetOf(action.effects, task.at, program.queues);
  return { from: null, to: target === null ? null : [target] };
}

export function livenessOf(
  program: Program,
  task: Task,
  touches: readonly Touch[],
  observed: Observed,
): Liveness {
  const always = new Set<CellId>();
  for (const expr of questionsOf(program, observed)) readsOf(expr, always);
  const landings = touches.flatMap(touch => {
    const landing = landingOf(touch, task, program);
    if (landing?.from == null) for (const cell of touch.reads) always.add(cell);
    return landing === null ? [] : [{ touch, ...landing }];
  });
  const everywhere = [...task.locations.keys()];
  const live = everywhere.map(() => new Set(always));
  const into = everywhere.map((): { from: number; kills: ReadonlySet<CellId> }[] => []);
  for (const { touch, from, to } of landings) {
    for (const start of from === null ? everywhere : [from]) {
      if (from !== null) for (const cell of touch.reads) live[start]?.add(cell);
      for (const end of to ?? everywhere) into[end]?.push({ from: start, kills: touch.overwrites });
    }
  }
  const open = new Set(everywhere);
  for (const at of open) {
    open.delete(at);
    for (const { from, kills } of into[at] ?? []) {
      const there = live[from] as Set<CellId>;
      const before = there.size;
      for (const cell of live[at] ?? []) if (!kills.has(cell)) there.add(cell);
      if (there.size > before) open.add(from);
    }
  }
  return live;
}

/** The constant that a single unconditional assignment leaves the cell with; else null. */
function targetOf(
  effects: readonly Statement[],
  at: CellId,
  queues: readonly Queue[],
): number | null {
  const writers = effects.filter(effect => writesOf(effect, queues).has(at));
  const [only] = writers;
  if (writers.length !== 1 || only?.kind !== 'assign' || only.value.kind !== 'const') return null;
  return only.value.value;
}

/** Adds what the statements read of the state before them, and what they overwrite whatever it is. */
function addExposed(
  effects: readonly Statement[],
  queues: readonly Queue[],
  overwritten: Set<CellId>,
  reads: Set<CellId>,
): void {
  const read = (cells: Iterable<CellId>) => {
    for (const cell of cells) if (!overwritten.has(cell)) reads.add(cell);
  };
  for (const effect of effects) {
    if (effect.kind === 'if') {
      read(readsOf(effect.condition));
      const [then, otherwise] = [new Set(overwritten), new Set(overwritten)];
      addExposed(effect.then, queues, then, reads);
      addExposed(effect.otherwise, queues, otherwise, reads);
      for (const cell of then) if (otherwise.has(cell)) overwritten.add(cell);
      continue;
    }
    read(readsOfStatement(effect, queues));
    // Always an error: nothing behind it happens.
    if (effect.kind === 'require' && isFalse(effect.condition)) return;
    const whole = effect.kind === 'assign-element' && effect.count === 1;
    if (effect.kind === 'assign' || effect.kind === 'clear' || whole)
      writesOf(effect, queues, overwritten);
  }
}
