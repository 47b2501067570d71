// The functions of the table: roots are looked up and entered. In: how many bits
// a root has. Out: function bodies. A root is mixed; the top bits of the result choose the segment, the next
// ones the bucket, and the entry holds the rest: nothing is lost, so equal entries are equal roots.

import { Code, type Label } from '../../wasm/code.ts';
import {
  type EntryBits,
  emitByWidth,
  emitEntry,
  emitRecheck,
  emitSearch,
  emitStore,
  emitStoreShared,
  restBits,
  type SearchLocals,
  searchLocals,
} from './buckets.ts';
import {
  BUCKET_BITS,
  BUCKET_BYTES,
  DIRECTORY,
  NARROW_REMAINDER,
  type Sharing,
  SIDE_DIRECTORY,
  WORK_BYTES,
} from './memory-map.ts';
import { emitMix, type HashShape } from './mix.ts';
import { emitBucket } from './segment-code.ts';

/** Fields of an entry of the work list. */
export const WORK = {
  /** i64: what is kept of a state in the queue. */
  KEPT: 0,
  /** i64: of its root. */
  HASH: 8,
  /** i32: in the filter, then in the table. */
  PLACE: 16,
  /** i32: address of the packed state, while it is not prepared. */
  STATE: 20,
  /** i32: address of the bucket, later. */
  BUCKET: 20,
} as const;

/** Global variables of the module. */
export interface TableGlobals {
  /** i64: the hash shifted right by so many bits is an index of the directory. */
  readonly shift: number;
  /** i32: where the next new root is written, and where it cannot be any more. */
  readonly tail: number;
  readonly tailEnd: number;
  /** Whether several threads enter roots at once. */
  readonly sharing: Sharing;
}

const DEPTH_MASK = 63;

/** Bits of the widest root for which a table of so many states has entries of 32 bits. */
export function narrowRoot(states: number): number {
  const depth = Math.max(0, Math.ceil(Math.log2(states / 2 ** (BUCKET_BITS + 4))));
  return NARROW_REMAINDER + BUCKET_BITS + depth;
}

/**
 * Body of `enter(at, end): i32`: enters the roots of the work list from `at` to `end`. New ones are written
 * to `tail`. Returns `end`, or the address of the entry at which a segment was full or the room for new roots
 * used up.
 */
export function enterCode(hash: HashShape, globals: TableGlobals): Code {
  const code = new Code(2);
  const [at, end] = [0, 1];
  const locals = searchLocals(code);
  const item = code.local('i32');
  const place = code.local('i32');
  const x = code.local('i64');
  const { rest } = locals;
  const tail = code.local('i32');
  code.getGlobal(globals.tail).set(tail);
  forEach(code, item, at, end, () => {
    code.get(item).load('i64', WORK.HASH).set(x);
    emitPlace(code, hash, globals, x, rest, place);
    code.get(item).get(place).store('i32', WORK.PLACE);
    code.get(item).get(place).i32(-BUCKET_BYTES).op('i32.and').store('i32', WORK.BUCKET);
  });
  emitTouch(code, item, at, end);
  forEach(code, item, at, end, () => {
    code.get(item).load('i64', WORK.HASH).set(x);
    code.get(item).load('i32', WORK.PLACE).set(place);
    code.get(place).i32(-BUCKET_BYTES).op('i32.and').set(locals.bucket);
    emitRest(code, hash, place, rest);
    const stop = () => code.get(tail).setGlobal(globals.tail).get(item).op('return');
    code.block(over => {
      emitByWidth(code, rest, hash, bits => {
        emitEntry(code, bits, x, locals);
        const known = () => code.br(over);
        const recheck = (pushEnd: () => void, retry: Label | null) => {
          const free = retry === null ? null : () => code.br(retry);
          emitRecheck(code, bits, locals, pushEnd, known, free);
        };
        const bucketEnd = () => code.get(locals.bucket).i32(BUCKET_BYTES).op('i32.add');
        emitSearch(code, bits, hash, locals, {
          found: () => {
            if (globals.sharing === 'torn') recheck(bucketEnd, null);
            else known();
          },
          free: retry => {
            code.get(tail).getGlobal(globals.tailEnd).op('i32.eq');
            code.if(stop);
            if (globals.sharing === 'none') emitStore(code, bits, locals);
            else {
              if (globals.sharing === 'torn') recheck(() => code.get(locals.slot), retry);
              emitStoreShared(code, bits, locals, known, () => code.br(retry));
            }
            code.get(tail).get(item).load('i64', WORK.KEPT).store('i64');
            code.get(tail).i32(8).op('i32.add').set(tail).br(over);
          },
          full: stop,
          passing: retry => {
            if (globals.sharing === 'torn') recheck(bucketEnd, retry);
          },
        });
      });
    });
  });
  code.get(tail).setGlobal(globals.tail).get(end);
  return code;
}

