// While one thread searches a bucket, others enter roots, at the worst moments: between any two loads, and between the
// halves of one.

import { describe, expect, test, vi } from 'vitest';
import {
  BUCKET_BYTES,
  DIRECTORY,
  SEGMENT_BYTES,
  type Sharing,
} from '../../../src/explore/store/memory-map.ts';
import { hashShape } from '../../../src/explore/store/mix.ts';
import { enterCode, WORK } from '../../../src/explore/store/table-code.ts';
import { Code } from '../../../src/wasm/code.ts';
import { Module } from '../../../src/wasm/module.ts';

const SEGMENT = 4 * SEGMENT_BYTES;
const LIST = SEGMENT + SEGMENT_BYTES;
const TAIL = LIST + 4096;
const BUCKET = SEGMENT + 5 * BUCKET_BYTES;
const LOADS = 4;

/** `enter` of a table for roots of so many bits; `between` is called after each vector that it loads. */
function tableOf(bits: number, sharing: Sharing, between: () => void) {
  const module = new Module(false);
  const hook = module.importFunction('between', { parameters: [], results: [] });
  const globals = {
    shift: module.global('i64'),
    tail: module.global('i32'),
    tailEnd: module.global('i32'),
    sharing,
  };
  const enter = module.declare({ parameters: ['i32', 'i32'], results: ['i32'] });
  const { loadVector } = Code.prototype;
  const spy = vi.spyOn(Code.prototype, 'loadVector').mockImplementation(function (
    this: Code,
    offset?: number,
  ) {
    return loadVector.call(this, offset).call(hook);
  });
  module.define(enter, enterCode(hashShape(bits, 0), globals));
  spy.mockRestore();
  module.exportFunction('enter', enter);
  for (const name of ['shift', 'tail', 'tailEnd'] as const)
    module.exportGlobal(name, globals[name]);
  const memory = new WebAssembly.Memory({ initial: 64 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), {
    env: { memory, between },
  });
  return { memory, exports: exports as unknown as Exports };
}

interface Exports {
  readonly enter: (at: number, end: number) => number;
  readonly shift: { value: bigint };
  readonly tail: { value: number };
  readonly tailEnd: { value: number };
}

describe.each<Sharing>(['whole', 'torn'])('loads are %s', sharing => {
  test.each([
    ['32', 30],
    ['64', 63],
  ])('an entry of %s bits that another thread makes meanwhile is found', (width, bits) => {
    const entryBytes = Number(width) / 8;
    const places = BUCKET_BYTES / entryBytes;
    const rest = BigInt(bits - 12);
    const entryFor = (remainder: bigint) => (1n << BigInt(8 * entryBytes - 1)) | remainder;
    for (let before = 0; before < places; before++) {
      for (let after = before + 1; after <= places; after++) {
        for (let load = 1; load <= LOADS; load++) {
          let loads = 0;
          const { memory, exports } = tableOf(bits, sharing, () => {
            loads += 1;
            if (loads === load) fill(before, after);
          });
          const write = (place: number, entry: bigint) => {
            const view = new DataView(memory.buffer);
            if (entryBytes === 4) view.setUint32(BUCKET + 4 * place, Number(entry), true);
            else view.setBigUint64(BUCKET + 8 * place, entry, true);
          };
          /** The first new entry is the one that is looked for. */
          const fill = (from: number, to: number) => {
            for (let i = from; i < to; i++)
              write(i, entryFor(i === before ? 7n : 100n + BigInt(i)));
          };
          for (let i = 0; i < before; i++) write(i, entryFor(100n + BigInt(i)));
          new Uint32Array(memory.buffer)[DIRECTORY / 4] = SEGMENT;
          new BigUint64Array(memory.buffer)[(LIST + WORK.HASH) / 8] = (5n << rest) | 7n;
          exports.shift.value = BigInt(bits);
          exports.tail.value = TAIL;
          exports.tailEnd.value = TAIL + 64;
          expect(exports.enter(LIST, LIST + 24)).toBe(LIST + 24);
          expect({ before, after, load, roots: exports.tail.value - TAIL }).toEqual({
            before,
            after,
            load,
            roots: 0,
          });
        }
      }
    }
  });
});

/** A bucket that holds `entries` from its low end on, of a table that one root is entered into. */
function bucketOf(width: 32 | 64, between: () => void) {
  const bits = width === 32 ? 30 : 63;
  const rest = BigInt(bits - 12);
  const { memory, exports } = tableOf(bits, 'torn', between);
  const bytes = width / 8;
  const slots = () =>
    width === 32
      ? Array.from(new Uint32Array(memory.buffer, BUCKET, BUCKET_BYTES / bytes), BigInt)
      : [...new BigUint64Array(memory.buffer, BUCKET, BUCKET_BYTES / bytes)];
  const write = (slot: number, entry: bigint) => {
    if (width === 32) new Uint32Array(memory.buffer)[BUCKET / 4 + slot] = Number(entry);
    else new BigUint64Array(memory.buffer)[BUCKET / 8 + slot] = entry;
  };
  const enter = (remainder: bigint) => {
    new Uint32Array(memory.buffer)[DIRECTORY / 4] = SEGMENT;
    new BigUint64Array(memory.buffer)[(LIST + WORK.HASH) / 8] = (5n << rest) | remainder;
    exports.shift.value = BigInt(bits);
    exports.tail.value = TAIL;
    exports.tailEnd.value = TAIL + 64;
    expect(exports.enter(LIST, LIST + 24)).toBe(LIST + 24);
    return exports.tail.value - TAIL;
  };
  return { slots, write, enter, mark: 1n << BigInt(width - 1) };
}

describe.each([32, 64] as const)('what a vector shows is a hint: entries of %i bits', width => {
  const half = BigInt(width / 2);

  test('the half of another entry is not the one that is looked for', () => {
    // All but the low half of the other one is the same, and its low half comes last.
    const wanted = 1n << half;
    for (let slot = 0; slot < 512 / width; slot++) {
      let loads = 0;
      const bucket = bucketOf(width, () => {
        loads += 1;
        if (loads === LOADS) bucket.write(slot, bucket.mark | wanted | 9n);
      });
      for (let i = 0; i < slot; i++) bucket.write(i, bucket.mark | BigInt(100 + i));
      bucket.write(slot, bucket.mark | wanted);
      expect({ slot, roots: bucket.enter(wanted) }).toEqual({ slot, roots: 8 });
    }
  });

  test('a bucket is full when an atomic load says so', () => {
    const last = 512 / width - 1;
    let loads = 0;
    const bucket = bucketOf(width, () => {
      loads += 1;
      // The vectors have shown what is entered later only.
      if (loads === LOADS) for (let i = 3; i <= last; i++) bucket.write(i, 0n);
    });
    for (let i = 0; i <= last; i++) bucket.write(i, bucket.mark | BigInt(100 + i));
    expect(bucket.enter(7n)).toBe(8);
    expect(bucket.slots()[3]).toBe(bucket.mark | 7n);
  });
});
