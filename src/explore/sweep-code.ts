// One batch after another as a WebAssembly module between the compiled system and the table: states are expanded,
// what they lead to is prepared and entered. In: how many words a state has, where things lie in a work area. Out:
// module bytes. It runs until there is something that it cannot do itself, and is called again then: it goes on
// with whatever was begun.

import { Code, type Label } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import { BATCH, DECODED, WINDOW } from './store/batch.ts';
import type { WorkArea } from './store/memory-map.ts';

/** Why the module came back. */
export const LACK = {
  /** Nothing: all states are expanded, and what they lead to is entered. */
  nothing: 0,
  /** `turns` is used up. */
  turn: 1,
  /** Something was noticed about states that have just been expanded; what they lead to is not yet prepared. */
  hits: 2,
  /** No room for the root that `item` points to, in the table or at the tail. */
  room: 3,
  /** A table of parts is full. */
  parts: 4,
} as const;

/** What the module exports. Addresses may come back negative. */
export interface SweepExports {
  /** Goes on in the work area at `base`, with room for WINDOW hits at `hitsAt`; returns a LACK. */
  readonly run: (base: number, hitsAt: number) => number;
  /** Batches that may still be expanded. */
  readonly turns: WebAssembly.Global<'i32'>;
  /** What was kept of the states that are to be expanded: the next one, and the end. */
  readonly at: WebAssembly.Global<'i32'>;
  readonly end: WebAssembly.Global<'i32'>;
  /** What was kept of the first state of the window, and where the window's packed states lie. */
  readonly windowKept: WebAssembly.Global<'i32'>;
  readonly window: WebAssembly.Global<'i32'>;
  readonly next: WebAssembly.Global<'i32'>;
  readonly windowEnd: WebAssembly.Global<'i32'>;
  /** The packed states of the batch that are not prepared. */
  readonly from: WebAssembly.Global<'i32'>;
  readonly batchEnd: WebAssembly.Global<'i32'>;
  /** Entries of the work list that are not entered. */
  readonly item: WebAssembly.Global<'i32'>;
  readonly itemEnd: WebAssembly.Global<'i32'>;
  /** Successors written so far. */
  readonly successors: WebAssembly.Global<'i32'>;
}

export const SWEEP_GLOBALS = [
  'turns',
  'at',
  'end',
  'windowKept',
  'window',
  'next',
  'windowEnd',
  'from',
  'batchEnd',
  'item',
  'itemEnd',
  'successors',
] as const satisfies readonly (keyof SweepExports)[];

type Parts = Readonly<
  Record<
    | 'step'
    | 'out'
    | 'hits'
    | 'decode'
    | 'prepare'
    | 'listed'
    | 'enter'
    | (typeof SWEEP_GLOBALS)[number],
    number
  >
>;

/**
 * Imports `step`, `out`, `hits` of a stepper and `decode`, `prepare`, `listed`, `enter` of the table. `shared`: its
 * memory is.
 */
export function sweepModule(
  words: number,
  area: WorkArea,
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const module = new Module(shared);
  const i32s = (count: number) => Array.from({ length: count }, () => 'i32' as const);
  const imported = (name: string, parameters: number, results: number) =>
    module.importFunction(name, { parameters: i32s(parameters), results: i32s(results) });
  const functions = {
    step: imported('step', 4, 1),
    decode: imported('decode', 3, 0),
    prepare: imported('prepare', 3, 1),
    enter: imported('enter', 2, 1),
  };
  const globals = {
    out: module.importGlobal('out', 'i32'),
    hits: module.importGlobal('hits', 'i32'),
    listed: module.importGlobal('listed', 'i32'),
    ...(Object.fromEntries(SWEEP_GLOBALS.map(name => [name, module.global('i32')])) as Record<
      (typeof SWEEP_GLOBALS)[number],
      number
    >),
  };
  const run = module.declare({ parameters: i32s(2), results: ['i32'] });
  module.define(run, runCode(words, area, { ...functions, ...globals }));
  module.exportFunction('run', run);
  for (const name of SWEEP_GLOBALS) module.exportGlobal(name, globals[name]);
  return module.finish();
}

const [BASE, HITS_AT] = [0, 1];

