// The function that puts the roots of a batch of packed states into the work list. In: a layout. Out: its body.
// A filter, a small table without chains, drops states that were met a short while ago; for the others the table
// of states is asked (`table-code.ts`).

import { Code } from '../../wasm/code.ts';
import { filterBits, WORK_BYTES, type WorkArea } from './memory-map.ts';
import { emitMix, type HashShape } from './mix.ts';
import { encoder, type Interning, type PlacedLayout } from './root-code.ts';
import { WORK } from './table-code.ts';

const MULTIPLIER = 0x9e3779b97f4a7c15n;
/** Set in the first word of a state in the filter, so that an empty place is no state. */
const MARK = -(2n ** 63n);

/** Of the module. */
interface Surroundings {
  readonly interning: Interning;
  /** The global variable for the end of the work list. */
  readonly listed: number;
}

/**
 * Body of `prepare(area, key, end): i32`. The filter compares whole states, so that no part of those it knows
 * has to be looked up. It does without a branch: half of them are known, and no one can guess which. A state of
 * one word is itself what is kept of it.
 */
export function prepareCode(
  layout: PlacedLayout,
  hash: HashShape,
  words: number,
  { filter, work }: WorkArea,
  { interning, listed }: Surroundings,
): Code {
  const code = new Code(3);
  const [area, key, end] = [0, 1, 2];
  const roots = encoder(code, layout, interning);
  const root = code.local('i64');
  const x = code.local('i64');
  const item = code.local('i32');
  const last = code.local('i32');
  code.get(area).i32(work).op('i32.add').tee(item).set(last);
  emitFilter(code, words, filter, { area, key, end, last });
  code.block(done => {
    code.loop(again => {
      code.get(item).get(last).op('i32.ge_u');
      code.if(() => code.get(end).set(key).br(done));
      code.get(item).load('i32', WORK.STATE).set(key);
      roots.emit(words === 1 ? item : key, root, () => {
        emitForget(code, filter, item, last);
        code.br(done);
      });
      code.get(root).set(x);
      emitMix(code, x, hash);
      if (words > 1) code.get(item).get(root).store('i64', WORK.KEPT);
      code.get(item).get(x).store('i64', WORK.HASH);
      code.get(item).i32(WORK_BYTES).op('i32.add').set(item).br(again);
    });
  });
  code.get(item).setGlobal(listed).get(key);
  return code;
}

interface FilterLocals {
  readonly area: number;
  readonly key: number;
  readonly end: number;
  /** End of the work list. */
  readonly last: number;
}

/** Lists the addresses of the states that the filter does not know, each with its place there; enters them. */
function emitFilter(code: Code, words: number, filter: number, at: FilterLocals): void {
  const { area, key, end, last } = at;
  const state = Array.from({ length: words }, () => code.local('i64'));
  const place = code.local('i32');
  const h = code.local('i64');
  const offset = (word: number) => filter + 8 * word;
  code.block(done => {
    code.loop(again => {
      code.get(key).get(end).op('i32.ge_u').brIf(done);
      state.forEach((word, i) => {
        code
          .get(key)
          .load('i64', 8 * i)
          .tee(word);
        if (i > 0) code.get(h).get(h).i64(32).op('i64.shr_u', 'i64.xor', 'i64.add');
        code.i64(MULTIPLIER).op('i64.mul').set(h);
      });
      const first = state[0] as number;
      if (words === 1) code.get(last).get(first).store('i64', WORK.KEPT);
      code.get(first).i64(MARK).op('i64.or').set(first);
      // The highest bits of a product depend on all bits of the state.
      code
        .get(h)
        .i64(64 - filterBits(words))
        .op('i64.shr_u', 'i32.wrap_i64');
      code
        .i32(8 * words)
        .op('i32.mul')
        .get(area)
        .op('i32.add')
        .set(place);
      code.get(last).get(key).store('i32', WORK.STATE);
      code.get(last).get(place).store('i32', WORK.PLACE);
      state.forEach((word, i) => {
        code.get(place).load('i64', offset(i)).get(word).op('i64.xor');
        if (i > 0) code.op('i64.or');
      });
      code.i64(0).op('i64.ne').i32(WORK_BYTES).op('i32.mul').get(last).op('i32.add').set(last);
      state.forEach((word, i) => {
        code.get(place).get(word).store('i64', offset(i));
      });
      code
        .get(key)
        .i32(8 * words)
        .op('i32.add')
        .set(key)
        .br(again);
    });
  });
}

/** What is listed from `item` on will be asked for again, and must not be taken for known. */
function emitForget(code: Code, filter: number, item: number, last: number): void {
  const next = code.local('i32');
  code.get(item).set(next);
  code.loop(again => {
    code.get(next).load('i32', WORK.PLACE).i64(0).store('i64', filter);
    code.get(next).i32(WORK_BYTES).op('i32.add').tee(next);
    code.get(last).op('i32.lt_u').brIf(again);
  });
}
