// The compiled system of one program: a WebAssembly module that fills a buffer with the successors of a
// run of states. In: a program, what to watch for. Out: the module's bytes and what its exports mean. It
// holds numbers only: no name or text of the model. It keeps no state and knows no table.

import { HIT, RECORD } from '../system/packed-system.ts';
import { Code } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { choosingOf, importChoose } from './choosing.ts';
import { actionGroups, emitMoves, type Frame } from './moves.ts';
import { acceptedCode, watchCode } from './observations.ts';
import { type ExpanderRequest, FAILED, type Parts } from './parts.ts';

/** Bits of a hit's mask are 32. */
export const MAX_WATCHED = 29;

/**
 * Imports `choose` where there is a dependence (`chooser.ts`).
 *
 * Exports: `step(from, end, out, limit): i32` expands the states in memory from `from` to `end` as long as
 * `out` is at most `limit`, and returns where it stopped. Globals: `out` end of the successors written,
 * `hits` end of the (address, mask) pairs written, `deadlocks` counted up, `open` the mask of hits wanted,
 * `max<i>` and `tied<i>` per maximum: the largest value so far, and whether equal values are hits.
 * With `labelled`, also `labels` end of one i32 per successor, its action, and `records` end of two i32 per
 * state: the end of its successors, and bits of RECORD. As long as `labels` is 0 neither is written.
 */
export function generateExpander(request: ExpanderRequest): Uint8Array<ArrayBuffer> {
  const module = new Module(request.shared);
  const choose =
    request.dependence === null ? null : importChoose(request.dependence, request.packing, module);
  const globals = {
    out: module.global('i32'),
    hits: module.global('i32'),
    deadlocks: module.global('i32'),
    open: module.global('i32'),
    failed: module.global('i32'),
    labels: module.global('i32'),
    records: module.global('i32'),
  };
  for (const name of ['out', 'hits', 'deadlocks', 'open', 'labels', 'records'] as const)
    module.exportGlobal(name, globals[name]);
  const parts: Parts = { ...request, module, globals };
  const words: ValType[] = parts.packing.bits.map(() => 'i64');
  const step = module.declare({ parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] });
  const accepted = module.declare({ parameters: words, results: ['i32'] });
  module.define(accepted, acceptedCode(parts));
  const watch = module.declare({ parameters: words, results: ['i32'] });
  module.define(watch, watchCode(parts));
  module.define(step, stepCode({ accepted, watch, choose }, parts));
  module.exportFunction('step', step);
  return module.finish();
}

/** Indices of functions. */
interface Functions {
  readonly accepted: number;
  readonly watch: number;
  /** The choice among the enabled actions; null: all are taken. */
  readonly choose: number | null;
}

function stepCode({ accepted, watch, choose }: Functions, parts: Parts): Code {
  const { packing, globals } = parts;
  const code = new Code(4);
  const [from, end, out, limit] = [0, 1, 2, 3];
  const words = packing.bits.map(() => code.local('i64'));
  const mask = code.local('i32');
  const quiescent = code.local('i32');
  const before = code.local('i32');
  const pushWords = () => {
    for (const word of words) code.get(word);
  };
  const choosing =
    choose === null || parts.dependence === null
      ? null
      : choosingOf(parts.dependence, choose, { code, words }, parts);
  const choice = choosing?.choice ?? null;
  const frame: Frame = { code, words, next: words.map(() => code.local('i64')), out, choice };
  const groups = actionGroups(parts);
  const owed = groups.filter(({ system }) => system);
  const others = groups.filter(({ system }) => !system);
  code.block(done => {
    code.loop(again => {
      code.get(from).get(end).op('i32.ge_u').brIf(done);
      code.get(out).get(limit).op('i32.gt_u').brIf(done);
      for (const [w, word] of words.entries()) {
        code
          .get(from)
          .load('i64', 8 * w)
          .set(word);
      }
      code.i32(0).setGlobal(globals.failed);
      code.get(out).set(before);
      choosing?.emit();
      emitMoves(owed, frame, parts);
      if (choosing !== null) choosing.pushQuiescent();
      else {
        // No system action has a successor, and none goes wrong.
        code.get(out).get(before).op('i32.eq');
        code.getGlobal(globals.failed).i32(FAILED.SYSTEM).op('i32.and', 'i32.eqz', 'i32.and');
      }
      code.set(quiescent);
      emitMoves(others, frame, parts);
      code.i32(0).set(mask);
      if (parts.watched.length > 0) {
        code.getGlobal(globals.open);
        code.if(() => {
          pushWords();
          code.call(watch).set(mask);
        });
      }
      code.getGlobal(globals.failed);
      code.if(() => code.get(mask).i32(HIT.FAILURE).op('i32.or').set(mask));
      code.get(quiescent);
      code.if(() => {
        pushWords();
        code.call(accepted).op('i32.eqz');
        code.if(() => {
          code.getGlobal(globals.deadlocks).i32(1).op('i32.add').setGlobal(globals.deadlocks);
          code.get(mask).i32(HIT.DEADLOCK).op('i32.or').set(mask);
        });
      });
      if (parts.labelled) {
        code.getGlobal(globals.labels);
        code.if(() => emitRecord({ out, quiescent, mask }, code, parts));
      }
      code.get(mask).getGlobal(globals.open).op('i32.and').tee(mask);
      code.if(() => {
        code.getGlobal(globals.hits).get(from).store('i32', 0);
        code.getGlobal(globals.hits).get(mask).store('i32', 4);
        code.getGlobal(globals.hits).i32(8).op('i32.add').setGlobal(globals.hits);
      });
      code
        .get(from)
        .i32(8 * packing.words)
        .op('i32.add')
        .set(from);
      code.br(again);
    });
  });
  code.get(out).setGlobal(globals.out);
  code.get(from);
  return code;
}

/** Where the state's successors end, and what it owes. */
function emitRecord(
  local: { readonly out: number; readonly quiescent: number; readonly mask: number },
  code: Code,
  { globals }: Parts,
): void {
  code.getGlobal(globals.records).get(local.out).store('i32', 0);
  code.getGlobal(globals.records);
  code.get(local.quiescent);
  code.if(
    () => {
      code.get(local.mask).i32(HIT.DEADLOCK).op('i32.and');
      code.if(
        () => code.i32(RECORD.DEADLOCK),
        () => code.i32(RECORD.ACCEPTED),
        'i32',
      );
    },
    () => code.i32(0),
    'i32',
  );
  code.get(local.mask).i32(HIT.FAILURE).op('i32.and');
  code.if(
    () => code.i32(RECORD.FAILURE),
    () => code.i32(0),
    'i32',
  );
  code.op('i32.or').store('i32', 4);
  code.getGlobal(globals.records).i32(8).op('i32.add').setGlobal(globals.records);
}
