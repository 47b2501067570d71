// One WebAssembly memory, given out from its low end up. In: sizes. Out: addresses; what lies there is zeroed, but
// for a segment that was taken back. Nothing is given back to the machine; who has no more use for a piece keeps it
// for the next of its kind.

import { align, FIXED_END, SEGMENT_BYTES } from './memory-map.ts';

const PAGE = 65536;
/** Bytes of the largest memory: 4 GiB but for the last page, so that the end of every piece is an address of 32 bits. */
export const MOST_BYTES = 65535 * PAGE;
/** In pages: what a small search needs. What is not used yet takes no memory of the machine. */
const LEAST_GROWTH = 64;
/** Three growths lead to the largest memory. */
const AMPLE = 64;
/** Bytes of one piece of an image. */
const PIECE = 2 ** 24;

export class Arena {
  readonly memory: WebAssembly.Memory;
  /** Whole pages. */
  readonly capacity: number;
  private end: number;
  private readonly segments: number[] = [];
  private words32 = new Uint32Array(0);
  private words64 = new BigUint64Array(0);

  /**
   * `shared`: among threads. `capacity`: bytes at most. `from`: the lowest address that is given out. RangeError
   * where the machine has no room for another memory.
   */
  constructor(shared: boolean, capacity = MOST_BYTES, from = FIXED_END) {
    const maximum = Math.floor(capacity / PAGE);
    this.memory = new WebAssembly.Memory({ initial: 1, maximum, shared });
    this.capacity = maximum * PAGE;
    this.end = Math.max(from, FIXED_END);
  }

  /** Bytes given out. */
  get bytes(): number {
    return this.end;
  }

  /** Zeroed bytes, aligned to a power of two that is 64 at least. RangeError where memory has run out. */
  allocate(bytes: number, alignment = 64): number {
    const address = Math.ceil(this.end / alignment) * alignment;
    const end = address + bytes;
    const missing = Math.ceil(end / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (missing > 0) this.grow(missing);
    this.end = end;
    return address;
  }

  /**
   * By far more than is missing, where the machine allows it: every growth makes the garbage collector look at everything,
   * and what is not used yet takes no memory of the machine.
   */
  private grow(missing: number): void {
    const pages = this.memory.buffer.byteLength / PAGE;
    const room = this.capacity / PAGE - pages;
    for (const times of [AMPLE, 1]) {
      const ample = Math.min(Math.max(times * pages, LEAST_GROWTH), room);
      try {
        this.memory.grow(Math.max(missing, ample));
        return;
      } catch (thrown) {
        if (!(thrown instanceof RangeError)) throw thrown;
      }
    }
    this.memory.grow(missing);
  }

  /** All that was given out, piece by piece: views, valid until the next allocation. */
  image(): Uint8Array[] {
    const { buffer } = this.memory;
    return Array.from({ length: Math.ceil(this.end / PIECE) }, (_, i) => {
      const from = i * PIECE;
      return new Uint8Array(buffer, from, Math.min(PIECE, this.end - from));
    });
  }

  /** So many bytes are given out, which are to be overwritten with an image. RangeError where memory has run out. */
  beginRestore(bytes: number): void {
    if (bytes > this.end) this.allocate(bytes - align(this.end));
    this.end = bytes;
    this.segments.length = 0;
  }

  /** Writes a part of an image to where it was. */
  write(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.memory.buffer).set(bytes, at);
  }

  /** A segment of the table, which is not empty if it was taken back. RangeError where memory has run out. */
  segment(): number {
    return this.segments.pop() ?? this.allocate(SEGMENT_BYTES, SEGMENT_BYTES);
  }

  /** Whether another segment would leave so many bytes free. */
  hasSegment(free: number): boolean {
    const end = Math.ceil(this.end / SEGMENT_BYTES + 1) * SEGMENT_BYTES;
    return this.segments.length > 0 || end + free <= this.capacity;
  }

  /** A segment that was taken back; null if there is none. */
  spareSegment(): number | null {
    return this.segments.pop() ?? null;
  }

  /** Takes a segment back. */
  giveBack(segment: number): void {
    this.segments.push(segment);
  }

  /** The memory as 32-bit words; valid until the next allocation. */
  get u32(): Uint32Array {
    if (this.words32.buffer !== this.memory.buffer)
      this.words32 = new Uint32Array(this.memory.buffer);
    return this.words32;
  }

  /** The memory as 64-bit words; valid until the next allocation. */
  get u64(): BigUint64Array {
    if (this.words64.buffer !== this.memory.buffer)
      this.words64 = new BigUint64Array(this.memory.buffer);
    return this.words64;
  }
}
