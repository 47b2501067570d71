// Where things lie in the store's memory. In: sizes. Out: addresses. Absolute ones are shared by all threads; a
// work area belongs to one. What grows (segments, chunks, intern tables) is placed by `arena.ts`.

/**
 * Whether several threads work on the memory, and if so, whether a vector load can see an entry half written.
 * The specification allows that; where the processor does not, nothing needs to be looked at again.
 */
export type Sharing = 'none' | 'whole' | 'torn';

/** A segment of the table: 2^12 buckets of 64 bytes, aligned to its size. */
export const BUCKET_BITS = 12;
export const BUCKET_BYTES = 64;
export const SEGMENT_BYTES = BUCKET_BYTES * 2 ** BUCKET_BITS;
/** Where nothing else is said, remainders of up to so many bits make entries of 32 bits, larger ones entries of 64. */
export const NARROW_REMAINDER = 27;

/** Memories that segments may lie in. */
export const MAX_MEMORIES = 8;
/** log2 of the segments that so many memories of 4 GiB can hold. */
export const MAX_DIRECTORY_BITS = 17;
/** An i32 per value of the key's top bits: address of the segment, and its depth in the low 6 bits. */
export const DIRECTORY = 4096;
/** An i32 per value of the key's top bits: address of what is kept beside the segment's entries. */
export const SIDE_DIRECTORY = DIRECTORY + 4 * 2 ** MAX_DIRECTORY_BITS;
export const FIXED_END = SIDE_DIRECTORY + 4 * 2 ** MAX_DIRECTORY_BITS;

/** log2 of the words the filter holds: more of them leave no room in the second-level cache for anything else. */
const FILTER_BITS = 15;

/** log2 of the states of so many words that the filter holds. */
export function filterBits(words: number): number {
  return Math.max(1, FILTER_BITS - Math.ceil(Math.log2(words)));
}

/** Bytes of one entry of the work list. */
export const WORK_BYTES = 24;

/** Bytes at the beginning of a work area for what its thread reports. */
export const RECORD_BYTES = 512;

/** Offsets within a work area, which is aligned to 64 bytes. */
export interface WorkArea {
  /** The packed state that was met last, per value of a hash. */
  readonly filter: number;
  readonly work: number;
  /** Packed states written by the compiled system. */
  readonly batch: number;
  /** Packed states decoded from roots, to be expanded. */
  readonly states: number;
  readonly bytes: number;
}

/** A work area for batches of `capacity` states of `words` words, and `window` decoded ones. */
export function workArea(words: number, capacity: number, window: number): WorkArea {
  const filter = RECORD_BYTES;
  const work = filter + 8 * words * 2 ** filterBits(words);
  const batch = align(work + WORK_BYTES * capacity);
  const states = align(batch + 8 * words * capacity);
  return { filter, work, batch, states, bytes: align(states + 8 * words * window) };
}

/** Bytes of an area where a work list is put in order by memories, for batches of `capacity` states. */
export function sortingBytes(capacity: number): number {
  return SORTED + WORK_BYTES * capacity;
}

/** Offsets in it: items per memory, where the next one goes, the list in order. */
export const COUNTS = 0;
export const NEXT = 4 * MAX_MEMORIES;
export const SORTED = 8 * MAX_MEMORIES;

export function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
