// Effects as WebAssembly on locals that hold the words of the next state. In: statements and a context.
// Out: instructions. A value outside its cell, a full queue, a failed requirement branch to the context's
// label. The interpreter's `execute.ts` is the meaning.

import { writesOf } from '../ir/access.ts';
import type { CellId, Expr, Statement } from '../ir/expr.ts';
import { Constants } from './constants.ts';
import { addRaw, type Context, encode, fieldOf, readRaw, runOf, writeRaw } from './context.ts';
import { rawOf } from './encoding.ts';
import { emitIndex, emitTest, emitValue } from './expression.ts';
import { CHEAP, costOfAll } from './flat.ts';
import type { Field } from './packing.ts';
import { emitClear, emitPush, emitRemove, writeAt, writeScattered } from './queue.ts';

/** `known`: raw numbers of cells in the state before. */
export function emitEffects(
  statements: readonly Statement[],
  known: ReadonlyMap<CellId, number>,
  context: Context,
): void {
  emitAll(statements, new Constants(context, known), context);
}

function emitAll(statements: readonly Statement[], constants: Constants, context: Context): void {
  for (const statement of statements) {
    const raw = constantOf(statement, context);
    if (raw !== null) {
      constants.assign(raw.cell, raw.raw);
      continue;
    }
    constants.flush();
    emitStatement(statement, constants, context);
    constants.forget(writesOf(statement, context.program.queues));
  }
  constants.flush();
}

/** An assignment of a constant that the cell can hold. */
function constantOf(
  statement: Statement,
  context: Context,
): { readonly cell: CellId; readonly raw: number } | null {
  if (statement.kind !== 'assign' || statement.value.kind !== 'const') return null;
  const raw = rawOf(fieldOf(context, statement.cell), statement.value.value);
  return raw === null ? null : { cell: statement.cell, raw };
}

function emitStatement(statement: Statement, constants: Constants, context: Context): void {
  const { code, program } = context;
  switch (statement.kind) {
    case 'assign':
      emitAssign(statement, context);
      return;
    case 'assign-element':
      emitAssignElement(statement, context);
      return;
    case 'push':
      emitPush(statement.value, queueOf(program, statement.queue), context);
      return;
    case 'remove':
      emitRemove(statement.position, queueOf(program, statement.queue), context);
      return;
    case 'clear':
      emitClear(queueOf(program, statement.queue), context);
      return;
    case 'if':
      emitIf(statement, constants, context);
      return;
    case 'require':
      emitTest(statement.condition, context);
      code.op('i32.eqz').brIf(context.failed);
      return;
  }
}

/** Without a jump where both branches together take less than one that was guessed wrong. */
function emitIf(
  statement: Extract<Statement, { kind: 'if' }>,
  constants: Constants,
  context: Context,
): void {
  const { code } = context;
  const { condition, then, otherwise } = statement;
  if (costOfAll([statement], context) <= CHEAP) {
    emitBoth(statement, constants, context);
    return;
  }
  emitTest(condition, context);
  code.if(
    () => emitAll(then, constants.branch(context), context),
    otherwise.length === 0 ? null : () => emitAll(otherwise, constants.branch(context), context),
  );
}

/** Both branches on copies of the words, then a choice. */
function emitBoth(
  statement: Extract<Statement, { kind: 'if' }>,
  constants: Constants,
  context: Context,
): void {
  const { code, packing, program, words } = context;
  const { condition, then, otherwise } = statement;
  const holds = code.local('i32');
  emitTest(condition, context);
  code.set(holds);
  const written = new Set(
    [...writesOf(statement, program.queues)].map(cell => fieldOf({ packing }, cell).word),
  );
  const after = (branch: readonly Statement[]) => {
    const own = words.map((word, w) => (written.has(w) ? code.local('i64') : word));
    for (const w of written) code.get(words[w] as number).set(own[w] as number);
    const within = { ...context, words: own };
    emitAll(branch, constants.branch(within), within);
    return own;
  };
  const held = after(then);
  const not = otherwise.length === 0 ? words : after(otherwise);
  for (const w of written) {
    code.get(held[w] as number).get(not[w] as number);
    code
      .get(holds)
      .op('select')
      .set(words[w] as number);
  }
}

function queueOf({ queues }: Context['program'], id: number) {
  const queue = queues[id];
  if (queue === undefined) throw new Error('no such queue');
  return queue;
}

function emitAssign(statement: Extract<Statement, { kind: 'assign' }>, context: Context): void {
  const { code, program } = context;
  const { cell: id, value, failure } = statement;
  const cell = program.cells[id];
  const field = fieldOf(context, id);
  if (cell === undefined) throw new Error('no such cell');
  const span = failure === null ? null : cell.hi - cell.lo;
  const step = field.values === null && field.lo === cell.lo ? stepOf(value, id) : null;
  const raw = code.local('i64');
  if (step !== null && field.width > 0) {
    if (span !== null) {
      readRaw(context, field);
      code.i64(step).op('i64.add').set(raw);
      failOutside(raw, span, context);
    }
    addRaw(context, field, step);
    return;
  }
  emitValue(value, context);
  takeRaw(raw, field, cell.lo, span, context);
  writeRaw(context, field, raw);
}

/** The `k` of `cell + k` or `cell - k`; null for anything else. */
function stepOf(value: Expr, cell: CellId): number | null {
  if (value.kind !== 'arith' || value.left.kind !== 'cell' || value.left.cell !== cell) return null;
  if (value.right.kind !== 'const') return null;
  if (value.operator === '+') return value.right.value;
  return value.operator === '-' ? -value.right.value : null;
}

/** Takes a value, leaves its raw number in a local; fails where it is not within `lo` .. `lo` + `span`. */
function takeRaw(
  raw: number,
  field: Field,
  lo: number,
  span: number | null,
  context: Context,
): void {
  const { code } = context;
  if (span === null) {
    encode(context, field);
    code.set(raw);
    return;
  }
  if (lo !== 0) code.i64(lo).op('i64.sub');
  code.set(raw);
  failOutside(raw, span, context);
  if (field.lo === lo && field.values === null) return;
  code.get(raw);
  if (lo !== 0) code.i64(lo).op('i64.add');
  encode(context, field);
  code.set(raw);
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
  const { first, count, rangeFailure } = statement;
  const index = emitIndex(statement.index, count, context);
  const value = code.local('i64');
  emitValue(statement.value, context);
  code.set(value);
  const raw = code.local('i64');
  const run = runOf(context, first, count);
  const cell = program.cells[first];
  if (cell === undefined) throw new Error('no such cell');
  if (run !== null && isUniform(first, count, context)) {
    code.get(value);
    takeRaw(raw, run, cell.lo, rangeFailure === null ? null : cell.hi - cell.lo, context);
    writeAt(run, index, raw, context);
    return;
  }
  writeScattered(first, count, index, context, id => {
    const own = program.cells[id];
    if (own === undefined) throw new Error('no such cell');
    code.get(value);
    const span = rangeFailure === null ? null : own.hi - own.lo;
    takeRaw(raw, fieldOf(context, id), own.lo, span, context);
    return raw;
  });
}

/** Whether all cells of a run have one domain. */
function isUniform(first: CellId, count: number, { program }: Context): boolean {
  const model = program.cells[first];
  return program.cells
    .slice(first, first + count)
    .every(({ lo, hi }) => lo === model?.lo && hi === model.hi);
}
