// The store against a Map, with states made up by the test: no model, no compiled code.

import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/explore/snapshot.ts';
import { BATCH } from '../../../src/explore/store/batch.ts';
import { LARGEST } from '../../../src/explore/store/memories.ts';
import { SEGMENT_BYTES } from '../../../src/explore/store/memory-map.ts';
import { emitUnmix, hashShape } from '../../../src/explore/store/mix.ts';
import { PackedStore, type SavedStore } from '../../../src/explore/store/packed-store.ts';
import type { PackedSystem } from '../../../src/system/packed-system.ts';
import type { StateVector } from '../../../src/system/transition-system.ts';
import { Code } from '../../../src/wasm/code.ts';
import { Module } from '../../../src/wasm/module.ts';
import { written } from '../essence.ts';

/** States are words as they are: two cells, the low and the high half, for each. */
function wordsOnly(wordBits: readonly number[]): PackedSystem {
  const unused = () => {
    throw new Error('no code here');
  };
  return {
    words: wordBits.length,
    wordBits,
    maxSuccessors: 8,
    pack(state, into, at) {
      wordBits.forEach((_, w) => {
        const [low, high] = [state[2 * w] as number, state[2 * w + 1] as number];
        into[at + w] = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
      });
    },
    unpack(words, at, into) {
      for (let i = 0; i < 2 * wordBits.length; i++) into[i] = words[at + i] as number;
    },
    unpackSome: null,
    shareable: false,
    codeFor: unused,
    stepper: unused,
    labelled: unused,
  };
}

/** Numbers that look random, the same in every run (xorshift, Marsaglia 2003). */
function numbers(seed: number): (bits: number) => bigint {
  let x = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n;
  return bits => {
    x ^= BigInt.asUintN(64, x << 13n);
    x ^= x >> 7n;
    x ^= BigInt.asUintN(64, x << 17n);
    return BigInt.asUintN(bits, x >> 1n);
  };
}

function enter(store: PackedStore, states: readonly (readonly bigint[])[], most = Infinity) {
  const batch = new BigUint64Array(store.memory.buffer, store.batch);
  states.forEach((words, i) => {
    batch.set(words, i * words.length);
  });
  return store.insert(states.length, most);
}

function readAll(store: PackedStore, words: number): bigint[][] {
  const halves = new Int32Array(2 * words);
  return Array.from({ length: store.size }, (_, id) => {
    store.read(id, halves);
    return wordsOf(halves);
  });
}

function wordsOf(halves: StateVector): bigint[] {
  const words = new BigUint64Array(halves.buffer.slice(0) as ArrayBuffer);
  return [...words];
}

/** Enters states in batches, some of them again and again, and checks every answer. */
function compare(store: PackedStore, draw: () => bigint[], count: number, words: number): void {
  const known = new Map<string, number>();
  const order: bigint[][] = [];
  for (let done = 0; done < count; ) {
    const batch = Array.from({ length: Math.min(BATCH, count - done) }, draw);
    done += batch.length;
    expect(enter(store, batch)).toBe(true);
    for (const state of batch) {
      const key = state.join();
      if (known.has(key)) continue;
      known.set(key, order.length);
      order.push(state);
    }
    expect(store.size).toBe(order.length);
  }
  expect(readAll(store, words)).toEqual(order);
  findAll(store, order);
}

function findAll(store: PackedStore, order: readonly (readonly bigint[])[]): void {
  const finder = store.finder(BATCH);
  const words = order[0]?.length ?? 1;
  for (let first = 0; first < order.length; first += BATCH) {
    const some = order.slice(first, first + BATCH);
    const batch = new BigUint64Array(store.memory.buffer, store.batch, BATCH * words);
    some.forEach((state, i) => {
      batch.set(state, i * words);
    });
    finder.find(some.length);
    const ids = new Int32Array(store.memory.buffer, finder.address, some.length);
    expect([...ids]).toEqual(some.map((_, i) => first + i));
  }
}

