// Which literals are together, as rows of bits, and what a set loses by it. In: pairs of literals. Out: sets that are
// narrowed. A set is narrowed by the hundred thousand while code is cold: loops count, and room is used again.

import { has } from './bit-set.ts';
import type { Literals } from './literals.ts';

export class PairRows {
  /** Rows by literal: what holds together with it. */
  readonly rows: Int32Array;
  private readonly words: number;
  /** Of cells that have several literals, one after another: the first one, and the one after the last. */
  private readonly spans: Int32Array;
  /** Of some rows what is in any. */
  private readonly any: Int32Array;
  /** Room for sets that nobody has. */
  private readonly rooms: Int32Array[] = [];

  constructor({ count, words, spans }: Literals) {
    this.rows = new Int32Array(count * words);
    this.words = words;
    this.spans = Int32Array.from(spans.flat());
    this.any = new Int32Array(words);
  }

  /** Room for a set, with anything in it, until it is given back. */
  lend(): Int32Array {
    return this.rooms.pop() ?? new Int32Array(this.words);
  }

  giveBack(set: Int32Array): void {
    this.rooms.push(set);
  }

  /**
   * What of a set is together with one of `members`, literals of one cell, into a set that may be the same; false where
   * none of these is in the set.
   */
  restrict(set: Int32Array, members: readonly number[], into: Int32Array): boolean {
    const { words, rows, any } = this;
    let first = 0;
    while (first < members.length && !has(set, members[first] as number)) first += 1;
    if (first === members.length) {
      into.fill(0);
      return false;
    }
    let last = members.length - 1;
    while (!has(set, members[last] as number)) last -= 1;
    const row = (members[first] as number) * words;
    if (first === last) {
      for (let w = 0; w < words; w++) into[w] = (set[w] as number) & (rows[row + w] as number);
      return true;
    }
    for (let w = 0; w < words; w++) any[w] = rows[row + w] as number;
    for (let i = first + 1; i <= last; i++) {
      const literal = members[i] as number;
      if (has(set, literal)) this.addRow(literal);
    }
    for (let w = 0; w < words; w++) into[w] = (set[w] as number) & (any[w] as number);
    return true;
  }

  /** Leaves what is together with some literal of each cell; false where a cell has none left. */
  consistent(set: Int32Array): boolean {
    const { spans } = this;
    for (let i = 0; i < spans.length; i += 2) {
      if (!this.restrictSpan(set, spans[i] as number, spans[i + 1] as number)) return false;
    }
    return true;
  }

  /** As `restrict` for literals in a row, in place. */
  restrictSpan(set: Int32Array, from: number, end: number): boolean {
    const { words, rows, any } = this;
    let first = from;
    while (first < end && !has(set, first)) first += 1;
    if (first === end) return false;
    let last = end - 1;
    while (!has(set, last)) last -= 1;
    const row = first * words;
    if (first === last) {
      for (let w = 0; w < words; w++) set[w] = (set[w] as number) & (rows[row + w] as number);
      return true;
    }
    for (let w = 0; w < words; w++) any[w] = rows[row + w] as number;
    for (let literal = first + 1; literal <= last; literal++) {
      if (has(set, literal)) this.addRow(literal);
    }
    for (let w = 0; w < words; w++) set[w] = (set[w] as number) & (any[w] as number);
    return true;
  }

  private addRow(literal: number): void {
    const { words, rows, any } = this;
    const row = literal * words;
    for (let w = 0; w < words; w++) any[w] = (any[w] as number) | (rows[row + w] as number);
  }
}
