// One way to make roots of states, with everything that depends on it: code, tables of parts, the table of
// states. In: a layout. Out: roots entered and found. When the layout turns out too narrow or too wide, all states
// move to another coding.

import { ModuleCache } from '../../wasm/module-cache.ts';
import type { Arena } from './arena.ts';
import { InternTables, placeIndexes } from './intern-tables.ts';
import { joinedTable } from './joined-table.ts';
import type { Memories } from './memories.ts';
import type { Sharing, WorkArea } from './memory-map.ts';
import { DESCRIPTOR_BYTES, type PlacedLayout } from './root-code.ts';
import type { RootLayout } from './root-layout.ts';
import { type SavedTable, StateTable } from './state-table.ts';
import { WORK } from './table-code.ts';
import { hashOf, type TableExports, tableModule } from './table-module.ts';

/** Where codings work; the same for all that follow one another. */
export interface Workplace {
  readonly arena: Arena;
  readonly memories: Memories;
  readonly words: number;
  /** States in a batch, at most. */
  readonly capacity: number;
  readonly area: WorkArea;
  /** Address of the work area. */
  readonly base: number;
  readonly sharing: Sharing;
}

/** Where new roots go. */
export interface Tail {
  readonly address: number;
  readonly room: number;
}

/** What is not in memory. */
export interface SavedCoding {
  readonly layout: PlacedLayout;
  readonly table: SavedTable;
  readonly internedBytes: number;
}

/** Layouts of models that are checked one after another. */
const MODULES = new ModuleCache(64);

export class Coding {
  readonly layout: PlacedLayout;
  readonly module: WebAssembly.Module;
  readonly table: StateTable;
  readonly interned: InternTables;
  private readonly at: Workplace;
  /** By memory. */
  private readonly codes: TableExports[] = [];
  private joined: TableExports;
  private joinedMemories = 1;

  /** `saved`: what is in memory already; null to begin with nothing. */
  constructor(at: Workplace, layout: RootLayout, saved: SavedCoding | null = null) {
    this.at = at;
    const descriptors =
      saved?.layout.descriptors ?? at.arena.allocate(DESCRIPTOR_BYTES * layout.tables.length);
    const indexes = saved?.layout.indexes ?? placeIndexes(at.arena, layout);
    this.layout = { ...layout, descriptors, indexes };
    const parts = [this.layout, at.words, at.area, at.sharing] as const;
    this.module = MODULES.get(JSON.stringify(parts), () => tableModule(...parts));
    this.joined = this.codeIn(0);
    const codeIn = (memory: number) => this.codeIn(memory);
    this.table = new StateTable(at.memories, codeIn, hashOf(layout), saved?.table ?? null);
    this.interned = new InternTables(
      at.arena,
      this.layout,
      this.joined,
      saved?.internedBytes ?? null,
    );
    const { filter, work } = at.area;
    at.arena.u32.fill(0, (at.base + filter) / 4, (at.base + work) / 4);
  }

  /** Over all memories; another one once there are more of them. */
  get code(): TableExports {
    const { memories, arena, capacity } = this.at;
    if (this.joinedMemories !== memories.count) {
      this.joinedMemories = memories.count;
      const [first, ...further] = Array.from({ length: memories.count }, (_, i) => this.codeIn(i));
      const reach = memories.own(capacity);
      this.joined = joinedTable(first as TableExports, arena.memory, further, reach);
    }
    return this.joined;
  }

  private codeIn(memory: number): TableExports {
    const known = this.codes[memory];
    if (known !== undefined) return known;
    const env = { memory: this.at.memories.arena(memory).memory };
    const code = new WebAssembly.Instance(this.module, { env }).exports as unknown as TableExports;
    this.codes[memory] = code;
    return code;
  }

  saved(): SavedCoding {
    const { layout, table, interned } = this;
    return { layout, table: table.saved(), internedBytes: interned.bytes };
  }

  get bytes(): number {
    return this.table.bytes + this.interned.bytes;
  }

  /** Puts the roots of packed states into the work list; returns `end`, or where a table of parts was full. */
  prepare(from: number, end: number): number {
    return this.code.prepare(this.at.base, from, end) >>> 0;
  }

  /** Beginning of the work list. */
  get list(): number {
    return this.at.base + this.at.area.work;
  }

  /** Enters the work list from `at` on; returns its end, or where the tail was used up. */
  enter(at: number, tail: Tail): number {
    const { table } = this;
    const end = this.listEnd;
    const last = tail.address + 8 * tail.room;
    this.code.tail.value = tail.address;
    this.code.tailEnd.value = last;
    for (let next = at; ; ) {
      next = this.code.enter(next, end) >>> 0;
      if (next === end || this.tail === last) return next;
      table.split(this.at.arena.u64[(next + WORK.HASH) / 8] as bigint);
    }
  }

  /** End of the work list. */
  get listEnd(): number {
    return this.code.listed.value >>> 0;
  }

  /** End of the new roots. */
  get tail(): number {
    return this.code.tail.value >>> 0;
  }

  /** Writes the roots of packed states to `to`; false where a table of parts has no id left. */
  encode(from: number, end: number, to: number): boolean {
    const stateBytes = 8 * this.at.words;
    for (let at = from; ; ) {
      const place = to + (8 * (at - from)) / stateBytes;
      at = this.code.encode(at, end, place) >>> 0;
      if (at === end) return true;
      if (!this.interned.grow()) return false;
    }
  }
}
