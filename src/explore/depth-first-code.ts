// Depth-first search as a WebAssembly module between the compiled system and the table. In: where things lie. Out:
// module bytes. It runs until there is something that it cannot do itself, and is called again then.
//
// A frame of the stack is 8 bytes: a state's id, and a bit for each of its successors that was not known when the
// state was expanded and has not been taken since. Coming back to a frame expands its state again, unless no bit is
// left. The last bit stands for all successors beyond; they are looked up one after another.

import { Code, type Label } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import { WORK_BYTES } from './store/memory-map.ts';
import { CHUNK_ROOTS } from './store/root-queue.ts';
import { WORK } from './store/table-code.ts';

export const FRAME_BYTES = 8;
const MASK = 4;
/** Successors with a bit of their own. */
const OWN_BITS = 31;
const ALL_OWN = 2 ** OWN_BITS - 1;
const SHARED = -(2 ** OWN_BITS);

/** Why the module came back. */
export const REASON = {
  /** `turns` is used up. */
  turn: 0,
  /** Something was noticed about the state that has just been expanded for the first time. */
  hit: 1,
  /** No room for the root of the work list. */
  full: 2,
  /** A table of parts is full. */
  parts: 3,
  /** No room for a frame. */
  push: 4,
  /** The frame below lies elsewhere, or there is none. */
  pop: 5,
} as const;

export interface DepthFirstPlaces {
  /** 64-bit words per state. */
  readonly words: number;
  /** An i32 per chunk of roots: its address. */
  readonly chunks: number;
  /** The state that is expanded. */
  readonly state: number;
  readonly successors: number;
  readonly hits: number;
  /** An i64 per successor. */
  readonly roots: number;
  /** An i64 for each of OWN_BITS successors. */
  readonly hashes: number;
  /** An entry of a work list. */
  readonly list: number;
}

/** What the module exports. Addresses may come back negative. */
export interface DepthFirstExports {
  /** Goes on; returns a REASON. */
  readonly run: () => number;
  readonly turns: WebAssembly.Global<'i32'>;
  /** The topmost frame, where the next one goes, and the bounds of the frames that lie together. */
  readonly top: WebAssembly.Global<'i32'>;
  readonly next: WebAssembly.Global<'i32'>;
  readonly first: WebAssembly.Global<'i32'>;
  readonly last: WebAssembly.Global<'i32'>;
  /** 1 while the topmost state has not been expanded. */
  readonly fresh: WebAssembly.Global<'i32'>;
  /** States found. */
  readonly size: WebAssembly.Global<'i32'>;
  /** Steps of the run on the stack, and of the longest one so far. */
  readonly depth: WebAssembly.Global<'i32'>;
  readonly longest: WebAssembly.Global<'i32'>;
  readonly transitions: WebAssembly.Global<'i64'>;
}

/** Imports `step`, `out`, `hits` of a stepper and `encode`, `decode`, `missing`, `enter` of the table. */
export function depthFirstModule(at: DepthFirstPlaces): Uint8Array<ArrayBuffer> {
  const module = new Module();
  const i32s = (count: number) => Array.from({ length: count }, () => 'i32' as const);
  const imported = (name: string, parameters: number, results: number) =>
    module.importFunction(name, { parameters: i32s(parameters), results: i32s(results) });
  const parts = {
    step: imported('step', 4, 1),
    encode: imported('encode', 3, 1),
    decode: imported('decode', 3, 0),
    missing: imported('missing', 3, 1),
    enter: imported('enter', 2, 1),
    out: module.importGlobal('out', 'i32'),
    hits: module.importGlobal('hits', 'i32'),
    turns: module.global('i32'),
    top: module.global('i32'),
    next: module.global('i32'),
    first: module.global('i32'),
    last: module.global('i32'),
    fresh: module.global('i32'),
    size: module.global('i32'),
    depth: module.global('i32'),
    longest: module.global('i32'),
    transitions: module.global('i64'),
  };
  const run = module.declare({ parameters: [], results: ['i32'] });
  module.define(run, runCode(at, parts));
  module.exportFunction('run', run);
  const own = [
    'turns',
    'top',
    'next',
    'first',
    'last',
    'fresh',
    'size',
    'depth',
    'longest',
  ] as const;
  for (const name of [...own, 'transitions'] as const) module.exportGlobal(name, parts[name]);
  return module.finish();
}

