// Which values two cells can have at the same time. In: a program. Out: for every literal ("this cell has this
// value") the set of those that hold in some state together with it, never too small. So that a thread in a critical
// section holds the mutex, and no other thread is in its own. Found as the least set of pairs that holds those of the
// initial state and that no action leaves: an action is taken in every state whose literals are pairwise together.
// Explores no state.

import type { CellId } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { Images, ValueSets } from '../ir/value-sets.ts';
import { profileOf } from './action-profile.ts';
import { has, put } from './bit-set.ts';
import { Literals } from './literals.ts';
import { type Change, type Copy, type Ending, type Node, Outcomes } from './outcomes.ts';
import { PairRows } from './pair-rows.ts';
import { neverTogether, QueueSlots } from './queue-slots.ts';
import type { Branch, Origins, Soil } from './tree.ts';

/** One way in which an action can end, and the literals that can hold where it ends so. */
export interface Way {
  readonly ending: Ending;
  readonly before: Int32Array;
}

/** Sets of literals (`literals.ts`): what can hold in a state, as far as pairs tell. */
export class ValuePairs {
  readonly literals: Literals;
  private readonly together: PairRows;
  /** What holds in some state. */
  private readonly possible: Int32Array;
  /** By action. */
  private readonly ways: readonly (readonly Way[])[];
  /** By action: what can hold where it is enabled; null: it never is. */
  private readonly enabled: readonly (Int32Array | null)[];
  /** By action: all that can come of it; null: it never happens. */
  private readonly trees: readonly (Outcomes | null)[];
  /** What trees over these literals are made from. */
  readonly soil: Soil;
  private readonly origins = new Map<Change, Origins>();

  constructor(program: Program, sets: ValueSets, images: readonly Images[] = []) {
    const fixpoint = new Fixpoint(program, sets, images);
    fixpoint.run();
    fixpoint.together.settle(fixpoint.possible);
    this.literals = fixpoint.literals;
    this.together = fixpoint.together;
    this.possible = fixpoint.possible;
    this.trees = fixpoint.trees;
    this.soil = fixpoint.soil;
    this.ways = fixpoint.reached.map(reached =>
      [...reached].map(([ending, before]) => ({ ending, before })),
    );
    this.enabled = this.ways.map(ways =>
      ways.reduce<Int32Array | null>((all, { before }) => union(all, before), null),
    );
  }

  /** All ways in which an action can end; none where it is never enabled. */
  waysOf(action: number): readonly Way[] {
    return this.ways[action] ?? [];
  }

  /** All that can come of an action; null: it never happens. */
  outcomesOf(action: number): Outcomes | null {
    return this.trees[action] ?? null;
  }

  /** What can hold where an action is enabled; null: it never is. */
  where(action: number): Int32Array | null {
    return this.enabled[action] ?? null;
  }

  /** Whether a literal that is in the set can hold; cells without literals can have any value. */
  allows(set: Int32Array, cell: CellId, value: number): boolean {
    const { literals } = this;
    if (!literals.has(cell)) return true;
    const literal = literals.idOf(cell, value);
    return literal >= 0 && has(set, literal);
  }

  /** The one value of a cell that the set leaves; null where it has no literals, or several can hold. */
  only(set: Int32Array, cell: CellId): number | null {
    if (!this.literals.has(cell)) return null;
    const [first, end] = this.literals.span(cell);
    let found = -1;
    for (let literal = first; literal < end; literal++) {
      if (!has(set, literal)) continue;
      if (found >= 0) return null;
      found = literal;
    }
    return found < 0 ? null : this.literals.valueOf(found);
  }

  /** Leaves what is together with one of some literals of one cell; false where none of these is in the set. */
  narrow(set: Int32Array, literals: readonly number[]): boolean {
    return this.together.restrict(set, literals, set);
  }

  /** What of a set is together with one of some literals of one cell. Room for it is lent: see `release`. */
  narrowed(set: Int32Array, literals: readonly number[]): Int32Array {
    const found = this.together.lend();
    this.together.restrict(set, literals, found);
    return found;
  }

  /** The same literals; room for them is lent. */
  copied(set: Int32Array): Int32Array {
    const found = this.together.lend();
    found.set(set);
    return found;
  }

  /** Whether one literal of each list holds in some state. */
  occurs(lists: readonly (readonly number[])[]): boolean {
    const set = this.copied(this.possible);
    const found = lists.every(literals => this.together.restrict(set, literals, set));
    this.together.giveBack(set);
    return found;
  }

  /** Takes back what was lent. */
  release(set: Int32Array): void {
    this.together.giveBack(set);
  }

