// The roots of found states in order of discovery: those that are still to be expanded, and those before them
// while they are kept. In: how many roots were written where. Out: where a state's root lies. Roots lie in chunks,
// which writers fill; a chunk that nobody needs any more is used again. Knows no table and no state.

import type { Arena } from './arena.ts';
import { SEGMENT_BYTES } from './memory-map.ts';

/** Roots in one chunk: half a segment of the table. */
export const CHUNK_ROOTS = 2 ** 14;
export const CHUNK_BYTES = 8 * CHUNK_ROOTS;

/** Roots that lie together. */
export interface Run {
  /** Id of the first one. */
  readonly first: number;
  readonly address: number;
  readonly count: number;
}

/** Chunks are allocated so many at once. */
const SLAB = 8;

/** From so much of its memory on, roots that may be let go are, before more room is taken. */
const CROWDED = 3 / 4;

/** What is not in memory. */
export interface SavedQueue {
  readonly runs: readonly Run[];
  readonly complete: boolean;
  readonly count: number;
  readonly allocated: number;
  readonly unused: readonly number[];
  readonly tail: number;
}

export class RootQueue {
  private readonly arena: Arena;
  /** By ascending first id; the first `released` of them have given their place away. */
  private runs: Run[] = [];
  private released = 0;
  private everything = true;
  private spare = 0;
  private lastFound = 0;
  private count = 0;
  private allocated = 0;
  private unused: number[] = [];
  /** Runs that are still there, by address of their chunk. */
  private readonly used = new Map<number, number>();
  /** Chunks that are being filled. */
  private readonly open = new Set<number>();
  /** Where the next root goes if there is one writer only; 0 while it has no chunk. */
  private next = 0;

