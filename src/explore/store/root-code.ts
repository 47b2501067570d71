// Instructions that turn packed states into roots and back. In: a layout. Out: code. Ids are given in order
// of insertion, so that the index of a table can grow; which state has which id depends on the order of the
// search, and nothing outside the store may.

import type { Code } from '../../wasm/code.ts';
import { type Bits, directPart, type Field, type Id, type RootLayout } from './root-layout.ts';

/** Bytes of a table's descriptor, and what it holds, as i32. */
export const DESCRIPTOR_BYTES = 64;
export const DESCRIPTOR = {
  /** Address of the index: an i32 id + 1 per slot, or per value if it is direct; 0 where there is none. */
  INDEX: 0,
  /** Slots - 1, a power of two less one. */
  MASK: 4,
  /** Address of the values: an i64 per id. */
  VALUES: 8,
  COUNT: 12,
  /** No id reaches it. */
  LIMIT: 16,
} as const;

/** Of an id that nothing has: values are of 63 bits. */
const NO_VALUE = -1;

const MULTIPLIERS = [-7046029254386353131n, -2960836687051489901n] as const;

/** A layout, the address of the descriptors of its tables, and those of direct indexes, by table. */
export interface PlacedLayout extends RootLayout {
  readonly descriptors: number;
  readonly indexes: readonly (number | null)[];
}

export function descriptorOf({ descriptors }: PlacedLayout, table: number): number {
  return descriptors + DESCRIPTOR_BYTES * table;
}

/** Sets `slot` to the first place to look for the value in local `value`. */
function emitFirstSlot(code: Code, value: number, slot: number): void {
  const h = code.local('i64');
  code.get(value).i64(MULTIPLIERS[0]).op('i64.mul').set(h);
  code.get(h).get(h).i64(32).op('i64.shr_u', 'i64.xor').i64(MULTIPLIERS[1]).op('i64.mul');
  code.i64(32).op('i64.shr_u', 'i32.wrap_i64').set(slot);
}

/** Pushes the address of what a table has under `place` in its array of 2^log bytes each. */
function pushElement(
  code: Code,
  table: number,
  array: 'INDEX' | 'VALUES',
  place: number,
  log: number,
): void {
  code.get(place).i32(log).op('i32.shl');
  code.get(table).load('i32', DESCRIPTOR[array]).op('i32.add');
}

/** Body of `reindex(descriptor: i32)`: enters the ids of all values of a table into its index, an empty one. */
export function emitReindex(code: Code): void {
  const table = 0;
  const id = code.local('i32');
  const slot = code.local('i32');
  const value = code.local('i64');
  code.block(done => {
    code.loop(next => {
      code.get(id).get(table).load('i32', DESCRIPTOR.COUNT).op('i32.ge_u').brIf(done);
      pushElement(code, table, 'VALUES', id, 3);
      code.load('i64').set(value);
      emitFirstSlot(code, value, slot);
      code.get(id).i32(1).op('i32.add').set(id);
      code.get(value).i64(NO_VALUE).op('i64.eq').brIf(next);
      code.loop(again => {
        code.get(slot).get(table).load('i32', DESCRIPTOR.MASK).op('i32.and').set(slot);
        pushElement(code, table, 'INDEX', slot, 2);
        code.load('i32').op('i32.eqz');
        code.if(() => {
          pushElement(code, table, 'INDEX', slot, 2);
          code.get(id).store('i32');
          code.br(next);
        });
        code.get(slot).i32(1).op('i32.add').set(slot).br(again);
      });
    });
  });
}

