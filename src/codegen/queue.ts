// What happens to queues, as WebAssembly on the words of the next state. In: a queue and what to do. Out:
// instructions. Where the slots lie side by side, with the head at the lowest bits, adding is one shift and an
// `or`, taking out one shift and a mask; a vacated slot is raw 0. Full or too short branches to the label.

import type { CellId, Expr } from '../ir/expr.ts';
import type { Queue } from '../ir/program.ts';
import {
  addRaw,
  type Context,
  encode,
  fieldOf,
  maskOf,
  readCell,
  readRaw,
  runOf,
  wordOf,
  writeRaw,
} from './context.ts';
import { rawOf } from './encoding.ts';
import { emitValue, pushShift } from './expression.ts';
import type { Field } from './packing.ts';

export function emitPush(value: Expr, queue: Queue, context: Context): void {
  const { code } = context;
  const length = code.local('i64');
  const raw = code.local('i64');
  if (queue.capacity === 0) {
    code.i32(1).brIf(context.failed);
    return;
  }
  emitValue(value, context);
  encode(context, fieldOf(context, queue.first));
  code.set(raw);
  readCell(context, queue.length);
  code.tee(length).i64(queue.capacity).op('i64.ge_s').brIf(context.failed);
  if (queue.order === 'bag') emitInsert(queue, length, raw, context);
  const run = runOf(context, queue.first, queue.capacity);
  if (run === null) writeScattered(queue.first, queue.capacity, length, context, () => raw);
  else orAt(run, length, raw, context);
  moveLength(queue.length, 1, context);
}

export function emitRemove(position: number, queue: Queue, context: Context): void {
  const { code } = context;
  readCell(context, queue.length);
  code.i64(position).op('i64.le_s').brIf(context.failed);
  if (queue.capacity === 0) return;
  const run = runOf(context, queue.first, queue.capacity);
  if (run === null) removeOneByOne(position, queue, context);
  else if (run.width > 0) removeFromRun(run, position, queue.capacity, context);
  moveLength(queue.length, -1, context);
}

export function emitClear(queue: Queue, context: Context): void {
  const raw = context.code.local('i64');
  const length = fieldOf(context, queue.length);
  context.code.i64(rawOf(length, 0) ?? 0).set(raw);
  writeRaw(context, length, raw);
  context.code.i64(0).set(raw);
  for (let i = 0; i < queue.capacity; i++)
    writeRaw(context, fieldOf(context, queue.first + i), raw);
}

/** Element `index` of a run becomes `raw`. */
export function writeAt(run: Field, index: number, raw: number, context: Context): void {
  if (run.width === 0) return;
  const { code } = context;
  const word = wordOf(context, run);
  const shift = code.local('i64');
  pushShift(index, run, context);
  code.set(shift);
  code.get(word).i64(maskOf(run.width)).get(shift).op('i64.shl').i64(-1).op('i64.xor', 'i64.and');
  code.get(raw).get(shift).op('i64.shl', 'i64.or').set(word);
}

/** Cells that do not lie together: one comparison each; `rawFor` leaves the raw number in a local. */
export function writeScattered(
  first: CellId,
  count: number,
  index: number,
  context: Context,
  rawFor: (cell: CellId) => number,
): void {
  const { code } = context;
  for (let i = 0; i < count; i++) {
    code.get(index).i64(i).op('i64.eq');
    code.if(() => writeRaw(context, fieldOf(context, first + i), rawFor(first + i)));
  }
}

/** Element `index` of a run, which is 0, becomes `raw`. */
function orAt(run: Field, index: number, raw: number, context: Context): void {
  if (run.width === 0) return;
  const { code } = context;
  const word = wordOf(context, run);
  code.get(word).get(raw);
  pushShift(index, run, context);
  code.op('i64.shl', 'i64.or').set(word);
}

function moveLength(cell: CellId, by: number, context: Context): void {
  const { code } = context;
  const field = fieldOf(context, cell);
  if (field.values === null) {
    if (field.width > 0) addRaw(context, field, by);
    return;
  }
  const raw = code.local('i64');
  readCell(context, cell);
  code.i64(by).op('i64.add');
  encode(context, field);
  code.set(raw);
  writeRaw(context, field, raw);
}

/** Keeps a bag sorted: every larger element changes place with the one to insert, which moves on. */
function emitInsert(queue: Queue, length: number, raw: number, context: Context): void {
  const { code } = context;
  const held = code.local('i64');
  for (let i = 0; i < queue.capacity - 1; i++) {
    const field = fieldOf(context, queue.first + i);
    code.get(length).i64(i).op('i64.gt_s');
    code.if(() => {
      readRaw(context, field);
      code.tee(held).get(raw).op('i64.gt_s');
      code.if(() => {
        writeRaw(context, field, raw);
        code.get(held).set(raw);
      });
    });
  }
}

/** One shift: the slots above move down, a zero (the lowest value) comes in at the top. */
function removeFromRun(run: Field, position: number, capacity: number, context: Context): void {
  const { code } = context;
  const word = wordOf(context, run);
  const below = maskOf(position * run.width);
  const above = maskOf((capacity - 1) * run.width) & ~below;
  const region = maskOf(capacity * run.width) << BigInt(run.shift);
  const kept = BigInt.asIntN(64, ~region | (below << BigInt(run.shift)));
  const moved = code.local('i64');
  code
    .get(word)
    .i64(run.shift + run.width)
    .op('i64.shr_u')
    .i64(above)
    .op('i64.and')
    .set(moved);
  code.get(word).i64(kept).op('i64.and');
  code.get(moved).i64(run.shift).op('i64.shl', 'i64.or').set(word);
}

function removeOneByOne(position: number, queue: Queue, context: Context): void {
  const { code } = context;
  const raw = code.local('i64');
  for (let i = position; i < queue.capacity; i++) {
    if (i === queue.capacity - 1) code.i64(0).set(raw);
    else {
      readRaw(context, fieldOf(context, queue.first + i + 1));
      code.set(raw);
    }
    writeRaw(context, fieldOf(context, queue.first + i), raw);
  }
}
