// Trees that tell values of cells apart, one cell after another, until something is known. In: what a path says, the
// values cells can have. Out: branches, and walks through a tree in some states, also in those that a change leads to.

import type { CellId } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import { has } from './bit-set.ts';
import { classesOf } from './classes.ts';
import type { Literals } from './literals.ts';
import type { Need, Values } from './partial-state.ts';
import type { QueueSlots } from './queue-slots.ts';

/** What trees are made from. */
export interface Soil {
  readonly program: Program;
  readonly values: readonly (readonly number[] | null)[];
  readonly literals: Literals;
  readonly slots: QueueSlots;
}

/** What is known of values: they are fixed, or one of some. */
export interface Path {
  readonly literals: readonly (readonly number[])[];
  readonly fixed: ReadonlyMap<CellId, number>;
  readonly subsets: ReadonlyMap<CellId, readonly number[]>;
}

export interface Split<Leaf> {
  readonly kind: 'split';
  readonly cell: CellId;
  readonly branches: readonly Branch<Leaf>[];
}

/** One of the literals holds; they belong to one cell. */
export interface Branch<Leaf> {
  readonly literals: readonly number[];
  readonly path: Path;
  /** undefined as long as nobody has looked. */
  node: Split<Leaf> | Leaf | undefined;
}

/** It grows where it is looked at. */
export interface Tree<Leaf> {
  readonly tree: Split<Leaf> | Leaf;
  nodeOf(branch: Branch<Leaf>): Split<Leaf> | Leaf;
}

export function splitAt<Leaf>(
  path: Path,
  cell: CellId,
  classOf: Need['classOf'],
  { literals, slots, values }: Soil,
): Split<Leaf> {
  const known = path.subsets.get(cell) ?? values[cell] ?? [];
  const branches = classesOf(known, classOf).map((members): Branch<Leaf> => {
    const own = members.map(value => literals.idOf(cell, value));
    const fixed = new Map(path.fixed);
    const subsets = new Map(path.subsets);
    const [only] = members;
    if (members.length === 1 && only !== undefined) slots.fix(fixed, cell, only);
    else subsets.set(cell, members);
    const next = { literals: [...path.literals, own], fixed, subsets };
    return { literals: own, path: next, node: undefined };
  });
  return { kind: 'split', cell, branches };
}

/** The values that cells can have at the end of a path. */
export function valuesOn({ subsets }: Path, { values }: Soil): Values {
  const all = (cell: CellId) => subsets.get(cell) ?? values[cell] ?? null;
  const only = (cell: CellId) => {
    const [value, ...others] = all(cell) ?? [];
    return value === undefined || others.length > 0 ? null : value;
  };
  return { all, only };
}

/** What cells hold after a change: at least 0: the value of this literal, of whatever cell; -1 - c: what c held before. */
export type Origins = ReadonlyMap<CellId, number>;

/** What a walk needs to know of pairs of values (`value-pairs.ts`). */
export interface Together {
  readonly literals: Literals;
  narrow(set: Uint32Array, literals: readonly number[]): boolean;
}

/**
 * Comes to every leaf for the states of a set, as they are after a change, with those that lead there as they are before
 * it; ends with true as soon as `found` says so.
 */
export function walk<Leaf>(
  tree: Tree<Leaf>,
  set: Uint32Array,
  after: Origins,
  together: Together,
  found: (leaf: Leaf, set: Uint32Array) => boolean,
): boolean {
  const visit = (node: Split<Leaf> | Leaf, here: Uint32Array): boolean => {
    if (!isSplit(node)) return found(node, here);
    return node.branches.some(branch => {
      const narrowed = where(here, node.cell, branch.literals, after, together);
      return narrowed !== null && visit(tree.nodeOf(branch), narrowed);
    });
  };
  return visit(tree.tree, set);
}

function isSplit<Leaf>(node: Split<Leaf> | Leaf): node is Split<Leaf> {
  return typeof node === 'object' && node !== null && 'branches' in node;
}

/** The states of a set after which one of the literals of a cell holds; null: there is none. */
export function where(
  set: Uint32Array,
  cell: CellId,
  members: readonly number[],
  after: Origins,
  together: Together,
): Uint32Array | null {
  const { literals } = together;
  const origin = after.get(cell) ?? -1 - cell;
  if (origin >= 0) {
    const value = literals.valueOf(origin);
    return members.includes(literals.idOf(cell, value)) ? set : null;
  }
  const from = -1 - origin;
  const before =
    from === cell
      ? members
      : members
          .map(literal => literals.idOf(from, literals.valueOf(literal)))
          .filter(literal => literal >= 0);
  if (!before.some(literal => has(set, literal))) return null;
  const narrowed = set.slice();
  return together.narrow(narrowed, before) ? narrowed : null;
}
