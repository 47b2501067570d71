// What is known of the cells of a state: few values that each can have. In: values per cell. Out: an immutable record
// that takes little to change by one cell. Concludes nothing.

import type { CellId } from './expr.ts';

export class Known {
  private readonly before: Known | null;
  private readonly cells: ReadonlyMap<CellId, readonly number[]>;

  private constructor(before: Known | null, cells: ReadonlyMap<CellId, readonly number[]>) {
    this.before = before;
    this.cells = cells;
  }

  /** Of every state: by cell the values that it ever has; null: any of its domain. */
  static everywhere(values: readonly (readonly number[] | null)[]): Known {
    return new Known(null, new Map(values.map((set, cell) => [cell, set ?? []])));
  }

  /** At least one value; null: nothing is known. */
  of(cell: CellId): readonly number[] | null {
    for (let known: Known | null = this; known !== null; known = known.before) {
      const values = known.cells.get(cell);
      if (values !== undefined) return values.length === 0 ? null : values;
    }
    return null;
  }

  /** No values at all would be of a state that there is not: then nothing is learnt. */
  with(cell: CellId, values: readonly number[]): Known {
    return values.length === 0 ? this : new Known(this, new Map([[cell, values]]));
  }

  /** Of these cells only what is known everywhere. */
  without(cells: ReadonlySet<CellId>): Known {
    const { root } = this;
    return new Known(this, new Map([...cells].map(cell => [cell, root.of(cell) ?? []])));
  }

  /** What holds here and there; both are of the same program. */
  or(other: Known): Known {
    const cells = new Set([...this.changed(), ...other.changed()]);
    const both = [...cells].map((cell): [CellId, readonly number[]] => {
      const [here, there] = [this.of(cell), other.of(cell)];
      return [cell, here === null || there === null ? [] : [...new Set([...here, ...there])]];
    });
    return new Known(this.root, new Map(both));
  }

  private get root(): Known {
    return this.before === null ? this : this.before.root;
  }

  private changed(): readonly CellId[] {
    return this.before === null ? [] : [...this.before.changed(), ...this.cells.keys()];
  }
}
