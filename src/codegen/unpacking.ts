// From packed states back to state vectors, many times over: flat arrays, no branch per cell. In: a packing.
// Out: a function that reads one state from words, given as pairs of 32-bit halves, the low one first.

import type { StateVector } from '../system/transition-system.ts';
import type { Field, Packing } from './packing.ts';

export type Unpack = (words: Uint32Array, at: number, into: StateVector) => void;

export function unpackerOf({ fields }: Packing): Unpack {
  const count = fields.length;
  const half = Int32Array.from(fields, halfOf);
  const shift = Int32Array.from(fields, field => field.shift % 32);
  const mask = Int32Array.from(fields, field => 2 ** field.width - 1);
  const lo = Int32Array.from(fields, field => (field.values === null ? field.lo : 0));
  const straddling = fields.flatMap((field, id) => (straddles(field) ? [{ field, id }] : []));
  const ranked = fields.flatMap(({ values }, id) =>
    values === null ? [] : [{ id, values: Int32Array.from(values) }],
  );
  return (words, at, into) => {
    for (let id = 0; id < count; id++) {
      const bits = (words[at + (half[id] as number)] as number) >>> (shift[id] as number);
      into[id] = (bits & (mask[id] as number)) + (lo[id] as number);
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
