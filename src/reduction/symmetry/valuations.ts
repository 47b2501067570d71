// All values of some cells, one valuation after another. In: cells with their domains. Out: an iteration over one
// map that changes from step to step.

import type { CellId } from '../../ir/expr.ts';
import type { Cell } from '../../ir/program.ts';

export type Domain = Pick<Cell, 'id' | 'lo' | 'hi'>;

/** More are not tried. */
const MOST_VALUATIONS = 2 ** 14;

export class Valuations implements Iterable<ReadonlyMap<CellId, number>> {
  readonly tooMany: boolean;
  private readonly domains: readonly Domain[];

  constructor(domains: readonly Domain[]) {
    this.domains = domains;
    const count = domains.reduce((product, { lo, hi }) => product * (hi - lo + 1), 1);
    this.tooMany = count > MOST_VALUATIONS;
  }

  *[Symbol.iterator](): Generator<ReadonlyMap<CellId, number>> {
    const values = new Map(this.domains.map(({ id, lo }) => [id, lo]));
    do yield values;
    while (this.advance(values));
  }

  /** False behind the last. */
  private advance(values: Map<CellId, number>): boolean {
    for (const { id, lo, hi } of this.domains) {
      const value = values.get(id) ?? lo;
      if (value < hi) {
        values.set(id, value + 1);
        return true;
      }
      values.set(id, lo);
    }
    return false;
  }
}
