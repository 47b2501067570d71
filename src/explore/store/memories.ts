// The memories of a store. In: how large and how many. Out: segments of the table, and where. The first memory holds
// everything; once it is half full, further segments lie in further memories, which hold nothing else. (A module of
// WebAssembly has one memory, of 4 GiB at most: `joined-table.ts` makes one table of several.)

import { Arena, MOST_BYTES } from './arena.ts';
import { MAX_MEMORIES, SEGMENT_BYTES, sortingBytes, WORK_BYTES } from './memory-map.ts';

/** How much a store may take; less than `LARGEST` in tests. */
export interface MemorySizes {
  /** Bytes of one memory. */
  readonly bytes: number;
  /** Memories at most, up to MAX_MEMORIES. */
  readonly most: number;
  /** The lowest address that is given out. */
  readonly from: number;
  /** log2 of the segments that a table begins with. */
  readonly depth: number;
  /** Segments by memory, at most; where nothing is said, as many as there is room for. */
  readonly segments: readonly number[];
}

export const LARGEST: MemorySizes = {
  bytes: MOST_BYTES,
  most: MAX_MEMORIES,
  from: 0,
  depth: 0,
  segments: [],
};

/** Where a segment lies. */
export interface Place {
  /** 0: the first one. */
  readonly memory: number;
  readonly segment: number;
}

/** A memory that segments lie in, with what is needed to work on them. */
interface Part {
  readonly arena: Arena;
  /** A segment without entries: in the directory it stands for what lies elsewhere. In the first one, 64 bytes
   * further for each of the other memories; 0 while there are none. */
  empty: number;
  /** Room for a segment that is being split; right behind it, in all but the first, room for its other half. */
  copy: number;
  half: number;
  given: number;
  /** The machine has no more for it. */
  exhausted: boolean;
}

/** What one thread needs to enter what belongs in further memories; can be sent to another thread. */
export interface Reach {
  /** Address in the first memory of the segment without entries. */
  readonly empty: number;
  /** Where it sorts a work list, in the first memory. */
  readonly sorting: number;
  /** Work list and new roots of so many states in each further memory. */
  readonly capacity: number;
  readonly further: readonly {
    readonly memory: WebAssembly.Memory;
    readonly list: number;
    readonly roots: number;
  }[];
}

/** What is not in memory. */
export interface SavedMemories {
  readonly parts: readonly (Pick<Part, 'empty' | 'half' | 'given'> & { readonly bytes: number })[];
}

/** Bytes between the addresses that stand for other memories: those of segments are aligned to as many. */
const MARK = 64;
/** The first memory keeps this share for all that is no segment: what the queue lets go is for the queue, too. */
const FREE_FIRST = 1 / 2;
/** A further memory keeps this share of it free for the work lists of threads. */
const FREE_SHARE = 1 / 32;

export class Memories {
  readonly first: Arena;
  readonly sizes: MemorySizes;
  private readonly shared: boolean;
  private readonly parts: Part[];
  private canOpen = true;
  private ownReach: Reach | null = null;

  constructor(shared: boolean, sizes: MemorySizes) {
    this.shared = shared;
    this.sizes = sizes;
    this.first = new Arena(shared, sizes.bytes, sizes.from);
    const copy = this.first.allocate(SEGMENT_BYTES);
    this.parts = [{ arena: this.first, empty: 0, copy, half: 0, given: 0, exhausted: false }];
  }

  get count(): number {
    return this.parts.length;
  }

  arena(memory: number): Arena {
    return this.part(memory).arena;
  }

  /** Room for a segment that is being split in this memory. */
  copy(memory: number): number {
    return this.part(memory).copy;
  }

  /** Room for a segment on its way to another memory. */
  half(memory: number): number {
    return this.part(memory).half;
  }

  /** A segment with anything in it. RangeError where all memory has run out. */
  segment(): Place {
    for (;;) {
      const memory = this.parts.findIndex((_, i) => this.hasRoom(i));
      if (memory < 0 && this.open()) continue;
      try {
        return this.take(Math.max(0, memory));
      } catch (thrown) {
        if (memory < 0 || !(thrown instanceof RangeError)) throw thrown;
        this.part(memory).exhausted = true;
      }
    }
  }

  /** Makes a segment an empty one. */
  clear({ memory, segment }: Place): void {
    new Uint8Array(this.arena(memory).memory.buffer, segment, SEGMENT_BYTES).fill(0);
  }

  giveBack({ memory, segment }: Place): void {
    this.part(memory).arena.giveBack(segment);
    this.part(memory).given -= 1;
  }

