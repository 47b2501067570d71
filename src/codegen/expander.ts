// The compiled system of one program: a WebAssembly module that fills a buffer with the successors of a
// run of states. In: a program, what to watch for. Out: the module's bytes and what its exports mean. It
// holds numbers only: no name or text of the model. It keeps no state and knows no table.

import { writesOf } from '../ir/access.ts';
import type { Expr } from '../ir/expr.ts';
import type { Action, Program } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import { FIRST_WATCHED, HIT, RECORD, type Watched } from '../system/packed-system.ts';
import { Code, type Label } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { type Context, fieldOf, readRaw } from './context.ts';
import { rawOf } from './encoding.ts';
import { emitTest, emitValue } from './expression.ts';
import { divide } from './guard.ts';
import type { Packing } from './packing.ts';
import { emitEffects } from './statement.ts';

/** Bits of a hit's mask are 32. */
export const MAX_WATCHED = 29;

/**
 * Exports: `step(from, end, out, limit): i32` expands the states in memory from `from` to `end` as long as
 * `out` is at most `limit`, and returns where it stopped. Globals: `out` end of the successors written,
 * `hits` end of the (address, mask) pairs written, `deadlocks` counted up, `open` the mask of hits wanted,
 * `max<i>` and `tied<i>` per maximum: the largest value so far, and whether equal values are hits.
 * With `labelled`, also `labels` end of one i32 per successor, its action, and `records` end of two i32 per
 * state: the end of its successors, and bits of RECORD.
 */
export interface ExpanderRequest {
  readonly program: Program;
  readonly packing: Packing;
  /** Actions that never happen are left out. */
  readonly possible: ValueSets['possible'];
  readonly watched: readonly Watched[];
  readonly labelled: boolean;
}

interface Parts extends ExpanderRequest {
  readonly module: Module;
  readonly globals: {
    readonly out: number;
    readonly hits: number;
    readonly deadlocks: number;
    readonly open: number;
    readonly failed: number;
    readonly labels: number;
    readonly records: number;
  };
}

/** What went wrong in a state, as bits of the global `failed`. */
const FAILED = { SOME: 1, SYSTEM: 2 } as const;

/** The bytes of the module. */
export function generateExpander(request: ExpanderRequest): Uint8Array<ArrayBuffer> {
  const module = new Module();
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
  const movers = moversOf(parts);
  module.define(step, stepCode({ movers, accepted, watch }, parts));
  module.exportFunction('step', step);
  return module.finish();
}

// ---------------------------------------------------------------- which actions are tried where

/** The actions of one task that are system actions, or that are not; null: actions without movers. */
interface Group {
  readonly task: number | null;
  readonly system: boolean;
  readonly byLocation: ReadonlyMap<number, readonly Action[]>;
}

/** System actions first. */
function actionGroups({ program, possible }: Parts): Group[] {
  const groups = new Map<string, Group & { readonly byLocation: Map<number, Action[]> }>();
  for (const action of program.actions) {
    if (possible[action.id] !== true) continue;
    const move = action.moves[0];
    const task = move?.task ?? null;
    const system = action.class === 'system';
    const key = `${task} ${system}`;
    const group = groups.get(key) ?? { task, system, byLocation: new Map() };
    groups.set(key, group);
    const from = move?.from ?? 0;
    const known = group.byLocation.get(from);
    if (known === undefined) group.byLocation.set(from, [action]);
    else known.push(action);
  }
  return [...groups.values()].sort((a, b) => Number(b.system) - Number(a.system));
}

/** Locals of a function that writes successors. */
interface Frame {
  readonly code: Code;
  /** The state to be expanded. */
  readonly words: readonly number[];
  readonly next: readonly number[];
  /** Where the next successor goes. */
  readonly out: number;
}

interface Mover {
  readonly system: boolean;
  /** Its index: parameters are `out` and the words, the result is `out`. */
  readonly index: number;
}

