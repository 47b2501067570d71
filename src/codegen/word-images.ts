// A renaming of cells and values as arithmetic on words. In: where cells lie, the renaming. Out: instructions that
// compute the renamed words: fields that only move are moved together, one shift for all that go equally far;
// values that change are looked up in constants. Sets are moved bit by bit.

import type { Cell, Program } from '../ir/program.ts';
import type { Renaming } from '../reduction/symmetry/renaming.ts';
import type { Code } from '../wasm/code.ts';
import { maskIn, maskOf } from './context.ts';
import { rawOf } from './encoding.ts';
import type { Field, Packing } from './packing.ts';

export interface Image {
  /** Words that are read or written. */
  readonly words: readonly number[];
  readonly shifts: readonly Shift[];
  readonly lookups: readonly Lookup[];
  /** Bits of each word that get a new value. */
  readonly written: ReadonlyMap<number, bigint>;
}

/** Bits of a word go to another place; `by` > 0: to higher bits. */
interface Shift {
  readonly from: number;
  readonly to: number;
  readonly by: number;
  readonly mask: bigint;
}

/** The raw number r of the one field becomes `table[r]` in the other. */
interface Lookup {
  readonly from: Field;
  readonly to: Field;
  readonly table: readonly number[];
}

export function imageOf(program: Program, packing: Packing, renaming: Renaming): Image {
  const shifts = new Map<string, Shift>();
  const lookups: Lookup[] = [];
  const written = new Map<number, bigint>();
  const words = new Set<number>();
  const shift = (from: number, to: number, by: number, mask: bigint) => {
    const key = `${from} ${to} ${by}`;
    shifts.set(key, { from, to, by, mask: mask | (shifts.get(key)?.mask ?? 0n) });
  };
  for (const cell of program.cells) {
    const target = renaming.cells[cell.id] as number;
    const [from, to] = [packing.fields[cell.id], packing.fields[target]];
    if (from === undefined || to === undefined) throw new Error('a cell without a field');
    const stays = target === cell.id && renaming.values[cell.id] == null;
    if (stays || to.width === 0) continue;
    words.add(from.word).add(to.word);
    written.set(to.word, (written.get(to.word) ?? 0n) | maskIn(to));
    const table = tableOf(cell, from, to, renaming);
    const bits = bitMoves(table, from.width);
    if (bits === null) lookups.push({ from, to, table: table.map(raw => raw ?? 0) });
    else {
      for (const [i, bit] of bits.entries())
        shift(from.word, to.word, to.shift + bit - from.shift - i, 1n << BigInt(from.shift + i));
    }
  }
  return { words: [...words], shifts: [...shifts.values()], lookups, written };
}

/** Raw numbers to raw numbers; null for a value that the cell never holds, though it has a number. */
function tableOf(cell: Cell, from: Field, to: Field, { values }: Renaming): (number | null)[] {
  const numbered = from.values ?? range(from.lo, from.hi);
  return numbered.map(value => rawOf(to, values[cell.id]?.[value - cell.lo] ?? value));
}

function range(lo: number, hi: number): number[] {
  return Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
}

/** Where each bit goes, if that is all that happens; null otherwise. */
function bitMoves(table: readonly (number | null)[], width: number): number[] | null {
  const bits = Array.from({ length: width }, (_, i) => {
    const image = table[2 ** i] ?? 0;
    return image > 0 && Number.isInteger(Math.log2(image)) ? Math.log2(image) : -1;
  });
  const moved = (raw: number) =>
    bits.reduce((sum, bit, i) => sum + (Math.floor(raw / 2 ** i) % 2) * 2 ** bit, 0);
  const fits =
    !bits.includes(-1) && table.every((image, raw) => image === null || image === moved(raw));
  return fits ? bits : null;
}

/** Computes the renamed words of `words` into `next`: locals by word. */
export function emitImage(
  image: Image,
  words: ReadonlyMap<number, number>,
  next: ReadonlyMap<number, number>,
  code: Code,
): void {
  for (const [word, local] of words) {
    const written = image.written.get(word) ?? 0n;
    code.get(local);
    if (written !== 0n) code.i64(BigInt.asIntN(64, ~written)).op('i64.and');
    for (const { from, by, mask } of image.shifts.filter(({ to }) => to === word)) {
      code
        .get(words.get(from) as number)
        .i64(BigInt.asIntN(64, mask))
        .op('i64.and');
      if (by > 0) code.i64(by).op('i64.shl');
      if (by < 0) code.i64(-by).op('i64.shr_u');
      code.op('i64.or');
    }
    for (const lookup of image.lookups.filter(({ to }) => to.word === word)) {
      emitLookup(lookup, words.get(lookup.from.word) as number, code);
      code.op('i64.or');
    }
    code.set(next.get(word) as number);
  }
}

/** Pushes the entry, at its place in the word. */
function emitLookup({ from, to, table }: Lookup, word: number, code: Code): void {
  const raw = code.local('i64');
  code.get(word);
  if (from.shift > 0) code.i64(from.shift).op('i64.shr_u');
  code.i64(maskOf(from.width)).op('i64.and').set(raw);
  emitEntry(table, 0, raw, to.width, code);
  if (to.shift > 0) code.i64(to.shift).op('i64.shl');
}

/** As many entries as fit are kept in one constant. */
function emitEntry(
  table: readonly number[],
  first: number,
  raw: number,
  width: number,
  code: Code,
): void {
  const fitting = Math.floor(64 / width);
  const read = () => {
    const entries = table.slice(first, first + fitting);
    const constant = entries.reduce(
      (sum, entry, i) => sum | (BigInt(entry) << BigInt(i * width)),
      0n,
    );
    code.i64(BigInt.asIntN(64, constant)).get(raw);
    if (first > 0) code.i64(first).op('i64.sub');
    code.i64(width).op('i64.mul', 'i64.shr_u').i64(maskOf(width)).op('i64.and');
  };
  if (first + fitting >= table.length) {
    read();
    return;
  }
  code
    .get(raw)
    .i64(first + fitting)
    .op('i64.lt_u');
  code.if(read, () => emitEntry(table, first + fitting, raw, width, code), 'i64');
}