  /** Moves what lies in `half` of a memory to a segment of another one. */
  move(from: number, { memory, segment }: Place): void {
    const { arena, half } = this.part(from);
    const bytes = new Uint8Array(arena.memory.buffer, half, SEGMENT_BYTES);
    this.arena(memory).write(segment, bytes);
  }

  /** In the directory of memory `seenFrom`: the address that stands for what lies in another one. */
  elsewhere(seenFrom: number, memory: number): number {
    return this.part(seenFrom).empty + (seenFrom === 0 ? MARK * memory : 0);
  }

  /** Where the first memory's directory says that something lies: 0 unless the address stands for another one. */
  memoryAt(address: number): number {
    const { empty } = this.part(0);
    const memory = (address - empty) / MARK;
    return empty !== 0 && memory > 0 && memory < this.count ? memory : 0;
  }

  /** Room for one thread, for batches of so many states; more of it where there are more memories than before. */
  reach(capacity: number, before: Reach | null): Reach {
    const further = this.parts.slice(1).map(
      ({ arena }, i) =>
        before?.further[i] ?? {
          memory: arena.memory,
          list: arena.allocate(WORK_BYTES * capacity),
          roots: arena.allocate(8 * capacity),
        },
    );
    const sorting = before?.sorting ?? this.first.allocate(sortingBytes(capacity));
    return { empty: this.part(0).empty, sorting, capacity, further };
  }

  /** The same for the thread of the store. */
  own(capacity: number): Reach {
    this.ownReach = this.reach(capacity, this.ownReach);
    return this.ownReach;
  }

  saved(): SavedMemories {
    return {
      parts: this.parts.map(({ arena, empty, half, given }) => ({
        empty,
        half,
        given,
        bytes: arena.bytes,
      })),
    };
  }

  /** All memories, one after another: views, valid until something is allocated. */
  image(): { readonly bytes: number; readonly pieces: Iterable<Uint8Array> } {
    const bytes = this.parts.reduce((sum, { arena }) => sum + arena.bytes, 0);
    return { bytes, pieces: this.parts.flatMap(({ arena }) => arena.image()) };
  }

  /** Becomes what `saved` and `image` gave, from what it was at the beginning. */
  async restore(
    { parts }: SavedMemories,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    this.ownReach = null;
    parts.forEach(({ empty, half, given, bytes }, i) => {
      if (i === this.count) this.parts.push(this.newPart());
      const part = this.part(i);
      part.arena.beginRestore(bytes);
      Object.assign(part, { empty, half, given });
    });
    let [memory, at] = [0, 0];
    for await (const piece of pieces) {
      for (let done = 0; done < piece.length; ) {
        const { bytes } = parts[memory] as { readonly bytes: number };
        const some = piece.subarray(done, done + Math.min(piece.length - done, bytes - at));
        this.arena(memory).write(at, some);
        done += some.length;
        at += some.length;
        if (at === bytes) [memory, at] = [memory + 1, 0];
      }
    }
  }

  private part(memory: number): Part {
    return this.parts[memory] as Part;
  }

  private hasRoom(memory: number): boolean {
    const { arena, given, exhausted } = this.part(memory);
    const free = arena.capacity * (memory === 0 ? FREE_FIRST : FREE_SHARE);
    const most = Math.min(
      this.sizes.segments[memory] ?? Number.POSITIVE_INFINITY,
      (arena.capacity - free) / SEGMENT_BYTES,
    );
    return !exhausted && given + 1 <= most && arena.hasSegment(free);
  }

  private take(memory: number): Place {
    const part = this.part(memory);
    const segment = part.arena.segment();
    part.given += 1;
    return { memory, segment };
  }

  /** Adds a memory; false if there cannot be one more. */
  private open(): boolean {
    if (!this.canOpen || this.count === this.sizes.most) return false;
    const first = this.part(0);
    try {
      if (first.empty === 0) {
        // Memory may run out in between: the last one tells that both are there.
        first.half = first.arena.allocate(SEGMENT_BYTES, SEGMENT_BYTES);
        first.empty = first.arena.allocate(SEGMENT_BYTES + MARK * MAX_MEMORIES);
      }
      this.parts.push(this.newPart());
      return true;
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.canOpen = false;
      return false;
    }
  }

  private newPart(): Part {
    const arena = new Arena(this.shared, this.sizes.bytes, this.sizes.from);
    const empty = arena.allocate(SEGMENT_BYTES);
    const copy = arena.allocate(2 * SEGMENT_BYTES, SEGMENT_BYTES);
    return { arena, empty, copy, half: copy + SEGMENT_BYTES, given: 0, exhausted: false };
  }
}
