// The store's code: a WebAssembly module, the same for every model, that tells new states from known ones.
// In: the number of words per state. Out: module bytes. It shares the memory with the compiled system and
// knows nothing of it.
//
// A table entry is 8 bytes, 0 where empty. Entries of kind `state`, for states of one word: the state itself
// with bit 63 set. Of kind `id`: a 32-bit tag of the hash (bit 31 set) above the state's id; a tag that fits
// is compared with the state in the log. Probing is linear. In front of the table an exact filter holds states met lately: half of all
// successors end there without a touch of the table's memory.

import { Code } from '../../wasm/code.ts';
import { Module } from '../../wasm/module.ts';

/** log2 of the number of states the filter holds. */
export const FILTER_BITS = 13;
/** log2 of the states in one chunk of the log. */
export const CHUNK_BITS = 14;

const MULTIPLIER = -7046029254386353131n;
const VALID = -(2n ** 63n);

/** What a table entry holds. */
export type Entries = 'state' | 'id';

/** Addresses of what the module works on. */
export interface TableAddresses {
  readonly filter: number;
  /** i32 per chunk of the log. */
  readonly chunks: number;
  /** Two i32 per successor of a batch. */
  readonly scratch: number;
}

/**
 * Exports `insert(from, count, table, shift, mask, id, room): i32`, which appends the states at `from` that
 * are new to the log from id `id` on, `room` of them at most (chunks must be there), and returns how many;
 * room + 1 if there was one more. `shift` is 64 - log2 of the table's entries, `mask` its bytes - 1.
 * `rebuild(count, table, shift, mask)` enters the states 0..count-1 of the log into an empty table.
 * `lookup(from, count, table, shift, mask, ids)`, for entries of kind `id`, writes the i32 id of every state
 * at `from`, -1 for an unknown one.
 */
export function tableModule(
  words: number,
  entries: Entries,
  at: TableAddresses,
): Uint8Array<ArrayBuffer> {
  const module = new Module();
  const hash = module.declare({ parameters: ['i32'], results: ['i64'] });
  module.define(hash, hashCode(words));
  const insert = module.declare({
    parameters: ['i32', 'i32', 'i32', 'i64', 'i32', 'i32', 'i32'],
    results: ['i32'],
  });
  module.define(insert, insertCode(words, entries, at, hash));
  const rebuild = module.declare({ parameters: ['i32', 'i32', 'i64', 'i32'], results: [] });
  module.define(rebuild, rebuildCode(words, entries, at, hash));
  const lookup = module.declare({
    parameters: ['i32', 'i32', 'i32', 'i64', 'i32', 'i32'],
    results: [],
  });
  module.define(lookup, lookupCode(words, at, hash));
  module.exportFunction('insert', insert);
  module.exportFunction('rebuild', rebuild);
  module.exportFunction('lookup', lookup);
  return module.finish();
}

/** Multiply and fold, word by word; the top bits choose the place. */
function hashCode(words: number): Code {
  const code = new Code(1);
  const h = code.local('i64');
  const fold = () => code.get(h).get(h).i64(32).op('i64.shr_u', 'i64.xor').set(h);
  for (let w = 0; w < words; w++) {
    code
      .get(0)
      .load('i64', 8 * w)
      .get(h)
      .op('i64.xor')
      .i64(MULTIPLIER)
      .op('i64.mul')
      .set(h);
    fold();
  }
  code.get(h).i64(MULTIPLIER).op('i64.mul').set(h);
  fold();
  code.get(h).i64(MULTIPLIER).op('i64.mul');
  return code;
}

/** Pushes the address of state `id` in the log. */
function pushLogAddress(code: Code, words: number, chunks: number, id: number): void {
  code.get(id).i32(CHUNK_BITS).op('i32.shr_u').i32(2).op('i32.shl').load('i32', chunks);
  code
    .get(id)
    .i32(2 ** CHUNK_BITS - 1)
    .op('i32.and')
    .i32(8 * words)
    .op('i32.mul', 'i32.add');
}

/** Pushes the byte address of the table entry for the hash in local `h`. */
function pushSlot(code: Code, h: number, table: number, shift: number): void {
  code
    .get(h)
    .get(shift)
    .op('i64.shr_u', 'i32.wrap_i64')
    .i32(3)
    .op('i32.shl')
    .get(table)
    .op('i32.add');
}