describe('states of one word', () => {
  test.each(Array.from({ length: 63 }, (_, i) => i + 1))('%i bits', bits => {
    const store = new PackedStore(wordsOnly([bits]));
    const draw = numbers(bits);
    const recent: bigint[] = [0n];
    compare(
      store,
      () => {
        const again = draw(2) === 0n;
        const state = again ? (recent[Number(draw(10)) % recent.length] as bigint) : draw(bits);
        if (recent.length < 1024) recent.push(state);
        return [state];
      },
      6000,
      1,
    );
  });

  test.each([
    // The table grows from one segment to many; entries of 64 bits become entries of 32.
    [40, 400_000],
    [63, 200_000],
  ])('%i bits, %i states in order, as a counter makes them', (bits, count) => {
    const store = new PackedStore(wordsOnly([bits]));
    const step = 2n ** BigInt(bits - 19);
    for (let first = 0; first < count; first += BATCH) {
      const length = Math.min(BATCH, count - first);
      enter(
        store,
        Array.from({ length }, (_, i) => [BigInt(first + i) * step]),
      );
    }
    expect(store.size).toBe(count);
    for (let first = 0; first < count; first += BATCH * 7) {
      enter(store, [[BigInt(first) * step]]);
    }
    expect(store.size).toBe(count);
    expect(store.bytes).toBeLessThan(count * (bits === 40 ? 20 : 40));
  });

  test('all states there can be', () => {
    const store = new PackedStore(wordsOnly([17]));
    for (let first = 0; first < 2 ** 17; first += BATCH) {
      enter(
        store,
        Array.from({ length: BATCH }, (_, i) => [BigInt(first + i)]),
      );
    }
    expect(store.size).toBe(2 ** 17);
    enter(
      store,
      Array.from({ length: BATCH }, (_, i) => [BigInt(i * 256)]),
    );
    expect(store.size).toBe(2 ** 17);
  });
});

describe('wide states', () => {
  test.each([
    [[63, 26], 30],
    [[63, 63], 8],
    [[63, 63, 18], 30],
    [[63, 63, 63, 63, 63, 63, 63, 37], 6],
    [Array.from({ length: 40 }, () => 63), 4],
  ])('words of %j bits, of which %i change', (wordBits, changing) => {
    const store = new PackedStore(wordsOnly(wordBits));
    const draw = numbers(wordBits.length);
    const state = wordBits.map(bits => draw(bits));
    const next = () => {
      const word = Number(draw(16)) % wordBits.length;
      const width = Math.min(changing, wordBits[word] as number);
      const shift = BigInt(Number(draw(16)) % ((wordBits[word] as number) - width + 1));
      const mask = ((1n << BigInt(width)) - 1n) << shift;
      state[word] = ((state[word] as bigint) & ~mask) | (draw(width) << shift);
      return [...state];
    };
    compare(store, next, 6000, wordBits.length);
  });
});

describe('ids of parts become as wide as they need to be', () => {
  // Parts are few at first, and many later: a second and a third layout follow.
  test.each([[[63]], [[63, 63]], [[50, 63, 63, 20]]])('words of %j bits', wordBits => {
    const store = new PackedStore(wordsOnly(wordBits));
    const draw = numbers(7);
    const known = new Set<string>();
    const make = (done: number) =>
      wordBits.map((bits, w) => {
        const spread = done < 70_000 ? 300 : 300_000;
        const low = BigInt((done * (w + 3)) % spread);
        return BigInt.asUintN(bits, low * 5n + ((draw(9) % 257n) << 40n));
      });
    for (let done = 0; done < 150_000; done += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, i) => make(done + i));
      enter(store, batch);
      for (const state of batch) known.add(state.join());
    }
    expect(store.size).toBe(known.size);
    const all = readAll(store, wordBits.length).map(state => state.join());
    expect(new Set(all)).toEqual(known);
    // Every one of them is known.
    for (let id = 0; id + BATCH <= all.length; id += 37 * BATCH) {
      const some = all.slice(id, id + BATCH).map(text => text.split(',').map(BigInt));
      enter(store, some);
    }
    expect(store.size).toBe(known.size);
  });
});