  /** The same for all literals of a cell that are in the set, if it has literals. */
  narrowCell(set: Int32Array, cell: CellId): boolean {
    if (!this.literals.has(cell)) return true;
    const [first, end] = this.literals.span(cell);
    return this.together.restrictSpan(set, first, end);
  }

  /** False where some cell that changes has no value left that is together with one of each other cell's. */
  consistent(set: Int32Array): boolean {
    return this.together.consistent(set);
  }

  /** The same, and leaves the set as it is. */
  isConsistent(set: Int32Array): boolean {
    const copy = this.copied(set);
    const consistent = this.together.consistent(copy);
    this.together.giveBack(copy);
    return consistent;
  }

  /** What cells hold after a change. */
  originsOf(change: Change): Origins {
    const known = this.origins.get(change);
    if (known !== undefined) return known;
    const found = new Map<CellId, number>();
    for (const literal of change.constants) found.set(this.literals.cellOf(literal), literal);
    for (const { to, from } of change.copies) found.set(to, -1 - from);
    this.origins.set(change, found);
    return found;
  }

  /** What of the set can hold where the cell has one of the values. */
  given(set: Int32Array, cell: CellId, values: readonly number[]): Int32Array {
    if (!this.literals.has(cell)) return set;
    const found = set.slice();
    const ids = values.map(value => this.literals.idOf(cell, value)).filter(id => id >= 0);
    this.together.restrict(found, ids, found);
    return found;
  }
}

class Fixpoint {
  readonly literals: Literals;
  readonly together: PairRows;
  /** By action: endings with what can hold before. */
  readonly reached: readonly Map<Ending, Int32Array>[];
  readonly trees: readonly (Outcomes | null)[];
  readonly soil: Soil;
  private readonly images: readonly Int32Array[];
  /** Rows by literal: what holds in no state together with it, whatever happens. */
  private readonly never: Int32Array;
  /** What holds in some state. */
  readonly possible: Int32Array;
  private readonly rooms: Int32Array[] = [];
  private changed = false;
  /** Counts what was added to the rows. */
  private version = 0;
  /** By action: the version that it was taken in; what it can lead to depends on the rows alone. */
  private readonly seen: number[] = [];

  constructor(program: Program, sets: ValueSets, images: readonly Images[]) {
    const literals = new Literals(sets.values, images);
    this.literals = literals;
    this.together = new PairRows(literals);
    this.never = neverTogether(program, literals);
    this.possible = literals.ofCells([]);
    this.reached = program.actions.map(() => new Map());
    const soil = { program, values: sets.values, literals, slots: new QueueSlots(program) };
    this.soil = soil;
    this.trees = program.actions.map(action =>
      sets.possible[action.id] === true ? new Outcomes(profileOf(action, program), soil) : null,
    );
    this.images = images.map(image => this.imageOf(image, program));
    const start = literals.ofCells([]);
    for (const { id, initial } of program.cells) {
      if (literals.has(id)) put(start, literals.idOf(id, initial));
    }
    for (const literal of membersOf(start)) this.add(literal, start);
  }

  run(): void {
    do {
      this.changed = false;
      this.trees.forEach((outcomes, action) => {
        if (outcomes === null || this.seen[action] === this.version) return;
        this.seen[action] = this.version;
        this.take(action, outcomes);
      });
      for (const image of this.images) this.addImages(image);
    } while (this.changed);
  }

  private take(action: number, outcomes: Outcomes): void {
    const possible = this.room(0);
    possible.set(this.possible);
    const { start } = outcomes;
    for (let i = 0; i < start.length; i++) {
      if (!this.together.restrict(possible, start[i] as readonly number[], possible)) return;
    }
    this.visit(outcomes.tree, 0, action, outcomes);
  }

  /** Room for a set at each depth of a tree. */
  private room(depth: number): Int32Array {
    this.rooms[depth] ??= new Int32Array(this.literals.words);
    return this.rooms[depth];
  }

  /** What can hold at the node is in the room of its depth. */
  private visit(node: Node, depth: number, action: number, outcomes: Outcomes): void {
    if (node === null) return;
    const possible = this.room(depth);
    if (node.kind === 'split') {
      const narrowed = this.room(depth + 1);
      for (let i = 0; i < node.branches.length; i++) {
        const branch = node.branches[i] as Branch<Ending | null>;
        if (!this.together.restrict(possible, branch.literals, narrowed)) continue;
        this.visit(outcomes.nodeOf(branch), depth + 1, action, outcomes);
      }
      return;
    }
    const reached = this.reached[action] as Map<Ending, Int32Array>;
    const known = reached.get(node);
    const isNew = known === undefined || !equal(known, possible);
    if (isNew) reached.set(node, possible.slice());
    const { change } = node;
    // Rows of what is copied may have grown.
    if (change !== null && (isNew || change.copies.length > 0)) this.change(change, possible);
  }

