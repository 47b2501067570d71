// The store's code as one WebAssembly module, the same for every model with the same layout of roots. In: the
// layout, the work area. Out: module bytes and what the exports are. It shares the memory with the compiled
// system and knows nothing of it.

import { Code } from '../../wasm/code.ts';
import { Module } from '../../wasm/module.ts';
import type { Sharing, WorkArea } from './memory-map.ts';
import { emitMix, type HashShape, hashShape } from './mix.ts';
import { prepareCode } from './prepare-code.ts';
import {
  emitDecode,
  emitIntern,
  emitInternDirect,
  emitInternDirectShared,
  emitInternShared,
  emitReindex,
  encoder,
  type Interning,
  type PlacedLayout,
} from './root-code.ts';
import type { RootLayout } from './root-layout.ts';
import { listCode, splitCode, widenCode } from './segment-code.ts';
import { enterCode, locateCode, missingCode, sideCode, type TableGlobals } from './table-code.ts';

type I32Global = WebAssembly.Global<'i32'>;

/** What the module exports; addresses may come back negative. */
export interface TableExports {
  /**
   * Puts the roots of the packed states `from` .. `end` into the work area's list, but for those that the
   * filter knows. Returns `end`, or where an intern table was full.
   */
  readonly prepare: (area: number, from: number, end: number) => number;
  /** End of the work list. */
  readonly listed: I32Global;
  /** Writes the roots of the packed states `from` .. `end` to `to`; returns as `prepare` does. */
  readonly encode: (from: number, end: number, to: number) => number;
  /** Fills the index of the intern table with this descriptor. */
  readonly reindex: (descriptor: number) => void;
  /** Writes the packed states of `count` roots to `to`. */
  readonly decodeRoots: (roots: number, count: number, to: number) => void;
  /** The same of what was kept of states: themselves where they have one word, else their roots. */
  readonly decode: (kept: number, count: number, to: number) => void;
  readonly enter: (at: number, end: number) => number;
  readonly tail: I32Global;
  readonly tailEnd: I32Global;
  readonly shift: Pick<WebAssembly.Global<'i64'>, 'value'>;
  readonly split: (segment: number, other: number, copy: number, depth: number) => number;
  /** Makes room in every entry of a segment, which this code's layout has not seen, for so many appended bits. */
  readonly widen: (segment: number, depth: number, by: number) => void;
  readonly list: (segment: number, depth: number, prefix: bigint, to: number) => number;
  readonly missing: (roots: number, wanted: number, hashes: number) => number;
  /** Notes ids from `first` on, i32, beside the entries of `count` roots, as far as these are in the table. */
  readonly number: (roots: number, count: number, first: number) => void;
  /** Writes to `to` the i32 that is noted beside the entry of each of `count` roots, -1 for unknown roots. */
  readonly lookUp: (roots: number, count: number, to: number) => void;
}

export function hashOf({ bits, appended }: RootLayout): HashShape {
  return hashShape(bits, appended);
}

export function tableModule(
  layout: PlacedLayout,
  words: number,
  area: WorkArea,
  sharing: Sharing = 'none',
): Uint8Array<ArrayBuffer> {
  const hash = hashOf(layout);
  const shared = sharing !== 'none';
  const module = new Module(shared);
  const globals: TableGlobals = {
    shift: module.global('i64'),
    tail: module.global('i32'),
    tailEnd: module.global('i32'),
    sharing,
  };
  const listed = module.global('i32');
  const i32s = (count: number) => Array.from({ length: count }, () => 'i32' as const);
  const intern = module.declare({ parameters: ['i64', 'i32'], results: ['i32'] });
  const internBody = new Code(2);
  if (shared) emitInternShared(internBody);
  else emitIntern(internBody);
  module.define(intern, internBody);
  const internDirect = module.declare({ parameters: ['i64', 'i32'], results: ['i32'] });
  const internDirectBody = new Code(2);
  if (shared) emitInternDirectShared(internDirectBody);
  else emitInternDirect(internDirectBody);
  module.define(internDirect, internDirectBody);
  const interning: Interning = { hashed: intern, direct: internDirect, shared };
  const reindex = module.declare({ parameters: ['i32'], results: [] });
  const reindexBody = new Code(1);
  emitReindex(reindexBody);
  module.define(reindex, reindexBody);
  module.exportFunction('reindex', reindex);
  const locate = module.declare({ parameters: ['i64'], results: ['i32'] });
  module.define(locate, locateCode(hash, globals));
  const side = module.declare({ parameters: ['i64', 'i32'], results: ['i32'] });
  module.define(side, sideCode(globals, locate));
  const add = (name: string, parameters: ('i32' | 'i64')[], results: 'i32'[], body: Code) => {
    const index = module.declare({ parameters, results });
    module.define(index, body);
    module.exportFunction(name, index);
  };
  add('prepare', i32s(3), ['i32'], prepareCode(layout, hash, words, area, { interning, listed }));
  add('encode', i32s(3), ['i32'], encodeCode(layout, words, interning));
  add('decodeRoots', i32s(3), [], decodeCode(layout, words));
  add('decode', i32s(3), [], words === 1 ? copyCode() : decodeCode(layout, words));
  add('enter', i32s(2), ['i32'], enterCode(hash, globals));
  add('split', i32s(4), ['i32'], splitCode(hash));
  add('widen', i32s(3), [], widenCode(hash));
  add('list', ['i32', 'i32', 'i64', 'i32'], ['i32'], listCode(hash));
  add('missing', i32s(3), ['i32'], missingCode(hash, globals));
  add('number', i32s(3), [], numberCode(hash, side));
  add('lookUp', i32s(3), [], lookUpCode(hash, side));
  for (const name of ['shift', 'tail', 'tailEnd'] as const)
    module.exportGlobal(name, globals[name]);
  module.exportGlobal('listed', listed);
  return module.finish();
}

