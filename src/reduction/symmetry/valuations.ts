// All values of some cells, one valuation after another. In: cells with their domains. Out: an iteration over one
// array of values by cell, 0 for the others, that changes from step to step.

import type { Cell } from '../../ir/program.ts';

export type Domain = Pick<Cell, 'id' | 'lo' | 'hi'>;

/** More are not tried. */
const MOST_VALUATIONS = 2 ** 14;

/** By id of the cell. */
export type Values = Int32Array;

export class Valuations implements Iterable<Values> {
  readonly tooMany: boolean;
  private readonly domains: readonly Domain[];
  private readonly cells: number;

  /** `cells`: how many the program has. */
  constructor(domains: readonly Domain[], cells: number) {
    this.domains = domains;
    this.cells = cells;
    const count = domains.reduce((product, { lo, hi }) => product * (hi - lo + 1), 1);
    this.tooMany = count > MOST_VALUATIONS;
  }

  *[Symbol.iterator](): Generator<Values> {
    const values = new Int32Array(this.cells);
    for (const { id, lo } of this.domains) values[id] = lo;
    do yield values;
    while (this.advance(values));
  }

  /** False behind the last. */
  private advance(values: Values): boolean {
    for (const { id, lo, hi } of this.domains) {
      const value = values[id] as number;
      if (value < hi) {
        values[id] = value + 1;
        return true;
      }
      values[id] = lo;
    }
    return false;
  }
}
