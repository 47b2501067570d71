// Can taking an action make a condition true? In: an action and a condition that is false. Out: no only if
// it cannot. All domains are finite, so the answer is found by trying every value of the few cells that
// matter; where these are too many, bounds decide. Looks at one action, never at what can be reached.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import type { CellId, Expr, Statement } from '../ir/expr.ts';
import {
  assume,
  type Interval,
  intersection,
  type Knowledge,
  mayBeTrue,
  point,
} from '../ir/interval.ts';
import type { Action, Program, Queue } from '../ir/program.ts';
import { compile, type Evaluate, ModelFailure, valueOrFailure } from '../system/evaluate.ts';
import { compileStatements, type Execute } from '../system/execute.ts';
import type { StateVector } from '../system/transition-system.ts';
import { boundsAfter } from './effect-bounds.ts';

/** Valuations tried before bounds have to do. */
const MAX_VALUATIONS = 10_000;

/**
 * True if in some valuation of the cells `condition` is false, `action` can be taken, and `condition` is
 * true after it. With `current`, the cells the condition reads have their values of that state: right
 * where only a step from these very values can change the condition, as with a lock and its owner.
 */
export function mayEnable(
  program: Program,
  action: Action,
  condition: Expr,
  current: StateVector | null,
): boolean {
  const question = ask(program, action, condition, current);
  if (question === null) return false;
  const { varying, known } = question;
  let valuations = 1;
  for (const cell of varying) valuations *= Math.max(0, known(cell).hi - known(cell).lo + 1);
  if (valuations === 0) return false;
  if (valuations <= MAX_VALUATIONS) return someValuationEnables(program, question);
  return mayBeTrue(condition, boundsAfter(action.effects, known, program));
}

interface Question {
  readonly condition: Expr;
  /** The effects that bear on the condition; no other changes a varying cell. */
  readonly effects: readonly Statement[];
  /** The cells that decide, to be tried. */
  readonly varying: readonly CellId[];
  /** Domains, narrowed by what the guard and `current` say. */
  readonly known: Knowledge;
  /** Conjuncts of the guard that say something of the varying cells. */
  readonly guard: readonly Expr[];
}

/** null where the action changes nothing the condition reads. */
function ask(
  program: Program,
  action: Action,
  condition: Expr,
  current: StateVector | null,
): Question | null {
  const reads = readsOf(condition);
  const { cells, effects } = slice(program, action.effects, reads);
  if (!effects.some(effect => meets(writesOf(effect, program.queues), reads))) return null;
  const known = knowledge(program, action, reads, current);
  const guard = action.guard
    .map(conjunct => conjunct.condition)
    .filter(conjunct => meets(readsOf(conjunct), cells));
  return { condition, effects, varying: [...cells].sort((a, b) => a - b), known, guard };
}

/** The cells on whose values `reads` depend after the effects, and the effects that matter to them. */
function slice(program: Program, effects: readonly Statement[], reads: ReadonlySet<CellId>) {
  const cells = new Set(reads);
  let size = -1;
  while (size !== cells.size) {
    size = cells.size;
    for (const effect of effects) {
      if (meets(writesOf(effect, program.queues), cells)) addReads(program, effect, cells);
    }
  }
  const matters = (effect: Statement) =>
    effect.kind === 'require'
      ? [...readsOf(effect.condition)].every(cell => cells.has(cell))
      : meets(writesOf(effect, program.queues), cells);
  return { cells, effects: effects.filter(matters).map(effect => counted(program, effect, cells)) };
}

function addReads(program: Program, effect: Statement, cells: Set<CellId>): void {
  readsOfStatement(counted(program, effect, cells), program.queues, cells);
}

/** Where only the length of a queue matters, what goes in or out of it does not. */
function counted(program: Program, effect: Statement, cells: ReadonlySet<CellId>): Statement {
  if (effect.kind !== 'remove' && effect.kind !== 'push') return effect;
  const { length, first, capacity } = program.queues[effect.queue] as Queue;
  for (let slot = first; slot < first + capacity; slot++) if (cells.has(slot)) return effect;
  const value: Expr = {
    kind: 'arith',
    operator: effect.kind === 'push' ? '+' : '-',
    left: { kind: 'cell', cell: length },
    right: { kind: 'const', value: 1 },
  };
  return { kind: 'assign', cell: length, value, failure: null };
}

function knowledge(
  program: Program,
  action: Action,
  reads: ReadonlySet<CellId>,
  current: StateVector | null,
): Knowledge {
  const domain: Knowledge = cell => program.cells[cell] as Interval;
  const narrowed = new Map<CellId, Interval>();
  if (current !== null)
    for (const cell of reads) narrowed.set(cell, point(current[cell] as number));
  for (const { condition } of action.guard) assume(condition, narrowed, domain);
  return cell => intersection(narrowed.get(cell) ?? domain(cell), domain(cell));
}

function someValuationEnables(program: Program, question: Question): boolean {
  const { varying, known, guard } = question;
  const condition = compile(question.condition);
  const execute = compileStatements(question.effects, program, () => BROKEN);
  const state = Int32Array.from(program.cells, cell => cell.initial);
  const next = state.slice();
  for (const cell of varying) state[cell] = known(cell).lo;
  const fixed = new Set(varying);
  const knownNow: Knowledge = cell =>
    fixed.has(cell) ? point(state[cell] as number) : known(cell);
  do {
    if (isTrue(condition, state)) continue;
    // Taken before it is asked whether it may be: bounds cost more, and most valuations end here.
    next.set(state);
    if (!succeeds(execute, next) || !isTrue(condition, next)) continue;
    if (guard.every(conjunct => mayBeTrue(conjunct, knownNow))) return true;
  } while (advance(state, varying, known));
  return false;
}

/** Thrown instead of an error with its stack: there are many. */
const BROKEN = Symbol('broken');

/** A valuation that breaks what the lowering relies on is none of the program's. */
function succeeds(execute: Execute, state: StateVector): boolean {
  try {
    execute(state);
    return true;
  } catch (thrown) {
    if (thrown instanceof ModelFailure || thrown === BROKEN) return false;
    throw thrown;
  }
}

function isTrue(condition: Evaluate, state: StateVector): boolean {
  const value = valueOrFailure(condition, state);
  return typeof value === 'number' && value !== 0;
}

/** The next valuation, the last cell fastest; false after the last. */
function advance(state: StateVector, varying: readonly CellId[], known: Knowledge): boolean {
  for (let i = varying.length - 1; i >= 0; i--) {
    const cell = varying[i] as CellId;
    if ((state[cell] as number) < known(cell).hi) {
      state[cell] = (state[cell] as number) + 1;
      return true;
    }
    state[cell] = known(cell).lo;
  }
  return false;
}

function meets(left: ReadonlySet<CellId>, right: ReadonlySet<CellId>): boolean {
  for (const cell of left) if (right.has(cell)) return true;
  return false;
}
