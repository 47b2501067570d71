// What the generators of one function share: the packing, the locals that hold the state's words, where
// to go when something fails. In: a program's packing. Out: access to cells as code.

import type { CellId } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { Code, Label } from '../wasm/code.ts';
import type { Field, Packing } from './packing.ts';

export interface Context {
  readonly program: Program;
  readonly packing: Packing;
  readonly code: Code;
  /** First of the i64 locals that hold the words to be read (and written, in effects). */
  readonly words: number;
  /** Where an expression or effect that goes wrong branches to. */
  readonly failed: Label;
}

export function fieldOf(context: Context, id: CellId): Field {
  const field = context.packing.fields[id];
  if (field === undefined) throw new Error('a cell without a field');
  return field;
}

export function maskOf(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** Pushes the raw bits of a field: its value minus `lo`. */
export function readRaw(context: Context, field: Field): void {
  const { code } = context;
  if (field.width === 0) {
    code.i64(0);
    return;
  }
  code.get(context.words + field.word);
  if (field.shift > 0) code.i64(field.shift).op('i64.shr_u');
  if (field.shift + field.width < 64) code.i64(maskOf(field.width)).op('i64.and');
}

/** Pushes the value of a cell. */
export function readCell(context: Context, id: CellId): void {
  const field = fieldOf(context, id);
  readRaw(context, field);
  if (field.lo !== 0) context.code.i64(field.lo).op('i64.add');
}

/** Stores raw bits, taken from the local `raw`, into a field of the words. */
export function writeRaw(context: Context, field: Field, raw: number): void {
  if (field.width === 0) return;
  const { code, words } = context;
  const mask = BigInt.asIntN(64, ~(maskOf(field.width) << BigInt(field.shift)));
  code
    .get(words + field.word)
    .i64(mask)
    .op('i64.and');
  code.get(raw);
  if (field.shift > 0) code.i64(field.shift).op('i64.shl');
  code.op('i64.or').set(words + field.word);
}

/** Cells side by side in one word with equal widths, or null where they are not. */
export function runOf(context: Context, first: CellId, count: number): Field | null {
  const start = fieldOf(context, first);
  for (let i = 1; i < count; i++) {
    const field = fieldOf(context, first + i);
    const fits =
      field.word === start.word &&
      field.width === start.width &&
      field.lo === start.lo &&
      field.shift === start.shift + i * start.width;
    if (!fits) return null;
  }
  return start;
}
