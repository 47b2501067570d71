// How actions of a program bear on one another and on conditions. In: a program. Out: a function per question,
// each answered by trying the values of the cells that matter (`decide.ts`). "No" is always right; "yes" comes
// with the values that show it, or is what has to be assumed where there are too many.

import { readsOf, readsOfStatement } from '../ir/access.ts';
import { canFail } from '../ir/can-fail.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import { type Interval, intersection } from '../ir/interval.ts';
import type { Action, Program } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import {
  assuming,
  type Conjuncts,
  enabledness,
  mayHold,
  type Profile,
  profileOf,
  succeeds,
} from './action-profile.ts';
import { becomesTrue } from './becomes-true.ts';
import { intersect } from './bit-set.ts';
import { Budget } from './budget.ts';
import { type Answer, Decider, type Run } from './decide.ts';
import { type Disturbance, Orders } from './orders.ts';
import { type Checks, Impossible, type Setting, take } from './partial-run.ts';
import {
  evaluate,
  keyOf,
  type PartialState,
  SingleValue,
  type Source,
  type Terms,
  Wrong,
} from './partial-state.ts';
import { TruthTree } from './truth-tree.ts';
import type { ValuePairs } from './value-pairs.ts';
import { clash, effectsOn, type Looked, lookedAt, turns } from './ways.ts';

export type { Disturbance } from './orders.ts';

/** What can be looked for in a state. */
export type Test =
  /** The expression is true; where it goes wrong, `onFailure` says. */
  | { readonly kind: 'true'; readonly expr: Expr; readonly onFailure: boolean }
  /** The expression goes wrong. */
  | { readonly kind: 'undefined'; readonly expr: Expr }
  /** Taking the action would go wrong, were it enabled; in an assertion or in any other way. */
  | { readonly kind: 'fails'; readonly action: number; readonly assertion: boolean };

type ExprTest = Exclude<Test, { readonly kind: 'fails' }>;

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

/**
 * `pairs`: of the values that cells can have those that they can have together; null: any. `explains`: values that show
 * a disturbance are looked for, which takes longer.
 */
export function relationsOf(
  program: Program,
  sets: ValueSets,
  pairs: ValuePairs | null = null,
  { explains = false }: { readonly explains?: boolean } = {},
): Relations {
  const profile = (id: number) => profileOf(program.actions[id] as Action, program);
  const means: Means = {
    program,
    pairs,
    decider: new Decider(program, sets, pairs),
    orders: pairs === null ? null : new Orders(pairs, new Budget(MOST_ENDS)),
    cells: new WeakMap(),
    looked: new WeakMap(),
    trees: new WeakMap(),
    holding: new WeakMap(),
    explains,
  };
  return {
    writes: action => profile(action).writes,
    touches: action => new Set([...profile(action).reads, ...profile(action).writes]),
    disturbs: (action, other) => disturbs(profile(action), profile(other), means),
    brings: (action, test) => brings(profile(action), test, means),
    changes: (action, cell, value) => changes(profile(action), cell, value, means),
    raises: (action, expr) => raises(profile(action), expr, means),
    canGoWrong(action, assertion) {
      const run = (state: PartialState, terms: Terms) => {
        const error = enabledness(profile(action).conjuncts, state, canFail);
        if (error === false) return null;
        const wrong = error ?? failure(profile(action), state, { program, terms });
        return wrong !== null && (wrong === 'assert') === assertion ? (true as const) : null;
      };
      return decideFor(profile(action), run, means) !== null;
    },
  };
}

interface Means {
  readonly program: Program;
  readonly pairs: ValuePairs | null;
  readonly decider: Decider;
  readonly orders: Orders | null;
  /** Cells on which the outcome of a test depends. */
  readonly cells: WeakMap<Test, ReadonlySet<CellId>>;
  /** The same where they have literals, else null. */
  readonly looked: WeakMap<Test, Looked | null>;
  /** For which values a test succeeds. */
  readonly trees: WeakMap<Test, TruthTree>;
  /** The same of a test on one cell. */
  readonly holding: WeakMap<Test, ReadonlySet<number>>;
  readonly explains: boolean;
}

