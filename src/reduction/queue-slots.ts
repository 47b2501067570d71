// What the length of a queue says of its slots. In: values of cells that are fixed one after another. Out: which cell
// to fix first, and what else is fixed with it; literals of which no two hold together.

import type { CellId } from '../ir/expr.ts';
import type { Cell, Program, Queue } from '../ir/program.ts';
import { put } from './bit-set.ts';
import type { Literals } from './literals.ts';

export class QueueSlots {
  private readonly program: Program;
  /** By cell: the queue whose length or slot it is. */
  private readonly queueOf = new Map<CellId, Queue>();

  constructor(program: Program) {
    this.program = program;
    for (const queue of program.queues) {
      this.queueOf.set(queue.length, queue);
      for (let i = 0; i < queue.capacity; i++) this.queueOf.set(queue.first + i, queue);
    }
  }

  /** What a slot of a queue holds depends on the length, which is fixed first. */
  first(cell: CellId, fixed: ReadonlyMap<CellId, number>): CellId {
    const queue = this.queueOf.get(cell);
    return queue === undefined || fixed.has(queue.length) ? cell : queue.length;
  }

  /** Slots beyond the length of a queue hold their lowest value; returns those that are fixed with it. */
  fix(fixed: Map<CellId, number>, cell: CellId, value: number): CellId[] {
    fixed.set(cell, value);
    const queue = this.queueOf.get(cell);
    const slots: CellId[] = [];
    if (queue?.length !== cell) return slots;
    for (let slot = queue.first + value; slot < queue.first + queue.capacity; slot++) {
      if (fixed.has(slot)) continue;
      fixed.set(slot, (this.program.cells[slot] as Cell).lo);
      slots.push(slot);
    }
    return slots;
  }
}

/** Rows by literal: what never holds together with it, for slots beyond the length hold their lowest value. */
export function neverTogether({ queues, cells }: Program, literals: Literals): Int32Array {
  const { count, words } = literals;
  const rows = new Int32Array(count * words);
  const exclude = (left: number, right: number) => {
    put(rows.subarray(left * words, (left + 1) * words), right);
    put(rows.subarray(right * words, (right + 1) * words), left);
  };
  for (const { length, first, capacity } of queues) {
    for (const size of literals.of(length)) {
      for (let slot = first + literals.valueOf(size); slot < first + capacity; slot++) {
        const lowest = (cells[slot] as Cell).lo;
        for (const literal of literals.of(slot)) {
          if (literals.valueOf(literal) !== lowest) exclude(size, literal);
        }
      }
    }
  }
  return rows;
}
