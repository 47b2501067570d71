// All that can come of one action, as a tree: the values it depends on are told apart one cell after another, and each
// leaf says how the action ends. In: an action, the values cells can have. Out: a tree that grows where it is looked
// at. Where a value cannot be told apart, or the tree would grow large, a leaf allows more than can happen.

import { canFail } from '../ir/can-fail.ts';
import type { CellId } from '../ir/expr.ts';
import { assuming, enabledness, type Profile, succeeds } from './action-profile.ts';
import { rowsOf, wordsFor } from './bit-set.ts';
import type { Literals } from './literals.ts';
import { Impossible } from './partial-run.ts';
import { Need, PartialState, Terms, Wrong } from './partial-state.ts';
import {
  type Branch,
  type Path,
  type Soil,
  type Split,
  splitAt,
  type Tree,
  valuesOn,
} from './tree.ts';

/** null: the action is not enabled, or the values do not occur. */
export type Node = Split<Ending | null> | Ending | null;

/** The action is enabled, and ends in one way for all values that lead here. */
export interface Ending {
  readonly kind: 'ending';
  /** Of each list one literal holds. */
  readonly path: readonly (readonly number[])[];
  /** Cells, as bits. With the same values of those that it reads it ends in the same way, and writes the same. */
  readonly reads: Int32Array;
  readonly writes: Int32Array;
  /** null: it goes wrong, and leads nowhere. */
  readonly change: Change | null;
  /** False: what happens depends on more than the path says, or on cells without literals. */
  readonly exact: boolean;
}

/** What a state is after an action, in literals. Cells without literals are left out. */
export interface Change {
  /** Literals of all cells that are written. */
  readonly written: Int32Array;
  /** They hold afterwards. */
  readonly constants: readonly number[];
  /** `to` holds afterwards what `from` held before. */
  readonly copies: readonly Copy[];
  /** These may hold anything. */
  readonly any: readonly CellId[];
}

export interface Copy {
  readonly to: CellId;
  readonly from: CellId;
  /** Literals: where the first one held, the second one holds. */
  readonly literals: readonly (readonly [number, number])[];
}

/** Leaves and splits of one action that are worked out exactly. */
const MOST_NODES = 400;

export class Outcomes implements Tree<Ending | null> {
  /** What the guard says of single cells with literals: one literal of each list holds. */
  readonly start: readonly (readonly number[])[];
  private readonly profile: Profile;
  private readonly soil: Soil;
  private readonly first: Path;
  private root: Node | undefined;
  private nodes = 0;

  constructor(profile: Profile, soil: Soil) {
    this.profile = profile;
    this.soil = soil;
    const { literals, slots, values } = soil;
    const fixed = new Map<CellId, number>();
    const subsets = new Map<CellId, readonly number[]>();
    const start: number[][] = [];
    for (const [cell, { lo, hi }] of profile.known) {
      const all = values[cell];
      if (all == null || !literals.has(cell)) continue;
      const members = all.filter(value => value >= lo && value <= hi);
      start.push(members.map(value => literals.idOf(cell, value)));
      const [only] = members;
      if (members.length === 1 && only !== undefined) slots.fix(fixed, cell, only);
      else subsets.set(cell, members);
    }
    this.start = start;
    this.first = { literals: start, fixed, subsets };
  }

  get tree(): Node {
    if (this.root === undefined) this.root = this.grow(this.first);
    return this.root;
  }

  nodeOf(branch: Branch<Ending | null>): Node {
    if (branch.node === undefined) branch.node = this.grow(branch.path);
    return branch.node;
  }

