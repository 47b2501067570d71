import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distances, encodingOf, ranks, rawOf } from '../../src/codegen/encoding.ts';
import { pack, packingOf } from '../../src/codegen/packing.ts';
import { unpackerOf } from '../../src/codegen/unpacking.ts';
import { valueSetsOf } from '../../src/ir/value-sets.ts';
import { ProgramBuilder, range } from '../system/build-program.ts';

const SEED = Number(process.env.MCHECK_SEED ?? 1);

const domain = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 40 }))
  .map(([lo, size]) => ({ lo, hi: lo + size }));
const valuesOf = ({ lo, hi }: { lo: number; hi: number }) =>
  fc
    .uniqueArray(fc.integer({ min: lo, max: hi }), { minLength: 1 })
    .map(values => values.sort((a, b) => a - b));

describe('an encoding', () => {
  it(`gives every value a raw number, in their order, and finds it again (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        domain.chain(one => fc.tuple(fc.constant(one), valuesOf(one))),
        ([{ lo, hi }, values]) => {
          const encoding = encodingOf(lo, hi, values);
          const raws = values.map(value => rawOf(encoding, value) ?? -1);
          expect(raws[0]).toBe(0);
          expect(raws.every((raw, i) => i === 0 || raw > (raws[i - 1] as number))).toBe(true);
          expect(raws.at(-1)).toBeLessThan(2 ** encoding.width);
          if (encoding.values === null) return;
          const { table, width } = distances(encoding);
          for (const [i, value] of values.entries()) {
            const raw = BigInt(raws[i] as number);
            const distance = (table >> (raw * BigInt(width))) & ((1n << BigInt(width)) - 1n);
            expect(Number(distance)).toBe(value - encoding.lo);
            const shift = BigInt((value - encoding.lo) * encoding.width);
            expect((ranks(encoding) >> shift) & ((1n << BigInt(encoding.width)) - 1n)).toBe(raw);
          }
        },
      ),
      { seed: SEED },
    );
  });

  it('takes two bits for three values of a large domain, and none of the others', () => {
    const encoding = encodingOf(0, 15, [0, 6, 7]);
    expect(encoding.width).toBe(2);
    expect([0, 6, 7, 5, 8, 15].map(value => rawOf(encoding, value))).toEqual([
      0,
      1,
      2,
      null,
      null,
      null,
    ]);
  });
});

describe('a packed state', () => {
  it(`is read as it was written, fields across halves of a word included (seed ${SEED})`, () => {
    const cells = fc.array(
      fc.record({
        lo: fc.integer({ min: -9, max: 9 }),
        size: fc.constantFrom(1, 2, 3, 30, 1000, 2 ** 20, 2 ** 31 - 20),
        part: fc.nat({ max: 999 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(cells, specs => {
        const b = new ProgramBuilder();
        for (const [i, { lo, size }] of specs.entries()) b.cell(`x${i}`, range(lo, lo + size - 1));
        const program = b.build();
        const values = program.cells.map(() => null);
        const packing = packingOf(program, { ...valueSetsOf(program), values });
        const state = Int32Array.from(
          specs,
          ({ lo, size, part }) => lo + Math.floor((part * size) / 1000),
        );
        const words = new BigUint64Array(packing.words + 2);
        pack(packing, state, words, 1);
        const read = new Int32Array(state.length);
        unpackerOf(packing)(new Uint32Array(words.buffer), 2, read);
        expect(read).toEqual(state);
        expect([words[0], words.at(-1)]).toEqual([0n, 0n]);
        for (const word of words) expect(word >> 63n).toBe(0n);
      }),
      { seed: SEED },
    );
  });

  it('does not exist for a value that is never assigned', () => {
    const b = new ProgramBuilder();
    b.cell('x', range(0, 9));
    const program = b.build();
    const packing = packingOf(program, valueSetsOf(program));
    expect(() => pack(packing, Int32Array.of(5), new BigUint64Array(1), 0)).toThrow('never holds');
  });
});
