// Puts the entries of a work list in order of the memories that their segments lie in. In: a work list; the address
// that stands for other memories in the directory. Out: module bytes. Needed only by a table in several memories, so
// that a table in one does without it.

import { Code } from '../../wasm/code.ts';
import { Module } from '../../wasm/module.ts';
import {
  BUCKET_BYTES,
  COUNTS,
  DIRECTORY,
  MAX_MEMORIES,
  NEXT,
  SORTED,
  WORK_BYTES,
} from './memory-map.ts';
import { forEach, WORK } from './table-code.ts';

export interface SortingExports {
  /** Sorts the entries from `at` to `end`; writes how many there are for each memory to COUNTS of `area`. */
  readonly sort: (at: number, end: number, area: number) => void;
}

/** Imports the table's `shift`. `empty`: as in `Reach`. */
export function sortingModule(empty: number, shared: boolean): Uint8Array<ArrayBuffer> {
  const module = new Module(shared);
  const shift = module.importGlobal('shift', 'i64');
  const sort = module.declare({ parameters: ['i32', 'i32', 'i32'], results: [] });
  module.define(sort, sortCode(empty, shift));
  module.exportFunction('sort', sort);
  return module.finish();
}

/** A counting sort; the number of the memory is noted as PLACE meanwhile. */
function sortCode(empty: number, shift: number): Code {
  const code = new Code(3);
  const [at, end, area] = [0, 1, 2];
  const item = code.local('i32');
  const memory = code.local('i32');
  const sum = code.local('i32');
  /** Adds to what `area` has for the memory, and pushes what it was. */
  const countUp = (array: number, amount: number) => {
    code.get(memory).i32(2).op('i32.shl').get(area).op('i32.add').tee(memory);
    code.get(memory).load('i32', array).tee(sum);
    code.i32(amount).op('i32.add').store('i32', array);
    code.get(sum);
  };
  code.get(area).i32(0).i32(SORTED).fillMemory();
  forEach(code, item, at, end, () => {
    code.get(item).load('i64', WORK.HASH).getGlobal(shift).op('i64.shr_u', 'i32.wrap_i64');
    code.i32(2).op('i32.shl').load('i32', DIRECTORY);
    code.i32(empty).op('i32.sub').i32(Math.log2(BUCKET_BYTES)).op('i32.shr_u').tee(memory);
    code.i32(0).get(memory).i32(MAX_MEMORIES).op('i32.lt_u', 'select').set(memory);
    code.get(item).get(memory).store('i32', WORK.PLACE);
    countUp(COUNTS, 1);
    code.op('drop');
  });
  code.get(area).i32(SORTED).op('i32.add').set(sum);
  for (let i = 0; i < MAX_MEMORIES; i++) {
    code
      .get(area)
      .get(sum)
      .store('i32', NEXT + 4 * i);
    code
      .get(area)
      .load('i32', COUNTS + 4 * i)
      .i32(WORK_BYTES)
      .op('i32.mul');
    code.get(sum).op('i32.add').set(sum);
  }
  forEach(code, item, at, end, () => {
    code.get(item).load('i32', WORK.PLACE).set(memory);
    countUp(NEXT, WORK_BYTES);
    code.get(item).load('i64', WORK.KEPT).store('i64', WORK.KEPT);
    code.get(sum).get(item).load('i64', WORK.HASH).store('i64', WORK.HASH);
  });
  code.get(at).get(area).i32(SORTED).op('i32.add').get(end).get(at).op('i32.sub').copyMemory();
  return code;
}
