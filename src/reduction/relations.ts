// How actions of a program bear on one another and on conditions. In: a program. Out: a function per question,
// each answered by trying the values of the cells that matter (`decide.ts`). "No" is always right; "yes" comes
// with the values that show it, or is what has to be assumed where there are too many.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import { canFail } from '../ir/can-fail.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import { assume, type Interval, intersection, type Knowledge } from '../ir/interval.ts';
import type { Action, Cell, Program } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import { type Answer, Decider } from './decide.ts';
import { type Checks, Impossible, type Setting, take } from './partial-run.ts';
import { evaluate, keyOf, Need, type PartialState, type Terms, Wrong } from './partial-state.ts';

/** What can be looked for in a state. */
export type Test =
  /** The expression is true; where it goes wrong, `onFailure` says. */
  | { readonly kind: 'true'; readonly expr: Expr; readonly onFailure: boolean }
  /** The expression goes wrong. */
  | { readonly kind: 'undefined'; readonly expr: Expr }
  /** Taking the action would go wrong, were it enabled; in an assertion or in any other way. */
  | { readonly kind: 'fails'; readonly action: number; readonly assertion: boolean };

/** Why one action may not be left out when another is taken. */
export type Disturbance =
  | 'disables' // it can disable the other
  | 'blocked' // after the other it can no longer be taken
  | 'outcome'; // the two orders lead to different states

export interface Relations {
  /** Cells an action may write. */
  writes(action: number): ReadonlySet<CellId>;
  /** Cells it may read or write. */
  touches(action: number): ReadonlySet<CellId>;
  /** Where `action` is enabled, whether `other` may disable it or does not commute with it. */
  disturbs(action: number, other: number): Answer<Disturbance> | null;
  /** Whether an action can make a test succeed. */
  brings(action: number, test: Test): Answer<true> | null;
  /** Whether an action can change a cell that has this value. */
  changes(action: number, cell: CellId, value: number): Answer<true> | null;
  /** Whether an action can make the value of an expression larger. */
  raises(action: number, expr: Expr): Answer<true> | null;
  /** Whether an enabled action can go wrong, in an assertion or in any other way. */
  canGoWrong(action: number, assertion: boolean): boolean;
}

interface Profile {
  readonly action: Action;
  readonly reads: ReadonlySet<CellId>;
  readonly writes: ReadonlySet<CellId>;
  readonly conjuncts: readonly { readonly expr: Expr; readonly reads: ReadonlySet<CellId> }[];
  /** What the guard says of single cells. */
  readonly known: ReadonlyMap<CellId, Interval>;
}

export function relationsOf(program: Program, sets: ValueSets): Relations {
  const decider = new Decider(program, sets);
  const profiles = program.actions.map(action => profileOf(action, program));
  const profile = (id: number) => profiles[id] as Profile;
  return {
    writes: action => profile(action).writes,
    touches: action => new Set([...profile(action).reads, ...profile(action).writes]),
    disturbs: (action, other) => disturbs(profile(action), profile(other), decider, program),
    brings: (action, test) => brings(profile(action), test, decider, program),
    changes(action, cell, value) {
      const one = profile(action);
      if (!one.writes.has(cell)) return null;
      const run = (state: PartialState, terms: Terms) => {
        if (!mayBeEnabled(one, state)) return null;
        takeReal(one, state, assuming(), { program, terms });
        return state.value(cell) === value ? null : (true as const);
      };
      return decider.decide(run, one.known, new Map([[cell, value]]));
    },
    raises(action, expr) {
      const one = profile(action);
      if (!meets(one.writes, readsOf(expr))) return null;
      const run = (state: PartialState, terms: Terms) => {
        if (!mayBeEnabled(one, state)) return null;
        const before = numberOrNull(expr, state);
        takeReal(one, state, assuming(), { program, terms });
        const after = numberOrNull(expr, state);
        return after !== null && (before === null || after > before) ? (true as const) : null;
      };
      return decider.decide(run, one.known);
    },
    canGoWrong(action, assertion) {
      const one = profile(action);
      const run = (state: PartialState, terms: Terms) => {
        const error = enabledness(one.conjuncts, state, canFail);
        if (error === false) return null;
        const wrong = error ?? failure(one, state, { program, terms });
        return wrong !== null && (wrong === 'assert') === assertion ? (true as const) : null;
      };
      return decider.decide(run, one.known) !== null;
    },
  };
}