function insertCode(words: number, entries: Entries, at: TableAddresses, hash: number): Code {
  const code = new Code(7);
  const [from, count, table, shift, mask, id, room] = [0, 1, 2, 3, 4, 5, 6];
  const key = code.local('i32');
  const end = code.local('i32');
  const kept = code.local('i32');
  const slot = code.local('i32');
  const fresh = code.local('i32');
  const h = code.local('i64');
  const entry = code.local('i64');
  const touched = code.local('i64');
  const target = code.local('i32');
  const wanted = code.local('i64');
  const stateBytes = 8 * words;

  // First pass: the filter. What it lets through is noted in the scratch: address of the state, its slot.
  code.get(from).set(key);
  code.get(from).get(count).i32(stateBytes).op('i32.mul', 'i32.add').set(end);
  code.i32(at.scratch).set(kept);
  code.block(done => {
    code.loop(again => {
      code.get(key).get(end).op('i32.ge_u').brIf(done);
      code.get(key).call(hash).set(h);
      filterState(code, words, at, key, h, slot, kept, () => pushSlot(code, h, table, shift));
      code.get(key).i32(stateBytes).op('i32.add').set(key).br(again);
    });
  });
  // Second pass: touch the table's memory, so that the misses overlap.
  code.i32(at.scratch).set(key);
  code.block(done => {
    code.loop(again => {
      code.get(key).get(kept).op('i32.ge_u').brIf(done);
      code.get(touched).get(key).load('i32', 4).load('i64').op('i64.add').set(touched);
      code.get(key).i32(8).op('i32.add').set(key).br(again);
    });
  });
  // Keep the loads alive: no entry sum is ever all ones and the room below zero at once.
  code.get(touched).i64(-1).op('i64.eq').get(room).i32(-1).op('i32.eq', 'i32.and');
  code.if(() => code.i32(-1).op('return'));
  // Third pass: look up, or enter.
  code.i32(at.scratch).set(key);
  code.block(done => {
    code.loop(again => {
      code.get(key).get(kept).op('i32.ge_u').brIf(done);
      code.get(key).load('i32', 0).set(target);
      code.get(key).load('i32', 4).set(slot);
      pushWanted(code, entries, target, hash);
      code.set(wanted);
      code.block(over => {
        code.loop(probe => {
          code.get(slot).load('i64').tee(entry).op('i64.eqz');
          code.if(() => {
            code.get(fresh).get(room).op('i32.ge_u');
            code.if(() => code.get(room).i32(1).op('i32.add', 'return'));
            storeEntry(code, entries, slot, wanted, id);
            appendToLog(code, words, at, target, id);
            code.get(id).i32(1).op('i32.add').set(id);
            code.get(fresh).i32(1).op('i32.add').set(fresh);
            code.br(over);
          });
          isKnown(code, words, entries, at, entry, wanted, target);
          code.brIf(over);
          code
            .get(slot)
            .get(table)
            .op('i32.sub')
            .i32(8)
            .op('i32.add')
            .get(mask)
            .op('i32.and')
            .get(table)
            .op('i32.add')
            .set(slot);
          code.br(probe);
        });
      });
      code.get(key).i32(8).op('i32.add').set(key).br(again);
    });
  });
  code.get(fresh);
  return code;
}

/** Skips a state that the filter holds; otherwise puts it there and notes it. */
function filterState(
  code: Code,
  words: number,
  at: TableAddresses,
  key: number,
  h: number,
  place: number,
  kept: number,
  pushTableSlot: () => void,
): void {
  const stateBytes = 8 * words;
  code
    .get(h)
    .op('i32.wrap_i64')
    .i32(2 ** FILTER_BITS - 1)
    .op('i32.and')
    .i32(stateBytes)
    .op('i32.mul')
    .set(place);
  code.block(seen => {
    code.block(differs => {
      for (let w = 0; w < words; w++) {
        code.get(place).load('i64', at.filter + 8 * w);
        pushMarked(code, key, w);
        code.op('i64.ne').brIf(differs);
      }
      code.br(seen);
    });
    for (let w = 0; w < words; w++) {
      code.get(place);
      pushMarked(code, key, w);
      code.store('i64', at.filter + 8 * w);
    }
    code.get(kept).get(key).store('i32', 0);
    code.get(kept);
    pushTableSlot();
    code.store('i32', 4);
    code.get(kept).i32(8).op('i32.add').set(kept);
  });
}

/** Pushes word `w` of a state; the first one marked, so that an empty place of the filter is no state. */
function pushMarked(code: Code, key: number, w: number): void {
  code.get(key).load('i64', 8 * w);
  if (w === 0) code.i64(VALID).op('i64.or');
}

/** Pushes what a table entry of this state holds, apart from an id. */
function pushWanted(code: Code, entries: Entries, target: number, hash: number): void {
  if (entries === 'state') {
    code.get(target).load('i64').i64(VALID).op('i64.or');
    return;
  }
  // The tag: the low half of the hash, for the high bits have chosen the place.
  code.get(target).call(hash).i64(32).op('i64.shl').i64(VALID).op('i64.or');
}

