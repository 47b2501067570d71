// What the generators of one function share: the packing, the locals that hold the state's words, where
// to go when something fails. In: a program's packing. Out: access to cells as code. A field holds raw
// numbers (`encoding.ts`); what is said of cells elsewhere are values.

import type { CellId } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { Code, Label } from '../wasm/code.ts';
import { distances, ranks } from './encoding.ts';
import type { Field, Packing } from './packing.ts';

export interface Context {
  readonly program: Program;
  readonly packing: Packing;
  readonly code: Code;
  /** The i64 locals that hold the words to be read (and written, in effects). */
  readonly words: readonly number[];
  /** Where an expression or effect that goes wrong branches to. */
  readonly failed: Label;
}

export function fieldOf({ packing }: { readonly packing: Packing }, id: CellId): Field {
  const field = packing.fields[id];
  if (field === undefined) throw new Error('a cell without a field');
  return field;
}

export function wordOf({ words }: Context, { word }: Field): number {
  const local = words[word];
  if (local === undefined) throw new Error('a word without a local');
  return local;
}

export function maskOf(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** The bits of a field within its word, as an i64 constant. */
export function maskIn({ width, shift }: Field): bigint {
  return maskOf(width) << BigInt(shift);
}

/** Pushes the raw bits of a field. */
export function readRaw(context: Context, field: Field): void {
  const { code } = context;
  if (field.width === 0) {
    code.i64(0);
    return;
  }
  code.get(wordOf(context, field));
  if (field.shift > 0) code.i64(field.shift).op('i64.shr_u');
  if (field.shift + field.width < 64) code.i64(maskOf(field.width)).op('i64.and');
}

/** Pushes the value of a cell. */
export function readCell(context: Context, id: CellId): void {
  const field = fieldOf(context, id);
  readRaw(context, field);
  decode(context, field);
}

/** Takes a raw number, pushes the value. */
export function decode({ code }: Context, field: Field): void {
  if (field.values !== null) {
    const { table, width } = distances(field);
    lookUp(code, table, width);
  }
  if (field.lo !== 0) code.i64(field.lo).op('i64.add');
}

/** Takes a value that the cell can hold, pushes the raw number. */
export function encode({ code }: Context, field: Field): void {
  if (field.lo !== 0) code.i64(field.lo).op('i64.sub');
  if (field.values !== null) lookUp(code, ranks(field), field.width);
}

/** Takes an index, pushes the entry of a table that is one constant. */
function lookUp(code: Code, table: bigint, width: number): void {
  const index = code.local('i64');
  code.set(index);
  code.i64(table).get(index).i64(width).op('i64.mul', 'i64.shr_u').i64(maskOf(width)).op('i64.and');
}

/** Stores raw bits, taken from the local `raw`, into a field of the words. */
export function writeRaw(context: Context, field: Field, raw: number): void {
  if (field.width === 0) return;
  const { code } = context;
  const word = wordOf(context, field);
  code
    .get(word)
    .i64(BigInt.asIntN(64, ~maskIn(field)))
    .op('i64.and');
  code.get(raw);
  if (field.shift > 0) code.i64(field.shift).op('i64.shl');
  code.op('i64.or').set(word);
}

/** Adds to the raw number of a field, which must not leave it. */
export function addRaw(context: Context, field: Field, by: number): void {
  const word = wordOf(context, field);
  const step = BigInt(by) << BigInt(field.shift);
  context.code.get(word).i64(BigInt.asIntN(64, step)).op('i64.add').set(word);
}

/** Cells side by side in one word that are encoded alike, or null where they are not. */
export function runOf(
  context: Pick<Context, 'packing'>,
  first: CellId,
  count: number,
): Field | null {
  const start = fieldOf(context, first);
  for (let i = 1; i < count; i++) {
    const field = fieldOf(context, first + i);
    const fits =
      field.word === start.word &&
      field.width === start.width &&
      field.lo === start.lo &&
      field.values === start.values &&
      field.shift === start.shift + i * start.width;
    if (!fits) return null;
  }
  return start;
}
