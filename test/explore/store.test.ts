import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packing } from '../../src/explore/store/packing.ts';
import { StateStore } from '../../src/explore/store/state-store.ts';

const domain = fc
  .tuple(
    fc.integer({ min: -5, max: 5 }),
    fc.constantFrom(0, 1, 2, 3, 7, 8, 255, 256, 65535, 65536, 2 ** 31 - 6),
  )
  .map(([lo, size]) => ({ lo, hi: lo + size }));

const domainsWithState = fc
  .array(domain, { minLength: 1, maxLength: 12 })
  .chain(domains =>
    fc.tuple(
      fc.constant(domains),
      fc.tuple(
        ...domains.map(({ lo, hi }) => fc.constantFrom(lo, hi, lo + Math.floor((hi - lo) / 2))),
      ),
    ),
  );

describe('packing', () => {
  test('what is unpacked is what was packed', () => {
    fc.assert(
      fc.property(domainsWithState, ([domains, values]) => {
        const packed = packing(domains);
        const record = new Uint32Array(packed.words + 2).fill(0xffffffff);
        const state = Int32Array.from(values);
        packed.pack(state, record, 1);
        const back = new Int32Array(values.length);
        packed.unpack(record, 1, back);
        expect(back).toEqual(state);
        expect([record[0], record[packed.words + 1]]).toEqual([0xffffffff, 0xffffffff]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('takes no more bits than the domains need, cells kept whole', () => {
    const bits = (count: number) => ({ lo: 0, hi: 2 ** count - 1 });
    expect(packing([bits(1), bits(0), bits(31)]).words).toBe(1);
    expect(packing([bits(16), bits(17), bits(15)]).words).toBe(2);
    expect(packing([bits(0)]).words).toBe(1);
    expect(packing([]).words).toBe(1);
    expect(packing([{ lo: -(2 ** 31), hi: 2 ** 31 - 1 }]).words).toBe(1);
  });

  test('the widest cell keeps its sign', () => {
    const packed = packing([{ lo: -(2 ** 31), hi: 2 ** 31 - 1 }]);
    for (const value of [-(2 ** 31), -1, 0, 2 ** 31 - 1]) {
      const record = new Uint32Array(1);
      packed.pack(Int32Array.of(value), record, 0);
      const back = new Int32Array(1);
      packed.unpack(record, 0, back);
      expect(back[0]).toBe(value);
    }
  });
});

test('the store numbers distinct states in order of arrival', () => {
  const store = new StateStore([
    { lo: 0, hi: 299 },
    { lo: -1, hi: 98 },
  ]);
  const state = new Int32Array(2);
  for (let i = 0; i < 30_000; i++) {
    state.set([i % 300, Math.floor(i / 300) - 1]);
    expect(store.find(state)).toBe(-1);
    expect(store.insert()).toBe(i);
  }
  expect(store.size).toBe(30_000);
  for (const id of [0, 1, 8191, 8192, 29_999]) {
    store.read(id, state);
    expect([...state]).toEqual([id % 300, Math.floor(id / 300) - 1]);
    expect(store.find(state)).toBe(id);
  }
});
