// All states move to another layout of roots. In: a coding and its queue. Out: the coding that follows it; the
// roots in the queue are replaced. Segments are emptied one after another and used again.

import { Coding, type Workplace } from './coding.ts';
import { SEGMENT_BYTES } from './memory-map.ts';
import type { RootLayout } from './root-layout.ts';
import type { RootQueue } from './root-queue.ts';

/** Bytes for the roots of one segment. */
export const ROOM = 2 * SEGMENT_BYTES;

/** `window`: states that are decoded at once. `room`: ROOM bytes. RangeError where memory or ids run out. */
export function recode(
  at: Workplace,
  from: Coding,
  layout: RootLayout,
  queue: RootQueue,
  window: number,
  room: number,
): Coding {
  const segments = from.table.segmentList();
  const to = new Coding(at, layout);
  const states = at.base + at.area.states;
  const decoded = (roots: number, count: number, each: (roots: number, end: number) => void) => {
    for (let i = 0; i < count; i += window) {
      const some = Math.min(window, count - i);
      from.code.decodeRoots(roots + 8 * i, some, states);
      each(roots + 8 * i, states + 8 * at.words * some);
    }
  };
  for (const segment of segments) {
    const end = from.table.list(segment, room);
    at.memories.giveBack(segment);
    decoded(room, (end - room) / 8, (roots, last) => {
      // The roots that were just decoded give their place to the new ones.
      enterAll(to, states, last, { address: roots, room: window + 1 });
    });
  }
  // States of one word are kept as they are.
  if (at.words === 1) return to;
  queue.forEachRun((address, count) => {
    decoded(address, count, (roots, end) => {
      if (!to.encode(states, end, roots)) throw new RangeError('more parts of states than ids');
    });
  });
  return to;
}

function enterAll(to: Coding, from: number, end: number, tail: { address: number; room: number }) {
  for (let at = from; ; ) {
    at = to.prepare(at, end);
    to.enter(to.list, tail);
    if (at === end) return;
    if (!to.interned.grow()) throw new RangeError('more parts of states than ids');
  }
}
