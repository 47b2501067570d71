// What effects do to values, for deciding whether two sets of actions lead to the same states. In: effects and the
// values of cells. Out: the values afterwards, or the kind of error. `system/execute.ts` is the meaning; this is
// the same in the plainest form, for this room sees no system.

import type { CellId, ErrorKind, Failure, Statement } from '../../ir/expr.ts';
import type { Program, Queue } from '../../ir/program.ts';
import { evaluate, Wrong } from './evaluate.ts';
import type { Values } from './valuations.ts';

/** What lowering rules out; it is no error of the model. */
const IMPOSSIBLE = 'impossible';

/** Changes the values; what they are after an error means nothing. */
export function execute(
  effects: readonly Statement[],
  values: Values,
  program: Program,
): ErrorKind | typeof IMPOSSIBLE | null {
  try {
    for (const effect of effects) perform(effect, values, program);
    return null;
  } catch (thrown) {
    if (thrown instanceof Wrong) return thrown.error;
    if (thrown instanceof Impossible) return IMPOSSIBLE;
    throw thrown;
  }
}

class Impossible {}

function perform(effect: Statement, values: Values, program: Program): void {
  const read = (cell: CellId) => values[cell] as number;
  switch (effect.kind) {
    case 'assign':
      store(effect.cell, evaluate(effect.value, read), effect.failure, values, program);
      return;
    case 'assign-element': {
      const at = evaluate(effect.index, read);
      const value = evaluate(effect.value, read);
      if (at < 0 || at >= effect.count) throw new Wrong(effect.failure.error);
      store(effect.first + at, value, effect.rangeFailure, values, program);
      return;
    }
    case 'push': {
      const queue = program.queues[effect.queue] as Queue;
      const value = evaluate(effect.value, read);
      if (read(queue.length) >= queue.capacity) throw wrong(effect.failure);
      push(queue, value, values);
      return;
    }
    case 'remove': {
      const queue = program.queues[effect.queue] as Queue;
      if (effect.position >= read(queue.length)) throw wrong(effect.failure);
      const slots = contents(queue, values);
      slots.splice(effect.position, 1);
      fill(queue, slots, values, program);
      return;
    }
    case 'clear':
      fill(program.queues[effect.queue] as Queue, [], values, program);
      return;
    case 'if': {
      const branch = evaluate(effect.condition, read) !== 0 ? effect.then : effect.otherwise;
      for (const inner of branch) perform(inner, values, program);
      return;
    }
    case 'require':
      if (evaluate(effect.condition, read) === 0) throw wrong(effect.failure);
      return;
  }
}

function wrong(failure: Failure | null): Wrong | Impossible {
  return failure === null ? new Impossible() : new Wrong(failure.error);
}

function store(
  cell: CellId,
  value: number,
  failure: Failure | null,
  values: Values,
  { cells }: Program,
): void {
  const { lo, hi } = cells[cell] ?? { lo: 0, hi: -1 };
  if (value < lo || value > hi) throw wrong(failure);
  values[cell] = value;
}

function contents({ length, first }: Queue, values: Values): number[] {
  return [...values.subarray(first, first + (values[length] as number))];
}

function push(queue: Queue, value: number, values: Values): void {
  const slots = [...contents(queue, values), value];
  if (queue.order === 'bag') slots.sort((a, b) => a - b);
  values.set(slots, queue.first);
  values[queue.length] = slots.length;
}

function fill(
  { length, first, capacity }: Queue,
  slots: readonly number[],
  values: Values,
  { cells }: Program,
): void {
  for (let i = 0; i < capacity; i++) values[first + i] = slots[i] ?? cells[first]?.lo ?? 0;
  values[length] = slots.length;
}