function runCode(words: number, area: WorkArea, parts: Parts): Code {
  const code = new Code(2);
  code.loop(again => {
    emitEnter(code, parts);
    emitPrepare(code, area, parts, again);
    code.getGlobal(parts.turns).op('i32.eqz');
    code.if(() => leave(code, LACK.turn));
    code.getGlobal(parts.turns).i32(1).op('i32.sub').setGlobal(parts.turns);
    code.getGlobal(parts.next).getGlobal(parts.windowEnd).op('i32.ge_u');
    code.if(() => emitNextWindow(code, words, area, parts));
    emitStep(code, words, area, parts);
    code.br(again);
  });
  return code.op('unreachable');
}

function leave(code: Code, lack: number): void {
  code.i32(lack).op('return');
}

/** What is in the work list goes into the table. */
function emitEnter(code: Code, { enter, item, itemEnd }: Parts): void {
  code.getGlobal(item).getGlobal(itemEnd).op('i32.ne');
  code.if(() => {
    code.getGlobal(item).getGlobal(itemEnd).call(enter).setGlobal(item);
    code.getGlobal(item).getGlobal(itemEnd).op('i32.ne');
    code.if(() => leave(code, LACK.room));
  });
}

/** What is in the batch goes into the work list. */
function emitPrepare(code: Code, { work }: WorkArea, parts: Parts, again: Label): void {
  const { prepare, listed, from, batchEnd, item, itemEnd } = parts;
  const before = code.local('i32');
  code.getGlobal(from).getGlobal(batchEnd).op('i32.ne');
  code.if(() => {
    code.getGlobal(from).set(before);
    code.get(BASE).get(before).getGlobal(batchEnd).call(prepare).setGlobal(from);
    code.get(BASE).i32(work).op('i32.add').setGlobal(item);
    code.getGlobal(listed).setGlobal(itemEnd);
    // Parts are lacking, and nothing is left that could be entered before there are more.
    code.getGlobal(from).getGlobal(batchEnd).op('i32.ne');
    code.getGlobal(item).getGlobal(itemEnd).op('i32.eq', 'i32.and');
    code.if(() => leave(code, LACK.parts));
    code.br(again);
  });
}

/** States of one word are expanded where they are kept; others are decoded. */
function emitNextWindow(code: Code, words: number, area: WorkArea, parts: Parts): void {
  const { at, end, windowKept, window, next, windowEnd, decode } = parts;
  const count = code.local('i32');
  code.getGlobal(at).getGlobal(end).op('i32.ge_u');
  code.if(() => leave(code, LACK.nothing));
  const most = words === 1 ? WINDOW : DECODED;
  code.getGlobal(end).getGlobal(at).op('i32.sub').i32(3).op('i32.shr_u').tee(count).i32(most);
  code.get(count).i32(most).op('i32.lt_u', 'select').set(count);
  code.getGlobal(at).setGlobal(windowKept);
  if (words === 1) code.getGlobal(at).setGlobal(window);
  else {
    code.get(BASE).i32(area.states).op('i32.add').setGlobal(window);
    code.getGlobal(at).get(count).getGlobal(window).call(decode);
  }
  code.getGlobal(at).get(count).i32(3).op('i32.shl', 'i32.add').setGlobal(at);
  code.getGlobal(window).setGlobal(next);
  code
    .getGlobal(window)
    .get(count)
    .i32(8 * words)
    .op('i32.mul', 'i32.add')
    .setGlobal(windowEnd);
}

/** Fills the batch. */
function emitStep(code: Code, words: number, { batch }: WorkArea, parts: Parts): void {
  const { step, out, hits, next, windowEnd, from, batchEnd, successors } = parts;
  const stateBytes = 8 * words;
  code.get(HITS_AT).setGlobal(hits);
  code.getGlobal(next).getGlobal(windowEnd);
  code.get(BASE).i32(batch).op('i32.add');
  code
    .get(BASE)
    .i32(batch + BATCH * stateBytes)
    .op('i32.add');
  code.call(step).setGlobal(next);
  code.get(BASE).i32(batch).op('i32.add').setGlobal(from);
  code.getGlobal(out).setGlobal(batchEnd);
  code.getGlobal(successors);
  code.getGlobal(batchEnd).getGlobal(from).op('i32.sub').i32(stateBytes).op('i32.div_u');
  code.op('i32.add').setGlobal(successors);
  code.getGlobal(hits).get(HITS_AT).op('i32.ne');
  code.if(() => leave(code, LACK.hits));
}
