// From packed states back to state vectors, many times over: flat arrays, no branch per cell. In: a packing.
// Out: a function that reads one state, or some cells of it, from words: pairs of 32-bit halves, the low one first.

import type { CellId } from '../ir/expr.ts';
import type { StateVector } from '../system/transition-system.ts';
import type { Field, Packing } from './packing.ts';

export type Unpack = (words: Uint32Array, at: number, into: StateVector) => void;

/** Of the given cells, or of all; the others are left as they are. */
export function unpackerOf({ fields }: Packing, cells?: Iterable<CellId>): Unpack {
  const ids = Int32Array.from(cells ?? fields.keys());
  const asked = Array.from(ids, id => ({ id, field: fields[id] as Field }));
  const count = ids.length;
  const half = Int32Array.from(asked, ({ field }) => halfOf(field));
  const shift = Int32Array.from(asked, ({ field }) => field.shift % 32);
  const mask = Int32Array.from(asked, ({ field }) => 2 ** field.width - 1);
  const lo = Int32Array.from(asked, ({ field }) => (field.values === null ? field.lo : 0));
  const straddling = asked.filter(({ field }) => straddles(field));
  const ranked = asked.flatMap(({ id, field: { values } }) =>
    values === null ? [] : [{ id, values: Int32Array.from(values) }],
  );
  return (words, at, into) => {
    for (let i = 0; i < count; i++) {
      const bits = (words[at + (half[i] as number)] as number) >>> (shift[i] as number);
      into[ids[i] as number] = (bits & (mask[i] as number)) + (lo[i] as number);
    }
    for (const { field, id } of straddling) {
      const low = (words[at + halfOf(field)] as number) >>> (field.shift % 32);
      const high = (words[at + halfOf(field) + 1] as number) << (32 - (field.shift % 32));
      into[id] = ((low | high) & (2 ** field.width - 1)) + (field.values === null ? field.lo : 0);
    }
    for (const { id, values } of ranked) into[id] = values[into[id] as number] as number;
  };
}

function halfOf(field: Field): number {
  return 2 * field.word + (field.shift >= 32 ? 1 : 0);
}

function straddles({ shift, width }: Field): boolean {
  return width > 0 && shift < 32 && shift + width > 32;
}