/** Body of `intern(value: i64, descriptor: i32): i32`: the id of the value, -1 where the table is full. */
export function emitIntern(code: Code): void {
  const [value, table] = [0, 1];
  const slot = code.local('i32');
  const entry = code.local('i32');
  emitFirstSlot(code, value, slot);
  code.loop(again => {
    code.get(slot).get(table).load('i32', DESCRIPTOR.MASK).op('i32.and').set(slot);
    pushElement(code, table, 'INDEX', slot, 2);
    code.load('i32').tee(entry).op('i32.eqz');
    code.if(() => {
      code.get(table).load('i32', DESCRIPTOR.COUNT).tee(entry);
      code.get(table).load('i32', DESCRIPTOR.LIMIT).op('i32.ge_u');
      code.if(() => code.i32(-1).op('return'));
      pushElement(code, table, 'VALUES', entry, 3);
      code.get(value).store('i64');
      pushElement(code, table, 'INDEX', slot, 2);
      code.get(entry).i32(1).op('i32.add').store('i32');
      code.get(table).get(entry).i32(1).op('i32.add').store('i32', DESCRIPTOR.COUNT);
      code.get(entry).op('return');
    });
    code.get(entry).i32(1).op('i32.sub').set(entry);
    pushElement(code, table, 'VALUES', entry, 3);
    code.load('i64').get(value).op('i64.eq');
    code.if(() => code.get(entry).op('return'));
    code.get(slot).i32(1).op('i32.add').set(slot).br(again);
  });
  code.op('unreachable');
}

/**
 * The same while other threads do the like. An id is taken first; if another thread has meanwhile entered the
 * value, the id stays without use.
 */
export function emitInternShared(code: Code): void {
  const [value, table] = [0, 1];
  const slot = code.local('i32');
  const entry = code.local('i32');
  const own = code.local('i32');
  code.i32(-1).set(own);
  emitFirstSlot(code, value, slot);
  code.loop(again => {
    code.get(slot).get(table).load('i32', DESCRIPTOR.MASK).op('i32.and').set(slot);
    pushElement(code, table, 'INDEX', slot, 2);
    code.atomic('i32.atomic.load').tee(entry).op('i32.eqz');
    code.if(() => {
      code.get(own).i32(-1).op('i32.eq');
      code.if(() => {
        code.get(table).i32(1).atomic('i32.atomic.rmw.add', DESCRIPTOR.COUNT).tee(own);
        code.get(table).load('i32', DESCRIPTOR.LIMIT).op('i32.ge_u');
        // Full: the count goes back, so that it never passes the limit for long.
        code.if(() => {
          code.get(table).i32(-1).atomic('i32.atomic.rmw.add', DESCRIPTOR.COUNT).op('drop');
          code.i32(-1).op('return');
        });
        pushElement(code, table, 'VALUES', own, 3);
        code.get(value).atomic('i64.atomic.store');
      });
      pushElement(code, table, 'INDEX', slot, 2);
      code.i32(0).get(own).i32(1).op('i32.add').atomic('i32.atomic.rmw.cmpxchg').tee(entry);
      code.op('i32.eqz');
      code.if(() => code.get(own).op('return'));
    });
    code.get(entry).i32(1).op('i32.sub').set(entry);
    pushElement(code, table, 'VALUES', entry, 3);
    code.atomic('i64.atomic.load').get(value).op('i64.eq');
    code.if(() => {
      code.get(own).i32(-1).op('i32.ne');
      code.if(() => {
        pushElement(code, table, 'VALUES', own, 3);
        code.i64(NO_VALUE).store('i64');
      });
      code.get(entry).op('return');
    });
    code.get(slot).i32(1).op('i32.add').set(slot).br(again);
  });
  code.op('unreachable');
}

/** Body of `internDirect(value: i64, descriptor: i32): i32`: the new id of a value that has none; as `intern`. */
export function emitInternDirect(code: Code): void {
  const [value, table] = [0, 1];
  const id = code.local('i32');
  code.get(table).load('i32', DESCRIPTOR.COUNT).tee(id);
  code.get(table).load('i32', DESCRIPTOR.LIMIT).op('i32.ge_u');
  code.if(() => code.i32(-1).op('return'));
  pushElement(code, table, 'VALUES', id, 3);
  code.get(value).store('i64');
  pushDirect(code, value, table);
  code.get(id).i32(1).op('i32.add').store('i32');
  code.get(table).get(id).i32(1).op('i32.add').store('i32', DESCRIPTOR.COUNT);
  code.get(id);
}

