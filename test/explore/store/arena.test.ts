// Memory near the end of what can be addressed.

import { expect, test } from 'vitest';
import { Arena } from '../../../src/explore/store/arena.ts';
import { SEGMENT_BYTES } from '../../../src/explore/store/memory-map.ts';

test('no piece ends where addresses of 32 bits do: its end would be 0', () => {
  const arena = new Arena(false);
  arena.allocate(2 ** 32 - SEGMENT_BYTES - arena.allocate(0));
  // What is left would hold one more segment to the byte.
  expect(() => arena.allocate(SEGMENT_BYTES)).toThrow(RangeError);
});
