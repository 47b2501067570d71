// What holds of every layout of roots, for the tests of those that make one.

import { expect } from 'vitest';
import { type Field, type RootLayout, widthOf } from '../../../src/explore/store/root-layout.ts';

/** Bits of the state below a field, as `word.bit`. */
function bitsBelow(field: Field, { tables }: RootLayout): string[] {
  // What was appended of an id stands for nothing else.
  if (field.kind === 'id' && field.from > 0) return [];
  if (field.kind === 'id')
    return (tables[field.table]?.key ?? []).flatMap(one =>
      bitsBelow(one, { tables } as RootLayout),
    );
  return Array.from({ length: field.width }, (_, i) => `${field.word}.${field.shift + i}`);
}

/** Every bit of states of such words has one place, and nothing is wider than a word. */
export function check(layout: RootLayout, words: readonly number[]): void {
  const all = words.flatMap((bits, word) => Array.from({ length: bits }, (_, i) => `${word}.${i}`));
  const found = layout.root.flatMap(field => bitsBelow(field, layout));
  expect(found.sort()).toEqual(all.sort());
  expect(widthOf(layout.root)).toBe(layout.bits);
  expect(layout.bits).toBeLessThanOrEqual(63);
  // All bits of an id that tells a part of the root are in it.
  layout.tables.forEach(({ width }, table) => {
    const own = layout.root.filter(field => field.kind === 'id' && field.table === table);
    if (own.length > 0) expect(widthOf(own)).toBe(width);
  });
  layout.tables.forEach(({ key, width }, table) => {
    expect(widthOf(key)).toBeLessThanOrEqual(63);
    expect(width).toBeLessThanOrEqual(31);
    // Parts come before what they are parts of.
    for (const field of key) if (field.kind === 'id') expect(field.table).toBeLessThan(table);
  });
}
