// Effects as WebAssembly on locals that hold the words of the next state. In: statements and a context.
// Out: instructions. A value outside its cell, a full queue, a failed requirement branch to the context's
// label. The interpreter's `execute.ts` is the meaning.

import type { Statement } from '../ir/expr.ts';
import type { Queue } from '../ir/program.ts';
import { type Context, fieldOf, maskOf, readCell, runOf, writeRaw } from './context.ts';
import { emitIndex, emitTest, emitValue, pushShift } from './expression.ts';
import type { Field } from './packing.ts';

export function emitStatements(statements: readonly Statement[], context: Context): void {
  for (const statement of statements) emitStatement(statement, context);
}

function emitStatement(statement: Statement, context: Context): void {
  const { code } = context;
  switch (statement.kind) {
    case 'assign':
      emitAssign(statement, context);
      return;
    case 'assign-element':
      emitAssignElement(statement, context);
      return;
    case 'push':
      emitPush(statement, queueOf(statement.queue, context), context);
      return;
    case 'remove':
      emitRemove(statement.position, queueOf(statement.queue, context), context);
      return;
    case 'clear':
      emitClear(queueOf(statement.queue, context), context);
      return;
    case 'if':
      emitTest(statement.condition, context);
      code.if(
        () => emitStatements(statement.then, context),
        statement.otherwise.length === 0
          ? null
          : () => emitStatements(statement.otherwise, context),
      );
      return;
    case 'require':
      emitTest(statement.condition, context);
      code.op('i32.eqz').brIf(context.failed);
      return;
  }
}

function queueOf(id: number, context: Context): Queue {
  const queue = context.program.queues[id];
  if (queue === undefined) throw new Error('no such queue');
  return queue;
}

function emitAssign(statement: Extract<Statement, { kind: 'assign' }>, context: Context): void {
  const { code, program } = context;
  const cell = program.cells[statement.cell];
  const field = fieldOf(context, statement.cell);
  const raw = code.local('i64');
  emitValue(statement.value, context);
  if (field.lo !== 0) code.i64(field.lo).op('i64.sub');
  code.set(raw);
  if (statement.failure !== null && cell !== undefined)
    failOutside(raw, cell.hi - cell.lo, context);
  writeRaw(context, field, raw);
}

/** Fails unless 0 <= raw <= span, as unsigned numbers. */
function failOutside(raw: number, span: number, context: Context): void {
  context.code
    .get(raw)
    .i64(span + 1)
    .op('i64.ge_u')
    .brIf(context.failed);
}

function emitAssignElement(
  statement: Extract<Statement, { kind: 'assign-element' }>,
  context: Context,
): void {
  const { code, program } = context;
  const cell = program.cells[statement.first];
  const raw = code.local('i64');
  const index = emitIndex(statement.index, statement.count, context);
  emitValue(statement.value, context);
  if (cell !== undefined && cell.lo !== 0) code.i64(cell.lo).op('i64.sub');
  code.set(raw);
  if (statement.rangeFailure !== null && cell !== undefined)
    failOutside(raw, cell.hi - cell.lo, context);
  const run = runOf(context, statement.first, statement.count);
  if (run === null) emitScattered(statement.first, statement.count, index, raw, context);
  else writeAt(run, index, raw, context);
}

/** Element `index` of a run becomes `raw`. */
function writeAt(run: Field, index: number, raw: number, context: Context): void {
  if (run.width === 0) return;
  const { code } = context;
  const word = context.words + run.word;
  const shift = code.local('i64');
  pushShift(index, run, context);
  code.set(shift);
  code.get(word).i64(maskOf(run.width)).get(shift).op('i64.shl').i64(-1).op('i64.xor', 'i64.and');
  code.get(raw).get(shift).op('i64.shl', 'i64.or').set(word);
}

function emitScattered(
  first: number,
  count: number,
  index: number,
  raw: number,
  context: Context,
): void {
  const { code } = context;
  for (let i = 0; i < count; i++) {
    code.get(index).i64(i).op('i64.eq');
    code.if(() => writeRaw(context, fieldOf(context, first + i), raw));
  }
}

// ---------------------------------------------------------------- queues

function emitPush(
  statement: Extract<Statement, { kind: 'push' }>,
  queue: Queue,
  context: Context,
): void {
  const { code } = context;
  const length = code.local('i64');
  const raw = code.local('i64');
  const slot = fieldOf(context, queue.first);
  emitValue(statement.value, context);
  if (slot.lo !== 0) code.i64(slot.lo).op('i64.sub');
  code.set(raw);
  readCell(context, queue.length);
  code.tee(length).i64(queue.capacity).op('i64.ge_s').brIf(context.failed);
  if (queue.order === 'bag') emitInsert(queue, length, raw, context);
  emitScatteredOrRun(queue, length, raw, context);
  code.get(length).i64(1).op('i64.add').set(length);
  writeRaw(context, fieldOf(context, queue.length), length);
}

function emitScatteredOrRun(queue: Queue, length: number, raw: number, context: Context): void {
  const run = runOf(context, queue.first, queue.capacity);
  if (run === null) emitScattered(queue.first, queue.capacity, length, raw, context);
  else writeAt(run, length, raw, context);
}

/** Keeps a bag sorted: every larger element changes place with the one to insert, which moves on. */
function emitInsert(queue: Queue, length: number, raw: number, context: Context): void {
  const { code } = context;
  const held = code.local('i64');
  for (let i = 0; i < queue.capacity - 1; i++) {
    const field = fieldOf(context, queue.first + i);
    code.get(length).i64(i).op('i64.gt_s');
    code.if(() => {
      readCell(context, queue.first + i);
      if (field.lo !== 0) code.i64(field.lo).op('i64.sub');
      code.tee(held).get(raw).op('i64.gt_s');
      code.if(() => {
        writeRaw(context, field, raw);
        code.get(held).set(raw);
      });
    });
  }
}

function emitRemove(position: number, queue: Queue, context: Context): void {
  const { code } = context;
  const length = code.local('i64');
  readCell(context, queue.length);
  code.tee(length).i64(position).op('i64.le_s').brIf(context.failed);
  const run = runOf(context, queue.first, queue.capacity);
  if (run !== null && run.width > 0) removeFromRun(run, position, queue.capacity, context);
  if (run === null) removeOneByOne(position, queue, context);
  code.get(length).i64(1).op('i64.sub').set(length);
  writeRaw(context, fieldOf(context, queue.length), length);
}

/** One shift: the slots above move down, a zero (the lowest value) comes in at the top. */
function removeFromRun(run: Field, position: number, capacity: number, context: Context): void {
  const { code } = context;
  const word = context.words + run.word;
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
    const field = fieldOf(context, queue.first + i);
    if (i === queue.capacity - 1) code.i64(0).set(raw);
    else {
      readCell(context, queue.first + i + 1);
      if (field.lo !== 0) code.i64(field.lo).op('i64.sub');
      code.set(raw);
    }
    writeRaw(context, field, raw);
  }
}

function emitClear(queue: Queue, context: Context): void {
  const zero = context.code.local('i64');
  context.code.i64(0).set(zero);
  writeRaw(context, fieldOf(context, queue.length), zero);
  for (let i = 0; i < queue.capacity; i++)
    writeRaw(context, fieldOf(context, queue.first + i), zero);
}
