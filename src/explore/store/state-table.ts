// The segments of the table and the directory that finds them. In: which entry of the work list found no
// room. Out: room for it. The table's entries are seen by the module's code only.

import { narrowRest, restBits } from './buckets.ts';
import type { Memories, Place } from './memories.ts';
import { DIRECTORY, MAX_DIRECTORY_BITS, SEGMENT_BYTES, SIDE_DIRECTORY } from './memory-map.ts';
import type { HashShape } from './mix.ts';
import type { TableExports } from './table-module.ts';

/** What is not in memory. */
export interface SavedTable {
  readonly directoryBits: number;
  readonly segments: number;
}

export interface Segment extends Place {
  readonly depth: number;
  readonly prefix: number;
}

export class StateTable {
  private readonly memories: Memories;
  private readonly codeIn: (memory: number) => TableExports;
  private readonly hash: HashShape;
  private directoryBits = 0;
  private segments = 1;
  /** Memories with a directory. */
  private reached = 1;

  /** `codeIn`: on each memory. `saved`: of the table that is there already, in memories that were restored. */
  constructor(
    memories: Memories,
    codeIn: (memory: number) => TableExports,
    hash: HashShape,
    saved: SavedTable | null,
  ) {
    this.memories = memories;
    this.codeIn = codeIn;
    this.hash = hash;
    if (saved === null) {
      const first = memories.segment();
      memories.clear(first);
      this.direct(0, 1, first, 0);
      this.reached = memories.count;
    } else {
      this.directoryBits = saved.directoryBits;
      this.segments = saved.segments;
      this.reached = memories.count;
    }
    this.announce();
    if (saved !== null) return;
    for (let depth = 0; depth < memories.sizes.depth; depth++) {
      for (const segment of this.segmentList()) this.splitSegment(segment);
    }
  }

  get bytes(): number {
    return this.segments * SEGMENT_BYTES;
  }

  saved(): SavedTable {
    return { directoryBits: this.directoryBits, segments: this.segments };
  }

  /** Splits the segment of a hash. RangeError where memory or the directory has run out. */
  split(hash: bigint): void {
    const index = this.indexOf(hash);
    const place = this.segmentAt(index);
    this.splitSegment({ ...place, prefix: index >>> (this.directoryBits - place.depth) });
  }

  splitSegment(segment: Segment): void {
    this.splitInto(segment, this.otherHalf());
  }

  /** A place for the half of a segment; with anything in it. */
  otherHalf(): Place {
    const other = this.memories.segment();
    this.reachAll();
    return other;
  }

  splitInto(segment: Segment, other: Place): void {
    const { memories } = this;
    const { memory } = segment;
    const moves = other.memory !== memory;
    const half = moves ? memories.half(memory) : other.segment;
    const { split } = this.codeIn(memory);
    if (split(segment.segment, half, memories.copy(memory), segment.depth) === 0)
      throw new RangeError('the hash spreads the states badly');
    if (moves) memories.move(memory, other);
    this.divided(segment, other);
  }

  /** Segments with short entries that would become longer with so many more bits of the hash, but not with fewer. */
  atLimit(more: number): Segment[] {
    const limit = restBits(this.hash) + more - narrowRest(this.hash);
    return this.segmentList().filter(({ depth }) => depth === limit - 1);
  }

  /** States that so many more segments would make room for. */
  roomWith(more: number): number {
    return (this.segments + more) * (SEGMENT_BYTES / 4);
  }

  /** Makes room for so many bits that were appended to the hash since entries were made. */
  widen(by: number): void {
    for (const { memory, segment, depth } of this.segmentList())
      this.codeIn(memory).widen(segment, depth, by);
  }

  depthOf(hash: bigint): number {
    return this.segmentAt(this.indexOf(hash)).depth;
  }

  segmentsOfDepth(depth: number): Segment[] {
    return this.segmentList().filter(one => one.depth === depth);
  }

  /** The upper half of a segment's hashes is in `other` from now on. */
  divided(segment: Segment, other: Place): void {
    const { depth, prefix } = segment;
    if (depth === this.directoryBits) this.doubleDirectory();
    this.segments += 1;
    const half = 2 ** (this.directoryBits - depth - 1);
    const first = 2 * half * prefix;
    this.direct(first, half, segment, depth + 1);
    this.direct(first + half, half, other, depth + 1);
  }