describe('ids that run out get more bits, and states stay where they are', () => {
  const count = 190_000;
  /** The values of each word become more and more. */
  const stateAt = (i: number) => {
    const spread = 100 + Math.floor(i / 90);
    return [0, 1, 3, 7].map(more => BigInt(i % (spread + more)) << BigInt(3 * more + 2));
  };
  const batchFrom = (first: number) =>
    Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => stateAt(first + i));
  const keys = Array.from({ length: count }, (_, i) => stateAt(i).join());
  const order = [...new Set(keys)];

  test.each([
    ['one memory', LARGEST],
    ['several memories', { ...LARGEST, bytes: 2 ** 25, depth: 1, segments: [1, 1, 2] }],
  ])('%s', (_, sizes) => {
    const store = new PackedStore(wordsOnly([30, 35, 40, 45]), 'none', sizes);
    const lengths = new Set<number>();
    for (let first = 0; first < count; first += BATCH) {
      enter(store, batchFrom(first));
      lengths.add(store.coding.layout.appended);
    }
    expect(Math.max(...lengths)).toBeGreaterThan(2);
    expect(store.size).toBe(order.length);
    // Every one of them is known, now and after all have moved.
    for (const move of [false, true]) {
      if (move) store.recode();
      for (let first = 0; first < count; first += 3 * BATCH) enter(store, batchFrom(first));
      expect(store.size).toBe(order.length);
    }
    expect(store.coding.layout.appended).toBe(0);
    // What is new of a batch comes memory by memory.
    const all = new Set(readAll(store, 4).map(state => state.join()));
    expect(order.filter(state => !all.has(state))).toEqual([]);
  });

  test('a store that was saved when all ids were given, or just after, goes on as it was', async () => {
    const bits = [30, 35, 40, 45];
    // Far more values after the point where the first ones say how many there might be.
    const wideAt = (i: number) => {
      const spread = 100 + Math.floor(i / 90) + Math.floor(Math.max(0, i - 90_000) / 3);
      return [0, 1, 3, 7].map(more => BigInt(i % (spread + more)) << BigInt(3 * more + 2));
    };
    const end = 220_000;
    const store = new PackedStore(wordsOnly(bits));
    const sizes: number[] = [];
    const saved: { from: number; isFull: boolean; snapshot: Snapshot }[] = [];
    for (let i = 0, appended = 0, wasFull = false; i < end; i++) {
      enter(store, [wideAt(i)]);
      sizes.push(store.size);
      const isFull = store.coding.interned.full().length > 0;
      const isLonger = store.coding.layout.appended > appended;
      if (isLonger || (isFull && !wasFull)) {
        const snapshot = await written(store.saved(), 100_000);
        saved.push({ from: i + 1, isFull, snapshot });
      }
      appended = store.coding.layout.appended;
      wasFull = isFull;
    }
    expect(saved.filter(({ isFull }) => isFull).length).toBeGreaterThan(2);
    expect(saved.filter(({ isFull }) => !isFull).length).toBeGreaterThan(2);
    for (const { from, snapshot } of saved) {
      const again = new PackedStore(wordsOnly(bits));
      await again.restore(snapshot.data as SavedStore, snapshot);
      expect(again.size).toBe(sizes[from - 1]);
      for (let i = from; i < Math.min(end, from + 4000); i++) {
        enter(again, [wideAt(i)]);
        if (again.size !== sizes[i]) expect([i, again.size]).toEqual([i, sizes[i]]);
      }
      const { size } = again;
      for (let i = 0; i < from; i += 7) enter(again, [wideAt(i)]);
      expect(again.size).toBe(size);
    }
  });
});

test('states of several words are cut once there are enough of them', () => {
  const store = new PackedStore(wordsOnly([36, 55]));
  const count = 280_000;
  // Halves of the first word and parts of the second have few values, the words have many.
  const stateAt = (i: number) => [
    (BigInt((i * 7) % 500) << 18n) | BigInt((i * 11) % 511),
    (BigInt(i % 64) << 49n) | (BigInt(Math.floor(i / 500) % 600) << 16n) | 5n,
  ];
  const batchFrom = (first: number) =>
    Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => stateAt(first + i));
  for (let first = 0; first < count; first += BATCH) enter(store, batchFrom(first));
  const { size } = store;
  expect(store.coding.layout.tables.length).toBeGreaterThan(2);
  for (let first = 0; first < count; first += BATCH) enter(store, batchFrom(first));
  expect(store.size).toBe(size);
  const order = [...new Set(Array.from({ length: count }, (_, i) => stateAt(i).join()))];
  expect(size).toBe(order.length);
  const halves = new Int32Array(4);
  for (let id = 0; id < size; id += 997) {
    store.read(id, halves);
    expect(wordsOf(halves).join()).toBe(order[id]);
  }
});

