// The roots of found states in order of discovery: those that are still to be expanded, and those before them
// while they are kept. In: how many roots were appended. Out: where a state's root lies. Roots lie in chunks;
// a chunk that is not needed any more is used again. Knows no table and no state.

import type { Arena } from './arena.ts';

/** Roots in one chunk. */
export const CHUNK_ROOTS = 2 ** 14;

/** What is not in memory. */
export interface SavedQueue {
  readonly chunks: readonly number[];
  readonly unused: readonly number[];
  readonly allocated: number;
  readonly released: number;
  readonly count: number;
}

export class RootQueue {
  private readonly arena: Arena;
  /** Address by chunk number; 0 for one that was released. */
  private chunks: number[] = [];
  private unused: number[] = [];
  private allocated = 0;
  private released = 0;
  private count = 0;

  constructor(arena: Arena) {
    this.arena = arena;
  }

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return this.allocated * CHUNK_ROOTS * 8;
  }

  saved(): SavedQueue {
    const { chunks, unused, allocated, released, count } = this;
    return { chunks, unused, allocated, released, count };
  }

  /** Over a memory that was restored. */
  restore({ chunks, unused, allocated, released, count }: SavedQueue): void {
    this.chunks = [...chunks];
    this.unused = [...unused];
    this.allocated = allocated;
    this.released = released;
    this.count = count;
  }

  /** Where the next root goes, and how many there are room for; at least one. */
  tail(): { readonly address: number; readonly room: number } {
    const used = this.count % CHUNK_ROOTS;
    if (this.count === this.chunks.length * CHUNK_ROOTS) this.chunks.push(this.chunk());
    const address = (this.chunks.at(-1) as number) + 8 * used;
    return { address, room: CHUNK_ROOTS - used };
  }

  appended(roots: number): void {
    this.count += roots;
  }

  /** Roots from `from` on that lie together, `end` - `from` at most. */
  run(from: number, end: number): { readonly address: number; readonly count: number } {
    const chunk = this.chunks[Math.floor(from / CHUNK_ROOTS)];
    if (chunk === undefined || chunk === 0) throw new RangeError('no such state is kept');
    const offset = from % CHUNK_ROOTS;
    return { address: chunk + 8 * offset, count: Math.min(end - from, CHUNK_ROOTS - offset) };
  }

  /** The roots before `end` are needed no more. */
  release(end: number): void {
    for (; (this.released + 1) * CHUNK_ROOTS <= end; this.released++) {
      this.unused.push(this.chunks[this.released] as number);
      this.chunks[this.released] = 0;
    }
  }

  /** Calls `each` with all roots that are still there. */
  forEachRun(each: (address: number, count: number) => void): void {
    for (let from = this.released * CHUNK_ROOTS; from < this.count; ) {
      const { address, count } = this.run(from, this.count);
      each(address, count);
      from += count;
    }
  }

  private chunk(): number {
    const known = this.unused.pop();
    if (known !== undefined) return known;
    this.allocated += 1;
    return this.arena.allocate(8 * CHUNK_ROOTS);
  }
}
