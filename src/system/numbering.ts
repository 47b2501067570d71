// Numbers for the values that some cells have together. In: cells and their domains, and states. Out: for each
// state a number, equal exactly where these cells are. Keeps nothing.

import type { CellId } from '../ir/expr.ts';
import type { Domain, StateVector } from './transition-system.ts';

/** Equal numbers exactly for equal values. */
export class Numbering {
  /** Combinations of values in the cells' domains; above 2^53 the numbers are texts. */
  readonly size: number;
  private readonly cells: readonly CellId[];
  private readonly lo: readonly number[];
  private readonly weight: readonly number[];

  constructor(reads: Iterable<CellId>, domains: readonly Domain[]) {
    const cells = [...reads];
    const weight: number[] = [];
    let size = 1;
    for (const id of cells) {
      const { lo, hi } = domains[id] as Domain;
      weight.push(size);
      size *= hi - lo + 1;
    }
    this.cells = cells;
    this.lo = cells.map(id => (domains[id] as Domain).lo);
    this.weight = weight;
    this.size = size;
  }

  numberOf(state: StateVector): number {
    const { cells, lo, weight } = this;
    let number = 0;
    for (let i = 0; i < cells.length; i++) {
      number += ((state[cells[i] as number] as number) - (lo[i] as number)) * (weight[i] as number);
    }
    return number;
  }

  textOf(state: StateVector): string {
    return this.cells.map(id => state[id]).join();
  }
}
