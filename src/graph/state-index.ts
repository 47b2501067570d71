// Finds the id of a state vector among explored states. In: states that can be read by id, whatever engine
// found them. Out: ids. It keeps four bytes per slot and no state of its own.

import { compareStates, type StateVector } from '../system/transition-system.ts';

/** What the graph needs of an exploration's store. */
export interface ReadableStates {
  readonly size: number;
  read(id: number, into: StateVector): void;
  /** A function that reads at least the given cells, quicker than all of them, if the store has one. */
  readerOf?(cells: Iterable<number>): (id: number, into: StateVector) => void;
}

export interface StateIndex {
  /** The id of a state, or -1. */
  find(state: StateVector): number;
  readonly bytes: number;
}

/** Slots per state: at most two, at least one and a quarter. */
const ROOM = 1.25;

/** An open hash table over all states; it takes at most 10 bytes per state. */
export function stateIndex(states: ReadableStates, width: number): StateIndex {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, states.size * ROOM))));
  const mask = slots.length - 1;
  const state = new Int32Array(width);
  for (let id = 0; id < states.size; id++) {
    states.read(id, state);
    let slot = hashOf(state) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = id + 1;
  }
  return {
    bytes: slots.byteLength,
    find(wanted) {
      let slot = hashOf(wanted) & mask;
      for (;;) {
        const entry = slots[slot] as number;
        if (entry === 0) return -1;
        states.read(entry - 1, state);
        if (compareStates(state, wanted) === 0) return entry - 1;
        slot = (slot + 1) & mask;
      }
    },
  };
}

/** FNV-1a over whole cells, with the finish of MurmurHash3. */
function hashOf(state: StateVector): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < state.length; i++) hash = Math.imul(hash ^ (state[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
