// The tables in which parts of wide states are interned. In: how many tables. Out: room in them. Ids are given in
// order of insertion, so that an index can be made anew from the values.

import type { Arena } from './arena.ts';
import { MAX_INTERN_TABLES } from './memory-map.ts';
import { DESCRIPTOR, descriptorOf } from './root-code.ts';
import { ID_BITS, type RootLayout } from './root-layout.ts';
import type { TableExports } from './table-module.ts';

const INITIAL_SLOTS = 2 ** 10;
const LOAD = 0.5;

export class InternTables {
  private readonly arena: Arena;
  private readonly code: TableExports;
  private readonly count: number;
  private held = 0;

  constructor(arena: Arena, layout: RootLayout, code: TableExports) {
    this.arena = arena;
    this.code = code;
    this.count = layout.tables.length;
    if (this.count > MAX_INTERN_TABLES) throw new RangeError('the states are too wide');
    for (let table = 0; table < this.count; table++) this.place(table, INITIAL_SLOTS, 0);
  }

  /** Bytes in use, what was outgrown not counted. */
  get bytes(): number {
    return this.held;
  }

  /** Over a memory that was restored, where the tables are. */
  restore(bytes: number): void {
    this.held = bytes;
  }

  /** Doubles every full table. RangeError where ids or memory have run out. */
  grow(): void {
    for (let table = 0; table < this.count; table++) {
      const limit = this.read(table, DESCRIPTOR.LIMIT);
      if (this.read(table, DESCRIPTOR.COUNT) < limit) continue;
      if (limit === 2 ** ID_BITS) throw new RangeError('more parts of states than ids');
      const slots = this.read(table, DESCRIPTOR.MASK) + 1;
      this.held -= bytesFor(slots);
      this.place(table, 2 * slots, limit);
    }
  }

  /** Gives a table so many slots, and moves the values it has. */
  private place(table: number, slots: number, count: number): void {
    const limit = Math.min(slots * LOAD, 2 ** ID_BITS);
    const old = this.read(table, DESCRIPTOR.VALUES);
    const index = this.arena.allocate(4 * slots);
    const values = this.arena.allocate(8 * limit);
    this.arena.u64.copyWithin(values / 8, old / 8, old / 8 + count);
    this.held += bytesFor(slots);
    this.write(table, DESCRIPTOR.INDEX, index);
    this.write(table, DESCRIPTOR.MASK, slots - 1);
    this.write(table, DESCRIPTOR.VALUES, values);
    this.write(table, DESCRIPTOR.COUNT, count);
    this.write(table, DESCRIPTOR.LIMIT, limit);
    this.code.reindex(descriptorOf(table));
  }

  private read(table: number, field: number): number {
    return this.arena.u32[(descriptorOf(table) + field) / 4] as number;
  }

  private write(table: number, field: number, value: number): void {
    this.arena.u32[(descriptorOf(table) + field) / 4] = value;
  }
}

function bytesFor(slots: number): number {
  return 4 * slots + 8 * LOAD * slots;
}
