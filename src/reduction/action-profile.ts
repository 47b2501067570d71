// Guards and effects of actions in partial states. In: an action, a partial state. Out: what it reads and writes,
// whether it is enabled and how it ends. Throws Need where a value decides that.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import { canFail } from '../ir/can-fail.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import { assume, type Interval, type Knowledge } from '../ir/interval.ts';
import type { Action, Cell, Program } from '../ir/program.ts';
import { rowsOf, wordsFor } from './bit-set.ts';
import { type Checks, type Setting, take } from './partial-run.ts';
import { evaluate, Need, type PartialState, Wrong } from './partial-state.ts';

export interface Profile {
  readonly action: Action;
  readonly reads: ReadonlySet<CellId>;
  readonly writes: ReadonlySet<CellId>;
  /** Both, as bits. */
  readonly touched: Int32Array;
  readonly written: Int32Array;
  readonly conjuncts: readonly { readonly expr: Expr; readonly reads: ReadonlySet<CellId> }[];
  /** What the guard says of single cells. */
  readonly known: ReadonlyMap<CellId, Interval>;
}

export type Conjuncts = Profile['conjuncts'];

/** Made once. */
export function profileOf(action: Action, program: Program): Profile {
  const made = profiles.get(program) ?? new Map<Action, Profile>();
  profiles.set(program, made);
  const found = made.get(action) ?? makeProfile(action, program);
  made.set(action, found);
  return found;
}

const profiles = new WeakMap<Program, Map<Action, Profile>>();

function makeProfile(action: Action, program: Program): Profile {
  const reads = new Set<CellId>();
  const writes = new Set<CellId>();
  const known = new Map<CellId, Interval>();
  const domain: Knowledge = cell => program.cells[cell] as Cell;
  const conjuncts = action.guard.map(({ condition }) => ({
    expr: condition,
    reads: readsOf(condition),
  }));
  // After a conjunct that goes wrong, which makes the action enabled, no other is read.
  let read = true;
  for (const { condition } of action.guard) {
    readsOf(condition, reads);
    read &&= !canFail(condition);
    if (read) assume(condition, known, domain);
  }
  for (const effect of action.effects) {
    readsOfStatement(effect, program.queues, reads);
    writesOf(effect, program.queues, writes);
  }
  const words = wordsFor(program.cells.length);
  const touched = rowsOf([[...reads, ...writes]], words);
  const written = rowsOf([[...writes]], words);
  return { action, reads, writes, touched, written, conjuncts, known };
}

/**
 * null where all conjuncts are true, false where one is not, else what goes wrong before that is known. A conjunct
 * that is not `strict` is taken to be true where its value is not known; but for "false" it has to be known that none
 * goes wrong before.
 */
export function enabledness(
  conjuncts: Conjuncts,
  state: PartialState,
  strict: (expr: Expr) => boolean,
): null | false | string {
  let skipped: Need | null = null;
  for (let i = 0; i < conjuncts.length; i++) {
    const { expr } = conjuncts[i] as Conjuncts[number];
    const value = valueOrNeed(expr, state);
    if (typeof value === 'string') return value;
    if (value === 0) {
      if (skipped !== null) throw skipped;
      return false;
    }
    if (!(value instanceof Need)) continue;
    if (strict(expr)) throw value;
    if (canFail(expr)) skipped ??= value;
  }
  return null;
}

/** Whether no conjunct is known not to be true. */
export function mayHold(conjuncts: Conjuncts, state: PartialState): boolean {
  return conjuncts.every(({ expr }) => {
    const value = valueOrNeed(expr, state);
    return typeof value !== 'string' && value !== 0;
  });
}

/** A string: what goes wrong. */
function valueOrNeed(expr: Expr, state: PartialState): number | string | Need {
  try {
    return evaluate(expr, state);
  } catch (thrown) {
    if (thrown instanceof Wrong) return thrown.error;
    if (thrown instanceof Need) return thrown;
    throw thrown;
  }
}

/** Whether the effects can be taken; changes `state`. */
export function succeeds(
  { action }: Profile,
  state: PartialState,
  checks: Checks,
  setting: Setting,
): boolean {
  try {
    take(action.effects, state, checks, setting);
    return true;
  } catch (thrown) {
    if (thrown instanceof Wrong) return false;
    throw thrown;
  }
}

export function assuming(): Checks {
  return { passed: new Set(), assumes: true };
}
