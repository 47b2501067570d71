// Every distinct packed state once, in WebAssembly memory: roots in a table that finds them and, as long as they
// are needed, in a queue by id. In: buffers of packed states. Out: how many were new; states by id.
//
// A root is the state itself where it has one word, and ids of its parts where it has more (`root-layout.ts`).
// The table holds what is left of a root's hash, four bytes where that is 27 bits or less (`table-code.ts`).

import type { PackedSystem } from '../../system/packed-system.ts';
import type { StateVector } from '../../system/transition-system.ts';
import type { Snapshot } from '../snapshot.ts';
import { Arena } from './arena.ts';
import { InternTables } from './intern-tables.ts';
import { type WorkArea, workArea } from './memory-map.ts';
import { layoutOf } from './root-layout.ts';
import { RootQueue, type SavedQueue } from './root-queue.ts';
import { type SavedTable, StateTable } from './state-table.ts';
import { WORK } from './table-code.ts';
import { hashBits, type TableExports, tableModule } from './table-module.ts';

/** Successors in one batch before the table is asked. */
export const BATCH = 512;
/** States that are given out for expansion at once. */
export const WINDOW = 512;
/** Wide states that are decoded at once: about as many as fill a batch. */
const DECODED = 128;

/** What a store needs beside its memory to be there again. */
export interface SavedStore {
  readonly table: SavedTable;
  readonly internedBytes: number;
  readonly queue: SavedQueue;
}

export class PackedStore {
  /** Where successors are written: BATCH and those of one more state. */
  readonly batch: number;
  /** One (address, mask) pair per expanded state of a batch. */
  readonly hits: number;
  readonly stateBytes: number;
  private readonly system: PackedSystem;
  private readonly arena = new Arena();
  private readonly area: WorkArea;
  private readonly base: number;
  private readonly code: TableExports;
  private readonly table: StateTable;
  private readonly interned: InternTables;
  private readonly queue: RootQueue;
  private readonly wide: boolean;
  private decodedFrom = 0;
  private decodedEnd = 0;

  constructor(system: PackedSystem) {
    this.system = system;
    this.stateBytes = 8 * system.words;
    this.wide = system.words > 1;
    const layout = layoutOf(system.wordBits);
    this.area = workArea(system.words, BATCH + system.maxSuccessors, DECODED);
    this.base = this.arena.allocate(this.area.bytes);
    this.batch = this.base + this.area.batch;
    this.hits = this.arena.allocate(8 * WINDOW);
    const module = new WebAssembly.Module(tableModule(layout, system.words, this.area));
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.code = instance.exports as unknown as TableExports;
    this.table = new StateTable(this.arena, this.code, hashBits(layout));
    this.interned = new InternTables(this.arena, layout, this.code);
    this.queue = new RootQueue(this.arena);
  }

  get memory(): WebAssembly.Memory {
    return this.arena.memory;
  }

  get size(): number {
    return this.queue.size;
  }

  /** Bytes held by the table, the tables of parts, and the roots that are still there. */
  get bytes(): number {
    return this.table.bytes + this.interned.bytes + this.queue.bytes;
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
    for (let from = this.batch; ; this.interned.grow()) {
      from = this.code.prepare(this.base, from, end) >>> 0;
      if (!this.enterListed(maxStates)) return false;
      if (from === end) return true;
    }
  }

  private enterListed(maxStates: number): boolean {
    const { code, queue } = this;
    const end = code.listed.value >>> 0;
    for (let at = this.base + this.area.work; ; ) {
      const { address, room } = queue.tail();
      const last = address + 8 * Math.min(room, maxStates - queue.size);
      code.tail.value = address;
      code.tailEnd.value = last;
      at = code.enter(at, end) >>> 0;
      const reached = code.tail.value >>> 0;
      queue.appended((reached - address) / 8);
      if (at === end) return true;
      if (queue.size >= maxStates) return false;
      if (reached !== last) this.table.split(this.arena.u64[(at + WORK.HASH) / 8] as bigint);
    }
  }

  /** The store as data and bytes, which are views: valid until something is entered. */
  saved(): Snapshot & { readonly data: SavedStore } {
    const data = {
      table: this.table.saved(),
      internedBytes: this.interned.bytes,
      queue: this.queue.saved(),
    };
    return { data, ...this.arena.image() };
  }

  /** Becomes, from an empty store of the same system, what `saved` gave. */
  async restore(data: SavedStore, { bytes, pieces }: Omit<Snapshot, 'data'>): Promise<void> {
    await this.arena.restore(bytes, pieces);
    this.table.restore(data.table);
    this.interned.restore(data.internedBytes);
    this.queue.restore(data.queue);
    this.decodedFrom = 0;
    this.decodedEnd = 0;
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
    if (!this.wide) {
      const { address, count } = this.queue.run(from, end);
      return { address, count: Math.min(count, WINDOW) };
    }
    if (from < this.decodedFrom || from >= this.decodedEnd) this.decode(from, end);
    const address = this.base + this.area.states + (from - this.decodedFrom) * this.stateBytes;
    return { address, count: Math.min(end, this.decodedEnd) - from };
  }

  private decode(from: number, end: number): void {
    const { address, count } = this.queue.run(from, Math.min(end, from + DECODED));
    this.code.decode(address, count, this.base + this.area.states);
    this.decodedFrom = from;
    this.decodedEnd = from + count;
  }

  /** The state vector of an id. */
  read(id: number, into: StateVector): void {
    this.readAt(this.run(id, this.size).address, into);
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
    this.table.addSide();
    for (let id = 0; id < this.size; ) {
      const run = this.queue.run(id, this.size);
      this.code.number(run.address, run.count, id);
      id += run.count;
    }
    return {
      address,
      find: count => {
        this.encode(count, roots);
        this.code.lookUp(roots, count, address);
      },
    };
  }

  /** Writes the roots of the first states of the batch. */
  private encode(count: number, roots: number): void {
    const end = this.batch + count * this.stateBytes;
    for (let from = this.batch; ; this.interned.grow()) {
      const to = roots + (8 * (from - this.batch)) / this.stateBytes;
      from = this.code.encode(from, end, to) >>> 0;
      if (from === end) return;
    }
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
