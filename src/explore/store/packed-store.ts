// Every distinct packed state once, in WebAssembly memory: roots in a table that finds them and, as long as they
// are needed, in a queue by id. In: buffers of packed states. Out: how many were new; states by id.
//
// A root is the state itself where it has one word, and ids of its parts where it has more (`root-layout.ts`).
// The table holds what is left of a root's hash, four bytes where that is 27 bits or less (`table-code.ts`).

import type { PackedSystem } from '../../system/packed-system.ts';
import type { StateVector } from '../../system/transition-system.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Arena } from './arena.ts';
import { BATCH, DECODED, WINDOW } from './batch.ts';
import { Coding, type SavedCoding, type Workplace } from './coding.ts';
import { type Division, divided } from './cutting.ts';
import { extend } from './extend.ts';
import { LARGEST, Memories, type MemorySizes, type SavedMemories } from './memories.ts';
import { type Sharing, type WorkArea, workArea } from './memory-map.ts';
import { ROOM, recode } from './recode.ts';
import { firstLayout, isGuessed, tightened } from './root-layout.ts';
import { RootQueue, type SavedQueue } from './root-queue.ts';
import type { StateTable } from './state-table.ts';
import { narrowRoot } from './table-code.ts';
import type { TableExports } from './table-module.ts';

/**
 * After so many states the parts that have been met say how wide ids should be; after so many more, which parts there
 * should be where a state has several words.
 */
const SAMPLES = [2 ** 16, 2 ** 18] as const;
/** A table of fewer states than this will have so many times as many soon: until then its entries may be long. */
const FEW = 2 ** 20;
const AHEAD = 4;
/** One move may show that groups of parts are better chosen otherwise, but not for ever. */
const MOST_MOVES = 3;

/** What a store needs beside its memory to be there again. */
export interface SavedStore {
  readonly memories: SavedMemories;
  readonly coding: SavedCoding;
  readonly queue: SavedQueue;
  readonly samples: number;
}

export class PackedStore {
  /** Where successors are written: BATCH and those of one more state. */
  readonly batch: number;
  /** One (address, mask) pair per expanded state of a batch. */
  readonly hits: number;
  readonly stateBytes: number;
  private readonly system: PackedSystem;
  readonly memories: Memories;
  /** The first memory: everything but segments of the table lies in it. */
  readonly arena: Arena;
  private readonly at: Workplace;
  readonly queue: RootQueue;
  private current: Coding;
  /** Those of SAMPLES that have been reached. */
  private samples = 0;
  private recodeRoom = 0;
  private decodedFrom = 0;
  private decodedEnd = 0;

  constructor(system: PackedSystem, sharing: Sharing = 'none', sizes: MemorySizes = LARGEST) {
    this.system = system;
    this.memories = new Memories(sharing !== 'none', sizes);
    this.arena = this.memories.first;
    this.stateBytes = 8 * system.words;
    const capacity = BATCH + system.maxSuccessors;
    const area = workArea(system.words, capacity, DECODED);
    const base = this.arena.allocate(area.bytes);
    const { memories, arena } = this;
    this.at = { arena, memories, words: system.words, capacity, area, base, sharing };
    this.batch = base + area.batch;
    this.hits = this.arena.allocate(8 * WINDOW);
    this.queue = new RootQueue(this.arena);
    this.current = new Coding(this.at, firstLayout(system.wordBits));
  }

  get memory(): WebAssembly.Memory {
    return this.arena.memory;
  }

  get coding(): Coding {
    return this.current;
  }

  get table(): StateTable {
    return this.current.table;
  }

  get size(): number {
    return this.queue.size;
  }

  /** Bytes held by the table, the tables of parts, and the roots that are still there. */
  get bytes(): number {
    return this.coding.bytes + this.queue.bytes;
  }

  /** Enters the initial state. */
  start(initial: StateVector): void {
    this.writeFirst(initial);
    this.insert(1, Number.POSITIVE_INFINITY);
  }

