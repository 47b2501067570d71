// Some ids of parts get more bits, which are appended to roots: every root, and what a table of parts holds, stays as
// it is. In: a coding. Out: the coding that follows it, over the same tables. Where that would take more than moving all
// states to another layout, it is not done.

import { Coding, type Workplace } from './coding.ts';
import { extended } from './root-layout.ts';

/** Splitting segments ahead of time must not leave more places than this for a state. */
const ROOMY = 6;

/** null where it cannot be done, or is not worth it. RangeError where memory has run out. */
export function extend(at: Workplace, from: Coding, states: number): Coding | null {
  const full = from.interned.full();
  const layout = extended(from.layout, full);
  if (layout === null || full.length === 0) return null;
  if (!makeRoom(from, full.length, states)) return null;
  const { table, internedBytes } = from.saved();
  const { descriptors, indexes } = from.layout;
  const placed = { ...layout, descriptors, indexes };
  const to = new Coding(at, layout, { layout: placed, table, internedBytes });
  to.table.widen(full.length);
  to.interned.widen();
  return to;
}

/** Segments that would have to have longer entries are split, which makes their remainders shorter. */
function makeRoom({ table }: Coding, bits: number, states: number): boolean {
  for (let bit = 0; bit < bits; bit++) {
    const short = table.atLimit(bit + 1);
    if (short.length > 0 && table.roomWith(short.length) > ROOMY * states) return false;
    for (const segment of short) table.splitSegment(segment);
  }
  return true;
}
