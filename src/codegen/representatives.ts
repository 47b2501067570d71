// Representatives of packed states: a WebAssembly module that replaces each state of a buffer by the least of its
// images under a symmetry group. In: where cells lie, the group. Out: the module's bytes. Runs between the code
// that makes successors and the table that stores them, and neither knows.

import type { Program } from '../ir/program.ts';
import { movedCells, type SymmetryGroup } from '../reduction/symmetry/group.ts';
import { Code } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { maskIn } from './context.ts';
import type { Packing } from './packing.ts';
import { emitImage, type Image, imageOf } from './word-images.ts';

export interface Quotient {
  readonly group: SymmetryGroup;
  /**
   * Whether states are compared cell by cell, as the interpreter does, or word by word, which is quicker: the
   * representatives are others then, as many.
   */
  readonly byCells: boolean;
}

/** A walk of up to this many steps is written out; a longer one calls a function per step. */
const LONGEST_WRITTEN_OUT = 24;

/** Exports `represent(from, end)`: the states in memory from `from` to `end`. */
export function generateRepresentatives(
  program: Program,
  packing: Packing,
  { group, byCells }: Quotient,
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const module = new Module(shared);
  const images = group.generators.map(generator => imageOf(program, packing, generator));
  const touched = [...new Set(images.flatMap(image => image.words))].sort((a, b) => a - b);
  const represent = module.declare({ parameters: ['i32', 'i32'], results: [] });
  const far = group.walk.length > LONGEST_WRITTEN_OUT;
  const calls = far ? images.map(image => imageFunction(image, touched, module)) : null;
  const keys = byCells ? cellKeys(packing, group) : wordKeys(touched);
  module.define(represent, loopCode(packing, { images, touched, walk: group.walk, calls, keys }));
  module.exportFunction('represent', represent);
  return module.finish();
}

/** A generator as a function of the touched words. */
function imageFunction(image: Image, touched: readonly number[], module: Module): number {
  const words: ValType[] = touched.map(() => 'i64');
  const index = module.declare({ parameters: words, results: words });
  const code = new Code(touched.length);
  const next = touched.map(() => code.local('i64'));
  emitImage(image, localsOf(touched, [...touched.keys()]), localsOf(touched, next), code);
  for (const local of next) code.get(local);
  module.define(index, code);
  return index;
}

/** Bits of a word, compared as a number. */
interface Key {
  readonly word: number;
  readonly mask: bigint;
}

function wordKeys(touched: readonly number[]): readonly Key[] {
  return touched.map(word => ({ word, mask: -1n }));
}

/** Raw numbers are in the order of the values. */
function cellKeys({ fields }: Packing, group: SymmetryGroup): readonly Key[] {
  return movedCells(group).flatMap(cell => {
    const field = fields[cell];
    if (field === undefined || field.width === 0) return [];
    return [{ word: field.word, mask: maskIn(field) }];
  });
}

interface Walk {
  readonly images: readonly Image[];
  readonly touched: readonly number[];
  readonly walk: readonly number[];
  readonly calls: readonly number[] | null;
  /** The first counts most. */
  readonly keys: readonly Key[];
}

function loopCode(packing: Packing, { images, touched, walk, calls, keys }: Walk): Code {
  const code = new Code(2);
  const [from, end] = [0, 1];
  const locals = () => touched.map(() => code.local('i64'));
  const best = locals();
  let current = locals();
  let next = locals();
  const less = code.local('i32');
  const stepTo = (generator: number) => {
    if (calls === null) {
      const image = images[generator] as Image;
      emitImage(image, localsOf(touched, current), localsOf(touched, next), code);
    } else {
      for (const local of current) code.get(local);
      code.call(calls[generator] as number);
      for (const local of [...next].reverse()) code.set(local);
    }
    [current, next] = [next, current];
  };
  code.block(done => {
    code.loop(again => {
      code.get(from).get(end).op('i32.ge_u').brIf(done);
      for (const [i, word] of touched.entries()) {
        code
          .get(from)
          .load('i64', 8 * word)
          .tee(best[i] as number)
          .set(current[i] as number);
      }
      for (const generator of walk) {
        stepTo(generator);
        keepLess(keys, touched, current, best, less, code);
      }
      for (const [i, word] of touched.entries()) {
        code
          .get(from)
          .get(best[i] as number)
          .store('i64', 8 * word);
      }
      code
        .get(from)
        .i32(8 * packing.words)
        .op('i32.add')
        .set(from);
      code.br(again);
    });
  });
  return code;
}

function localsOf(
  touched: readonly number[],
  locals: readonly number[],
): ReadonlyMap<number, number> {
  return new Map(touched.map((word, i) => [word, locals[i] as number]));
}

/** `best` becomes the less of the two. */
function keepLess(
  keys: readonly Key[],
  touched: readonly number[],
  current: readonly number[],
  best: readonly number[],
  less: number,
  code: Code,
): void {
  const push = (locals: readonly number[], { word, mask }: Key) => {
    code.get(locals[touched.indexOf(word)] as number);
    if (mask !== -1n) code.i64(BigInt.asIntN(64, mask)).op('i64.and');
  };
  const compare = (key: Key, op: 'i64.lt_u' | 'i64.eq') => {
    push(current, key);
    push(best, key);
    return code.op(op);
  };
  code.i32(0).set(less);
  for (const key of [...keys].reverse()) {
    compare(key, 'i64.eq').get(less).op('i32.and');
    compare(key, 'i64.lt_u').op('i32.or').set(less);
  }
  for (const [i, local] of current.entries()) {
    const kept = best[i] as number;
    code.get(local).get(kept).get(less).op('select').set(kept);
  }
}
