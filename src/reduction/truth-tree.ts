// For which values of cells something is true, as a tree: the values it depends on are told apart one cell after
// another. In: what is asked of a state, cells with literals. Out: a tree that grows where it is looked at; null at a leaf
// says that it may be either, where the tree would grow large.

import type { CellId } from '../ir/expr.ts';
import { Need, PartialState, Terms } from './partial-state.ts';
import {
  type Branch,
  type Path,
  type Soil,
  type Split,
  splitAt,
  type Tree,
  valuesOn,
} from './tree.ts';

export type Truth = boolean | null;

const MOST_NODES = 4000;

export class TruthTree implements Tree<Truth> {
  private readonly holds: (state: PartialState) => boolean;
  private readonly soil: Soil;
  private root: Split<Truth> | Truth | undefined;
  private nodes = 0;

  constructor(holds: (state: PartialState) => boolean, soil: Soil) {
    this.holds = holds;
    this.soil = soil;
  }

  get tree(): Split<Truth> | Truth {
    if (this.root === undefined) {
      this.root = this.grow({ literals: [], fixed: new Map<CellId, number>(), subsets: new Map() });
    }
    return this.root;
  }

  nodeOf(branch: Branch<Truth>): Split<Truth> | Truth {
    if (branch.node === undefined) branch.node = this.grow(branch.path);
    return branch.node;
  }

  private grow(path: Path): Split<Truth> | Truth {
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