type Parts = Readonly<
  Record<
    | 'step'
    | 'encode'
    | 'decode'
    | 'missing'
    | 'enter'
    | 'out'
    | 'hits'
    | keyof Omit<DepthFirstExports, 'run'>,
    number
  >
>;

/** Locals of `run`. */
interface Locals {
  /** Address of the topmost frame. */
  readonly frame: number;
  /** Bits of the successors that are still to be taken. */
  readonly mask: number;
  /** Successors of its state. */
  readonly count: number;
  /** Number of the successor that is taken, and where its hash is. */
  readonly i: number;
  readonly hash: number;
}

type Leave = (reason: number) => void;

function runCode(at: DepthFirstPlaces, parts: Parts): Code {
  const code = new Code(0);
  const local: Locals = {
    frame: code.local('i32'),
    mask: code.local('i32'),
    count: code.local('i32'),
    i: code.local('i32'),
    hash: code.local('i32'),
  };
  const leave: Leave = reason => code.i32(reason).op('return');
  code.loop(again => {
    code.getGlobal(parts.turns).op('i32.eqz');
    code.if(() => leave(REASON.turn));
    addTo(code, parts.turns, -1);
    code.getGlobal(parts.top).tee(local.frame).load('i32', MASK).set(local.mask);
    // Expanded, and nothing is left to be taken.
    code.getGlobal(parts.fresh).get(local.mask).op('i32.or', 'i32.eqz');
    code.if(() => {
      emitPop(code, parts, local, leave);
      code.br(again);
    });
    emitExpand(code, at, parts, local, leave);
    emitLookUp(code, at, parts, local, leave);
    code.get(local.mask).op('i32.eqz').brIf(again);
    emitChoose(code, at, parts, local, again);
    emitEnter(code, at, parts, local, leave);
    emitPush(code, parts);
    code.br(again);
  });
  code.op('unreachable');
  return code;
}

function emitPop(code: Code, parts: Parts, { frame }: Locals, leave: Leave): void {
  code.get(frame).setGlobal(parts.next);
  code.get(frame).i32(FRAME_BYTES).op('i32.sub').setGlobal(parts.top);
  addTo(code, parts.depth, -1);
  code.get(frame).getGlobal(parts.first).op('i32.eq');
  code.if(() => leave(REASON.pop));
}

/** Writes the successors of the topmost state, and their roots. */
function emitExpand(
  code: Code,
  at: DepthFirstPlaces,
  { step, encode, decode, out, hits }: Parts,
  { frame, count }: Locals,
  leave: Leave,
): void {
  const stateBytes = 8 * at.words;
  code.get(frame).load('i32').i32(Math.log2(CHUNK_ROOTS)).op('i32.shr_u');
  code.i32(2).op('i32.shl').load('i32', at.chunks);
  code
    .get(frame)
    .load('i32')
    .i32(CHUNK_ROOTS - 1)
    .op('i32.and')
    .i32(3)
    .op('i32.shl', 'i32.add');
  code.i32(1).i32(at.state).call(decode);
  code.i32(at.hits).setGlobal(hits);
  code
    .i32(at.state)
    .i32(at.state + stateBytes)
    .i32(at.successors)
    .i32(at.successors);
  code.call(step).op('drop');
  code.i32(at.successors).getGlobal(out).i32(at.roots).call(encode);
  code.getGlobal(out).op('i32.ne');
  code.if(() => leave(REASON.parts));
  code.getGlobal(out).i32(at.successors).op('i32.sub').i32(stateBytes).op('i32.div_u').set(count);
}

