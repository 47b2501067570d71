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
    const next = { ...path, literals: [...path.literals, own] };
    const only = members[0];
    if (members.length === 1 && only !== undefined) {
      const fixed = new Map(path.fixed);
      slots.fix(fixed, cell, only);
      return { literals: own, path: { ...next, fixed }, node: undefined };
    }
    const subsets = new Map(path.subsets).set(cell, members);
    return { literals: own, path: { ...next, subsets }, node: undefined };
  });
  return { kind: 'split', cell, branches };
}

/** The values that cells can have at the end of a path. */
export function valuesOn({ subsets }: Path, { values }: Soil): Values {
  const all = (cell: CellId) => subsets.get(cell) ?? values[cell] ?? null;
  const only = (cell: CellId) => {
    const values = all(cell);
    return values?.length === 1 ? (values[0] as number) : null;
  };
  return { all, only };
}

/** What cells hold after a change: at least 0: the value of this literal, of whatever cell; -1 - c: what c held before. */
export type Origins = ReadonlyMap<CellId, number>;

/** What a walk needs to know of pairs of values (`value-pairs.ts`). */
export interface Together {
  readonly literals: Literals;
  /** What of a set is together with one of some of its literals, all of one cell; room for it is lent. */
  narrowed(set: Int32Array, literals: readonly number[]): Int32Array;
  /** Takes room back. */
  release(set: Int32Array): void;
}

/** Branches of a tree, from its root on, that lead to a leaf. */
export type Taken = readonly (readonly number[])[];

/** What is known of a set: from `first` on, the lists of `path` are branches of the tree by which it has been narrowed. */
export interface Told {
  readonly path: Taken;
  readonly first: number;
  /** But not where one of these cells is told apart. */
  readonly except: Origins;
}

type Found<Leaf> = (leaf: Leaf, set: Int32Array) => boolean;

/**
 * Comes to every leaf for the states of a set, as they are after a change, with those that lead there as they are before
 * it, which are lent. Ends with true as soon as `found` says so.
 */
export function walk<Leaf>(
  tree: Tree<Leaf>,
  set: Int32Array,
  after: Origins,
  together: Together,
  found: Found<Leaf>,
  told: Told | null = null,
): boolean {
  return visit(tree.tree, set, told === null ? -1 : 0, { tree, after, together, found, told });
}

interface Walk<Leaf> {
  readonly tree: Tree<Leaf>;
  readonly after: Origins;
  readonly together: Together;
  readonly found: Found<Leaf>;
  readonly told: Told | null;
}

/** `along`: so many branches were taken, those of the path that was told; -1: others, or none was. */
function visit<Leaf>(
  node: Split<Leaf> | Leaf,
  here: Int32Array,
  along: number,
  scene: Walk<Leaf>,
): boolean {
  if (!isSplit(node)) return scene.found(node, here);
  const { after, together, told } = scene;
  const { branches, cell } = node;
  const next = along >= 0 && told !== null ? told.path[told.first + along] : undefined;
  if (next !== undefined && told?.except.has(cell) === false) {
    // The set holds none of the other branches, and as long as no literal of this one is lost, it is narrowed already.
    const branch = branches.find(({ literals }) => literals === next);
    if (branch !== undefined) {
      if (every(here, next)) return visit(scene.tree.nodeOf(branch), here, along + 1, scene);
      const narrowed = where(here, cell, next, after, together);
      return narrowed !== null && enter(branch, narrowed, here, along + 1, scene);
    }
  }
  for (let i = 0; i < branches.length; i++) {
    const branch = branches[i] as Branch<Leaf>;
    const narrowed = where(here, cell, branch.literals, after, together);
    if (narrowed === null) continue;
    const isAlong = branch.literals === next;
    if (enter(branch, narrowed, here, isAlong ? along + 1 : -1, scene)) return true;
  }
  return false;
}

function enter<Leaf>(
  branch: Branch<Leaf>,
  narrowed: Int32Array,
  here: Int32Array,
  along: number,
  scene: Walk<Leaf>,
): boolean {
  const over = visit(scene.tree.nodeOf(branch), narrowed, along, scene);
  if (narrowed !== here) scene.together.release(narrowed);
  return over;
}

export function isSplit<Leaf>(node: Split<Leaf> | Leaf): node is Split<Leaf> {
  return typeof node === 'object' && node !== null && 'branches' in node;
}

/** The states of a set after which one of the literals of a cell holds: the set itself, or lent; null: there is none. */
export function where(
  set: Int32Array,
  cell: CellId,
  members: readonly number[],
  after: Origins,
  together: Together,
): Int32Array | null {
  const origin = after.get(cell);
  if (origin === undefined) return some(set, members) ? together.narrowed(set, members) : null;
  const { literals } = together;
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
  return some(set, before) ? together.narrowed(set, before) : null;
}

/** Whether a set holds one of them. */
export function some(set: Int32Array, members: readonly number[]): boolean {
  for (let i = 0; i < members.length; i++) if (has(set, members[i] as number)) return true;
  return false;
}

/** Whether a set holds all of them. */
export function every(set: Int32Array, members: readonly number[]): boolean {
  for (let i = 0; i < members.length; i++) if (!has(set, members[i] as number)) return false;
  return true;
}
