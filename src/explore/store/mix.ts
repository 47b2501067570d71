// The hash of the table: a permutation of the numbers of so many bits, so that a place and what is left of the
// hash tell the number again. In: a width. Out: instructions. Two rounds of fold and multiply; the product's
// top bits, which choose the place, depend on every bit of the number, but for those that were appended to it: these
// are the lowest bits of the hash as they are, so that hashes of numbers without them stay in their places.

import type { Code } from '../../wasm/code.ts';

const MULTIPLIERS = [0x9e3779b97f4a7c15n, 0xd6e8feb86659fd93n] as const;
/** Widths below this one are treated as this wide, so that there are bits enough for the filter. */
const LEAST_BITS = 20;

/** What is hashed, and into how many bits. */
export interface HashShape {
  /** Bits of a number, those that were appended not counted. */
  readonly number: number;
  /** They are mixed as so many. */
  readonly mixed: number;
  /** Bits that were appended, above the others. */
  readonly appended: number;
  /** Bits of the hash. */
  readonly bits: number;
  /** Bits of the displacement in an entry of 32 bits. */
  readonly displacement: 4 | 5;
}

/** Remainders of short hashes leave one more bit, where a table is so large that entries of 32 bits matter. */
const SHORT_BITS = 42;

/** For numbers of so many bits, of which the highest were appended. */
export function hashShape(bits: number, appended: number): HashShape {
  const number = bits - appended;
  const mixed = Math.max(number, LEAST_BITS);
  const displacement = mixed <= SHORT_BITS ? 5 : 4;
  return { number, mixed, appended, bits: mixed + appended, displacement };
}

/** Replaces the number in local `x` by its hash. */
export function emitMix(code: Code, x: number, shape: HashShape): void {
  const { number, mixed, appended } = shape;
  const more = appended === 0 ? null : code.local('i64');
  if (more !== null) {
    code.get(x).i64(number).op('i64.shr_u').set(more);
    code
      .get(x)
      .i64(2n ** BigInt(number) - 1n)
      .op('i64.and')
      .set(x);
  }
  for (const multiplier of MULTIPLIERS) {
    emitFold(code, x, mixed);
    emitMultiply(code, x, multiplier, mixed);
  }
  if (more !== null) code.get(x).i64(appended).op('i64.shl').get(more).op('i64.or').set(x);
}

/** The number with this hash. */
export function emitUnmix(code: Code, x: number, shape: HashShape): void {
  const { number, mixed, appended } = shape;
  const more = appended === 0 ? null : code.local('i64');
  if (more !== null) {
    code
      .get(x)
      .i64(2n ** BigInt(appended) - 1n)
      .op('i64.and')
      .set(more);
    code.get(x).i64(appended).op('i64.shr_u').set(x);
  }
  for (const multiplier of [...MULTIPLIERS].reverse()) {
    emitMultiply(code, x, inverse(multiplier), mixed);
    emitFold(code, x, mixed);
  }
  if (more !== null) code.get(more).i64(number).op('i64.shl').get(x).op('i64.or').set(x);
}

/** Its own inverse: the half that is folded in is not changed. */
function emitFold(code: Code, x: number, bits: number): void {
  code
    .get(x)
    .get(x)
    .i64(Math.ceil(bits / 2))
    .op('i64.shr_u', 'i64.xor')
    .set(x);
}

function emitMultiply(code: Code, x: number, multiplier: bigint, bits: number): void {
  code.get(x).i64(multiplier).op('i64.mul');
  code.i64(2n ** BigInt(bits) - 1n).op('i64.and');
  code.set(x);
}

/** Of an odd number modulo 2^64, by Newton's iteration: each round doubles the bits that are right. */
function inverse(odd: bigint): bigint {
  let guess = odd;
  for (let i = 0; i < 6; i++) guess = BigInt.asUintN(64, guess * (2n - odd * guess));
  return guess;
}
