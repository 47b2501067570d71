// Every distinct packed state once, in WebAssembly memory: a log of states by id in chunks, and a table
// that finds them (`table-module.ts`). In: buffers of packed states. Out: how many were new; states by id.
// Memory is laid out here: fixed regions first, then chunks and tables as they are needed.

import type { PackedSystem } from '../../system/packed-system.ts';
import type { StateVector } from '../../system/transition-system.ts';
import {
  CHUNK_BITS,
  type Entries,
  FILTER_BITS,
  type TableAddresses,
  tableModule,
} from './table-module.ts';

const PAGE = 65536;
/** WebAssembly pages of 64 KiB in 4 GiB. */
const MAX_PAGES = 65536;
/** Successors in one batch before the table is asked. */
export const BATCH = 512;
const INITIAL_TABLE_BITS = 12;
const MAX_LOAD = 0.75;
/** Chunk addresses: room for 2^30 states. */
const MAX_CHUNKS = 2 ** 16;

type Insert = (
  from: number,
  count: number,
  table: number,
  shift: bigint,
  mask: number,
  id: number,
  room: number,
) => number;
type Lookup = (
  from: number,
  count: number,
  table: number,
  shift: bigint,
  mask: number,
  ids: number,
) => void;
type Rebuild = (count: number, table: number, shift: bigint, mask: number) => void;

export class PackedStore {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
  /** Where successors are written: BATCH and those of one more state. */
  readonly batch: number;
  /** One (address, mask) pair per expanded state of a batch. */
  readonly hits: number;
  readonly stateBytes: number;
  readonly chunkStates = 2 ** CHUNK_BITS;
  private readonly system: PackedSystem;
  private readonly insertCode: Insert;
  private readonly rebuildCode: Rebuild;
  private readonly addresses: TableAddresses;
  private readonly chunkTable: number;
  private readonly chunks: number[] = [];
  private end = PAGE;
  private table = 0;
  private tableBits = INITIAL_TABLE_BITS;
  private count = 0;

  constructor(system: PackedSystem) {
    this.system = system;
    this.stateBytes = 8 * system.words;
    const capacity = BATCH + system.maxSuccessors;
    this.chunkTable = this.allocate(4 * MAX_CHUNKS);
    const filter = this.allocate(this.stateBytes * 2 ** FILTER_BITS);
    const scratch = this.allocate(8 * capacity);
    this.batch = this.allocate(this.stateBytes * capacity);
    this.hits = this.allocate(8 * this.chunkStates);
    this.addresses = { filter, chunks: this.chunkTable, scratch };
    const exports = this.instantiate(system.words === 1 ? 'state' : 'id');
    this.insertCode = exports.insert as Insert;
    this.rebuildCode = exports.rebuild as Rebuild;
    this.table = this.allocate(8 * 2 ** this.tableBits);
  }

  private instantiate(entries: Entries): WebAssembly.Exports {
    const module = new WebAssembly.Module(tableModule(this.system.words, entries, this.addresses));
    return new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports;
  }

  get size(): number {
    return this.count;
  }

  /** Bytes held by the log and the table. */
  get bytes(): number {
    return this.chunks.length * this.chunkStates * this.stateBytes + 8 * 2 ** this.tableBits;
  }

  /** Enters the initial state. */
  start(initial: StateVector): void {
    this.system.pack(initial, new BigUint64Array(this.memory.buffer), this.batch / 8);
    this.insert(1, Number.POSITIVE_INFINITY);
  }

  /**
   * Enters the first `successors` states of the batch; returns false where one more than `maxStates` would
   * have to be kept. Throws RangeError where memory has run out.
   */
  insert(successors: number, maxStates: number): boolean {
    this.makeRoom(successors);
    const room = Math.min(maxStates - this.count, successors);
    const fresh = this.insertCode(
      this.batch,
      successors,
      this.table,
      BigInt(64 - this.tableBits),
      8 * 2 ** this.tableBits - 1,
      this.count,
      room,
    );
    this.count += Math.min(fresh, room);
    return fresh <= room;
  }

  private makeRoom(more: number): void {
    while (this.chunks.length * this.chunkStates < this.count + more) this.addChunk();
    if (this.count + more > MAX_LOAD * 2 ** this.tableBits) this.growTable(more);
  }

  private addChunk(): void {
    const address = this.allocate(this.chunkStates * this.stateBytes);
    new Uint32Array(this.memory.buffer)[this.chunkTable / 4 + this.chunks.length] = address;
    this.chunks.push(address);
  }

  /** A table twice as large, filled from the log: no state is read twice. */
  private growTable(more: number): void {
    while (this.count + more > MAX_LOAD * 2 ** this.tableBits) this.tableBits += 1;
    this.table = this.allocate(8 * 2 ** this.tableBits);
    this.rebuildCode(
      this.count,
      this.table,
      BigInt(64 - this.tableBits),
      8 * 2 ** this.tableBits - 1,
    );
  }

  /** Zeroed bytes at the end of the memory, aligned to 64. */
  private allocate(bytes: number): number {
    const address = Math.ceil(this.end / 64) * 64;
    const end = address + bytes;
    const missing = Math.ceil(end / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (missing > 0) this.memory.grow(missing);
    this.end = end;
    return address;
  }

  /** Addresses of the states `from` .. `end` - 1 that lie in one chunk, beginning with `from`. */
  run(from: number, end: number): { readonly address: number; readonly count: number } {
    const chunk = this.chunks[from >>> CHUNK_BITS];
    if (chunk === undefined) throw new RangeError('no such state');
    const offset = from & (this.chunkStates - 1);
    const count = Math.min(end - from, this.chunkStates - offset);
    return { address: chunk + offset * this.stateBytes, count };
  }

  /** The state vector of an id. */
  read(id: number, into: StateVector): void {
    this.readAt(this.run(id, id + 1).address, into);
  }

  /** The state vector at an address. */
  readAt(address: number, into: StateVector): void {
    this.system.unpack(new Uint32Array(this.memory.buffer), address / 4, into);
  }

  /**
   * Makes a finder of ids, once the search is over: reserves `room` i32 and returns their address, and a
   * function that writes there the ids of the first states of the batch. One more table, of 8 bytes per
   * entry, where the search's own table holds no ids.
   */
  finder(room: number): { readonly address: number; find(count: number): void } {
    const address = this.allocate(4 * room);
    const exports = this.instantiate('id');
    const lookup = exports.lookup as Lookup;
    if (this.system.words === 1) {
      this.table = this.allocate(8 * 2 ** this.tableBits);
      (exports.rebuild as Rebuild)(this.count, this.table, ...this.shape());
    }
    const { table } = this;
    return {
      address,
      find: count => lookup(this.batch, count, table, ...this.shape(), address),
    };
  }

  /** Shift and mask of the table. */
  private shape(): [bigint, number] {
    return [BigInt(64 - this.tableBits), 8 * 2 ** this.tableBits - 1];
  }

  /** Zeroed memory for the caller's own use. */
  reserve(bytes: number): number {
    return this.allocate(bytes);
  }

  /** Writes a state as the first of the batch. */
  writeFirst(state: StateVector): void {
    this.system.pack(state, new BigUint64Array(this.memory.buffer), this.batch / 8);
  }
}
