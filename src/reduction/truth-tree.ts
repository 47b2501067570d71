// For which values of cells something is true, as a tree: the values it depends on are told apart one cell after
// another. In: what is asked of a state, cells with literals. Out: a tree that grows where it is looked at; null at a leaf
// says that it may be either, where the tree would grow large.

import type { CellId } from '../ir/expr.ts';
import { Need, PartialState, Terms } from './partial-state.ts';
import {
  type Branch,
  isSplit,
  type Path,
  type Soil,
  type Split,
  splitAt,
  valuesOn,
} from './tree.ts';

/** 'never': in no state cells have these values. */
export type Truth = boolean | null | 'never';
export type TruthSplit = Split<Truth>;
export type TruthNode = TruthSplit | Truth;

const MOST_NODES = 4000;
/** Of those that are worked out only to know which cells matter. */
const MOST_AHEAD = 250;

export class TruthTree {
  private readonly holds: (state: PartialState) => boolean;
  private readonly occurs: (path: Path['literals']) => boolean;
  private readonly soil: Soil;
  private root: TruthNode | undefined;
  private nodes = 0;
  private ahead = 0;
  /** Cells that are told apart at a node and below it; null: more may be. */
  private readonly cells = new Map<TruthSplit, ReadonlySet<CellId> | null>();

  /** `occurs`: whether one literal of each list holds in some state. */
  constructor(
    holds: (state: PartialState) => boolean,
    occurs: (path: Path['literals']) => boolean,
    soil: Soil,
  ) {
    this.holds = holds;
    this.occurs = occurs;
    this.soil = soil;
  }

  get tree(): TruthNode {
    if (this.root === undefined) {
      this.root = this.grow({ literals: [], fixed: new Map<CellId, number>(), subsets: new Map() });
    }
    return this.root;
  }

  nodeOf(branch: Branch<Truth>): TruthNode {
    if (branch.node === undefined) branch.node = this.grow(branch.path);
    return branch.node;
  }

  /** Whether the branches from here on depend on the value of some of these cells; null: that is not known. */
  dependsOn(node: TruthSplit, cells: Iterable<CellId>): boolean | null {
    const below = this.cellsBelow(node);
    if (below === null) return null;
    for (const cell of cells) if (below.has(cell)) return true;
    return false;
  }

  private cellsBelow(node: TruthSplit): ReadonlySet<CellId> | null {
    const known = this.cells.get(node);
    if (known !== undefined) return known;
    const found = this.collect(node);
    this.cells.set(node, found);
    return found;
  }

  private collect({ cell, branches }: TruthSplit): ReadonlySet<CellId> | null {
    const found = new Set([cell]);
    for (const branch of branches) {
      if (branch.node === undefined) {
        // Where states never lead, a large tree is better left alone.
        if (this.ahead >= MOST_AHEAD) return null;
        this.ahead += 1;
      }
      const node = this.nodeOf(branch);
      if (node === null) return null;
      if (!isSplit(node)) continue;
      const below = this.cellsBelow(node);
      if (below === null) return null;
      for (const other of below) found.add(other);
    }
    return found;
  }

  private grow(path: Path): TruthNode {
    if (!this.occurs(path.literals)) return 'never';
    this.nodes += 1;
    if (this.nodes > MOST_NODES) return null;
    const { program, slots } = this.soil;
    const terms = new Terms(program, valuesOn(path, this.soil));
    try {
      return this.holds(new PartialState(terms, path.fixed));
    } catch (thrown) {
      if (!(thrown instanceof Need)) throw thrown;
      const cell = slots.first(thrown.cell, path.fixed);
      if (!this.soil.literals.has(cell)) return null;
      return splitAt(path, cell, cell === thrown.cell ? thrown.classOf : null, this.soil);
    }
  }
}
