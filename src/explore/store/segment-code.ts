// A segment of the table as a whole: its entries are spread over two, or its roots are listed. In: how many bits a
// root has. Out: function bodies. Knows where an entry lies in a segment, but not which segment a root belongs to.

import { Code } from '../../wasm/code.ts';
import {
  displacementBits,
  displacementShift,
  type EntryBits,
  emitByWidth,
  emitDistance,
  emitEntry,
  emitSearch,
  emitStore,
  restBits,
  searchLocals,
} from './buckets.ts';
import { BUCKET_BITS, BUCKET_BYTES, SEGMENT_BYTES } from './memory-map.ts';
import { emitUnmix, type HashShape } from './mix.ts';

/**
 * Body of `split(segment, other, copy, depth): i32`: spreads the entries of a segment of this depth over it
 * and `other`, with anything in it. `copy` is a segment's room for the time being. 0 if a half does not fit.
 */
export function splitCode(hash: HashShape): Code {
  const code = new Code(4);
  const [segment, other, copy, depth] = [0, 1, 2, 3];
  const locals = searchLocals(code);
  const x = code.local('i64');
  const old = code.local('i64');
  const { rest } = locals;
  code.get(copy).get(segment).i32(SEGMENT_BYTES).copyMemory();
  for (const half of [segment, other]) code.get(half).i32(0).i32(SEGMENT_BYTES).fillMemory();
  code.i64(restBits(hash)).get(depth).op('i64.extend_i32_u', 'i64.sub').tee(old);
  code.i64(1).op('i64.sub').set(rest);
  emitByWidth(code, old, hash, from => {
    forEntries(code, from, hash, copy, old, x, () => {
      code.get(other).get(segment);
      code.get(x).i64(BUCKET_BITS).get(rest).op('i64.add', 'i64.shr_u', 'i32.wrap_i64', 'select');
      emitBucket(code, x, rest);
      code.op('i32.add').set(locals.bucket);
      code.block(over => {
        emitByWidth(code, rest, hash, bits => {
          emitEntry(code, bits, x, locals);
          emitSearch(code, bits, hash, locals, {
            found: () => code.br(over),
            free: () => {
              emitStore(code, bits, locals);
              code.br(over);
            },
            full: () => code.i32(0).op('return'),
          });
        });
      });
    });
  });
  code.i32(1);
  return code;
}

/**
 * Body of `list(segment, depth, prefix: i64, to): i32`: writes the roots of a segment whose hashes begin with
 * `prefix`; returns the end of what was written.
 */
export function listCode(hash: HashShape): Code {
  const code = new Code(4);
  const [segment, depth, prefix, to] = [0, 1, 2, 3];
  const x = code.local('i64');
  const rest = code.local('i64');
  code.i64(restBits(hash)).get(depth).op('i64.extend_i32_u', 'i64.sub').set(rest);
  emitByWidth(code, rest, hash, bits => {
    forEntries(code, bits, hash, segment, rest, x, () => {
      code.get(prefix).get(rest).i64(BUCKET_BITS).op('i64.add', 'i64.shl');
      code.get(x).op('i64.or').set(x);
      emitUnmix(code, x, hash);
      code.get(to).get(x).store('i64');
      code.get(to).i32(8).op('i32.add').set(to);
    });
  });
  code.get(to);
  return code;
}

/**
 * Body of `widen(segment, depth, by)`: gives the remainder of every entry of a segment of this depth so many more
 * appended bits, all 0. The remainders were shorter by as much before, and entries as wide as now.
 */
export function widenCode(hash: HashShape): Code {
  const code = new Code(3);
  const [segment, depth, by] = [0, 1, 2];
  const rest = code.local('i64');
  const kept = code.local('i64');
  const at = code.local('i32');
  const end = code.local('i32');
  code.i64(restBits(hash)).get(depth).op('i64.extend_i32_u', 'i64.sub').set(rest);
  code.get(segment).i32(SEGMENT_BYTES).op('i32.add').set(end);
  emitByWidth(code, rest, hash, bits => {
    // Two entries of 32 bits at once.
    const twice = (mask: bigint) => BigInt.asIntN(64, bits === 32 ? mask | (mask << 32n) : mask);
    const remainder = 2n ** BigInt(displacementShift(bits, hash)) - 1n;
    const others = 2n ** BigInt(bits) - 1n - remainder;
    // What stays where it is: all but the remainder, and of that the bits that were appended before.
    code.i64(1).i32(hash.appended).get(by).op('i32.sub', 'i64.extend_i32_u', 'i64.shl');
    code.i64(1).op('i64.sub').i64(twice(1n)).op('i64.mul').i64(twice(others)).op('i64.or');
    code.set(kept);
    code.get(segment).set(at);
    code.loop(again => {
      code.get(at);
      code.get(at).load('i64').get(kept).op('i64.and');
      code.get(at).load('i64').get(kept).i64(-1).op('i64.xor', 'i64.and');
      code.get(by).op('i64.extend_i32_u', 'i64.shl', 'i64.or').store('i64');
      code.get(at).i32(8).op('i32.add').tee(at).get(end).op('i32.lt_u').brIf(again);
    });
  });
  return code;
}

/** Runs `body` for every entry; `x` holds bucket and remainder of its hash. */
function forEntries(
  code: Code,
  bits: EntryBits,
  hash: HashShape,
  segment: number,
  rest: number,
  x: number,
  body: () => void,
): void {
  const bytes = bits / 8;
  const at = code.local('i32');
  const end = code.local('i32');
  const entry = code.local('i64');
  code.get(segment).i32(SEGMENT_BYTES).op('i32.add').set(end);
  code.get(segment).set(at);
  code.block(done => {
    code.loop(again => {
      code.get(at).get(end).op('i32.ge_u').brIf(done);
      code.get(at).load(bits === 32 ? 'i32' : 'i64');
      if (bits === 32) code.op('i64.extend_i32_u');
      code.tee(entry).i64(0).op('i64.ne');
      code.if(() => {
        // Bucket of the entry less its displacement, then the remainder.
        code.get(entry).i64(displacementShift(bits, hash)).op('i64.shr_u');
        code
          .i64(2 ** displacementBits(bits, hash) - 1)
          .op('i64.and')
          .set(x);
        code.get(at).get(segment).op('i32.sub').i32(6).op('i32.shr_u', 'i64.extend_i32_u');
        emitDistance(code, x);
        code
          .op('i64.sub')
          .i64(2 ** BUCKET_BITS - 1)
          .op('i64.and');
        code.get(rest).op('i64.shl');
        code.get(entry).i64(1).get(rest).op('i64.shl').i64(1).op('i64.sub', 'i64.and', 'i64.or');
        code.set(x);
        body();
      });
      code.get(at).i32(bytes).op('i32.add').set(at).br(again);
    });
  });
}

/** Pushes the byte offset of the hash's bucket in its segment. */
export function emitBucket(code: Code, x: number, rest: number): void {
  code.get(x).get(rest).op('i64.shr_u', 'i32.wrap_i64');
  code.i32(2 ** BUCKET_BITS - 1).op('i32.and');
  code.i32(Math.log2(BUCKET_BYTES)).op('i32.shl');
}