function moversOf(parts: Parts): Mover[] {
  const { module, packing } = parts;
  return actionGroups(parts).map(group => {
    const words: ValType[] = packing.bits.map(() => 'i64');
    const index = module.declare({ parameters: ['i32', ...words], results: ['i32'] });
    const code = new Code(1 + packing.words);
    const frame: Frame = {
      code,
      out: 0,
      words: words.map((_, w) => 1 + w),
      next: words.map(() => code.local('i64')),
    };
    emitGroup(group, frame, parts);
    code.get(frame.out);
    module.define(index, code);
    return { system: group.system, index };
  });
}

/** A jump by the task's location, then one attempt after another. */
function emitGroup({ task, byLocation }: Group, frame: Frame, parts: Parts): void {
  const attempt = (actions: readonly Action[]) => {
    for (const action of actions) attemptAction(action, frame, parts);
  };
  const at = task === null ? undefined : parts.program.tasks[task]?.at;
  if (at === undefined) {
    for (const actions of byLocation.values()) attempt(actions);
    return;
  }
  const field = fieldOf(parts, at);
  const locations = [...byLocation].flatMap(([location, actions]) => {
    const raw = rawOf(field, location);
    return raw === null ? [] : [{ raw, actions }];
  });
  frame.code.block(exit => dispatch(at, locations, exit, attempt, frame, parts));
}

function dispatch(
  at: number,
  locations: readonly { readonly raw: number; readonly actions: readonly Action[] }[],
  exit: Label,
  attempt: (actions: readonly Action[]) => void,
  { code, words }: Frame,
  parts: Parts,
): void {
  const targets = new Map<number, Label>();
  const open = (i: number): void => {
    const entry = locations[i];
    if (entry === undefined) {
      readRaw({ ...parts, code, words, failed: exit }, fieldOf(parts, at));
      code.op('i32.wrap_i64');
      const highest = Math.max(...locations.map(({ raw }) => raw));
      code.brTable(
        Array.from({ length: highest + 1 }, (_, raw) => targets.get(raw) ?? exit),
        exit,
      );
      return;
    }
    code.block(label => {
      targets.set(entry.raw, label);
      open(i + 1);
    });
    attempt(entry.actions);
    code.br(exit);
  };
  open(0);
}

/** The guard, the effects on a copy of the words, the successor. */
function attemptAction(action: Action, frame: Frame, parts: Parts): void {
  const { code, words, next, out } = frame;
  const { globals, packing, program } = parts;
  const guard = divide(
    action.guard.map(({ condition }) => condition),
    packing,
    locationOf(action, parts),
  );
  if (guard === null) return;
  code.block(over => {
    code.block(failed => {
      const reading: Context = { ...parts, code, words, failed };
      for (const { word, mask, bits } of guard.tests) {
        code
          .get(words[word] as number)
          .i64(BigInt.asIntN(64, mask))
          .op('i64.and');
        code.i64(bits).op('i64.ne').brIf(over);
      }
      for (const condition of guard.rest) {
        emitTest(condition, reading);
        code.op('i32.eqz').brIf(over);
      }
      const changed = changedWords(action, parts);
      const after = words.map((word, w) => (changed.has(w) ? (next[w] as number) : word));
      for (const w of changed) code.get(words[w] as number).set(next[w] as number);
      emitEffects(action.effects, guard.known, { program, packing, code, words: after, failed });
      for (const [w, word] of after.entries()) {
        code
          .get(out)
          .get(word)
          .store('i64', 8 * w);
      }
      code
        .get(out)
        .i32(8 * packing.words)
        .op('i32.add')
        .set(out);
      if (parts.labelled) {
        code.getGlobal(globals.labels).i32(action.id).store('i32');
        code.getGlobal(globals.labels).i32(4).op('i32.add').setGlobal(globals.labels);
      }
      code.br(over);
    });
    // An action whose guard goes wrong is enabled, too: taking it is the error.
    const bits = FAILED.SOME | (action.class === 'system' ? FAILED.SYSTEM : 0);
    code.getGlobal(globals.failed).i32(bits).op('i32.or').setGlobal(globals.failed);
  });
}

