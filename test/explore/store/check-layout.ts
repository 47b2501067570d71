// What holds of every layout of roots, for the tests of those that make one.

import { expect } from 'vitest';
import { type Field, type RootLayout, widthOf } from '../../../src/explore/store/root-layout.ts';

/** Bits of the state below a field, as `word.bit`. */
function bitsBelow(field: Field, { tables }: RootLayout): string[] {
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
  layout.tables.forEach(({ key, width }, table) => {
    expect(widthOf(key)).toBeLessThanOrEqual(63);
    expect(width).toBeLessThanOrEqual(31);
    // Parts come before what they are parts of.
    for (const field of key) if (field.kind === 'id') expect(field.table).toBeLessThan(table);
  });
}
