// How the values of one cell become bits. In: a cell's domain and the values it can ever hold. Out: width and
// raw number per value: the distance from the lowest or, where that leaves gaps, the rank. Raw numbers are in
// the order of the values.

export interface Encoding {
  /** Bits; 0 for a cell with one value. */
  readonly width: number;
  /** The lowest value: raw 0. */
  readonly lo: number;
  /** The highest value. */
  readonly hi: number;
  /** Where raw numbers are ranks: the values, ascending. */
  readonly values: readonly number[] | null;
}

/** Both directions of a rank are looked up in one 64-bit constant. */
const TABLE_BITS = 63;

/** `values`: those the cell can hold, ascending; null: all of `lo` .. `hi`. */
export function encodingOf(lo: number, hi: number, values: readonly number[] | null): Encoding {
  const [least, most] = [values?.[0] ?? lo, values?.at(-1) ?? hi];
  const span = most - least + 1;
  const plain = { width: bitsFor(span), lo: least, hi: most, values: null };
  if (values === null) return plain;
  const width = bitsFor(values.length);
  const fits = span * width <= TABLE_BITS && values.length * plain.width <= TABLE_BITS;
  return width < plain.width && fits ? { ...plain, width, values } : plain;
}

export function bitsFor(size: number): number {
  let bits = 0;
  while (2 ** bits < size) bits += 1;
  return bits;
}

/** The raw number of a value; null where the cell never holds it. */
export function rawOf({ lo, hi, values }: Encoding, value: number): number | null {
  if (value < lo || value > hi) return null;
  if (values === null) return value - lo;
  const rank = values.indexOf(value);
  return rank < 0 ? null : rank;
}

/** From ranks to distances from the lowest value: entries of `width` bits in one constant. */
export function distances({ lo, hi, values }: Encoding): {
  readonly table: bigint;
  readonly width: number;
} {
  const width = bitsFor(hi - lo + 1);
  return {
    table: tableOf(
      (values ?? []).map(value => value - lo),
      width,
    ),
    width,
  };
}

/** From distances to ranks: entries of the encoding's width. */
export function ranks({ lo, hi, width, values }: Encoding): bigint {
  const entry = (i: number) => Math.max((values ?? []).indexOf(lo + i), 0);
  return tableOf(
    Array.from({ length: hi - lo + 1 }, (_, i) => entry(i)),
    width,
  );
}

function tableOf(entries: readonly number[], width: number): bigint {
  return entries.reduce((table, entry, i) => table | (BigInt(entry) << BigInt(i * width)), 0n);
}