/** The comparison that the jump by location has already made. */
function locationOf(action: Action, parts: Parts): readonly [number, number] | null {
  const move = action.moves[0];
  const at = move === undefined ? undefined : parts.program.tasks[move.task]?.at;
  if (move === undefined || at === undefined) return null;
  const raw = rawOf(fieldOf(parts, at), move.from);
  return raw === null ? null : [at, raw];
}

function changedWords({ effects }: Action, { program, packing }: Parts): ReadonlySet<number> {
  const written = new Set<number>();
  for (const effect of effects) {
    for (const cell of writesOf(effect, program.queues))
      written.add(fieldOf({ packing }, cell).word);
  }
  return written;
}

// ---------------------------------------------------------------- what is said of one state

/** The words, where they are all of a function's parameters. */
function parameters({ packing }: Parts): number[] {
  return packing.bits.map((_, w) => w);
}

/** 1 where every task is accepted; 0 also where that goes wrong. */
function acceptedCode(parts: Parts): Code {
  const code = new Code(parts.packing.words);
  code.block(failed => {
    const context: Context = { ...parts, code, words: parameters(parts), failed };
    for (const task of parts.program.tasks) {
      emitTest(task.accepted, context);
      code.op('i32.eqz').brIf(failed);
    }
    code.i32(1).op('return');
  });
  code.i32(0);
  return code;
}

/** The mask of watched conditions that hit. */
function watchCode(parts: Parts): Code {
  const code = new Code(parts.packing.words);
  const mask = code.local('i32');
  parts.watched.forEach((watch, i) => {
    const bit = 1 << (i + FIRST_WATCHED);
    const hit = () => {
      code.get(mask).i32(bit).op('i32.or').set(mask);
    };
    // Not wanted any more: skip the evaluation. A maximum is always wanted.
    code.block(over => {
      if (watch.kind === 'state')
        code.getGlobal(parts.globals.open).i32(bit).op('i32.and', 'i32.eqz').brIf(over);
      code.block(failed => {
        const context: Context = { ...parts, code, words: parameters(parts), failed };
        if (watch.kind === 'state') {
          emitTest(watch.condition, context);
          code.if(hit);
        } else {
          watchMaximum(watch.value, i, hit, context, parts);
        }
        code.br(over);
      });
      if (watch.kind === 'state' && watch.onFailure) hit();
    });
  });
  code.get(mask);
  return code;
}

function watchMaximum(
  value: Expr,
  i: number,
  hit: () => void,
  context: Context,
  parts: Parts,
): void {
  const { code } = context;
  const max = parts.module.global('i64', -(2n ** 62n));
  const tied = parts.module.global('i32');
  parts.module.exportGlobal(`max${i}`, max);
  parts.module.exportGlobal(`tied${i}`, tied);
  const seen = code.local('i64');
  emitValue(value, context);
  code.tee(seen).getGlobal(max).op('i64.gt_s');
  code.if(
    () => {
      code.get(seen).setGlobal(max).i32(1).setGlobal(tied);
      hit();
    },
    () => {
      code.get(seen).getGlobal(max).op('i64.eq').getGlobal(tied).op('i32.and');
      code.if(hit);
    },
  );
}

// ---------------------------------------------------------------- the loop over states

interface Callees {
  readonly movers: readonly Mover[];
  readonly accepted: number;
  readonly watch: number;
}

function stepCode({ movers, accepted, watch }: Callees, parts: Parts): Code {
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
  const move = ({ index }: Mover) => {
    code.get(out);
    pushWords();
    code.call(index).set(out);
  };
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
      for (const mover of movers.filter(({ system }) => system)) move(mover);
      // No system action has a successor, and none goes wrong.
      code.get(out).get(before).op('i32.eq');
      code.getGlobal(globals.failed).i32(FAILED.SYSTEM).op('i32.and', 'i32.eqz', 'i32.and');
      code.set(quiescent);
      for (const mover of movers.filter(({ system }) => !system)) move(mover);
      code.i32(0).set(mask);
      if (parts.watched.length > 0) {
        pushWords();
        code.call(watch).set(mask);
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
      if (parts.labelled) emitRecord({ out, quiescent, mask }, code, parts);
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
