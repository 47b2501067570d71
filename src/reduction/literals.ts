// Numbers for "this cell has this value". In: which values cells can ever hold, and which cells stand for one another. Out:
// literals, the numbers, and sets of them as bits (`bit-set.ts`). A cell with too many values has none.

import type { CellId } from '../ir/expr.ts';
import type { Images, ValueSets } from '../ir/value-sets.ts';
import { put, wordsFor } from './bit-set.ts';

/** Cells with few values come first: pairs of more literals would take long to find. */
const MOST_LITERALS = 512;

export class Literals {
  readonly count: number;
  /** Words of a set of literals. */
  readonly words: number;
  /** Of cells that have several literals: the first one, and the one after the last. */
  readonly spans: readonly (readonly [number, number])[];
  /** By literal. */
  private readonly all: readonly { readonly cell: CellId; readonly value: number }[];
  private readonly values: ValueSets['values'];
  /** By cell: its first literal; -1: it has none. */
  private readonly firsts: Int32Array;

  constructor(values: ValueSets['values'], images: readonly Images[] = []) {
    this.values = values;
    this.firsts = new Int32Array(values.length).fill(-1);
    const all: { cell: CellId; value: number }[] = [];
    const sizeOf = (cell: CellId) => values[cell]?.length ?? MOST_LITERALS + 1;
    const cells = values.map((_, cell) => cell).sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
    const told = toldApart(cells, sizeOf, images);
    for (const cell of cells) {
      if (!told.has(cell)) continue;
      this.firsts[cell] = all.length;
      for (const value of values[cell] ?? []) all.push({ cell, value });
    }
    this.all = all;
    this.spans = cells
      .filter(cell => this.has(cell))
      .map(cell => this.span(cell))
      .filter(([first, end]) => end - first > 1);
    this.count = all.length;
    this.words = wordsFor(this.count);
  }

  has(cell: CellId): boolean {
    return (this.firsts[cell] as number) >= 0;
  }

  /** First literal of a cell that has some, and the one after its last. */
  span(cell: CellId): readonly [number, number] {
    return [this.first(cell), this.end(cell)];
  }

  /** The first literal of a cell that has some. */
  first(cell: CellId): number {
    return this.firsts[cell] as number;
  }

  /** The one after its last. */
  end(cell: CellId): number {
    return this.first(cell) + (this.values[cell] ?? []).length;
  }

  /** All literals of a cell. */
  of(cell: CellId): number[] {
    if (!this.has(cell)) return [];
    const [first, end] = this.span(cell);
    return Array.from({ length: end - first }, (_, i) => first + i);
  }

  cellOf(literal: number): CellId {
    return this.at(literal).cell;
  }

  valueOf(literal: number): number {
    return this.at(literal).value;
  }

  private at(literal: number) {
    const found = this.all[literal];
    if (found === undefined) throw new RangeError('no such literal');
    return found;
  }

  /** -1 where the cell has no literals, or never this value. */
  idOf(cell: CellId, value: number): number {
    const first = this.firsts[cell] as number;
    const at = first < 0 ? -1 : (this.values[cell] ?? []).indexOf(value);
    return at < 0 ? -1 : first + at;
  }

  /** All literals of some cells. */
  ofCells(cells: Iterable<CellId>): Int32Array {
    const set = new Int32Array(this.words);
    for (const cell of cells) {
      if (!this.has(cell)) continue;
      const [first, end] = this.span(cell);
      for (let literal = first; literal < end; literal++) put(set, literal);
    }
    return set;
  }
}

/**
 * Cells that have literals, as long as there are not too many. Those of an orbit have them together, or none has: what is
 * said of one in a state is said of another one in its image.
 */
function toldApart(
  cells: readonly CellId[],
  sizeOf: (cell: CellId) => number,
  images: readonly Images[],
): ReadonlySet<CellId> {
  const told = new Set<CellId>();
  const seen = new Set<CellId>();
  let count = 0;
  for (const cell of cells) {
    if (seen.has(cell)) continue;
    const orbit = orbitOf(cell, images);
    for (const member of orbit) seen.add(member);
    const size = orbit.reduce((sum, member) => sum + sizeOf(member), 0);
    if (count + size > MOST_LITERALS) continue;
    count += size;
    for (const member of orbit) told.add(member);
  }
  return told;
}

/** The images permute cells, so that going on with them comes to all. */
function orbitOf(cell: CellId, images: readonly Images[]): CellId[] {
  const orbit = [cell];
  for (const member of orbit) {
    for (const { cells } of images) {
      const image = cells[member] ?? member;
      if (!orbit.includes(image)) orbit.push(image);
    }
  }
  return orbit;
}