/** Of actions, after other actions, before their order is looked at in another way. */
const MOST_ENDS = { most: 10_000, least: 100, inAll: 1_000_000 };

/** Of states in which the action is enabled. */
function decideFor(
  { action, known }: Profile,
  run: Run<true>,
  { pairs, decider }: Means,
  given: ReadonlyMap<CellId, number> = new Map(),
): Answer<true> | null {
  const where = pairs === null ? null : pairs.where(action.id);
  if (pairs !== null && where === null) return null;
  return decider.decide(run, { known, given, where });
}

/**
 * Where both are enabled and `other` is taken: `one` must still be enabled, and if it then leads anywhere, it
 * must lead to the same state when it comes first.
 */
function disturbs(one: Profile, other: Profile, means: Means): Answer<Disturbance> | null {
  const { orders, explains } = means;
  if (one === other || !overlap(one, other)) return null;
  if (contradict(one.known, other.known)) return null;
  const found = orders === null ? 'unclear' : orders.disturbance(one.action.id, other.action.id);
  if (found === null) return null;
  const tried = () => disturbsByTrial(one, other, means);
  if (found === 'unclear') return tried();
  const unexplained = { reason: found, values: new Map() };
  return explains ? (tried() ?? unexplained) : unexplained;
}

function disturbsByTrial(
  one: Profile,
  other: Profile,
  { program, pairs, decider }: Means,
): Answer<Disturbance> | null {
  const where = pairs === null ? null : clash(one.action.id, other.action.id, pairs);
  if (pairs !== null && where === null) return null;
  for (const { reads } of [...one.conjuncts, ...other.conjuncts]) {
    for (const cell of reads) {
      if (where !== null && pairs?.narrowCell(where, cell) === false) return null;
    }
  }
  const ownAsked = asked(one, other);
  const othersAsked = asked(other, one);
  const run = (state: PartialState, terms: Terms): Disturbance | null => {
    const setting = { program, terms };
    if (!mayHold(other.conjuncts, state)) return null;
    const before = enabledness(one.conjuncts, state, ownAsked);
    if (before === false || enabledness(other.conjuncts, state, othersAsked) !== null) return null;
    const assumed = assuming();
    const afterOther = state.copy();
    if (!succeeds(other, afterOther, assumed, setting)) return null;
    // What stands behind a conjunct that went wrong has not been read before.
    const between =
      before === null
        ? enabledness(affected(one, other), afterOther, ownAsked)
        : enabledness(one.conjuncts, afterOther, () => true);
    if (between === false) return 'disables';
    if (between !== null || !succeeds(one, afterOther, assumed, setting)) return null;
    const asking: Checks = { passed: assumed.passed, assumes: false };
    const afterOne = state.copy();
    if (before !== null || !succeeds(one, afterOne, asking, setting)) return 'outcome';
    if (enabledness(affected(other, one), afterOne, othersAsked) !== null) return 'blocked';
    if (!succeeds(other, afterOne, asking, setting)) return 'blocked';
    return sameState(afterOther, afterOne) ? null : 'outcome';
  };
  return decider.decide(run, { known: both(one.known, other.known), where });
}

/** From a state in which the test fails to one in which it succeeds. */
function brings(one: Profile, test: Test, means: Means): Answer<true> | null {
  const { program, pairs } = means;
  const cells = means.cells.get(test) ?? cellsOf(test, program);
  means.cells.set(test, cells);
  if (!meets(one.writes, cells)) return null;
  if (test.kind !== 'fails' && cells.size === 1) {
    const [cell = -1] = cells;
    if (pairs?.literals.has(cell)) {
      const holding = means.holding.get(test) ?? holdingOf(test, cell, pairs);
      means.holding.set(test, holding);
      const holds = (value: number) => holding.has(value);
      const turned = turns(pairs, one.action.id, cell, value => !holds(value), holds);
      return turned ? YES : null;
    }
  }
  if (test.kind !== 'fails' && pairs !== null) {
    const known = means.looked.get(test);
    const looked = known === undefined ? lookedAt(cells, pairs) : known;
    means.looked.set(test, looked);
    const effects = looked === null ? null : effectsOn(looked, one.action.id, pairs);
    if (effects !== null) {
      const tree = means.trees.get(test) ?? treeOf(test, pairs);
      means.trees.set(test, tree);
      return effects.some(effect => becomesTrue(effect, tree, pairs)) ? YES : null;
    }
  }
  const run = (state: PartialState, terms: Terms) => {
    const setting = { program, terms };
    if (!mayBeEnabled(one, state) || succeedsTest(test, state, setting)) return null;
    const after = state.copy();
    takeReal(one, after, assuming(), setting);
    return succeedsTest(test, after, setting) ? (true as const) : null;
  };
  return decideFor(one, run, means);
}