function storeEntry(code: Code, entries: Entries, slot: number, wanted: number, id: number): void {
  code.get(slot).get(wanted);
  if (entries === 'id') code.get(id).op('i64.extend_i32_u', 'i64.or');
  code.store('i64');
}

/** Pushes 1 if the entry is this state. */
function isKnown(
  code: Code,
  words: number,
  entries: Entries,
  at: TableAddresses,
  entry: number,
  wanted: number,
  target: number,
): void {
  if (entries === 'state') {
    code.get(entry).get(wanted).op('i64.eq');
    return;
  }
  const other = code.local('i32');
  const known = code.local('i32');
  code.i32(0).set(known);
  code.block(differs => {
    code.get(entry).i64(-4294967296n).op('i64.and').get(wanted).op('i64.ne').brIf(differs);
    code.get(entry).op('i32.wrap_i64').set(other);
    pushLogAddress(code, words, at.chunks, other);
    code.set(other);
    for (let w = 0; w < words; w++) {
      code
        .get(other)
        .load('i64', 8 * w)
        .get(target)
        .load('i64', 8 * w)
        .op('i64.ne')
        .brIf(differs);
    }
    code.i32(1).set(known);
  });
  code.get(known);
}

function appendToLog(
  code: Code,
  words: number,
  at: TableAddresses,
  target: number,
  id: number,
): void {
  const address = code.local('i32');
  pushLogAddress(code, words, at.chunks, id);
  code.set(address);
  for (let w = 0; w < words; w++)
    code
      .get(address)
      .get(target)
      .load('i64', 8 * w)
      .store('i64', 8 * w);
}

/** Every state of the log goes to the first empty entry from its place on. */
function rebuildCode(words: number, entries: Entries, at: TableAddresses, hash: number): Code {
  const code = new Code(4);
  const [count, table, shift, mask] = [0, 1, 2, 3];
  const id = code.local('i32');
  const target = code.local('i32');
  const slot = code.local('i32');
  const h = code.local('i64');
  const wanted = code.local('i64');
  code.block(done => {
    code.loop(again => {
      code.get(id).get(count).op('i32.ge_u').brIf(done);
      pushLogAddress(code, words, at.chunks, id);
      code.set(target);
      code.get(target).call(hash).set(h);
      pushSlot(code, h, table, shift);
      code.set(slot);
      pushWanted(code, entries, target, hash);
      code.set(wanted);
      code.block(found => {
        code.loop(probe => {
          code.get(slot).load('i64').op('i64.eqz').brIf(found);
          code
            .get(slot)
            .get(table)
            .op('i32.sub')
            .i32(8)
            .op('i32.add')
            .get(mask)
            .op('i32.and')
            .get(table)
            .op('i32.add')
            .set(slot);
          code.br(probe);
        });
      });
      storeEntry(code, entries, slot, wanted, id);
      code.get(id).i32(1).op('i32.add').set(id).br(again);
    });
  });
  return code;
}

/** The id of every state of a batch. */
function lookupCode(words: number, at: TableAddresses, hash: number): Code {
  const code = new Code(6);
  const [from, count, table, shift, mask, ids] = [0, 1, 2, 3, 4, 5];
  const slot = code.local('i32');
  const end = code.local('i32');
  const found = code.local('i32');
  const h = code.local('i64');
  const entry = code.local('i64');
  const wanted = code.local('i64');
  code
    .get(from)
    .get(count)
    .i32(8 * words);
  code.op('i32.mul', 'i32.add').set(end);
  code.block(done => {
    code.loop(again => {
      code.get(from).get(end).op('i32.ge_u').brIf(done);
      code.get(from).call(hash).set(h);
      pushSlot(code, h, table, shift);
      code.set(slot);
      pushWanted(code, 'id', from, hash);
      code.set(wanted);
      code.i32(-1).set(found);
      code.block(over => {
        code.loop(probe => {
          code.get(slot).load('i64').tee(entry).op('i64.eqz').brIf(over);
          isKnown(code, words, 'id', at, entry, wanted, from);
          code.if(() => {
            code.get(entry).op('i32.wrap_i64').set(found);
            code.br(over);
          });
          code.get(slot).get(table).op('i32.sub').i32(8).op('i32.add').get(mask).op('i32.and');
          code.get(table).op('i32.add').set(slot);
          code.br(probe);
        });
      });
      code.get(ids).get(found).store('i32');
      code.get(ids).i32(4).op('i32.add').set(ids);
      code.get(from).i32(8 * words);
      code.op('i32.add').set(from).br(again);
    });
  });
  return code;
}
