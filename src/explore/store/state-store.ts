// Every distinct state once. In: state vectors. Out: their ids, 0.. in order of arrival, and the vector of
// an id. Records lie in chunks that never move; a hash table of ids finds them. Exact: records are
// compared, hashes only say where to look. Knows nothing of the model but the domains of its cells.

import { InternalError } from '../../diagnostic/internal-error.ts';
import type { Domain, StateVector } from '../../system/transition-system.ts';
import { packing } from './packing.ts';

export interface StateStore {
  readonly size: number;
  /** Bytes held by records and table. */
  readonly bytes: number;
  /** The id of a state, or -1. */
  find(state: StateVector): number;
  /** Adds a state that `find` has just not found; returns its id. */
  insert(): number;
  /** Unpacks the state with this id. */
  read(id: number, into: StateVector): void;
}

const CHUNK_BITS = 13;
const CHUNK_RECORDS = 1 << CHUNK_BITS;
const INITIAL_SLOTS = 1 << 12;
const MAX_LOAD = 0.7;
/** Slots hold id + 1 in 32 bits. */
const MAX_STATES = 2 ** 32 - 2;

/** An empty store for states over these domains. */
export function stateStore(domains: readonly Domain[]): StateStore {
  const packed = packing(domains);
  const { words } = packed;
  const chunks: Uint32Array[] = [];
  const probe = new Uint32Array(words);
  let slots = new Uint32Array(INITIAL_SLOTS);
  let freeSlot = -1;
  let size = 0;

  const chunkOf = (id: number) => chunks[id >>> CHUNK_BITS] as Uint32Array;
  const offsetOf = (id: number) => (id & (CHUNK_RECORDS - 1)) * words;

  const grow = () => {
    const larger = new Uint32Array(slots.length * 2);
    const mask = larger.length - 1;
    for (let id = 0; id < size; id++) {
      let slot = hashWords(chunkOf(id), offsetOf(id), words) & mask;
      while (larger[slot] !== 0) slot = (slot + 1) & mask;
      larger[slot] = id + 1;
    }
    slots = larger;
  };

  return {
    get size() {
      return size;
    },
    get bytes() {
      return chunks.length * CHUNK_RECORDS * words * 4 + slots.byteLength;
    },
    find(state) {
      packed.pack(state, probe, 0);
      const mask = slots.length - 1;
      let slot = hashWords(probe, 0, words) & mask;
      for (;;) {
        const entry = slots[slot] as number;
        if (entry === 0) break;
        if (sameWords(chunkOf(entry - 1), offsetOf(entry - 1), probe)) return entry - 1;
        slot = (slot + 1) & mask;
      }
      freeSlot = slot;
      return -1;
    },
    insert() {
      if (freeSlot < 0 || size > MAX_STATES)
        throw new InternalError('insert without a failed find');
      const id = size;
      if (id >>> CHUNK_BITS === chunks.length) chunks.push(new Uint32Array(CHUNK_RECORDS * words));
      chunkOf(id).set(probe, offsetOf(id));
      slots[freeSlot] = id + 1;
      freeSlot = -1;
      size += 1;
      if (size > slots.length * MAX_LOAD) grow();
      return id;
    },
    read(id, into) {
      packed.unpack(chunkOf(id), offsetOf(id), into);
    },
  };
}

function sameWords(chunk: Uint32Array, offset: number, probe: Uint32Array): boolean {
  for (let i = 0; i < probe.length; i++) if (chunk[offset + i] !== probe[i]) return false;
  return true;
}

/** MurmurHash3 (x86, 32 bit) over whole words. */
function hashWords(from: Uint32Array, offset: number, words: number): number {
  let hash = words;
  for (let i = 0; i < words; i++) {
    const mixed = Math.imul(from[offset + i] as number, 0xcc9e2d51);
    hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