/** The same while other threads do the like; ids may stay without use as in `intern`. */
export function emitInternDirectShared(code: Code): void {
  const [value, table] = [0, 1];
  const id = code.local('i32');
  const other = code.local('i32');
  code.get(table).i32(1).atomic('i32.atomic.rmw.add', DESCRIPTOR.COUNT).tee(id);
  code.get(table).load('i32', DESCRIPTOR.LIMIT).op('i32.ge_u');
  code.if(() => {
    code.get(table).i32(-1).atomic('i32.atomic.rmw.add', DESCRIPTOR.COUNT).op('drop');
    // Meanwhile another thread may have given it the last one.
    pushDirect(code, value, table);
    code.atomic('i32.atomic.load').i32(1).op('i32.sub', 'return');
  });
  pushElement(code, table, 'VALUES', id, 3);
  code.get(value).atomic('i64.atomic.store');
  pushDirect(code, value, table);
  code.i32(0).get(id).i32(1).op('i32.add').atomic('i32.atomic.rmw.cmpxchg').tee(other);
  code.op('i32.eqz');
  code.if(() => code.get(id).op('return'));
  pushElement(code, table, 'VALUES', id, 3);
  code.i64(NO_VALUE).atomic('i64.atomic.store');
  code.get(other).i32(1).op('i32.sub');
}

/** Pushes the address of a value's place in a direct index. */
function pushDirect(code: Code, value: number, table: number): void {
  code.get(value).op('i32.wrap_i64').i32(2).op('i32.shl');
  code.get(table).load('i32', DESCRIPTOR.INDEX).op('i32.add');
}

/** Turns states into roots, one after another. */
export interface Encoder {
  /** Puts the root of the packed state at the address in `key` into `root`; `full` must branch away. */
  emit(key: number, root: number, full: () => void): void;
}

/** The functions that give ids, by number. */
export interface Interning {
  readonly hashed: number;
  readonly direct: number;
  /** Whether other threads do the like. */
  readonly shared: boolean;
}

/**
 * The first place of a value is looked at here, and the table is searched only where another value has it:
 * seldom, so that the misses of several states overlap.
 */
export function encoder(code: Code, layout: PlacedLayout, interning: Interning): Encoder {
  const { shared } = interning;
  const ids = layout.tables.map(() => code.local('i64'));
  const wanted = code.local('i64');
  const slot = code.local('i32');
  const entry = code.local('i32');
  const direct = layout.tables.flatMap((table, i) => {
    const part = directPart(table);
    return part === null ? [] : [{ table: i, part, id: ids[i] as number }];
  });
  const emitPart = ({ table, from, width }: Id) => {
    code.get(ids[table] as number);
    const isWhole = from === 0 && width === layout.tables[table]?.width;
    if (!isWhole) emitSlice(code, from, width);
  };
  const push = (fields: readonly Field[], key: number) => {
    let at = 0;
    fields.forEach((field, i) => {
      if (field.kind === 'id') emitPart(field);
      else emitBits(code, key, field);
      if (at > 0) code.i64(at).op('i64.shl');
      if (i > 0) code.op('i64.or');
      at += field.width;
    });
  };
  const emitDirect = (key: number, full: () => void) => {
    if (direct.length === 0) return;
    direct.forEach(({ table, part, id }, i) => {
      emitTimesFour(code, key, part);
      code.op('i32.wrap_i64').load('i32', layout.indexes[table] as number);
      code.op('i64.extend_i32_u').i64(1).op('i64.sub').tee(id);
      if (i > 0) code.op('i64.or');
    });
    code.i64(0).op('i64.lt_s');
    code.if(() => {
      for (const { table, part, id } of direct) {
        code.get(id).i64(0).op('i64.lt_s');
        code.if(() => {
          emitBits(code, key, part);
          code.i32(descriptorOf(layout, table)).call(interning.direct);
          code.op('i64.extend_i32_s').tee(id).i64(0).op('i64.lt_s');
          code.if(full);
        });
      }
    });
  };
  return {
    emit(key, root, full) {
      emitDirect(key, full);
      layout.tables.forEach((part, table) => {
        if (directPart(part) !== null) return;
        const descriptor = descriptorOf(layout, table);
        const id = ids[table] as number;
        push(part.key, key);
        code.set(wanted);
        emitFirstSlot(code, wanted, slot);
        code.get(slot).i32(descriptor).load('i32', DESCRIPTOR.MASK).op('i32.and');
        code.i32(2).op('i32.shl').i32(descriptor).load('i32', DESCRIPTOR.INDEX).op('i32.add');
        if (shared) code.atomic('i32.atomic.load');
        else code.load('i32');
        code.tee(entry).i32(1).op('i32.sub').tee(slot).op('i64.extend_i32_u').set(id);
        // At a free place, whatever lies before the values is not one.
        code.get(entry).op('i32.eqz');
        code
          .get(slot)
          .i32(3)
          .op('i32.shl')
          .i32(descriptor)
          .load('i32', DESCRIPTOR.VALUES)
          .op('i32.add');
        if (shared) code.atomic('i64.atomic.load');
        else code.load('i64');
        code.get(wanted).op('i64.ne', 'i32.or');
        code.if(() => {
          code.get(wanted).i32(descriptor).call(interning.hashed);
          code.op('i64.extend_i32_s').tee(id).i64(0).op('i64.lt_s');
          code.if(full);
        });
      });
      push(layout.root, key);
      code.set(root);
    },
  };
}