  /**
   * Enters the first `successors` states of the batch; returns false where one more than `maxStates` would
   * have to be kept. Throws RangeError where memory has run out.
   */
  insert(successors: number, maxStates: number): boolean {
    const end = this.batch + successors * this.stateBytes;
    for (let from = this.batch; ; ) {
      from = this.coding.prepare(from, end);
      if (!this.enterListed(maxStates)) return false;
      if (from === end) break;
      this.growParts();
    }
    this.recodeIfDue();
    return true;
  }

  /** Once there are enough states to tell how wide ids should be. Ids may change as in `growParts`. */
  recodeIfDue(): void {
    const sample = SAMPLES[this.samples];
    if (sample === undefined || this.size < sample) return;
    this.samples += 1;
    if (this.samples === 1) this.recode();
    else if (this.system.words > 1) this.recode(this.divided());
  }

  private enterListed(maxStates: number): boolean {
    const { coding, queue } = this;
    for (let at = coding.list; ; ) {
      const { address, room } = queue.tail();
      at = coding.enter(at, { address, room: Math.min(room, maxStates - queue.size) });
      queue.appended((coding.tail - address) / 8);
      if (at === coding.listEnd) return true;
      if (queue.size >= maxStates) return false;
    }
  }

  // For code that enters states one by one.

  /** The code of the table; another one once parts have grown. */
  get code(): TableExports {
    return this.coding.code;
  }

  /** Address of a work list. */
  get list(): number {
    return this.coding.list;
  }

  /** A work area, and where it lies. */
  get area(): WorkArea {
    return this.at.area;
  }

  get workBase(): number {
    return this.at.base;
  }

  /** Gives the code the next places for roots, as far as `maxStates` allows; returns where they begin. */
  openTail(maxStates: number): number {
    const { address, room } = this.queue.tail();
    this.code.tail.value = address;
    this.code.tailEnd.value = address + 8 * Math.min(room, maxStates - this.size);
    // The work area is the caller's meanwhile.
    this.decodedEnd = 0;
    return address;
  }

  /** Whether no place that was opened is left. */
  get tailIsUsed(): boolean {
    return this.code.tail.value === this.code.tailEnd.value;
  }

  /** Counts what the code has entered. */
  closeTail(opened: number): void {
    this.queue.appended(((this.code.tail.value >>> 0) - opened) / 8);
  }

  /** Splits the part of the table where there was no room for this hash. RangeError where memory has run out. */
  split(hash: bigint): void {
    this.coding.table.split(hash);
  }

  /** Makes room for more parts of states. Ids may change: roots that were read before mean nothing then. */
  growParts(): void {
    if (!this.coding.interned.grow()) this.lengthenIds();
  }

  /** More ids for tables of parts that have given all. The work list must be empty. */
  lengthenIds(): void {
    const longer = extend(this.at, this.current, this.size);
    if (longer === null) {
      this.recode();
      return;
    }
    this.current = longer;
    this.decodedEnd = 0;
  }

  /** Where the root of a state lies. */
  rootAddress(id: number): number {
    return this.queue.run(id, id + 1).address;
  }

  /** Makes ids of parts as wide as they need to be; `division`: of other parts. The work list must be empty. */
  recode(division: Division | null = null): void {
    const { coding, queue } = this;
    if (coding.layout.tables.length === 0) return;
    if (this.recodeRoom === 0) this.recodeRoom = this.arena.allocate(ROOM);
    const narrow = narrowRoot(this.size < FEW ? AHEAD * this.size : this.size);
    for (let again = true, moves = 0; again && moves < MOST_MOVES; moves++) {
      const parts = moves === 0 ? division : null;
      const layout = parts?.layout ?? this.current.layout;
      const counts = parts?.counts ?? this.current.interned.counts();
      const next = tightened(layout, counts, this.size, Math.max(narrow, parts?.layout.bits ?? 0));
      again = isGuessed(next, layout);
      this.current = recode(this.at, this.current, next, queue, DECODED, this.recodeRoom);
    }
    this.decodedEnd = 0;
  }

  /** Shorter parts than words; null where they would have too many values together. */
  private divided(): Division | null {
    const { layout, interned } = this.current;
    return divided(layout, interned.counts(), table => interned.values(table));
  }

