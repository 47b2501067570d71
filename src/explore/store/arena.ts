// One WebAssembly memory, given out from its low end up. In: sizes. Out: addresses of zeroed bytes. Nothing is
// given back to the machine; who has no more use for a piece keeps it for the next of its kind.

import { align, FIXED_END, SEGMENT_BYTES } from './memory-map.ts';

const PAGE = 65536;
/** WebAssembly pages of 64 KiB in 4 GiB, but for the last one: the end of every piece is an address of 32 bits. */
const MAX_PAGES = 65535;
/** In pages. What is not used yet takes no memory of the machine. */
const LEAST_GROWTH = 256;
/** Bytes of one piece of an image. */
const PIECE = 2 ** 24;

export class Arena {
  readonly memory: WebAssembly.Memory;
  private end = FIXED_END;
  private readonly segments: number[] = [];
  private words32 = new Uint32Array(0);
  private words64 = new BigUint64Array(0);

  /** `shared`: among threads. */
  constructor(shared: boolean) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared });
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

  /** By more than is missing: every growth makes the garbage collector look at everything. */
  private grow(missing: number): void {
    const pages = this.memory.buffer.byteLength / PAGE;
    const ample = Math.min(Math.max(missing, pages, LEAST_GROWTH), MAX_PAGES - pages);
    try {
      this.memory.grow(Math.max(missing, ample));
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.memory.grow(missing);
    }
  }

  /** All that was given out, piece by piece: views, valid until the next allocation. */
  image(): { readonly bytes: number; readonly pieces: Iterable<Uint8Array> } {
    const { buffer } = this.memory;
    const bytes = this.end;
    const pieces = Array.from({ length: Math.ceil(bytes / PIECE) }, (_, i) => {
      const from = i * PIECE;
      return new Uint8Array(buffer, from, Math.min(PIECE, bytes - from));
    });
    return { bytes, pieces };
  }

  /** Becomes what `image` gave: addresses mean again what they meant. RangeError where memory has run out. */
  async restore(
    bytes: number,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    if (bytes > this.end) this.allocate(bytes - align(this.end));
    const memory = new Uint8Array(this.memory.buffer);
    let at = 0;
    for await (const piece of pieces) {
      memory.set(piece, at);
      at += piece.length;
    }
    this.end = bytes;
    this.segments.length = 0;
  }

  /** A zeroed segment of the table. */
  segment(): number {
    return this.segments.pop() ?? this.allocate(SEGMENT_BYTES, SEGMENT_BYTES);
  }

  /** Takes a segment back. */
  giveBack(segment: number): void {
    new Uint8Array(this.memory.buffer, segment, SEGMENT_BYTES).fill(0);
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
