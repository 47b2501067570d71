// All that can come of one action, as a tree: the values it depends on are told apart one cell after another, and each
// leaf says how the action ends. In: an action, the values cells can have. Out: a tree that grows where it is looked
// at. Where a value cannot be told apart, or the tree would grow large, a leaf allows more than can happen.

import { canFail } from '../ir/can-fail.ts';
import type { CellId } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import { assuming, enabledness, type Profile, succeeds } from './action-profile.ts';
import { rowsOf, wordsFor } from './bit-set.ts';
import { classesOf } from './classes.ts';
import type { Literals } from './literals.ts';
import { Impossible } from './partial-run.ts';
import { Need, PartialState, Terms, Wrong } from './partial-state.ts';
import type { QueueSlots } from './queue-slots.ts';

/** null: the action is not enabled, or the values do not occur. */
export type Node = Split | Ending | null;

export interface Split {
  readonly kind: 'split';
  readonly branches: readonly Branch[];
}

/** One of the literals holds; they belong to one cell. */
export interface Branch {
  readonly literals: readonly number[];
  readonly path: Path;
  /** undefined as long as nobody has looked. */
  node: Node | undefined;
}

/** The action is enabled, and ends in one way for all values that lead here. */
export interface Ending {
  readonly kind: 'ending';
  /** Of each list one literal holds. */
  readonly path: readonly (readonly number[])[];
  /** Cells, as bits. With the same values of those that it reads it ends in the same way, and writes the same. */
  readonly reads: Uint32Array;
  readonly writes: Uint32Array;
  /** null: it goes wrong, and leads nowhere. */
  readonly change: Change | null;
}

/** What a state is after an action, in literals. Cells without literals are left out. */
export interface Change {
  /** Literals of all cells that are written. */
  readonly written: Uint32Array;
  /** They hold afterwards. */
  readonly constants: readonly number[];
  /** `to` holds afterwards what `from` held before. */
  readonly copies: readonly { readonly to: CellId; readonly from: CellId }[];
  /** These may hold anything. */
  readonly any: readonly CellId[];
}

/** What is known of values: they are fixed, or one of some. */
interface Path {
  readonly literals: readonly (readonly number[])[];
  readonly fixed: ReadonlyMap<CellId, number>;
  readonly subsets: ReadonlyMap<CellId, readonly number[]>;
}

/** Leaves and splits of one action that are worked out exactly. */
const MOST_NODES = 400;

/** What trees are made from. */
export interface Soil {
  readonly program: Program;
  readonly values: readonly (readonly number[] | null)[];
  readonly literals: Literals;
  readonly slots: QueueSlots;
}

export class Outcomes {
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

  nodeOf(branch: Branch): Node {
    if (branch.node === undefined) branch.node = this.grow(branch.path);
    return branch.node;
  }

  private grow(path: Path): Node {
    this.nodes += 1;
    const exact = this.nodes <= MOST_NODES;
    const looked = new Set<CellId>();
    try {
      return this.ending(path, exact, looked);
    } catch (thrown) {
      // What was taken for granted of a value turns out to be false once it is known.
      if (thrown instanceof Wrong) return this.failed(path, looked);
      if (thrown instanceof Impossible) return null;
      if (!(thrown instanceof Need)) throw thrown;
      const cell = this.soil.slots.first(thrown.cell, path.fixed);
      const canSplit = exact && this.soil.literals.has(cell);
      if (canSplit) return this.split(path, cell, cell === thrown.cell ? thrown.classOf : null);
      return this.anything(path);
    }
  }

  private ending(path: Path, exact: boolean, looked: Set<CellId>): Ending | null {
    const { program, values, literals, slots } = this.soil;
    const { fixed, subsets } = path;
    const all = (cell: CellId) => subsets.get(cell) ?? values[cell] ?? null;
    const only = (cell: CellId) => {
      const [value, ...others] = all(cell) ?? [];
      return value === undefined || others.length > 0 ? null : value;
    };
    const terms = new Terms(program, { all, only });
    const state = new PartialState(terms, fixed, { looked });
    const enabled = enabledness(
      this.profile.conjuncts,
      state,
      // Where a conjunct goes wrong the action is enabled, whatever the next ones are.
      expr => exact || canFail(expr),
    );
    if (enabled === false) return null;
    if (enabled !== null) return this.failed(path, looked);
    const asks = (cell: CellId) => exact && literals.has(slots.first(cell, fixed));
    const setting = { program, terms, asks };
    if (!succeeds(this.profile, state, assuming(), setting)) return this.failed(path, looked);
    const change = this.changeTo(state);
    if (change === null) return null;
    return this.end(path, looked, state.written(), change);
  }

  private failed(path: Path, looked: Iterable<CellId>): Ending {
    return this.end(path, looked, [], null);
  }

  private end(
    { literals: path }: Path,
    reads: Iterable<CellId>,
    writes: Iterable<CellId>,
    change: Change | null,
  ): Ending {
    const words = wordsFor(this.soil.program.cells.length);
    const bits = (cells: Iterable<CellId>) => rowsOf([[...cells]], words);
    return { kind: 'ending', path, reads: bits(reads), writes: bits(writes), change };
  }

  /** null: no state is like this. */
  private changeTo(state: PartialState): Change | null {
    const { literals } = this.soil;
    const written = [...state.written()].filter(cell => literals.has(cell));
    const constants: number[] = [];
    const copies: { to: CellId; from: CellId }[] = [];
    const any: CellId[] = [];
    for (const cell of written) {
      const value = state.read(cell);
      if (typeof value === 'number') {
        const literal = literals.idOf(cell, value);
        if (literal < 0) return null;
        constants.push(literal);
      } else if (value.kind === 'cell' && literals.has(value.cell)) {
        copies.push({ to: cell, from: value.cell });
      } else any.push(cell);
    }
    return { written: literals.ofCells(written), constants, copies, any };
  }

  private split(path: Path, cell: CellId, classOf: Need['classOf']): Split {
    const { literals, slots, values } = this.soil;
    const known = path.subsets.get(cell) ?? values[cell] ?? [];
    const branches = classesOf(known, classOf).map((members): Branch => {
      const own = members.map(value => literals.idOf(cell, value));
      const fixed = new Map(path.fixed);
      const subsets = new Map(path.subsets);
      const [only] = members;
      if (members.length === 1 && only !== undefined) slots.fix(fixed, cell, only);
      else subsets.set(cell, members);
      const next = { literals: [...path.literals, own], fixed, subsets };
      return { literals: own, path: next, node: undefined };
    });
    return { kind: 'split', branches };
  }

  /** Every cell that the action may write holds anything. */
  private anything(path: Path): Ending {
    const { literals } = this.soil;
    const { reads, writes } = this.profile;
    const any = [...writes].filter(cell => literals.has(cell));
    const change = { written: literals.ofCells(any), constants: [], copies: [], any };
    return this.end(path, reads, writes, change);
  }
}