test('the number of states is limited exactly', () => {
  for (const most of [1, 7, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH - 1]) {
    const store = new PackedStore(wordsOnly([30]));
    const states = (first: number) => Array.from({ length: BATCH }, (_, i) => [BigInt(first + i)]);
    const first = enter(store, states(0), most);
    expect(first).toBe(most >= BATCH);
    // States that are known need no room.
    if (first) expect(enter(store, states(0), most)).toBe(true);
    if (first) expect(enter(store, states(BATCH), most)).toBe(false);
    expect(store.size).toBe(most);
  }
});

describe('a segment of a large table', () => {
  /** The numbers of so many bits with given hashes. */
  function unmixed(bits: number): (hash: bigint) => bigint {
    const module = new Module(false);
    const index = module.declare({ parameters: ['i64'], results: ['i64'] });
    const code = new Code(1);
    emitUnmix(code, 0, hashShape(bits, 0));
    module.define(index, code.get(0));
    module.exportFunction('unmix', index);
    const env = { memory: new WebAssembly.Memory({ initial: 1 }) };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), { env });
    return exports.unmix as (hash: bigint) => bigint;
  }

  // Full at about so much of its room: the displacement of a short hash has five bits.
  test.each([
    [42, 0.945, 0.985],
    [43, 0.88, 0.945],
  ])('of hashes of %i bits is split when it is full, and not before', (bits, least, most) => {
    const store = new PackedStore(wordsOnly([bits]), 'none', { ...LARGEST, depth: 9 });
    const { bytes } = store.table;
    const entries = SEGMENT_BYTES / 4;
    const toState = unmixed(bits);
    // All of these hashes begin with nine bits that are 0.
    const draw = numbers(bits);
    const hashes = new Set<bigint>();
    while (hashes.size < entries) hashes.add(draw(bits - 9));
    const states = [...hashes].map(hash => [toState(hash)]);
    let full = 0;
    for (let first = 0; first < entries; first += BATCH) {
      enter(store, states.slice(first, first + BATCH));
      expect(store.size).toBe(first + BATCH);
      if (full === 0 && store.table.bytes > bytes) full = store.size / entries;
    }
    expect(full).toBeGreaterThan(least);
    expect(full).toBeLessThan(most);
    for (let first = 0; first < entries; first += BATCH)
      enter(store, states.slice(first, first + BATCH));
    expect(store.size).toBe(entries);
  });
});

describe('a table in several memories', () => {
  const sizes = { ...LARGEST, bytes: 2 ** 25, depth: 3, segments: [2, 2, 2] };

  // What is new of a batch comes memory by memory.
  test.each([[[30]], [[63]], [[63, 63]], [[50, 63, 63, 20]]])('words of %j bits', wordBits => {
    const store = new PackedStore(wordsOnly(wordBits), 'none', sizes);
    expect(store.memories.count).toBe(4);
    const draw = numbers(11);
    const known = new Set<string>();
    // Past the point where ids are made as wide as they need to be.
    for (let done = 0; done < 150_000; done += BATCH) {
      const batch = Array.from({ length: BATCH }, () => {
        const low = draw(17);
        return wordBits.map((bits, w) => BigInt.asUintN(bits, (low >> BigInt(w)) << 13n));
      });
      expect(enter(store, batch)).toBe(true);
      for (const state of batch) known.add(state.join());
      if (store.size !== known.size) break;
    }
    expect(store.size).toBe(known.size);
    const order = readAll(store, wordBits.length);
    expect(order.every(state => known.has(state.join()))).toBe(true);
    findAll(store, order);
    expect(store.memories.count).toBe(4);
  });

  test('segments go on to other memories after all states have moved to another layout', () => {
    const few = { ...LARGEST, bytes: 2 ** 25, segments: [2, 2, 2, 2, 2] };
    const store = new PackedStore(wordsOnly([63]), 'none', few);
    const state = (i: number) => [BigInt(i % 1000) * 2n ** 40n + BigInt(Math.floor(i / 1000))];
    for (let first = 0; first < 600_000; first += BATCH) {
      if (first % 2 ** 17 === 0 && first > 0) store.recode();
      enter(
        store,
        Array.from({ length: BATCH }, (_, i) => state(first + i)),
      );
      if (store.size !== first + BATCH) break;
    }
    expect(store.size).toBe(600_064);
    expect(store.memories.count).toBeGreaterThan(5);
  });
});
