// Where segments are placed, by how much of each memory is taken.

import { expect, test } from 'vitest';
import { LARGEST, Memories } from '../../../src/explore/store/memories.ts';
import { SEGMENT_BYTES } from '../../../src/explore/store/memory-map.ts';

const MIB = 2 ** 20;

function placesOf(memories: Memories, count: number): number[] {
  return Array.from({ length: count }, () => memories.segment().memory);
}

test('segments fill the first memory to the half, then the others', () => {
  const memories = new Memories(false, { ...LARGEST, bytes: 16 * MIB });
  const places = placesOf(memories, 100);
  const perMemory = [0, 1, 2].map(memory => places.filter(place => place === memory).length);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(perMemory[0]).toBeGreaterThan(20);
  expect(perMemory[0]).toBeLessThanOrEqual((8 * MIB) / SEGMENT_BYTES);
  expect(perMemory[1]).toBeGreaterThan(50);
  expect(perMemory[2]).toBeGreaterThan(10);
});

test('what the queue gives back to the first memory does not all become table', () => {
  const memories = new Memories(false, { ...LARGEST, bytes: 16 * MIB });
  const chunks = Array.from({ length: 40 }, () =>
    memories.first.allocate(SEGMENT_BYTES, SEGMENT_BYTES),
  );
  const before = placesOf(memories, 50);
  for (const chunk of chunks) memories.first.giveBack(chunk);
  const places = [...before, ...placesOf(memories, 50)];
  const inFirst = places.filter(place => place === 0).length;
  expect(inFirst * SEGMENT_BYTES).toBeLessThanOrEqual(8 * MIB);
  expect(inFirst).toBeGreaterThan(before.filter(place => place === 0).length);
});

test('what was restored has room for halves of segments once there are more memories', async () => {
  const small = new Memories(false, { ...LARGEST, bytes: 16 * MIB });
  placesOf(small, 8);
  const { first } = small;
  // Room for a segment without entries, but none for a half beside it.
  first.allocate(16 * MIB - first.bytes - SEGMENT_BYTES - 4096);
  expect(() => placesOf(small, 2)).toThrow(RangeError);
  expect(small.count).toBe(1);
  const large = new Memories(false, { ...LARGEST, bytes: 64 * MIB, segments: [8] });
  await large.restore(small.saved(), small.image().pieces);
  expect(placesOf(large, 1)).toEqual([1]);
  expect(large.half(0)).toBeGreaterThan(0);
});
