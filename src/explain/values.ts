// Values of a state in the words of the model. In: program, cell, number. Out: text, or for machines a
// boolean, a number, null or text. Locations are shown by name, queues as their content.

import type { CellId } from '../ir/expr.ts';
import type { Cell, Location, Program, Queue } from '../ir/program.ts';
import type { ValueType } from '../ir/value-type.ts';
import { lowest, showValue } from '../ir/value-type.ts';
import type { StateVector } from '../system/transition-system.ts';

export type PlainValue = boolean | number | string | null;

/** A cell before and after a step. */
export interface Change {
  readonly name: string;
  readonly before: PlainValue | readonly PlainValue[];
  readonly after: PlainValue | readonly PlainValue[];
}

export type LocationCells = ReadonlyMap<CellId, readonly Location[]>;

/** The control cells of all tasks. */
export function locationsOf(program: Program): LocationCells {
  return new Map(program.tasks.map(task => [task.at, task.locations]));
}

export function shownValue(cell: Cell, value: number, locations: LocationCells): string {
  const names = locations.get(cell.id);
  return names === undefined ? showValue(cell.type, value) : (names[value]?.name ?? `?${value}`);
}

export function queueContent(queue: Queue, state: StateVector): string {
  return `[${queueItemTexts(queue, state).join(', ')}]`;
}

/** The items of a queue, the one that leaves first at the front. */
export function queueItemTexts(queue: Queue, state: StateVector): string[] {
  return queueItems(queue, state).map(item => showValue(queue.element, item));
}

/** bool, number and null as such, everything else as the model writes it. */
export function plainValue(type: ValueType, value: number): PlainValue {
  if (type.kind === 'bool') return value !== 0;
  if (type.kind === 'range') return value;
  if (type.kind === 'nullable') {
    return value === 0 ? null : plainValue(type.of, value - 1 + lowest(type.of));
  }
  return showValue(type, value);
}

/** What a step changed: control locations first, then shown cells by id, then queues by id. */
export function changesOf(program: Program, before: StateVector, after: StateVector): Change[] {
  const changes: Change[] = [];
  const locations = locationsOf(program);
  for (const [id, names] of locations) {
    const name = program.cells[id]?.name;
    const old = names[before[id] ?? 0]?.name ?? null;
    const now = names[after[id] ?? 0]?.name ?? null;
    if (name !== undefined && old !== now) changes.push({ name, before: old, after: now });
  }
  for (const cell of program.cells) {
    const [old, now] = [before[cell.id] ?? 0, after[cell.id] ?? 0];
    if (old === now || !cell.shown || locations.has(cell.id)) continue;
    changes.push({
      name: cell.name,
      before: plainValue(cell.type, old),
      after: plainValue(cell.type, now),
    });
  }
  for (const queue of program.queues) {
    const [old, now] = [queueItems(queue, before), queueItems(queue, after)];
    if (old.length === now.length && old.every((item, i) => item === now[i])) continue;
    const show = (items: readonly number[]) => items.map(item => plainValue(queue.element, item));
    changes.push({ name: queue.name, before: show(old), after: show(now) });
  }
  return changes;
}

function queueItems(queue: Queue, state: StateVector): number[] {
  return Array.from(state.subarray(queue.first, queue.first + (state[queue.length] ?? 0)));
}