  /** The store as data and bytes, which are views: valid until something is entered. */
  saved(): Snapshot & { readonly data: SavedStore } {
    const { memories, coding, queue, samples } = this;
    return {
      data: {
        memories: memories.saved(),
        coding: coding.saved(),
        queue: queue.saved(),
        samples,
      },
      ...memories.image(),
    };
  }

  /** Becomes, from an empty store of the same system, what `saved` gave. */
  async restore(data: SavedStore, { pieces }: Omit<Snapshot, 'data'>): Promise<void> {
    await this.memories.restore(data.memories, pieces);
    this.current = new Coding(this.at, data.coding.layout, data.coding);
    this.queue.restore(data.queue);
    this.samples = data.samples;
    this.recodeRoom = 0;
    this.decodedFrom = 0;
    this.decodedEnd = 0;
  }

  /** True while every state can be read. */
  get complete(): boolean {
    return this.queue.complete;
  }

  /** States before `end` will not be asked for again. */
  release(end: number): void {
    this.queue.release(end);
  }

  /**
   * Addresses of the packed states `from` .. `end` - 1 as far as they lie together, beginning with `from`;
   * WINDOW at most. Valid until other states are asked for.
   */
  run(from: number, end: number): { readonly address: number; readonly count: number } {
    if (this.system.words === 1) {
      const { address, count } = this.queue.run(from, end);
      return { address, count: Math.min(count, WINDOW) };
    }
    if (from < this.decodedFrom || from >= this.decodedEnd) this.decode(from, end);
    const address =
      this.at.base + this.at.area.states + (from - this.decodedFrom) * this.stateBytes;
    return { address, count: Math.min(end, this.decodedEnd) - from };
  }

  private decode(from: number, end: number): void {
    const { address, count } = this.queue.run(from, Math.min(end, from + DECODED));
    this.coding.code.decode(address, count, this.at.base + this.at.area.states);
    this.decodedFrom = from;
    this.decodedEnd = from + count;
  }

  /** The state vector of an id. */
  read(id: number, into: StateVector): void {
    this.readAt(this.run(id, this.size).address, into);
  }

  /** Reads of a state the given cells only, where the system can. */
  readerOf(cells: Iterable<number>): (id: number, into: StateVector) => void {
    const unpack = this.system.unpackSome?.(cells) ?? null;
    if (unpack === null) return (id, into) => this.read(id, into);
    return (id, into) => unpack(this.arena.u32, this.run(id, this.size).address / 4, into);
  }

  /** The state vector at an address. */
  readAt(address: number, into: StateVector): void {
    this.system.unpack(this.arena.u32, address / 4, into);
  }

  /**
   * Makes a finder of ids, once the search is over and if all states were kept: reserves `room` i32 and
   * returns their address, and a function that writes there the ids of the first states of the batch.
   */
  finder(room: number): { readonly address: number; find(count: number): void } {
    const address = this.arena.allocate(4 * room);
    const roots = this.arena.allocate(8 * room);
    this.coding.table.addSide();
    const encode = (from: number, end: number) => {
      if (!this.coding.encode(from, end, roots))
        throw new RangeError('more parts of states than ids');
    };
    for (let id = 0; id < this.size; ) {
      const { address: kept, count } = this.queue.run(id, Math.min(this.size, id + room));
      // States of one word are kept as they are.
      if (this.system.words === 1) encode(kept, kept + 8 * count);
      this.coding.code.number(this.system.words === 1 ? roots : kept, count, id);
      id += count;
    }
    return {
      address,
      find: count => {
        encode(this.batch, this.batch + count * this.stateBytes);
        this.coding.code.lookUp(roots, count, address);
      },
    };
  }

  /** Zeroed memory for the caller's own use. */
  reserve(bytes: number): number {
    return this.arena.allocate(bytes);
  }

  /** Writes a state as the first of the batch. */
  writeFirst(state: StateVector): void {
    this.system.pack(state, this.arena.u64, this.batch / 8);
  }
}