/** Which successors are unknown, of all where the state is new and else of those that were so before. */
function emitLookUp(
  code: Code,
  at: DepthFirstPlaces,
  { missing, hits, fresh, transitions }: Parts,
  { frame, mask, count }: Locals,
  leave: Leave,
): void {
  code.getGlobal(fresh);
  code.if(() => {
    code.getGlobal(transitions).get(count).op('i64.extend_i32_u', 'i64.add');
    code.setGlobal(transitions);
    // Shifting by 32 and more is shifting by less: counts that large are sorted out.
    code.i32(-1).i32(1).get(count).op('i32.shl').i32(1).op('i32.sub');
    code.get(count).i32(OWN_BITS).op('i32.gt_u', 'select').set(mask);
  });
  code.i32(at.roots).get(mask).i32(ALL_OWN).op('i32.and').i32(at.hashes).call(missing);
  code.get(mask).i32(SHARED).op('i32.and', 'i32.or').set(mask);
  code.get(frame).get(mask).store('i32', MASK);
  code.getGlobal(fresh);
  code.if(() => {
    code.i32(0).setGlobal(fresh);
    code.getGlobal(hits).i32(at.hits).op('i32.ne');
    code.if(() => leave(REASON.hit));
  });
}

/** Sets `i` to an unknown successor, the first one; `again` if those without a bit of their own are all known. */
function emitChoose(
  code: Code,
  at: DepthFirstPlaces,
  { missing }: Parts,
  { frame, mask, count, i, hash }: Locals,
  again: Label,
): void {
  code.get(mask).op('i32.ctz').set(i);
  code.i32(at.hashes).get(i).i32(3).op('i32.shl', 'i32.add').set(hash);
  code.get(i).i32(OWN_BITS).op('i32.eq');
  code.if(() => {
    code.i32(at.hashes).set(hash);
    code.block(found => {
      code.loop(later => {
        code.i32(at.roots).get(i).i32(3).op('i32.shl', 'i32.add');
        code.i32(1).i32(at.hashes).call(missing).brIf(found);
        code.get(i).i32(1).op('i32.add').tee(i).get(count).op('i32.lt_u').brIf(later);
      });
      code.get(frame).i32(0).store('i32', MASK);
      code.br(again);
    });
  });
}

/** Enters the chosen successor, which is taken then. */
function emitEnter(
  code: Code,
  at: DepthFirstPlaces,
  { enter, next, last }: Parts,
  { frame, mask, i, hash }: Locals,
  leave: Leave,
): void {
  code.getGlobal(next).getGlobal(last).op('i32.eq');
  code.if(() => leave(REASON.push));
  // A state of one word is itself what is kept of it.
  code.i32(at.list).i32(at.words === 1 ? at.successors : at.roots);
  code.get(i).i32(3).op('i32.shl', 'i32.add').load('i64').store('i64', WORK.KEPT);
  code.i32(at.list).get(hash).load('i64').store('i64', WORK.HASH);
  code
    .i32(at.list)
    .i32(at.list + WORK_BYTES)
    .call(enter)
    .i32(at.list)
    .op('i32.eq');
  code.if(() => leave(REASON.full));
  code.get(i).i32(OWN_BITS).op('i32.lt_u');
  code.if(() => {
    code.get(frame).get(mask).get(mask).i32(1).op('i32.sub', 'i32.and').store('i32', MASK);
  });
}

/** A frame for the state that was entered last. */
function emitPush(code: Code, { next, top, size, depth, longest, fresh }: Parts): void {
  code.getGlobal(next).setGlobal(top);
  code.getGlobal(top).getGlobal(size).store('i32');
  code.getGlobal(top).i32(0).store('i32', MASK);
  addTo(code, next, FRAME_BYTES);
  addTo(code, size, 1);
  addTo(code, depth, 1);
  code.getGlobal(depth).getGlobal(longest);
  code.getGlobal(depth).getGlobal(longest).op('i32.gt_u', 'select').setGlobal(longest);
  code.i32(1).setGlobal(fresh);
}

function addTo(code: Code, global: number, amount: number): void {
  code.getGlobal(global).i32(amount).op('i32.add').setGlobal(global);
}
