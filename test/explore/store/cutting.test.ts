// Where states are cut, from values made up by the test: every bit keeps a place, and no part has more values than ids.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Division, divided } from '../../../src/explore/store/cutting.ts';
import { firstLayout, type RootLayout, tightened } from '../../../src/explore/store/root-layout.ts';
import { check } from './check-layout.ts';

/** Values of each table as halves, the low one first. */
function divide(layout: RootLayout, tables: readonly (readonly bigint[])[]): Division | null {
  const distinct = tables.map(values => [...new Set(values)]);
  return divided(
    layout,
    distinct.map(values => values.length),
    table => new Uint32Array(BigUint64Array.from(distinct[table] ?? []).buffer),
  );
}

/** Numbers of so many bits of which each byte is one of a few. */
function valuesOf(bits: number, few: number): fc.Arbitrary<bigint[]> {
  const byte = fc.integer({ min: 0, max: few - 1 }).map(i => BigInt((i * 151 + 7) % 256));
  const value = fc.array(byte, { minLength: 8, maxLength: 8 }).map(bytes =>
    BigInt.asUintN(
      bits,
      bytes.reduce((all, one) => (all << 8n) | one, 0n),
    ),
  );
  return fc.array(value, { minLength: 1, maxLength: 200 });
}

const words = fc.array(fc.integer({ min: 22, max: 63 }), { minLength: 2, maxLength: 3 });

test('every bit has one place, and every value of a part an id', () => {
  fc.assert(
    fc.property(
      words.chain(bits =>
        fc.tuple(
          fc.constant(bits),
          fc
            .integer({ min: 1, max: 40 })
            .chain(few => fc.tuple(...bits.map(b => valuesOf(b, few)))),
        ),
      ),
      ([bits, values]) => {
        const division = divide(firstLayout(bits), values);
        if (division === null) return;
        const { layout, counts } = division;
        check(layout, bits);
        layout.tables.forEach(({ key, width }, table) => {
          const [part] = key;
          if (part?.kind !== 'bits') throw new Error('a part is bits of a word');
          const held = (values[part.word] ?? []).map(value =>
            BigInt.asUintN(part.width, value >> BigInt(part.shift)),
          );
          expect(counts[table]).toBe(new Set(held).size);
          expect(2 ** width).toBeGreaterThanOrEqual(counts[table] as number);
        });
        check(tightened(layout, counts, 1000, layout.bits), bits);
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

test('a word with many values whose halves have few is cut', () => {
  const halves = Array.from({ length: 100 }, (_, i) => BigInt(i * 2503));
  const values = halves.flatMap(high => halves.map(low => (high << 18n) | low));
  const division = divide(firstLayout([36, 36]), [values, values]);
  expect(division?.layout.tables.length).toBeGreaterThan(2);
  expect(Math.max(...(division?.counts ?? []))).toBeLessThanOrEqual(100);
});

test('words whose parts have as many values as they have themselves are left whole', () => {
  const values = Array.from({ length: 200 }, (_, i) =>
    BigInt.asUintN(53, BigInt(i) * 0x9e3779b97f4a7c15n),
  );
  const division = divide(firstLayout([53, 53, 53]), [values, values, values]);
  expect(division?.counts).toEqual([200, 200, 200]);
});

test('what fits no root is not divided', () => {
  const random = Array.from({ length: 20_000 }, (_, i) =>
    BigInt.asUintN(63, BigInt(i + 1) * 0x9e3779b97f4a7c15n),
  );
  const division = divide(firstLayout([63, 63, 63, 63, 63]), Array(5).fill(random));
  expect(division).toBeNull();
});
