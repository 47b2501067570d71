// Sets of small numbers while code runs: bit i of word i / 64, each word a local. In: members. Out: code that adds them.

import type { Code } from '../wasm/code.ts';

/** Bits of a word. */
export const BITS = 64;

export function wordsFor(members: number): number {
  return Math.max(1, Math.ceil(members / BITS));
}

/** One constant per word. */
export function maskWords(members: Iterable<number>, words: number): bigint[] {
  const masks: bigint[] = new Array(words).fill(0n);
  for (const member of members) {
    const word = Math.floor(member / BITS);
    masks[word] = (masks[word] ?? 0n) | (1n << BigInt(member % BITS));
  }
  return masks.map(mask => BigInt.asIntN(64, mask));
}

/** Adds a member where the i32 that is pushed is 1, none where it is 0. */
export function addBit(set: readonly number[], member: number, push: () => void, code: Code): void {
  const local = set[Math.floor(member / BITS)];
  if (local === undefined) throw new RangeError('no such member');
  push();
  code.op('i64.extend_i32_u');
  if (member % BITS > 0) code.i64(member % BITS).op('i64.shl');
  code.get(local).op('i64.or').set(local);
}

export function clearBit(set: readonly number[], member: number, code: Code): void {
  const local = set[Math.floor(member / BITS)];
  if (local === undefined) throw new RangeError('no such member');
  code
    .get(local)
    .i64(BigInt.asIntN(64, ~(1n << BigInt(member % BITS))))
    .op('i64.and')
    .set(local);
}

export function setBits(set: readonly number[], members: readonly number[], code: Code): void {
  maskWords(members, set.length).forEach((mask, w) => {
    const local = set[w];
    if (mask !== 0n && local !== undefined) code.get(local).i64(mask).op('i64.or').set(local);
  });
}
