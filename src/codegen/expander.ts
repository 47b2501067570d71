// The compiled system of one program: a WebAssembly module that fills a buffer with the successors of a
// run of states. In: a program, what to watch for. Out: the module's bytes and what its exports mean. It
// holds numbers only: no name or text of the model. It keeps no state and knows no table.

import type { Expr } from '../ir/expr.ts';
import type { Action, Program } from '../ir/program.ts';
import { FIRST_WATCHED, HIT, RECORD, type Watched } from '../system/packed-system.ts';
import { Code, type Label } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { type Context, fieldOf, readRaw } from './context.ts';
import { emitTest, emitValue } from './expression.ts';
import { type Packing, packingOf } from './packing.ts';
import { emitStatements } from './statement.ts';

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
export interface ExpanderCode {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly packing: Packing;
  /** Bytes of one packed state. */
  readonly stateBytes: number;
  /** More successors than this no state has. */
  readonly maxSuccessors: number;
}

interface Parts {
  readonly program: Program;
  readonly packing: Packing;
  readonly module: Module;
  readonly globals: {
    readonly out: number;
    readonly hits: number;
    readonly deadlocks: number;
    readonly open: number;
    readonly enabled: number;
    readonly failed: number;
    readonly labels: number;
    readonly records: number;
  };
  readonly labelled: boolean;
}

export function generateExpander(
  program: Program,
  watched: readonly Watched[],
  labelled = false,
): ExpanderCode {
  const packing = packingOf(program);
  const module = new Module();
  const globals = {
    out: module.global('i32'),
    hits: module.global('i32'),
    deadlocks: module.global('i32'),
    open: module.global('i32'),
    enabled: module.global('i32'),
    failed: module.global('i32'),
    labels: module.global('i32'),
    records: module.global('i32'),
  };
  for (const name of ['out', 'hits', 'deadlocks', 'open', 'labels', 'records'] as const)
    module.exportGlobal(name, globals[name]);
  const parts: Parts = { program, packing, module, globals, labelled };
  const words: ValType[] = packing.bits.map(() => 'i64');
  const expandStep = module.declare({ parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] });
  const movers = actionGroups(program).map(group => {
    const index = module.declare({ parameters: words, results: [] });
    module.define(index, moverCode(group, parts));
    return index;
  });
  const accepted = module.declare({ parameters: words, results: ['i32'] });
  module.define(accepted, acceptedCode(parts));
  const watch = module.declare({ parameters: words, results: ['i32'] });
  module.define(watch, watchCode(watched, parts));
  module.define(expandStep, stepCode(movers, accepted, watch, parts));
  module.exportFunction('step', expandStep);
  const stateBytes = 8 * packing.words;
  return { bytes: module.finish(), packing, stateBytes, maxSuccessors: program.actions.length };
}

// ---------------------------------------------------------------- which actions are tried where

interface Group {
  /** null: actions without movers. */
  readonly task: number | null;
  readonly byLocation: ReadonlyMap<number, readonly Action[]>;
}

function actionGroups(program: Program): Group[] {
  const groups = new Map<number | null, Map<number, Action[]>>();
  for (const action of program.actions) {
    const move = action.moves[0];
    const task = move?.task ?? null;
    const from = move?.from ?? 0;
    const locations = groups.get(task) ?? new Map<number, Action[]>();
    locations.set(from, [...(locations.get(from) ?? []), action]);
    groups.set(task, locations);
  }
  return [...groups].map(([task, byLocation]) => ({ task, byLocation }));
}

/** All actions of one task: a jump by its location, then one attempt after another. */
function moverCode(group: Group, parts: Parts): Code {
  const code = new Code(parts.packing.words);
  const next = parts.packing.bits.map(() => code.local('i64'))[0] ?? 0;
  const locations = [...group.byLocation].sort(([a], [b]) => a - b);
  const attempt = (actions: readonly Action[]) => {
    for (const action of actions) attemptAction(action, next, code, parts);
  };
  const task = group.task === null ? null : parts.program.tasks[group.task];
  if (task === null || task === undefined) {
    for (const [, actions] of locations) attempt(actions);
    return code;
  }
  code.block(exit => dispatch(task.at, locations, exit, attempt, code, parts));
  return code;
}

function dispatch(
  at: number,
  locations: readonly (readonly [number, readonly Action[]])[],
  exit: Label,
  attempt: (actions: readonly Action[]) => void,
  code: Code,
  parts: Parts,
): void {
  const context: Context = { ...parts, code, words: 0, failed: exit };
  const targets = new Map<number, Label>();
  const open = (i: number): void => {
    const entry = locations[i];
    if (entry === undefined) {
      readRaw(context, fieldOf(context, at));
      code.op('i32.wrap_i64');
      const highest = Math.max(...locations.map(([location]) => location));
      code.brTable(
        Array.from({ length: highest + 1 }, (_, l) => targets.get(l) ?? exit),
        exit,
      );
      return;
    }
    code.block(label => {
      targets.set(entry[0], label);
      open(i + 1);
    });
    attempt(entry[1]);
    code.br(exit);
  };
  open(0);
}

