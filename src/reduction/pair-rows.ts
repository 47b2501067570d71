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
  /** Per span a word and bits of it and of the next one: a set that has them loses nothing by this cell. Bits 0: it may. */
  private wholes = new Int32Array(0);
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

  /** To be called when no row changes any more, and before `consistent`. `possible`: all literals in rows. */
  settle(possible: Int32Array): void {
    const { spans } = this;
    this.wholes = new Int32Array((spans.length / 2) * 3);
    for (let i = 0, at = 0; i < spans.length; i += 2, at += 3) {
      const [first, end] = [spans[i] as number, spans[i + 1] as number];
      const word = first >>> 5;
      if ((end - 1) >>> 5 > word + 1) continue;
      const bits = [0, 0];
      const whole = possible.slice();
      for (let literal = first; literal < end; literal++) {
        if (!has(possible, literal)) continue;
        const w = (literal >>> 5) - word;
        bits[w] = (bits[w] as number) | (1 << (literal & 31));
      }
      this.restrictSpan(whole, first, end);
      if (whole.every((bits, w) => bits === possible[w])) this.wholes.set([word, ...bits], at);
    }
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
    const { spans, wholes } = this;
    for (let i = 0, at = 0; i < spans.length; i += 2, at += 3) {
      const word = wholes[at] as number;
      const low = wholes[at + 1] as number;
      const high = wholes[at + 2] as number;
      const isWhole =
        (low | high) !== 0 &&
        ((set[word] as number) & low) === low &&
        (high === 0 || ((set[word + 1] as number) & high) === high);
      if (isWhole) continue;
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
