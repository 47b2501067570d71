// How a bucket of the table is searched: sixteen entries of 32 bits or eight of 64, compared at once. In: locals
// that hold address and key. Out: instructions. Entries fill a bucket from its low end and are never taken
// out, so that a bucket is full when its last entry is.
//
// Where an entry's own bucket is full, it lies 1, 1 + 2, 1 + 2 + 3, .. buckets farther on in its segment: full
// buckets are left behind sooner than by looking at neighbours only.
//
// An entry: a 1 as its highest bit, four or five bits of displacement, then the remainder of the hash. It is 0 where
// there is none.

import type { Code, Label } from '../../wasm/code.ts';
import { BUCKET_BITS, BUCKET_BYTES, SEGMENT_BYTES } from './memory-map.ts';
import type { HashShape } from './mix.ts';

/** Bits per entry. */
export type EntryBits = 32 | 64;

/** Of an entry of 64 bits. */
const WIDE_DISPLACEMENT = 5;
/** A key is looked for in so many more buckets than its own. */
const REACH = 15;
/**
 * And in as many as an entry can say in segments of this depth or more: the table then has room for more than 30 million
 * states, and fuller segments save more memory than they cost time.
 */
const DEEP = 9;

export function displacementBits(bits: EntryBits, { displacement }: HashShape): number {
  return bits === 32 ? displacement : WIDE_DISPLACEMENT;
}

/** Where the displacement begins in an entry. */
export function displacementShift(bits: EntryBits, hash: HashShape): number {
  return bits - 1 - displacementBits(bits, hash);
}

/** Bits of a hash that are left below segment depth 0 and bucket. */
export function restBits({ bits }: HashShape): number {
  return bits - BUCKET_BITS;
}

/** Remainders of up to so many bits make entries of 32 bits. */
export function narrowRest({ displacement }: HashShape): number {
  return 31 - displacement;
}

/** Locals of a search, shared by all searches of a function. */
export interface SearchLocals {
  /** i64: bits of the remainders in the segment. */
  readonly rest: number;
  /** i32: address of the bucket that is looked at. */
  readonly bucket: number;
  /** i32: the entry looked for, if it has 32 bits. */
  readonly narrow: number;
  /** i64: the entry looked for, if it has 64 bits. */
  readonly wide: number;
  /** i32: address of the entry found, or of the free one. */
  readonly slot: number;
  readonly zero: number;
  readonly wanted: number;
  readonly lanes: readonly [number, number, number, number];
}

export function searchLocals(code: Code): SearchLocals {
  return {
    rest: code.local('i64'),
    bucket: code.local('i32'),
    narrow: code.local('i32'),
    wide: code.local('i64'),
    slot: code.local('i32'),
    zero: code.local('v128'),
    wanted: code.local('v128'),
    lanes: [code.local('v128'), code.local('v128'), code.local('v128'), code.local('v128')],
  };
}

/** What to do at the end of a search; each must branch away, `retry` to look at the same bucket again. */
export interface SearchEnds {
  /** The entry is in `bucket`; need not branch away where it turns out not to be. */
  readonly found: () => void;
  /** It is not in the table, and `slot` is where it would be. */
  readonly free: (retry: Label) => void;
  /** It is not within reach of its bucket, and nothing there is free. */
  readonly full: () => void;
  /** `bucket` is full, and the search goes on with the next one; need not branch away. */
  readonly passing?: (retry: Label) => void;
}

/**
 * Searches from `bucket` on for the entry in `narrow` or `wide`, which is counted up with each bucket. The last entries
 * are loaded first: a bucket that was full then is seen with all that it holds, whatever other threads enter meanwhile.
 */
export function emitSearch(
  code: Code,
  bits: EntryBits,
  hash: HashShape,
  at: SearchLocals,
  ends: SearchEnds,
): void {
  code.loop(again => {
    emitSplat(code, bits, at);
    for (const i of [3, 2, 1, 0] as const) {
      code
        .get(at.bucket)
        .loadVector(16 * i)
        .tee(at.lanes[i])
        .get(at.wanted)
        .vector(equal(bits));
      if (i < 3) code.vector('v128.or');
    }
    code.vector('v128.any_true');
    code.if(ends.found);
    // From the vector already loaded: the bucket may meanwhile have been filled by another thread.
    emitLastIsFree(code, bits, at.lanes[3]);
    code.if(() => {
      emitFirstFree(code, bits, at);
      ends.free(again);
    });
    ends.passing?.(again);
    emitStep(code, bits, hash, at, ends.full);
    code.br(again);
  });
}

/** Puts the entry into `slot`. */
export function emitStore(code: Code, bits: EntryBits, at: SearchLocals): void {
  code.get(at.slot);
  if (bits === 32) code.get(at.narrow).store('i32');
  else code.get(at.wide).store('i64');
}

/**
 * Puts the entry into `slot` while other threads do the like: `known` if one of them has entered it, `retry`
 * if `slot` was taken by another entry. Both must branch away.
 */
export function emitStoreShared(
  code: Code,
  bits: EntryBits,
  at: SearchLocals,
  known: () => void,
  retry: () => void,
): void {
  if (bits === 32) {
    const old = code.local('i32');
    code.get(at.slot).i32(0).get(at.narrow).atomic('i32.atomic.rmw.cmpxchg').tee(old);
    code.if(() => {
      code.get(old).get(at.narrow).op('i32.eq');
      code.if(known);
      retry();
    });
  } else {
    const old = code.local('i64');
    code.get(at.slot).i64(0).get(at.wide).atomic('i64.atomic.rmw.cmpxchg').tee(old);
    code.i64(0).op('i64.ne');
    code.if(() => {
      code.get(old).get(at.wide).op('i64.eq');
      code.if(known);
      retry();
    });
  }
}

