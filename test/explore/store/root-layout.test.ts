// Layouts of roots by themselves: every bit of a state has its place, and nothing is wider than a word.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extended,
  firstLayout,
  isGuessed,
  tightened,
  widthOf,
} from '../../../src/explore/store/root-layout.ts';
import { check } from './check-layout.ts';

const wordBits = fc.array(fc.integer({ min: 1, max: 63 }), { minLength: 1, maxLength: 30 });

describe('every bit has one place', () => {
  test('at first, and after any number of ids', () => {
    fc.assert(
      fc.property(wordBits, fc.infiniteStream(fc.integer({ min: 0, max: 20 })), (words, logs) => {
        let layout = firstLayout(words);
        check(layout, words);
        for (const states of [2 ** 16, 2 ** 20, 2 ** 24]) {
          const counts = layout.tables.map(({ width }) => {
            const most = 2 ** Math.min(width, Number(logs.next().value));
            return Math.max(1, Math.min(states, most));
          });
          layout = tightened(layout, counts, states, 45);
          check(layout, words);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

test('a short state of one word is its own root', () => {
  expect(firstLayout([44])).toMatchObject({ bits: 44, tables: [] });
  expect(firstLayout([45]).tables.map(({ key }) => widthOf(key))).toEqual([15, 15, 15]);
});

test('what was left as it is gets ids when those of others leave no room for it', () => {
  const first = firstLayout([7, 57]);
  const raw = tightened(first, [4, 65_536], 2 ** 16, 20);
  expect(raw.root).toMatchObject([{ kind: 'id' }, { kind: 'bits', width: 57 }]);
  check(tightened(raw, [64], 2 ** 20, 20), [7, 57]);
});

test('parts that few states share are left as they are, others get ids with room', () => {
  const first = firstLayout([30, 34]);
  expect(tightened(first, [40_000, 50], 65_536, 39)).toMatchObject({
    root: [
      { kind: 'bits', width: 30 },
      { kind: 'id', width: 9 },
    ],
    bits: 39,
  });
});

test('margins are given up where that makes short entries', () => {
  const first = firstLayout([50, 50, 50]);
  const counts = [4000, 4000, 4000];
  expect(tightened(first, counts, 2 ** 16, 63).bits).toBe(48);
  expect(tightened(first, counts, 2 ** 16, 39).bits).toBe(39);
});

describe('more bits for ids', () => {
  const words = [40, 55, 50];
  const tight = tightened(firstLayout(words), [4000, 700, 9000], 2 ** 16, 39);

  test('are appended to the root, which tells the same with them', () => {
    const longer = extended(tight, [1]);
    expect(longer).toMatchObject({ bits: tight.bits + 1, appended: 1 });
    expect(longer?.root.slice(0, tight.root.length)).toEqual(tight.root);
    const again = extended(longer ?? tight, [0, 1]);
    expect(again).toMatchObject({ bits: tight.bits + 3, appended: 3 });
    for (const layout of [longer, again]) check(layout ?? tight, words);
    expect(again?.tables.map(({ width }) => width)).toEqual(
      tight.tables.map(({ width }, table) => width + ([1, 2, 0][table] ?? 0)),
    );
  });

  test('take their places among the others when all states move', () => {
    const longer = extended(tight, [0, 2]) ?? tight;
    const moved = tightened(longer, [7000, 800, 30_000], 2 ** 20, 45);
    expect(moved.appended).toBe(0);
    check(moved, words);
  });

  test('are refused where the root has no room, and to parts of parts', () => {
    const full = firstLayout([63, 63, 63]);
    expect(full.bits).toBe(63);
    expect(extended(full, [0])).toBeNull();
    const deep = firstLayout(Array.from({ length: 12 }, () => 63));
    expect(extended({ ...deep, bits: 40 }, [0])).toBeNull();
  });
});

test('a layout is a guess where it interns what the one before did not', () => {
  const words = Array.from({ length: 12 }, () => 63);
  const first = firstLayout(words);
  expect(isGuessed(first, first)).toBe(false);
  expect(isGuessed(first, firstLayout([63, 63, 63]))).toBe(true);
  // Few parts: they need no groups any more.
  const few = tightened(
    first,
    first.tables.map(() => 4),
    2 ** 16,
    39,
  );
  expect(few.tables).toHaveLength(words.length);
  expect(isGuessed(few, first)).toBe(false);
});
