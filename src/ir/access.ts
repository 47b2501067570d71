// Which cells are read and written. In: expressions and statements of a program. Out: sets of cells, never
// too small: an element with a computed index may be any of its array. Evaluates nothing.

import type { CellId, Expr, QueueId, Statement } from './expr.ts';
import { operandsOf } from './operands.ts';
import type { Queue } from './program.ts';

/** Cells whose value an expression may read. */
export function readsOf(expr: Expr, into: Set<CellId> = new Set()): Set<CellId> {
  if (expr.kind === 'cell') into.add(expr.cell);
  if (expr.kind === 'element') addRange(into, expr.first, expr.count);
  const operands = operandsOf(expr);
  for (let i = 0; i < operands.length; i++) readsOf(operands[i] as Expr, into);
  return into;
}

/** Cells a statement may change. */
export function writesOf(
  statement: Statement,
  queues: readonly Queue[],
  into: Set<CellId> = new Set(),
): Set<CellId> {
  switch (statement.kind) {
    case 'assign':
      return into.add(statement.cell);
    case 'assign-element':
      return addRange(into, statement.first, statement.count);
    case 'push':
    case 'remove':
    case 'clear':
      return addQueue(into, queueOf(queues, statement.queue));
    case 'if':
      for (const inner of statement.then) writesOf(inner, queues, into);
      for (const inner of statement.otherwise) writesOf(inner, queues, into);
      return into;
    case 'require':
      return into;
  }
}

/** Cells that decide what a statement does, failures included. */
export function readsOfStatement(
  statement: Statement,
  queues: readonly Queue[],
  into: Set<CellId> = new Set(),
): Set<CellId> {
  switch (statement.kind) {
    case 'assign':
      return readsOf(statement.value, into);
    case 'assign-element':
      return readsOf(statement.value, readsOf(statement.index, into));
    case 'push': {
      const queue = queueOf(queues, statement.queue);
      into.add(queue.length);
      // Where a value goes in a bag depends on what is there.
      if (queue.order === 'bag') addRange(into, queue.first, queue.capacity);
      return readsOf(statement.value, into);
    }
    case 'remove':
      return addQueue(into, queueOf(queues, statement.queue));
    case 'clear':
      return into;
    case 'if':
      for (const inner of statement.then) readsOfStatement(inner, queues, into);
      for (const inner of statement.otherwise) readsOfStatement(inner, queues, into);
      return readsOf(statement.condition, into);
    case 'require':
      return readsOf(statement.condition, into);
  }
}

function queueOf(queues: readonly Queue[], id: QueueId): Queue {
  return queues[id] as Queue;
}

function addQueue(into: Set<CellId>, { length, first, capacity }: Queue): Set<CellId> {
  return addRange(into.add(length), first, capacity);
}

function addRange(into: Set<CellId>, first: CellId, count: number): Set<CellId> {
  for (let i = 0; i < count; i++) into.add(first + i);
  return into;
}