function encodeCode(layout: PlacedLayout, words: number, interning: Interning): Code {
  const code = new Code(3);
  const [key, end, to] = [0, 1, 2];
  const roots = encoder(code, layout, interning);
  const root = code.local('i64');
  code.block(done => {
    code.loop(again => {
      code.get(key).get(end).op('i32.ge_u').brIf(done);
      roots.emit(key, root, () => code.br(done));
      code.get(to).get(root).store('i64');
      code.get(to).i32(8).op('i32.add').set(to);
      code
        .get(key)
        .i32(8 * words)
        .op('i32.add')
        .set(key)
        .br(again);
    });
  });
  code.get(key);
  return code;
}

function decodeCode(layout: PlacedLayout, words: number): Code {
  const code = new Code(3);
  const [roots, count, to] = [0, 1, 2];
  const root = code.local('i64');
  const end = code.local('i32');
  code.get(roots).get(count).i32(3).op('i32.shl', 'i32.add').set(end);
  code.block(done => {
    code.loop(again => {
      code.get(roots).get(end).op('i32.ge_u').brIf(done);
      code.get(roots).load('i64').set(root);
      emitDecode(code, layout, words, root, to);
      code.get(roots).i32(8).op('i32.add').set(roots);
      code
        .get(to)
        .i32(8 * words)
        .op('i32.add')
        .set(to)
        .br(again);
    });
  });
  return code;
}

/** What is kept of states that have one word is what they are. */
function copyCode(): Code {
  const [kept, count, to] = [0, 1, 2];
  return new Code(3).get(to).get(kept).get(count).i32(3).op('i32.shl').copyMemory();
}

function numberCode(hash: HashShape, side: number): Code {
  const code = new Code(3);
  const [roots, count, id] = [0, 1, 2];
  const x = code.local('i64');
  const end = code.local('i32');
  code.get(roots).get(count).i32(3).op('i32.shl', 'i32.add').set(end);
  code.block(done => {
    code.loop(again => {
      code.get(roots).get(end).op('i32.ge_u').brIf(done);
      code.get(roots).load('i64').set(x);
      emitMix(code, x, hash);
      // What is not there has its place at address 0, where nothing lies.
      code.get(x).i32(4).call(side).get(id).store('i32');
      code.get(id).i32(1).op('i32.add').set(id);
      code.get(roots).i32(8).op('i32.add').set(roots).br(again);
    });
  });
  return code;
}

function lookUpCode(hash: HashShape, side: number): Code {
  const code = new Code(3);
  const [roots, count, to] = [0, 1, 2];
  const x = code.local('i64');
  const end = code.local('i32');
  const place = code.local('i32');
  code.get(roots).get(count).i32(3).op('i32.shl', 'i32.add').set(end);
  code.block(done => {
    code.loop(again => {
      code.get(roots).get(end).op('i32.ge_u').brIf(done);
      code.get(roots).load('i64').set(x);
      emitMix(code, x, hash);
      code.get(to);
      code.get(x).i32(4).call(side).tee(place);
      code.if(
        () => code.get(place).load('i32'),
        () => code.i32(-1),
        'i32',
      );
      code.store('i32');
      code.get(to).i32(4).op('i32.add').set(to);
      code.get(roots).i32(8).op('i32.add').set(roots).br(again);
    });
  });
  return code;
}