/** The guard, conjunct by conjunct; the effects on a copy of the words; the successor. */
function attemptAction(action: Action, next: number, code: Code, parts: Parts): void {
  const { globals, packing } = parts;
  const count = () => {
    if (action.class === 'system')
      code.getGlobal(globals.enabled).i32(1).op('i32.add').setGlobal(globals.enabled);
  };
  const conjuncts = action.guard.filter(
    c => c.role !== 'location' || c.wait !== null || !isOwnLocation(action, c.condition, parts),
  );
  code.block(over => {
    code.block(failed => {
      code.block(guardFailed => {
        const guard: Context = { ...parts, code, words: 0, failed: guardFailed };
        for (const conjunct of conjuncts) {
          emitTest(conjunct.condition, guard);
          code.op('i32.eqz').brIf(over);
        }
        count();
        for (let w = 0; w < packing.words; w++) code.get(w).set(next + w);
        emitStatements(action.effects, { ...parts, code, words: next, failed });
        for (let w = 0; w < packing.words; w++) {
          code
            .getGlobal(globals.out)
            .get(next + w)
            .store('i64', 8 * w);
        }
        code
          .getGlobal(globals.out)
          .i32(8 * packing.words)
          .op('i32.add')
          .setGlobal(globals.out);
        if (parts.labelled) {
          code.getGlobal(globals.labels).i32(action.id).store('i32');
          code.getGlobal(globals.labels).i32(4).op('i32.add').setGlobal(globals.labels);
        }
        code.br(over);
      });
      // A guard that goes wrong enables the action: taking it is the error.
      count();
    });
    code.i32(1).setGlobal(globals.failed);
  });
}

/** The conjunct that the jump by location has already decided. */
function isOwnLocation(action: Action, condition: Expr, parts: Parts): boolean {
  const move = action.moves[0];
  if (move === undefined || condition.kind !== 'compare' || condition.operator !== '==')
    return false;
  const { left, right } = condition;
  const at = parts.program.tasks[move.task]?.at;
  return (
    left.kind === 'cell' && left.cell === at && right.kind === 'const' && right.value === move.from
  );
}

// ---------------------------------------------------------------- what is said of one state

/** 1 where every task is accepted; 0 also where that goes wrong. */
function acceptedCode(parts: Parts): Code {
  const code = new Code(parts.packing.words);
  code.block(failed => {
    const context: Context = { ...parts, code, words: 0, failed };
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
function watchCode(watched: readonly Watched[], parts: Parts): Code {
  const code = new Code(parts.packing.words);
  const mask = code.local('i32');
  watched.forEach((watch, i) => {
    const bit = 1 << (i + FIRST_WATCHED);
    const hit = () => {
      code.get(mask).i32(bit).op('i32.or').set(mask);
    };
    // Not wanted any more: skip the evaluation. A maximum is always wanted.
    code.block(over => {
      if (watch.kind === 'state')
        code.getGlobal(parts.globals.open).i32(bit).op('i32.and', 'i32.eqz').brIf(over);
      code.block(failed => {
        const context: Context = { ...parts, code, words: 0, failed };
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

function stepCode(movers: readonly number[], accepted: number, watch: number, parts: Parts): Code {
  const { packing, globals } = parts;
  const code = new Code(4);
  const [from, end, out, limit] = [0, 1, 2, 3];
  const words = packing.bits.map(() => code.local('i64'));
  const mask = code.local('i32');
  const pushWords = () => {
    for (const word of words) code.get(word);
  };
  code.get(out).setGlobal(globals.out);
  code.block(done => {
    code.loop(again => {
      code.get(from).get(end).op('i32.ge_u').brIf(done);
      code.getGlobal(globals.out).get(limit).op('i32.gt_u').brIf(done);
      for (const [w, word] of words.entries()) {
        code.get(from);
        code.load('i64', 8 * w);
        code.set(word);
      }
      code.i32(0).setGlobal(globals.enabled).i32(0).setGlobal(globals.failed);
      for (const mover of movers) {
        pushWords();
        code.call(mover);
      }
      if (parts.labelled) emitRecord(pushWords, accepted, code, parts);
      pushWords();
      code.call(watch).set(mask);
      code.getGlobal(globals.failed);
      code.if(() => code.get(mask).i32(HIT.FAILURE).op('i32.or').set(mask));
      code.getGlobal(globals.enabled).op('i32.eqz');
      code.if(() => {
        pushWords();
        code.call(accepted).op('i32.eqz');
        code.if(() => {
          code.getGlobal(globals.deadlocks).i32(1).op('i32.add').setGlobal(globals.deadlocks);
          code.get(mask).i32(HIT.DEADLOCK).op('i32.or').set(mask);
        });
      });
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
  code.get(from);
  return code;
}

/** Where the state's successors end, and what it owes. */
function emitRecord(pushWords: () => void, accepted: number, code: Code, parts: Parts): void {
  const { globals } = parts;
  code.getGlobal(globals.records).getGlobal(globals.out).store('i32', 0);
  code.getGlobal(globals.records);
  code.getGlobal(globals.enabled).op('i32.eqz');
  code.if(
    () => {
      pushWords();
      code.call(accepted).op('i32.eqz');
      code.if(
        () => code.i32(RECORD.DEADLOCK),
        () => code.i32(RECORD.ACCEPTED),
        'i32',
      );
    },
    () => code.i32(0),
    'i32',
  );
  code.getGlobal(globals.failed);
  code.if(
    () => code.i32(RECORD.FAILURE),
    () => code.i32(0),
    'i32',
  );
  code.op('i32.or').store('i32', 4);
  code.getGlobal(globals.records).i32(8).op('i32.add').setGlobal(globals.records);
}
