// Every distinct state once. In: state vectors. Out: their ids, 0.. in order of arrival, and the vector of
// an id. Records lie in chunks that never move; a hash table of ids finds them. Exact: records are
// compared, hashes only say where to look. Knows nothing of the model but the domains of its cells.

import { InternalError } from '../../diagnostic/internal-error.ts';
import type { Domain, StateVector } from '../../system/transition-system.ts';
import { type Packing, packing } from './packing.ts';

const CHUNK_BITS = 13;
const CHUNK_RECORDS = 1 << CHUNK_BITS;
const INITIAL_SLOTS = 1 << 12;
const MAX_LOAD = 0.7;
/** Slots hold id + 1 in 32 bits. */
const MAX_STATES = 2 ** 32 - 2;

export class StateStore {
  private readonly packing: Packing;
  private readonly chunks: Uint32Array[] = [];
  /** The record `find` has last looked for. */
  private readonly probe: Uint32Array;
  private slots = new Uint32Array(INITIAL_SLOTS);
  private freeSlot = -1;
  private count = 0;

  constructor(domains: readonly Domain[]) {
    this.packing = packing(domains);
    this.probe = new Uint32Array(this.packing.words);
  }

  get size(): number {
    return this.count;
  }

  /** Bytes held by records and table. */
  get bytes(): number {
    return this.chunks.length * CHUNK_RECORDS * this.packing.words * 4 + this.slots.byteLength;
  }

  /** The id of a state, or -1. */
  find(state: StateVector): number {
    const { probe, slots } = this;
    this.packing.pack(state, probe, 0);
    const mask = slots.length - 1;
    let slot = hashWords(probe, 0, probe.length) & mask;
    for (;;) {
      const entry = slots[slot] as number;
      if (entry === 0) break;
      if (sameWords(this.chunkOf(entry - 1), this.offsetOf(entry - 1), probe)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    this.freeSlot = slot;
    return -1;
  }

  /** Adds the state that `find` has just not found; returns its id. RangeError if memory has run out. */
  insert(): number {
    if (this.freeSlot < 0 || this.count > MAX_STATES) {
      throw new InternalError('insert without a failed find');
    }
    const id = this.count;
    if (id >>> CHUNK_BITS === this.chunks.length) {
      this.chunks.push(new Uint32Array(CHUNK_RECORDS * this.packing.words));
    }
    this.chunkOf(id).set(this.probe, this.offsetOf(id));
    this.slots[this.freeSlot] = id + 1;
    this.freeSlot = -1;
    this.count += 1;
    if (this.count > this.slots.length * MAX_LOAD) this.grow();
    return id;
  }

  /** Unpacks the state with this id. */
  read(id: number, into: StateVector): void {
    this.packing.unpack(this.chunkOf(id), this.offsetOf(id), into);
  }

  /** All records, by id: views, valid until the next insertion. */
  records(): { readonly bytes: number; readonly pieces: Iterable<Uint8Array> } {
    const bytesPerRecord = this.packing.words * 4;
    const bytes = this.count * bytesPerRecord;
    const pieces = this.chunks.map((chunk, i) => {
      const left = Math.min(this.count - i * CHUNK_RECORDS, CHUNK_RECORDS);
      return new Uint8Array(chunk.buffer, 0, left * bytesPerRecord);
    });
    return { bytes, pieces };
  }

  /** Fills an empty store with `count` records, as `records` gave them. */
  async restore(
    count: number,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const chunkBytes = CHUNK_RECORDS * this.packing.words * 4;
    let at = 0;
    for await (const piece of pieces) {
      for (let from = 0; from < piece.length; ) {
        if (at % chunkBytes === 0) this.chunks.push(new Uint32Array(chunkBytes / 4));
        const chunk = this.chunks.at(-1) as Uint32Array;
        const end = Math.min(piece.length, from + chunkBytes - (at % chunkBytes));
        new Uint8Array(chunk.buffer).set(piece.subarray(from, end), at % chunkBytes);
        at += end - from;
        from = end;
      }
    }
    this.count = count;
    let length = INITIAL_SLOTS;
    while (count > length * MAX_LOAD) length *= 2;
    this.slots = new Uint32Array(length);
    this.index(this.slots);
  }

  private grow(): void {
    const larger = new Uint32Array(this.slots.length * 2);
    this.index(larger);
    this.slots = larger;
  }

  /** Enters all records into a table of free slots. */
  private index(slots: Uint32Array): void {
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = hashWords(this.chunkOf(id), this.offsetOf(id), this.packing.words) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
  }

  private chunkOf(id: number): Uint32Array {
    return this.chunks[id >>> CHUNK_BITS] as Uint32Array;
  }

  private offsetOf(id: number): number {
    return (id & (CHUNK_RECORDS - 1)) * this.packing.words;
  }
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