function treeOf(test: ExprTest, pairs: ValuePairs): TruthTree {
  return new TruthTree(
    state => succeedsExpr(test, state),
    path => pairs.occurs(path),
    pairs.soil,
  );
}

const YES: Answer<true> = { reason: true, values: new Map() };

function changes(one: Profile, cell: CellId, value: number, means: Means): Answer<true> | null {
  const { program, pairs } = means;
  if (!one.writes.has(cell)) return null;
  if (pairs?.literals.has(cell)) {
    const is = (other: number) => other === value;
    return turns(pairs, one.action.id, cell, is, other => !is(other)) ? YES : null;
  }
  const run = (state: PartialState, terms: Terms) => {
    if (!mayBeEnabled(one, state)) return null;
    takeReal(one, state, assuming(), { program, terms });
    return state.value(cell) === value ? null : (true as const);
  };
  return decideFor(one, run, means, new Map([[cell, value]]));
}

function raises(one: Profile, expr: Expr, means: Means): Answer<true> | null {
  if (!meets(one.writes, readsOf(expr))) return null;
  const run = (state: PartialState, terms: Terms) => {
    if (!mayBeEnabled(one, state)) return null;
    const before = numberOrNull(expr, state);
    takeReal(one, state, assuming(), { program: means.program, terms });
    const after = numberOrNull(expr, state);
    return after !== null && (before === null || after > before) ? (true as const) : null;
  };
  return decideFor(one, run, means);
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

/** Values of the one cell with which a test succeeds. */
function holdingOf(test: ExprTest, cell: CellId, { literals }: ValuePairs): ReadonlySet<number> {
  const state = new SingleValue();
  const values = literals.of(cell).map(literal => literals.valueOf(literal));
  return new Set(
    values.filter(value => {
      state.only = value;
      return succeedsExpr(test, state);
    }),
  );
}

function succeedsExpr(test: ExprTest, state: Source): boolean {
  const value = numberOrNull(test.expr, state);
  if (test.kind === 'undefined') return value === null;
  return value === null ? test.onFailure : value !== 0;
}

function succeedsTest(test: Test, state: PartialState, setting: Setting): boolean {
  if (test.kind !== 'fails') return succeedsExpr(test, state);
  const action = setting.program.actions[test.action] as Action;
  const error = failureOf(action, state.copy(), setting);
  return error !== null && (error === 'assert') === test.assertion;
}

// ---------------------------------------------------------------- guards and effects in a partial state

/** Not more than a filter: what is not known does not count, and one that goes wrong leads nowhere. */
function mayBeEnabled({ conjuncts }: Profile, state: PartialState): boolean {
  return mayHold(conjuncts, state);
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

function numberOrNull(expr: Expr, state: Source): number | null {
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
  return intersect(one.written, other.touched) || intersect(other.written, one.touched);
}

type Bounds = ReadonlyMap<CellId, Interval>;

/** Whether two guards cannot hold together. */
function contradict(left: Bounds, right: Bounds): boolean {
  let found = false;
  right.forEach(({ lo, hi }, cell) => {
    const own = left.get(cell);
    found ||= own !== undefined && (own.lo > hi || own.hi < lo);
  });
  return found;
}

/** What both guards say. */
function both(left: Bounds, right: Bounds): Bounds {
  const known = new Map(left);
  for (const [cell, interval] of right)
    known.set(cell, intersection(known.get(cell) ?? interval, interval));
  return known;
}

function meets(left: ReadonlySet<CellId>, right: ReadonlySet<CellId>): boolean {
  const large = left.size < right.size ? right : left;
  let found = false;
  (large === right ? left : right).forEach(cell => {
    found ||= large.has(cell);
  });
  return found;
}