/** How many buckets are touched in one turn of the loop. */
const TOUCHED = 4;

/**
 * Loads something of every bucket that is going to be searched, so that the misses overlap: as many as the
 * processor has room for in what it looks ahead, which is why nothing else is done here.
 */
function emitTouch(code: Code, item: number, at: number, end: number): void {
  const touched = code.local('i64');
  const touch = (i: number) => {
    code
      .get(item)
      .load('i32', WORK.BUCKET + WORK_BYTES * i)
      .load('i64');
    code.get(touched).op('i64.add').set(touched);
  };
  code.get(at).set(item);
  code.block(done => {
    code.loop(again => {
      code.get(end).get(item).op('i32.sub');
      code
        .i32(TOUCHED * WORK_BYTES)
        .op('i32.lt_u')
        .brIf(done);
      for (let i = 0; i < TOUCHED; i++) touch(i);
      code
        .get(item)
        .i32(TOUCHED * WORK_BYTES)
        .op('i32.add')
        .set(item)
        .br(again);
    });
  });
  forEach(code, item, item, end, () => touch(0));
  // Keep the loads alive: no sum of entries is taken for an address.
  code.get(touched).i64(1).op('i64.eq').get(at).i32(0).op('i32.eq', 'i32.and');
  code.if(() => code.i32(0).op('return'));
}

/** Body of `locate(hash: i64): i32`: address of the hash's entry, 0 where it is not in the table. */
export function locateCode(hash: HashShape, globals: TableGlobals): Code {
  const code = new Code(1);
  const x = 0;
  const locals = searchLocals(code);
  const place = code.local('i32');
  const { rest } = locals;
  emitPlace(code, hash, globals, x, rest, place);
  code.get(place).i32(-BUCKET_BYTES).op('i32.and').set(locals.bucket);
  code.i32(0).set(place);
  code.block(over => {
    emitByWidth(code, rest, hash, bits => {
      emitEntry(code, bits, x, locals);
      emitSearch(code, bits, hash, locals, {
        found: () => {
          emitFound(code, bits, locals);
          code.set(place).br(over);
        },
        free: () => code.br(over),
        full: () => code.br(over),
      });
    });
  });
  code.get(place);
  return code;
}

/**
 * Body of `missing(roots, wanted, hashes): i32`: which of the first roots, a bit each, are not in the table, of
 * those that `wanted` asks for. Their hashes are written to their places in `hashes`.
 */
export function missingCode(hash: HashShape, globals: TableGlobals): Code {
  const code = new Code(3);
  const [roots, wanted, hashes] = [0, 1, 2];
  const locals = searchLocals(code);
  const left = code.local('i32');
  const offset = code.local('i32');
  const missing = code.local('i32');
  const place = code.local('i32');
  const x = code.local('i64');
  const { rest } = locals;
  const touched = code.local('i64');
  const each = (body: () => void) => {
    code.get(wanted).set(left);
    code.block(done => {
      code.loop(again => {
        code.get(left).op('i32.eqz').brIf(done);
        code.get(left).op('i32.ctz').i32(3).op('i32.shl').set(offset);
        body();
        code.get(left).get(left).i32(1).op('i32.sub', 'i32.and').set(left).br(again);
      });
    });
  };
  // First the places are touched, so that the misses overlap.
  each(() => {
    code.get(roots).get(offset).op('i32.add').load('i64').set(x);
    emitMix(code, x, hash);
    code.get(hashes).get(offset).op('i32.add').get(x).store('i64');
    emitPlace(code, hash, globals, x, rest, place);
    code.get(place).i32(-BUCKET_BYTES).op('i32.and').load('i64');
    code.get(touched).op('i64.add').set(touched);
  });
  // Keep the loads alive: no sum of entries is taken for an address.
  code.get(touched).i64(1).op('i64.eq').get(roots).i32(0).op('i32.eq', 'i32.and');
  code.if(() => code.i32(0).op('return'));
  each(() => {
    code.get(hashes).get(offset).op('i32.add').load('i64').set(x);
    emitPlace(code, hash, globals, x, rest, place);
    code.get(place).i32(-BUCKET_BYTES).op('i32.and').set(locals.bucket);
    code.block(over => {
      const unknown = () => {
        // As many bits up as the lowest one that is left.
        code.i32(0).get(left).op('i32.sub').get(left).op('i32.and').get(missing).op('i32.or');
        code.set(missing).br(over);
      };
      emitByWidth(code, rest, hash, bits => {
        emitEntry(code, bits, x, locals);
        emitSearch(code, bits, hash, locals, {
          found: () => code.br(over),
          free: unknown,
          full: unknown,
        });
      });
    });
  });
  code.get(missing);
  return code;
}