/**
 * Looks again at the entries of `bucket` below where `pushEnd` says, the last one first and atomically: what a
 * vector load saw of an entry that was just written is left open by the specification, and so is when it saw it.
 * `known` where the entry is there, `free` where a place is; both must branch away. Entries stay as they are: where
 * neither is the case, it will not be there.
 */
export function emitRecheck(
  code: Code,
  bits: EntryBits,
  at: SearchLocals,
  pushEnd: () => void,
  known: () => void,
  free: (() => void) | null,
): void {
  const entry = code.local('i32');
  const held = code.local(bits === 32 ? 'i32' : 'i64');
  pushEnd();
  code.set(entry);
  code.block(done => {
    code.loop(again => {
      code.get(entry).get(at.bucket).op('i32.eq').brIf(done);
      code
        .get(entry)
        .i32(bits / 8)
        .op('i32.sub')
        .tee(entry);
      if (bits === 32) code.atomic('i32.atomic.load').tee(held).get(at.narrow).op('i32.eq');
      else code.atomic('i64.atomic.load').tee(held).get(at.wide).op('i64.eq');
      code.if(known);
      if (free !== null)
        code
          .get(held)
          .op(bits === 32 ? 'i32.eqz' : 'i64.eqz')
          .if(free);
      code.br(again);
    });
  });
}

function equal(bits: EntryBits): 'i32x4.eq' | 'i64x2.eq' {
  return bits === 32 ? 'i32x4.eq' : 'i64x2.eq';
}

function emitSplat(code: Code, bits: EntryBits, at: SearchLocals): void {
  if (bits === 32) code.get(at.narrow).vector('i32x4.splat');
  else code.get(at.wide).vector('i64x2.splat');
  code.set(at.wanted);
}

function emitLastIsFree(code: Code, bits: EntryBits, last: number): void {
  if (bits === 32) code.get(last).vector('i32x4.extract_lane', 3).op('i32.eqz');
  else code.get(last).vector('i64x2.extract_lane', 1).op('i64.eqz');
}

function emitFirstFree(code: Code, bits: EntryBits, at: SearchLocals): void {
  const perLane = bits === 32 ? 4 : 2;
  at.lanes.forEach((lane, i) => {
    code.get(lane).get(at.zero).vector(equal(bits));
    code.vector(bits === 32 ? 'i32x4.bitmask' : 'i64x2.bitmask');
    if (i > 0) code.i32(perLane * i).op('i32.shl', 'i32.or');
  });
  code
    .op('i32.ctz')
    .i32(bits === 32 ? 2 : 3)
    .op('i32.shl');
  code.get(at.bucket).op('i32.add').set(at.slot);
}

/** On to the bucket for one more displacement, which lies farther off than the one before. */
function emitStep(
  code: Code,
  bits: EntryBits,
  hash: HashShape,
  at: SearchLocals,
  full: () => void,
): void {
  const shift = displacementShift(bits, hash);
  const most = 2 ** displacementBits(bits, hash) - 1;
  const { bucket, slot } = at;
  if (bits === 32) code.get(at.narrow).i32(shift).op('i32.shr_u');
  else code.get(at.wide).i64(shift).op('i64.shr_u', 'i32.wrap_i64');
  code.i32(most).op('i32.and').tee(slot);
  if (most === REACH) code.i32(REACH);
  else {
    code.i32(most).i32(REACH).get(at.rest);
    code.i64(restBits(hash) - DEEP).op('i64.le_s', 'select');
  }
  code.op('i32.ge_u');
  code.if(full);
  if (bits === 32)
    code
      .get(at.narrow)
      .i32(2 ** shift)
      .op('i32.add')
      .set(at.narrow);
  else
    code
      .get(at.wide)
      .i64(2n ** BigInt(shift))
      .op('i64.add')
      .set(at.wide);
  code.get(slot).i32(1).op('i32.add').i32(BUCKET_BYTES).op('i32.mul');
  code
    .get(bucket)
    .op('i32.add')
    .i32(SEGMENT_BYTES - 1)
    .op('i32.and');
  code.get(bucket).i32(-SEGMENT_BYTES).op('i32.and', 'i32.or').set(bucket);
}

/** Pushes how many buckets the displacement d in local `displacement` (i64) means: 1 + 2 + .. + d. */
export function emitDistance(code: Code, displacement: number): void {
  code.get(displacement).get(displacement).i64(1).op('i64.add', 'i64.mul');
  code.i64(1).op('i64.shr_u');
}

/** Makes the entry for the hash in local `x`. */
export function emitEntry(code: Code, bits: EntryBits, x: number, at: SearchLocals) {
  code.get(x).i64(1).get(at.rest).op('i64.shl').i64(1).op('i64.sub', 'i64.and');
  if (bits === 32) code.op('i32.wrap_i64').i32(0x80000000).op('i32.or').set(at.narrow);
  else
    code
      .i64(-(2n ** 63n))
      .op('i64.or')
      .set(at.wide);
}

/** Runs the instructions for the width of entries that a remainder of so many bits (i64) makes. */
export function emitByWidth(
  code: Code,
  rest: number,
  hash: HashShape,
  body: (bits: EntryBits) => void,
): void {
  const narrow = narrowRest(hash);
  // No segment can have wide entries where the first one has narrow ones.
  if (restBits(hash) <= narrow) {
    body(32);
    return;
  }
  code.get(rest).i64(narrow).op('i64.le_s');
  code.if(
    () => body(32),
    () => body(64),
  );
}