  /** What holds after a change is together. */
  private change(change: Change, before: Int32Array): void {
    const after = this.imageUnder(change, before);
    for (const literal of change.constants) this.add(literal, after);
    for (const cell of change.any) this.addEach(cell, after);
    for (const copy of change.copies) {
      for (const [literal, copied] of copy.literals) {
        if (!has(before, literal)) continue;
        const narrowed = before.slice();
        this.together.restrict(narrowed, [literal], narrowed);
        this.add(copied, this.imageUnder(change, narrowed));
      }
    }
  }

  /** What can hold afterwards. */
  private imageUnder({ written, constants, copies, any }: Change, before: Int32Array): Int32Array {
    const { literals } = this;
    const after = before.slice();
    for (let w = 0; w < after.length; w++)
      after[w] = (after[w] as number) & ~(written[w] as number);
    for (const literal of constants) put(after, literal);
    for (const cell of any) putSpan(after, literals.span(cell));
    for (const copy of copies) {
      const { literals: pairs } = copy;
      for (let i = 0; i < pairs.length; i++) {
        const pair = pairs[i] as Copy['literals'][number];
        if (has(before, pair[0])) put(after, pair[1]);
      }
    }
    return after;
  }

  private addEach(cell: CellId, after: Int32Array): void {
    const [first, end] = this.literals.span(cell);
    const others = after.slice();
    for (let literal = first; literal < end; literal++) remove(others, literal);
    for (let literal = first; literal < end; literal++) {
      put(others, literal);
      this.add(literal, others);
      remove(others, literal);
    }
  }

  /** Each of the others is together with the literal. */
  private add(literal: number, others: Int32Array): void {
    const { never } = this;
    const { rows } = this.together;
    const { words } = this.literals;
    put(this.possible, literal);
    for (let w = 0; w < words; w++) {
      const at = literal * words + w;
      let fresh = (others[w] as number) & ~(rows[at] as number) & ~(never[at] as number);
      if (fresh === 0) continue;
      this.changed = true;
      this.version += 1;
      rows[at] = (rows[at] as number) | fresh;
      for (; fresh !== 0; fresh &= fresh - 1) {
        const other = 32 * w + 31 - Math.clz32(fresh & -fresh);
        const mirrored = other * words + (literal >>> 5);
        rows[mirrored] = (rows[mirrored] as number) | (1 << (literal & 31));
      }
    }
  }

  /** By literal: what holds in the image of a state in which it holds. */
  private imageOf({ cells, values }: Images, { cells: all }: Program): Int32Array {
    const { literals } = this;
    return Int32Array.from({ length: literals.count }, (_, literal) => {
      const cell = literals.cellOf(literal);
      const value = literals.valueOf(literal);
      const lowest = all[cell]?.lo ?? 0;
      return literals.idOf(cells[cell] ?? cell, values[cell]?.[value - lowest] ?? value);
    });
  }

  private addImages(image: Int32Array): void {
    const { words, count } = this.literals;
    const { rows } = this.together;
    for (let literal = 0; literal < count; literal++) {
      const to = image[literal] as number;
      if (to < 0) continue;
      const moved = new Int32Array(words);
      for (const other of membersOf(rows.subarray(literal * words, (literal + 1) * words))) {
        const target = image[other] as number;
        if (target >= 0) put(moved, target);
      }
      if (has(moved, to)) this.add(to, moved);
    }
  }
}

function equal(left: Int32Array, right: Int32Array): boolean {
  for (let w = 0; w < left.length; w++) if (left[w] !== right[w]) return false;
  return true;
}

/** Adds to the first set, which it makes if there is none. */
export function union(set: Int32Array | null, other: Int32Array): Int32Array {
  if (set === null) return other.slice();
  for (let w = 0; w < set.length; w++) set[w] = (set[w] as number) | (other[w] as number);
  return set;
}

function remove(set: Int32Array, member: number): void {
  set[member >>> 5] = (set[member >>> 5] as number) & ~(1 << (member & 31));
}

function putSpan(set: Int32Array, [first, end]: readonly [number, number]): void {
  for (let literal = first; literal < end; literal++) put(set, literal);
}

function membersOf(set: Int32Array): number[] {
  const found: number[] = [];
  set.forEach((word, w) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) {
      found.push(32 * w + 31 - Math.clz32(rest & -rest));
    }
  });
  return found;
}