function profileOf(action: Action, program: Program): Profile {
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
  return { action, reads, writes, conjuncts, known };
}

/**
 * Where both are enabled and `other` is taken: `one` must still be enabled, and if it then leads anywhere, it
 * must lead to the same state when it comes first.
 */
function disturbs(
  one: Profile,
  other: Profile,
  decider: Decider,
  program: Program,
): Answer<Disturbance> | null {
  if (one === other || !overlap(one, other)) return null;
  const known = both(one.known, other.known);
  if (known === null) return null;
  const ownAsked = asked(one, other);
  const othersAsked = asked(other, one);
  const run = (state: PartialState, terms: Terms): Disturbance | null => {
    const setting = { program, terms };
    const before = enabledness(one.conjuncts, state, ownAsked);
    if (before === false || enabledness(other.conjuncts, state, othersAsked) !== null) return null;
    const assumed = assuming();
    const afterOther = state.copy();
    if (!succeeds(other, afterOther, assumed, setting)) return null;
    const between = enabledness(affected(one, other), afterOther, ownAsked);
    if (between === false) return 'disables';
    if (between !== null || !succeeds(one, afterOther, assumed, setting)) return null;
    const asking: Checks = { passed: assumed.passed, assumes: false };
    const afterOne = state.copy();
    if (before !== null || !succeeds(one, afterOne, asking, setting)) return 'outcome';
    if (enabledness(affected(other, one), afterOne, othersAsked) !== null) return 'blocked';
    if (!succeeds(other, afterOne, asking, setting)) return 'blocked';
    return sameState(afterOther, afterOne) ? null : 'outcome';
  };
  return decider.decide(run, known);
}

/** From a state in which the test fails to one in which it succeeds. */
function brings(one: Profile, test: Test, decider: Decider, program: Program): Answer<true> | null {
  if (!meets(one.writes, cellsOf(test, program))) return null;
  const run = (state: PartialState, terms: Terms) => {
    const setting = { program, terms };
    if (!mayBeEnabled(one, state) || succeedsTest(test, state, setting)) return null;
    const after = state.copy();
    takeReal(one, after, assuming(), setting);
    return succeedsTest(test, after, setting) ? (true as const) : null;
  };
  return decider.decide(run, one.known);
}

/** Cells on which the outcome of a test depends. */
export function cellsOf(test: Test, program: Program): ReadonlySet<CellId> {
  if (test.kind !== 'fails') return readsOf(test.expr);
  const cells = new Set<CellId>();
  for (const effect of (program.actions[test.action] as Action).effects) {
    readsOfStatement(effect, program.queues, cells);
  }
  return cells;
}

function succeedsTest(test: Test, state: PartialState, setting: Setting): boolean {
  switch (test.kind) {
    case 'true': {
      const value = numberOrNull(test.expr, state);
      return value === null ? test.onFailure : value !== 0;
    }
    case 'undefined':
      return numberOrNull(test.expr, state) === null;
    case 'fails': {
      const action = setting.program.actions[test.action] as Action;
      const error = failureOf(action, state.copy(), setting);
      return error !== null && (error === 'assert') === test.assertion;
    }
  }
}

// ---------------------------------------------------------------- guards and effects in a partial state

type Conjuncts = Profile['conjuncts'];

/**
 * null where all conjuncts are true, false where one is not, else what goes wrong before that is known. A conjunct
 * that is not `strict` is taken to be true where its value is not known.
 */