/** Pushes four times the value of a part. */
function emitTimesFour(code: Code, key: number, { word, shift, width }: Bits): void {
  code.get(key).load('i64', 8 * word);
  if (shift < 2) code.i64(2 - shift).op('i64.shl');
  else if (shift > 2) code.i64(shift - 2).op('i64.shr_u');
  code.i64((2n ** BigInt(width) - 1n) << 2n).op('i64.and');
}

function emitBits(code: Code, key: number, field: Bits): void {
  code.get(key).load('i64', 8 * field.word);
  emitSlice(code, field.shift, field.width);
}

/** `width` bits from bit `shift` on of the number on the stack. */
function emitSlice(code: Code, shift: number, width: number): void {
  if (shift > 0) code.i64(shift).op('i64.shr_u');
  if (shift + width < 63) code.i64(2n ** BigInt(width) - 1n).op('i64.and');
}

/** Writes the packed state of the root in local `root` to the address in `to`. */
export function emitDecode(
  code: Code,
  layout: PlacedLayout,
  words: number,
  root: number,
  to: number,
) {
  const ids = layout.tables.map(() => code.local('i32'));
  const key = code.local('i64');
  const state = Array.from({ length: words }, () => code.local('i64'));
  const take = (fields: readonly Field[], from: number) => {
    let at = 0;
    for (const field of fields) {
      code.get(from);
      emitSlice(code, at, field.width);
      if (field.kind === 'id') {
        const id = ids[field.table] as number;
        code.op('i32.wrap_i64');
        if (field.from > 0) code.i32(field.from).op('i32.shl').get(id).op('i32.or');
        code.set(id);
      } else {
        if (field.shift > 0) code.i64(field.shift).op('i64.shl');
        const word = state[field.word] as number;
        code.get(word).op('i64.or').set(word);
      }
      at += field.width;
    }
  };
  for (const word of state) code.i64(0).set(word);
  take(layout.root, root);
  for (let table = layout.tables.length - 1; table >= 0; table--) {
    code
      .get(ids[table] as number)
      .i32(3)
      .op('i32.shl');
    code
      .i32(descriptorOf(layout, table))
      .load('i32', DESCRIPTOR.VALUES)
      .op('i32.add')
      .load('i64')
      .set(key);
    take(layout.tables[table]?.key ?? [], key);
  }
  state.forEach((word, i) => {
    code
      .get(to)
      .get(word)
      .store('i64', 8 * i);
  });
}
