// The segments of the table and the directory that finds them. In: which entry of the work list found no
// room. Out: room for it. The table's entries are seen by the module's code only.

import type { Arena } from './arena.ts';
import { DIRECTORY, MAX_DIRECTORY_BITS, SEGMENT_BYTES, SIDE_DIRECTORY } from './memory-map.ts';
import type { TableExports } from './table-module.ts';

/** What is not in memory. */
export interface SavedTable {
  readonly directoryBits: number;
  readonly segments: number;
}

export interface Segment {
  readonly segment: number;
  readonly depth: number;
  readonly prefix: number;
}

export class StateTable {
  private readonly arena: Arena;
  private readonly code: TableExports;
  private readonly hashBits: number;
  /** Room for a segment that is being split. */
  private readonly copy: number;
  private directoryBits = 0;
  private segments = 1;

  /** `copy`: room for a segment. `saved`: of the table that is there already, in a memory that was restored. */
  constructor(
    arena: Arena,
    code: TableExports,
    hashBits: number,
    copy: number,
    saved: SavedTable | null,
  ) {
    this.arena = arena;
    this.code = code;
    this.hashBits = hashBits;
    this.copy = copy;
    if (saved === null) {
      const first = arena.segment();
      arena.u32[DIRECTORY / 4] = first;
    } else {
      this.directoryBits = saved.directoryBits;
      this.segments = saved.segments;
    }
    this.announce();
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
    const { segment, depth } = this.segmentAt(index);
    this.splitSegment({ segment, depth, prefix: index >>> (this.directoryBits - depth) });
  }

  splitSegment(segment: Segment): void {
    const other = this.arena.segment();
    if (this.code.split(segment.segment, other, this.copy, segment.depth) === 0)
      throw new RangeError('the hash spreads the states badly');
    this.divided(segment, other);
  }

  depthOf(hash: bigint): number {
    return this.segmentAt(this.indexOf(hash)).depth;
  }

  /** All segments of the depth that the segment of a hash has. */
  segmentsLike(hash: bigint): Segment[] {
    const { depth } = this.segmentAt(this.indexOf(hash));
    return this.segmentList().filter(one => one.depth === depth);
  }

  /** The upper half of a segment's hashes is in `other` from now on. */
  divided({ segment, depth, prefix }: Segment, other: number): void {
    if (depth === this.directoryBits) this.doubleDirectory();
    this.segments += 1;
    const half = 2 ** (this.directoryBits - depth - 1);
    const first = DIRECTORY / 4 + 2 * half * prefix;
    this.arena.u32.fill(segment + depth + 1, first, first + half);
    this.arena.u32.fill(other + depth + 1, first + half, first + 2 * half);
  }

  /** Bits of a hash below the directory. */
  get shift(): number {
    return this.hashBits - this.directoryBits;
  }

  /** All segments: address, depth, and the top bits that the hashes of a segment share. */
  segmentList(): Segment[] {
    const list: Segment[] = [];
    for (let index = 0; index < 2 ** this.directoryBits; ) {
      const { segment, depth } = this.segmentAt(index);
      const entries = 2 ** (this.directoryBits - depth);
      list.push({ segment, depth, prefix: index / entries });
      index += entries;
    }
    return list;
  }

  /** Zeroed room of one i32 beside every entry. The table must not grow any more. */
  addSide(): void {
    for (const { depth, prefix } of this.segmentList()) {
      const side = this.arena.allocate(SEGMENT_BYTES);
      const entries = 2 ** (this.directoryBits - depth);
      const first = SIDE_DIRECTORY / 4 + prefix * entries;
      this.arena.u32.fill(side, first, first + entries);
    }
  }

  private segmentAt(index: number): Omit<Segment, 'prefix'> {
    const entry = this.arena.u32[DIRECTORY / 4 + index] as number;
    return { segment: entry - (entry % 64), depth: entry % 64 };
  }

  private indexOf(hash: bigint): number {
    return Number(hash >> BigInt(this.hashBits - this.directoryBits));
  }

  /** Every entry twice. */
  private doubleDirectory(): void {
    if (this.directoryBits === MAX_DIRECTORY_BITS) throw new RangeError('the directory is full');
    const directory = this.arena.u32;
    for (let index = 2 ** this.directoryBits - 1; index >= 0; index--) {
      const entry = directory[DIRECTORY / 4 + index] as number;
      directory.fill(entry, DIRECTORY / 4 + 2 * index, DIRECTORY / 4 + 2 * index + 2);
    }
    this.directoryBits += 1;
    this.announce();
  }

  private announce(): void {
    this.code.shift.value = BigInt(this.shift);
  }
}