  /** Bits of a hash below the directory. */
  get shift(): number {
    return this.hash.bits - this.directoryBits;
  }

  /** All segments: place, depth, and the top bits that the hashes of a segment share. */
  segmentList(): Segment[] {
    const list: Segment[] = [];
    for (let index = 0; index < 2 ** this.directoryBits; ) {
      const place = this.segmentAt(index);
      const entries = 2 ** (this.directoryBits - place.depth);
      list.push({ ...place, prefix: index / entries });
      index += entries;
    }
    return list;
  }

  /** Writes the roots of a segment to `to` in the first memory, room for 2 * SEGMENT_BYTES; returns their end. */
  list({ memory, segment, depth, prefix }: Segment, to: number): number {
    const { list } = this.codeIn(memory);
    if (memory === 0) return list(segment, depth, BigInt(prefix), to) >>> 0;
    const room = this.memories.copy(memory);
    const end = list(segment, depth, BigInt(prefix), room) >>> 0;
    const roots = new Uint8Array(this.memories.arena(memory).memory.buffer, room, end - room);
    this.memories.first.write(to, roots);
    return to + (end - room);
  }

  /** Zeroed room of one i32 beside every entry. The table must not grow any more. */
  addSide(): void {
    for (const { memory, depth, prefix } of this.segmentList()) {
      const arena = this.memories.arena(memory);
      const side = arena.allocate(SEGMENT_BYTES);
      const entries = 2 ** (this.directoryBits - depth);
      const first = SIDE_DIRECTORY / 4 + prefix * entries;
      arena.u32.fill(side, first, first + entries);
    }
  }

  private segmentAt(index: number): Omit<Segment, 'prefix'> {
    const entry = this.entryAt(0, index);
    const depth = entry % 64;
    const memory = this.memories.memoryAt(entry - depth);
    return { memory, segment: this.entryAt(memory, index) - depth, depth };
  }

  private entryAt(memory: number, index: number): number {
    return this.memories.arena(memory).u32[DIRECTORY / 4 + index] as number;
  }

  private indexOf(hash: bigint): number {
    return Number(hash >> BigInt(this.hash.bits - this.directoryBits));
  }

  /** Writes so many entries to the directories of all memories. */
  private direct(first: number, count: number, { memory, segment }: Place, depth: number): void {
    const at = DIRECTORY / 4 + first;
    for (let seenFrom = 0; seenFrom < this.memories.count; seenFrom++) {
      const address = seenFrom === memory ? segment : this.memories.elsewhere(seenFrom, memory);
      this.memories.arena(seenFrom).u32.fill(address + depth, at, at + count);
    }
  }

  /** Gives new memories their directory. */
  private reachAll(): void {
    const { memories } = this;
    if (this.reached === memories.count) return;
    for (; this.reached < memories.count; this.reached++) {
      const elsewhere = memories.elsewhere(this.reached, 0);
      const directory = memories.arena(this.reached).u32;
      for (let index = 0; index < 2 ** this.directoryBits; index++)
        directory[DIRECTORY / 4 + index] = elsewhere + (this.entryAt(0, index) % 64);
    }
    this.announce();
  }

  /** Every entry twice. */
  private doubleDirectory(): void {
    if (this.directoryBits === MAX_DIRECTORY_BITS) throw new RangeError('the directory is full');
    for (let memory = 0; memory < this.memories.count; memory++) {
      const directory = this.memories.arena(memory).u32;
      for (let index = 2 ** this.directoryBits - 1; index >= 0; index--) {
        const entry = directory[DIRECTORY / 4 + index] as number;
        directory.fill(entry, DIRECTORY / 4 + 2 * index, DIRECTORY / 4 + 2 * index + 2);
      }
    }
    this.directoryBits += 1;
    this.announce();
  }

  private announce(): void {
    for (let memory = 0; memory < this.memories.count; memory++)
      this.codeIn(memory).shift.value = BigInt(this.shift);
  }
}