function enabledness(
  conjuncts: Conjuncts,
  state: PartialState,
  strict: (expr: Expr) => boolean,
): null | false | string {
  for (const { expr } of conjuncts) {
    try {
      if (evaluate(expr, state) === 0) return false;
    } catch (thrown) {
      if (thrown instanceof Wrong) return thrown.error;
      if (!(thrown instanceof Need) || strict(expr)) throw thrown;
    }
  }
  return null;
}

/** Not more than a filter: what is not known does not count. */
function mayBeEnabled({ conjuncts }: Profile, state: PartialState): boolean {
  return enabledness(conjuncts, state, () => false) === null;
}

/**
 * Conjuncts whose truth must be known: those the other action can change. Any other is as true before it as after, and
 * were it false or to go wrong, nothing would be disturbed; it is looked at where that is little work.
 */
function asked(one: Profile, other: Profile): (expr: Expr) => boolean {
  const cheap = one.conjuncts.filter(
    ({ expr, reads }) => canFail(expr) && reads.size <= CHEAP_READS,
  );
  const strict = new Set([...affected(one, other), ...cheap].map(({ expr }) => expr));
  return expr => strict.has(expr);
}

const CHEAP_READS = 2;

function affected(one: Profile, other: Profile): Conjuncts {
  return one.conjuncts.filter(({ reads }) => meets(other.writes, reads));
}

function assuming(): Checks {
  return { passed: new Set(), assumes: true };
}

function succeeds({ action }: Profile, state: PartialState, checks: Checks, setting: Setting) {
  try {
    take(action.effects, state, checks, setting);
    return true;
  } catch (thrown) {
    if (thrown instanceof Wrong) return false;
    throw thrown;
  }
}

/** Takes an action for which only runs count that do not go wrong. Throws Impossible where this one does. */
function takeReal(one: Profile, state: PartialState, checks: Checks, setting: Setting): void {
  if (!succeeds(one, state, checks, setting)) throw new Impossible();
}

function failure({ action }: Profile, state: PartialState, setting: Setting): string | null {
  return failureOf(action, state.copy(), setting);
}

/** What goes wrong when the effects are taken; changes `state`. */
function failureOf(action: Action, state: PartialState, setting: Setting): string | null {
  try {
    take(action.effects, state, { passed: new Set(), assumes: false }, setting);
    return null;
  } catch (thrown) {
    if (thrown instanceof Wrong) return thrown.error;
    if (thrown instanceof Impossible) return null;
    throw thrown;
  }
}

function numberOrNull(expr: Expr, state: PartialState): number | null {
  try {
    return evaluate(expr, state);
  } catch (thrown) {
    if (thrown instanceof Wrong) return null;
    throw thrown;
  }
}

function sameState(left: PartialState, right: PartialState): boolean {
  for (const cell of new Set([...left.written(), ...right.written()])) {
    const [a, b] = [left.read(cell), right.read(cell)];
    if (keyOf(a) !== keyOf(b) && left.value(cell) !== right.value(cell)) return false;
  }
  return true;
}

// ---------------------------------------------------------------- sets of cells

function overlap(one: Profile, other: Profile): boolean {
  const touches = (left: Profile, right: Profile) =>
    meets(left.writes, right.reads) || meets(left.writes, right.writes);
  return touches(one, other) || touches(other, one);
}

/** What both guards say; null where they contradict one another. */
function both(
  left: ReadonlyMap<CellId, Interval>,
  right: ReadonlyMap<CellId, Interval>,
): ReadonlyMap<CellId, Interval> | null {
  const known = new Map(left);
  for (const [cell, interval] of right) {
    const narrowed = intersection(known.get(cell) ?? interval, interval);
    if (narrowed.lo > narrowed.hi) return null;
    known.set(cell, narrowed);
  }
  return known;
}

function meets(left: ReadonlySet<CellId>, right: ReadonlySet<CellId>): boolean {
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  for (const cell of small) if (large.has(cell)) return true;
  return false;
}
