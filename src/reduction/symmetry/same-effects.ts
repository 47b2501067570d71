// Are two lists of effects the same up to a renaming? In: what compares expressions. Out: yes, or no if that
// could not be shown. Statements may come in another order where neither sees the other: `for c in T` is written
// out in the order of the members.

import { readsOfStatement, writesOf } from '../../ir/access.ts';
import type { CellId, Failure, Statement } from '../../ir/expr.ts';
import type { Queue } from '../../ir/program.ts';
import { errorsOf } from '../partial.ts';
import type { Change, Sameness } from './same.ts';

export function sameEffects(
  left: readonly Statement[],
  right: readonly Statement[],
  same: Sameness,
): boolean {
  if (left.length !== right.length) return false;
  const open = [...right];
  let now = same;
  return left.every(one => {
    const at = open.findIndex(
      (other, i) =>
        sameStatement(one, other, now) &&
        open.slice(0, i).every(earlier => independent(earlier, other, same.program.queues)),
    );
    if (at >= 0) open.splice(at, 1);
    now = now.after(writesOf(one, same.program.queues));
    return at >= 0;
  });
}

/** In either order they do the same: also where both go wrong, a failed assertion being one thing, all else another. */
function independent(one: Statement, other: Statement, queues: readonly Queue[]): boolean {
  const [first, second] = [errorsOf(one), errorsOf(other)];
  const both = first.size > 0 && second.size > 0;
  const sorts = new Set([...first, ...second].map(error => error === 'assert'));
  if (both && sorts.size > 1) return false;
  return !disturbs(one, other, queues) && !disturbs(other, one, queues);
}

function disturbs(writer: Statement, other: Statement, queues: readonly Queue[]): boolean {
  const touched = writesOf(other, queues);
  readsOfStatement(other, queues, touched);
  return [...writesOf(writer, queues)].some(cell => touched.has(cell));
}

function sameStatement(left: Statement, right: Statement, same: Sameness): boolean {
  const { cells, queues } = same.renaming;
  switch (left.kind) {
    case 'assign':
      return (
        right.kind === 'assign' &&
        cells[left.cell] === right.cell &&
        sameFailure(left.failure, right.failure) &&
        same.expressions(left.value, right.value, same.changeOf(left.cell))
      );
    case 'assign-element':
      return right.kind === 'assign-element' && sameElement(left, right, same);
    case 'push':
      return (
        right.kind === 'push' &&
        queues[left.queue] === right.queue &&
        sameFailure(left.failure, right.failure) &&
        same.expressions(left.value, right.value, elementChange(left.queue, same))
      );
    case 'remove':
      return (
        right.kind === 'remove' &&
        queues[left.queue] === right.queue &&
        left.position === right.position &&
        sameFailure(left.failure, right.failure)
      );
    case 'clear':
      return right.kind === 'clear' && queues[left.queue] === right.queue;
    case 'if':
      return (
        right.kind === 'if' &&
        same.expressions(left.condition, right.condition) &&
        sameEffects(left.then, right.then, same.where(left.condition)) &&
        sameEffects(left.otherwise, right.otherwise, same)
      );
    case 'require':
      return (
        right.kind === 'require' &&
        sameFailure(left.failure, right.failure) &&
        same.expressions(left.condition, right.condition)
      );
  }
}

function sameElement(
  left: Extract<Statement, { kind: 'assign-element' }>,
  right: Extract<Statement, { kind: 'assign-element' }>,
  same: Sameness,
): boolean {
  const { first, count } = left;
  if (count !== right.count) return false;
  const positions = same.positions(first, right.first, count);
  if (positions === undefined) return false;
  const change = changeOfAll(first, count, same);
  return (
    change !== undefined &&
    sameFailure(left.failure, right.failure) &&
    sameFailure(left.rangeFailure, right.rangeFailure) &&
    same.expressions(left.index, right.index, positions) &&
    same.expressions(left.value, right.value, change)
  );
}

/** Elements of an array and of a queue are of one type, so that their values change alike. */
function changeOfAll(first: CellId, count: number, same: Sameness): Change | undefined {
  const tables = Array.from({ length: count }, (_, i) =>
    String(same.renaming.values[first + i] ?? ''),
  );
  return tables.every(table => table === tables[0]) ? same.changeOf(first) : undefined;
}

function elementChange(queue: number, same: Sameness): Change {
  return same.changeOf(same.program.queues[queue]?.first ?? -1);
}

function sameFailure(left: Failure | null, right: Failure | null): boolean {
  return left?.error === right?.error;
}
