// The symmetry group of a program and the representative of a state's orbit. In: renamings that leave the program
// what it is. Out: a walk through the group, one generator after another, and the least state met on it.

import type { CellId } from '../../ir/expr.ts';
import type { Cell } from '../../ir/program.ts';
import type { Renaming } from './renaming.ts';

/**
 * Members of one type that nothing tells apart, in any order (`exchange`: one generator per pair of
 * neighbours), or in a circle (`turn`: one generator, that takes each member to the next).
 */
export interface Block {
  readonly type: string;
  readonly kind: 'exchange' | 'turn';
  readonly members: readonly number[];
  readonly generators: readonly Renaming[];
}

/** The direct product of its blocks. */
export interface SymmetryGroup {
  readonly blocks: readonly Block[];
  readonly generators: readonly Renaming[];
  /** Number of elements. */
  readonly order: number;
  /** Indices of generators: from any state, applied one after another, they lead through all its images. */
  readonly walk: readonly number[];
}

export function groupOf(blocks: readonly Block[]): SymmetryGroup {
  const generators = blocks.flatMap(block => block.generators);
  let walk: readonly number[] = [];
  let first = 0;
  for (const block of blocks) {
    const inner = walk;
    const own = walkOf(block).map(generator => first + generator);
    walk = [...inner, ...own.flatMap(generator => [generator, ...inner])];
    first += block.generators.length;
  }
  return { blocks, generators, order: walk.length + 1, walk };
}

export function orderOf({ kind, members }: Pick<Block, 'kind' | 'members'>): number {
  if (kind === 'turn') return members.length;
  return members.reduce((product, _, i) => product * (i + 1), 1);
}

function walkOf({ kind, members }: Block): readonly number[] {
  return kind === 'turn' ? members.slice(1).map(() => 0) : exchanges(members.length);
}

/** All orders of n members by exchanges of neighbours, as Steinhaus, Johnson and Trotter found them. */
function exchanges(n: number): readonly number[] {
  if (n <= 1) return [];
  const last = n - 1;
  const across = Array.from({ length: last }, (_, i) => last - 1 - i);
  const steps = [...across];
  exchanges(last).forEach((step, i) => {
    // The last member stands at the front or at the end while the others take one step.
    const front = i % 2 === 0;
    steps.push(front ? step + 1 : step, ...(front ? [...across].reverse() : across));
  });
  return steps;
}

/** Cells that some generator moves or changes, ascending. */
export function movedCells({ generators }: SymmetryGroup): readonly CellId[] {
  const moved = new Set<CellId>();
  for (const { cells, values } of generators) {
    for (const [cell, to] of cells.entries()) {
      if (to !== cell || values[cell] != null) moved.add(cell);
    }
  }
  return [...moved].sort((a, b) => a - b);
}

/**
 * Replaces a state by the least of its images, compared cell by cell in the given order; all of the moved cells
 * must be in it. Two states of one orbit become the same state.
 */
export function representative(
  group: SymmetryGroup,
  cells: readonly Pick<Cell, 'lo'>[],
  order: readonly CellId[] = movedCells(group),
): (state: Int32Array) => void {
  const steps = group.generators.map(generator => stepOf(generator, cells, order));
  const position = new Map(order.map((cell, i) => [cell, i]));
  const size = order.length;
  if (size !== position.size) throw new Error('a cell is compared twice');
  const best = new Int32Array(size);
  let current = new Int32Array(size);
  let next = new Int32Array(size);
  return state => {
    for (let i = 0; i < size; i++) best[i] = current[i] = state[order[i] as number] as number;
    for (const generator of group.walk) {
      const { to, tables, lows } = steps[generator] as Step;
      for (let i = 0; i < size; i++) {
        const value = current[i] as number;
        const table = tables[i];
        next[to[i] as number] =
          table == null ? value : (table[value - (lows[i] as number)] as number);
      }
      [current, next] = [next, current];
      if (isLess(current, best)) best.set(current);
    }
    for (let i = 0; i < size; i++) state[order[i] as number] = best[i] as number;
  };
}

/** A generator on the moved cells alone, by their positions. */
interface Step {
  readonly to: readonly number[];
  readonly tables: readonly (readonly number[] | null)[];
  readonly lows: readonly number[];
}

function stepOf(
  { cells: target, values }: Renaming,
  cells: readonly Pick<Cell, 'lo'>[],
  order: readonly CellId[],
): Step {
  const position = new Map(order.map((cell, i) => [cell, i]));
  return {
    to: order.map(cell => position.get(target[cell] as number) as number),
    tables: order.map(cell => values[cell] ?? null),
    lows: order.map(cell => cells[cell]?.lo ?? 0),
  };
}

function isLess(left: Int32Array, right: Int32Array): boolean {
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