/**
 * Body of `side(hash: i64, bytes: i32): i32`: address of what is kept, `bytes` for each entry, beside the
 * entry of this hash; 0 where it is not in the table.
 */
export function sideCode(globals: TableGlobals, locate: number): Code {
  const code = new Code(2);
  const [x, bytes] = [0, 1];
  const index = code.local('i32');
  const entry = code.local('i32');
  code.get(x).call(locate).tee(entry).op('i32.eqz');
  code.if(() => code.i32(0).op('return'));
  emitDirectoryIndex(code, globals, x);
  code.set(index);
  code.get(index).load('i32', SIDE_DIRECTORY);
  code.get(entry).get(index).load('i32', DIRECTORY).i32(-BUCKET_BYTES).op('i32.and', 'i32.sub');
  // Entries of 32 bits; those of 64 use every second place.
  code.i32(2).op('i32.shr_u').get(bytes).op('i32.mul', 'i32.add');
  return code;
}

/** Runs `body` for every entry of the work list; it must not change `item`. */
export function forEach(code: Code, item: number, at: number, end: number, body: () => void): void {
  code.get(at).set(item);
  code.block(done => {
    code.loop(again => {
      code.get(item).get(end).op('i32.ge_u').brIf(done);
      body();
      code.get(item).i32(WORK_BYTES).op('i32.add').set(item).br(again);
    });
  });
}

/** Pushes the byte offset of the hash's entry in the directory. */
function emitDirectoryIndex(code: Code, globals: TableGlobals, x: number): void {
  code.get(x).getGlobal(globals.shift).op('i64.shr_u', 'i32.wrap_i64').i32(2).op('i32.shl');
}

/** Sets `place` to the address of the hash's bucket, with the depth of its segment in the low bits. */
function emitPlace(
  code: Code,
  hash: HashShape,
  globals: TableGlobals,
  x: number,
  rest: number,
  place: number,
): void {
  emitDirectoryIndex(code, globals, x);
  code.load('i32', DIRECTORY).set(place);
  emitRest(code, hash, place, rest);
  code.get(place);
  emitBucket(code, x, rest);
  code.op('i32.add').set(place);
}

/** Sets `rest` to the bits of a remainder in the segment of `place`. */
function emitRest(code: Code, hash: HashShape, place: number, rest: number): void {
  code.i64(restBits(hash));
  code.get(place).i32(DEPTH_MASK).op('i32.and', 'i64.extend_i32_u', 'i64.sub').set(rest);
}

/** Pushes the address of the entry that was found in `bucket`. */
function emitFound(code: Code, bits: EntryBits, at: SearchLocals): void {
  const slot = at.slot;
  code.get(at.bucket).set(slot);
  code.block(here => {
    code.loop(again => {
      if (bits === 32) code.get(slot).load('i32').get(at.narrow).op('i32.eq');
      else code.get(slot).load('i64').get(at.wide).op('i64.eq');
      code.brIf(here);
      code
        .get(slot)
        .i32(bits / 8)
        .op('i32.add')
        .set(slot)
        .br(again);
    });
  });
  code.get(slot);
}