  private grow(path: Path): Node {
    this.nodes += 1;
    const exact = this.nodes <= MOST_NODES;
    // A conjunct that is taken to be true was looked at in part only.
    const looked = new Set<CellId>(exact ? [] : this.guardReads());
    try {
      return this.ending(path, exact, looked);
    } catch (thrown) {
      // What was taken for granted of a value turns out to be false once it is known.
      if (thrown instanceof Wrong) return this.failed(path, looked, exact);
      if (thrown instanceof Impossible) return null;
      if (!(thrown instanceof Need)) throw thrown;
      const cell = this.soil.slots.first(thrown.cell, path.fixed);
      const canSplit = exact && this.soil.literals.has(cell);
      if (canSplit)
        return splitAt(path, cell, cell === thrown.cell ? thrown.classOf : null, this.soil);
      return this.anything(path);
    }
  }

  private ending(path: Path, exact: boolean, looked: Set<CellId>): Ending | null {
    const { program, literals, slots } = this.soil;
    const { fixed } = path;
    const terms = new Terms(program, valuesOn(path, this.soil));
    const state = new PartialState(terms, fixed, { looked });
    const enabled = enabledness(
      this.profile.conjuncts,
      state,
      // Where a conjunct goes wrong the action is enabled, whatever the next ones are.
      expr => exact || canFail(expr),
    );
    if (enabled === false) return null;
    if (enabled !== null) return this.failed(path, looked, exact);
    const asks = (cell: CellId) => exact && literals.has(slots.first(cell, fixed));
    const setting = { program, terms, asks };
    const checks = assuming();
    const succeeded = succeeds(this.profile, state, checks, setting);
    const certain = exact && checks.passed.size === 0;
    if (!succeeded) return this.failed(path, looked, certain);
    const change = this.changeTo(state);
    if (change === null) return null;
    return this.end(path, looked, state.written(), change, certain);
  }

  private guardReads(): CellId[] {
    return this.profile.conjuncts.flatMap(({ reads }) => [...reads]);
  }

  private failed(path: Path, looked: Iterable<CellId>, certain: boolean): Ending {
    return this.end(path, looked, [], null, certain);
  }

  private end(
    { literals: path }: Path,
    reads: Iterable<CellId>,
    writes: Iterable<CellId>,
    change: Change | null,
    certain: boolean,
  ): Ending {
    const { program, literals } = this.soil;
    const words = wordsFor(program.cells.length);
    const bits = (cells: readonly CellId[]) => rowsOf([cells], words);
    const [read, written] = [[...reads], [...writes]];
    const isKnown = (cell: CellId) => literals.has(cell);
    const exact =
      certain && (change?.any ?? []).length === 0 && read.every(isKnown) && written.every(isKnown);
    return { kind: 'ending', path, reads: bits(read), writes: bits(written), change, exact };
  }

  /** null: no state is like this. */
  private changeTo(state: PartialState): Change | null {
    const { literals } = this.soil;
    const written = [...state.written()].filter(cell => literals.has(cell));
    const constants: number[] = [];
    const copies: Copy[] = [];
    const any: CellId[] = [];
    for (const cell of written) {
      const value = state.read(cell);
      if (typeof value === 'number') {
        const literal = literals.idOf(cell, value);
        if (literal < 0) return null;
        constants.push(literal);
      } else if (value.kind === 'cell' && literals.has(value.cell)) {
        copies.push(copyOf(value.cell, cell, literals));
      } else any.push(cell);
    }
    return { written: literals.ofCells(written), constants, copies, any };
  }

  /** Every cell that the action may write holds anything. */
  private anything(path: Path): Ending {
    const { literals } = this.soil;
    const { reads, writes } = this.profile;
    const any = [...writes].filter(cell => literals.has(cell));
    const change = { written: literals.ofCells(any), constants: [], copies: [], any };
    return this.end(path, reads, writes, change, false);
  }
}

function copyOf(from: CellId, to: CellId, literals: Literals): Copy {
  const pairs = literals.of(from).map(literal => {
    const copied = literals.idOf(to, literals.valueOf(literal));
    return [literal, copied] as const;
  });
  return { to, from, literals: pairs.filter(([, copied]) => copied >= 0) };
}
