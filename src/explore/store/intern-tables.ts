// The tables in which parts of states are interned. In: a layout. Out: room in them. Ids are given in order of
// insertion, so that an index can be made anew from the values.

import type { Arena } from './arena.ts';
import { DESCRIPTOR, descriptorOf, type PlacedLayout } from './root-code.ts';
import { directPart, type RootLayout, type Table, widthOf } from './root-layout.ts';
import type { TableExports } from './table-module.ts';

const INITIAL_SLOTS = 2 ** 10;
const LOAD = 0.5;

export class InternTables {
  private readonly arena: Arena;
  private readonly layout: PlacedLayout;
  private readonly code: TableExports;
  private held = 0;

  /** `held`: bytes of the tables that are there already, in a memory that was restored; else null. */
  constructor(arena: Arena, layout: PlacedLayout, code: TableExports, held: number | null) {
    this.arena = arena;
    this.layout = layout;
    this.code = code;
    if (held !== null) {
      this.held = held;
      return;
    }
    layout.indexes.forEach((index, table) => {
      if (index === null) this.place(table, INITIAL_SLOTS, 0);
      else this.placeDirect(table, index);
    });
  }

  /** Bytes in use, what was outgrown not counted. */
  get bytes(): number {
    return this.held;
  }

  /** Ids given by each table. */
  counts(): number[] {
    return this.layout.tables.map((_, table) => this.read(table, DESCRIPTOR.COUNT));
  }

  /** What a table holds, as 32-bit halves, the low one first; valid until the next allocation. */
  values(table: number): Uint32Array {
    const at = this.read(table, DESCRIPTOR.VALUES) / 4;
    return this.arena.u32.subarray(at, at + 2 * this.read(table, DESCRIPTOR.COUNT));
  }

  /** Those that have given all their ids. */
  full(): number[] {
    return this.layout.tables.flatMap((_, table) =>
      this.read(table, DESCRIPTOR.COUNT) >= this.most(table) ? [table] : [],
    );
  }

  /** Makes room for the ids of direct tables that have become wider. RangeError as `grow`. */
  widen(): void {
    this.layout.indexes.forEach((index, table) => {
      const [ids, before] = [this.most(table), this.read(table, DESCRIPTOR.LIMIT)];
      if (index === null || ids === before) return;
      const old = this.read(table, DESCRIPTOR.VALUES);
      const values = this.arena.allocate(8 * ids);
      this.arena.u64.copyWithin(values / 8, old / 8, old / 8 + before);
      this.held += 8 * (ids - before);
      this.write(table, DESCRIPTOR.VALUES, values);
      this.write(table, DESCRIPTOR.LIMIT, ids);
    });
  }

  /** Doubles every full table. False where one has given all its ids; RangeError where memory has run out. */
  grow(): boolean {
    const full = this.layout.tables.flatMap((_, table) => {
      const isFull = this.read(table, DESCRIPTOR.COUNT) >= this.read(table, DESCRIPTOR.LIMIT);
      return isFull ? [table] : [];
    });
    if (full.some(table => this.read(table, DESCRIPTOR.LIMIT) === this.most(table))) return false;
    for (const table of full) {
      const slots = this.read(table, DESCRIPTOR.MASK) + 1;
      this.held -= bytesFor(slots);
      this.place(table, 2 * slots, this.read(table, DESCRIPTOR.COUNT));
    }
    return true;
  }

  private most(table: number): number {
    return 2 ** (this.layout.tables[table]?.width ?? 0);
  }

  /** A place for each value, and room for all ids there can be. */
  private placeDirect(table: number, index: number): void {
    const ids = this.most(table);
    const slots = directSlots(this.layout.tables[table] as Table);
    this.write(table, DESCRIPTOR.INDEX, index);
    this.write(table, DESCRIPTOR.VALUES, this.arena.allocate(8 * ids));
    this.write(table, DESCRIPTOR.LIMIT, ids);
    this.held += 4 * slots + 8 * ids;
  }

  /** Gives a table so many slots, and moves the values it has. */
  private place(table: number, slots: number, count: number): void {
    const limit = Math.min(slots * LOAD, this.most(table));
    const old = this.read(table, DESCRIPTOR.VALUES);
    const index = this.arena.allocate(4 * slots);
    const values = this.arena.allocate(8 * slots * LOAD);
    this.arena.u64.copyWithin(values / 8, old / 8, old / 8 + count);
    this.held += bytesFor(slots);
    this.write(table, DESCRIPTOR.INDEX, index);
    this.write(table, DESCRIPTOR.MASK, slots - 1);
    this.write(table, DESCRIPTOR.VALUES, values);
    this.write(table, DESCRIPTOR.COUNT, count);
    this.write(table, DESCRIPTOR.LIMIT, limit);
    this.code.reindex(descriptorOf(this.layout, table));
  }

  private read(table: number, field: number): number {
    return this.arena.u32[(descriptorOf(this.layout, table) + field) / 4] as number;
  }

  private write(table: number, field: number, value: number): void {
    this.arena.u32[(descriptorOf(this.layout, table) + field) / 4] = value;
  }
}

/** Addresses of the direct indexes of a layout, by table; null where ids are looked for by hash. */
export function placeIndexes(arena: Arena, { tables }: RootLayout): (number | null)[] {
  return tables.map(table =>
    directPart(table) === null ? null : arena.allocate(4 * directSlots(table)),
  );
}

function directSlots(table: Table): number {
  return 2 ** widthOf(table.key);
}

function bytesFor(slots: number): number {
  return 4 * slots + 8 * LOAD * slots;
}