  constructor(arena: Arena) {
    this.arena = arena;
  }

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return (this.allocated - this.unused.length) * CHUNK_BYTES;
  }

  /** True while all roots are still there. */
  get complete(): boolean {
    return this.everything;
  }

  saved(): SavedQueue {
    const { runs, released, everything, count, allocated, unused, next } = this;
    const kept = runs.slice(released);
    return { runs: kept, complete: everything, count, allocated, unused, tail: next };
  }

  /** Over a memory that was restored. */
  restore({ runs, complete, count, allocated, unused, tail }: SavedQueue): void {
    this.runs = [...runs];
    this.released = 0;
    this.lastFound = 0;
    this.everything = complete;
    this.count = count;
    this.allocated = allocated;
    this.unused = [...unused];
    this.next = tail;
    this.used.clear();
    this.open.clear();
    for (const { address } of runs) this.use(chunkOf(address));
    if (tail !== 0) this.open.add(chunkOf(tail));
  }

  /** Where the next root goes, and how many there are room for; at least one. */
  tail(): { readonly address: number; readonly room: number } {
    if (this.next === 0) this.next = this.openChunk();
    return { address: this.next, room: roomFrom(this.next) };
  }

  /** So many roots were written to the tail. */
  appended(roots: number): void {
    const address = this.next;
    this.next = this.append(address, roots);
  }

  /** Roots were written to an open chunk; returns where the next one goes, 0 if the chunk is full. */
  append(address: number, roots: number): number {
    if (roots > 0) this.note(address, roots);
    if (roots < roomFrom(address)) return address + 8 * roots;
    this.close(chunkOf(address));
    return 0;
  }

  private note(address: number, roots: number): void {
    const last = this.runs.length > this.released ? this.runs.at(-1) : undefined;
    const follows = last !== undefined && last.address + 8 * last.count === address;
    if (follows && chunkOf(last.address) === chunkOf(address)) {
      this.runs[this.runs.length - 1] = { ...last, count: last.count + roots };
    } else {
      this.runs.push({ first: this.count, address, count: roots });
      this.use(chunkOf(address));
    }
    this.count += roots;
  }

  /** An empty chunk for a writer. */
  openChunk(): number {
    if (this.unused.length === 0) this.findChunks();
    const chunk = this.unused.pop() as number;
    this.open.add(chunk);
    return chunk;
  }

  /** The writer will write no more. */
  close(chunk: number): void {
    this.open.delete(chunk);
    if (!this.used.has(chunk)) this.unused.push(chunk);
  }

  /** Roots from `from` on that lie together, `end` - `from` at most. */
  run(from: number, end: number): { readonly address: number; readonly count: number } {
    const run = this.runs[this.runOf(from)];
    if (run === undefined || from < run.first || from >= run.first + run.count) {
      throw new RangeError('no such state is kept');
    }
    const offset = from - run.first;
    return { address: run.address + 8 * offset, count: Math.min(end - from, run.count - offset) };
  }

  /** The roots before `end` are needed no more. */
  release(end: number): void {
    this.everything = false;
    for (; this.released < this.runs.length; this.released++) {
      const { first, address, count } = this.runs[this.released] as Run;
      if (first + count > end) break;
      this.giveBack(chunkOf(address));
    }
    if (this.released * 2 <= this.runs.length) return;
    this.runs.splice(0, this.released);
    this.released = 0;
  }

  /** The roots before `end` are not needed where there is no room for all. */
  mayRelease(end: number): void {
    this.spare = end;
  }

  /** Id of the first root from which on all are still there. */
  get firstKept(): number {
    return this.runs[this.released]?.first ?? this.count;
  }

  /** Releases the older half of the roots that may be; false where that gives no chunk. */
  releaseSome(): boolean {
    const before = this.unused.length;
    const first = this.firstKept;
    if (first < this.spare) this.release(Math.ceil((first + this.spare) / 2));
    return this.unused.length > before;
  }

  /** Calls `each` with all roots that are still there. */
  forEachRun(each: (address: number, count: number) => void): void {
    for (const { address, count } of this.runs.slice(this.released)) each(address, count);
  }

  /** Index of the run that holds an id. */
  private runOf(id: number): number {
    const holds = (index: number) => {
      const run = this.runs[index];
      return run !== undefined && run.first <= id && id < run.first + run.count;
    };
    if (holds(this.lastFound)) return this.lastFound;
    let low = this.released;
    let high = this.runs.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.runs[middle] as Run).first <= id) low = middle;
      else high = middle;
    }
    this.lastFound = low;
    return low;
  }

  private use(chunk: number): void {
    this.used.set(chunk, (this.used.get(chunk) ?? 0) + 1);
  }

  private giveBack(chunk: number): void {
    const left = (this.used.get(chunk) ?? 0) - 1;
    if (left > 0) this.used.set(chunk, left);
    else this.used.delete(chunk);
    if (left === 0 && !this.open.has(chunk)) this.free(chunk);
  }

  /** The table goes on growing where the queue does not: two chunks that make a segment are given back as one. */
  private free(chunk: number): void {
    const isLower = chunk % SEGMENT_BYTES === 0;
    const other = isLower ? chunk + CHUNK_BYTES : chunk - CHUNK_BYTES;
    const found = this.unused.length < SLAB ? -1 : this.unused.indexOf(other);
    if (found < 0) {
      this.unused.push(chunk);
      return;
    }
    this.unused.splice(found, 1);
    this.allocated -= 2;
    this.arena.giveBack(isLower ? chunk : other);
  }

  private findChunks(): void {
    const { bytes, capacity } = this.arena;
    if (bytes > CROWDED * capacity && this.releaseSome()) return;
    this.allocateSlab();
  }

  private allocateSlab(): void {
    const segment = this.arena.spareSegment();
    if (segment !== null) {
      this.unused.push(segment + CHUNK_BYTES, segment);
      this.allocated += 2;
      return;
    }
    const first = this.arena.allocate(SLAB * CHUNK_BYTES, CHUNK_BYTES);
    for (let i = SLAB - 1; i >= 0; i--) this.unused.push(first + i * CHUNK_BYTES);
    this.allocated += SLAB;
  }
}

function chunkOf(address: number): number {
  return address - (address % CHUNK_BYTES);
}

/** Roots between an address and the end of its chunk. */
function roomFrom(address: number): number {
  return CHUNK_ROOTS - (address % CHUNK_BYTES) / 8;
}
