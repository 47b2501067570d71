// What the ways in which actions end say of two actions, or of an action and a condition, before any values are tried.
// In: ways (`value-pairs.ts`). Out: "no", which is right, or what is left to be looked at.

import type { CellId } from '../ir/expr.ts';
import { has, intersect } from './bit-set.ts';
import { type Origins, some } from './tree.ts';
import { union, type ValuePairs, type Way } from './value-pairs.ts';

/**
 * Literals that can hold where both actions are enabled and one writes what the other touches, in the ways that are
 * taken there; null: that is nowhere. Elsewhere each ends as it would have ended first, and the order does not matter.
 */
export function clash(one: number, other: number, pairs: ValuePairs): Int32Array | null {
  let found: Int32Array | null = null;
  someMeeting(one, other, pairs, (_, right, set) => {
    // What goes wrong leads nowhere.
    if (right.ending.change !== null) found = union(found, set);
    return false;
  });
  return found;
}

/**
 * Whether of the ways in which they can end where they clash, with the literals that can hold, some are what is looked
 * for; the set is overwritten by the next one.
 */
export function someMeeting(
  one: number,
  other: number,
  pairs: ValuePairs,
  isFound: (left: Way, right: Way, set: Int32Array) => boolean,
): boolean {
  const both = new Int32Array(pairs.literals.words);
  const [ofOne, ofOther] = [pairs.waysOf(one), pairs.waysOf(other)];
  for (let i = 0; i < ofOther.length; i++) {
    const right = ofOther[i] as Way;
    for (let j = 0; j < ofOne.length; j++) {
      const left = ofOne[j] as Way;
      if (!interfere(left, right) || !meet(left, right) || !meet(right, left)) continue;
      for (let w = 0; w < both.length; w++)
        both[w] = (left.before[w] as number) & (right.before[w] as number);
      if (!narrowAll(both, left, pairs) || !narrowAll(both, right, pairs)) continue;
      if (isFound(left, right, both)) return true;
    }
  }
  return false;
}

function narrowAll(set: Int32Array, { ending: { path } }: Way, pairs: ValuePairs): boolean {
  for (let i = 0; i < path.length; i++) {
    if (!pairs.narrow(set, path[i] as readonly number[])) return false;
  }
  return true;
}

function interfere({ ending: left }: Way, { ending: right }: Way): boolean {
  return (
    intersect(left.writes, right.reads) ||
    intersect(right.writes, left.reads) ||
    intersect(left.writes, right.writes)
  );
}

/** Whether the values that lead to one way can hold where the other is taken. */
function meet({ ending: { path } }: Way, { before }: Way): boolean {
  for (let i = 0; i < path.length; i++)
    if (!some(before, path[i] as readonly number[])) return false;
  return true;
}

/**
 * Whether an action can change a cell with literals from a value for which `before` holds to one for which `after`
 * does.
 */
export function turns(
  pairs: ValuePairs,
  action: number,
  cell: CellId,
  before: (value: number) => boolean,
  after: (value: number) => boolean,
): boolean {
  const { literals } = pairs;
  const some = (set: Int32Array, from: CellId, holds: (value: number) => boolean) => {
    const end = literals.end(from);
    for (let literal = literals.first(from); literal < end; literal++) {
      if (has(set, literal) && holds(literals.valueOf(literal))) return true;
    }
    return false;
  };
  return pairs.waysOf(action).some(({ ending: { change }, before: set }) => {
    if (change === null) return false;
    const origin = pairs.originsOf(change).get(cell);
    if (origin === undefined) return change.any.includes(cell) && some(set, cell, before);
    const turned = origin >= 0 ? after(literals.valueOf(origin)) : some(set, -1 - origin, after);
    return turned && some(set, cell, before);
  });
}

/** What an action does to some cells, and the literals that can hold where it does so. */
export interface Effect {
  readonly becomes: Origins;
  readonly where: Int32Array;
}

/** What has to be told of an action to know what it does to some cells. */
export interface Looked {
  readonly cells: readonly CellId[];
  /** The same cells, and the lengths of the queues of which they are slots: a length tells whether a slot is vacant. */
  readonly told: readonly CellId[];
}

/** null: not all cells have literals. */
export function lookedAt(
  cells: ReadonlySet<CellId>,
  { literals, soil }: ValuePairs,
): Looked | null {
  const own = [...cells];
  if (!own.every(cell => literals.has(cell))) return null;
  const nothing = new Map<CellId, number>();
  const lengths = own.map(cell => soil.slots.first(cell, nothing));
  return { cells: own, told: [...new Set([...own, ...lengths])] };
}

/** All effects on the cells that change any of them; null: they are not all known. */
export function effectsOn(
  { cells, told }: Looked,
  action: number,
  pairs: ValuePairs,
): readonly Effect[] | null {
  const found = new Map<string, Effect>();
  const ways = pairs.waysOf(action);
  for (let i = 0; i < ways.length; i++) {
    const { ending, before } = ways[i] as Way;
    const { change } = ending;
    if (change === null) continue;
    if (change.any.some(cell => told.includes(cell))) return null;
    const origins = pairs.originsOf(change);
    if (!cells.some(cell => origins.has(cell))) continue;
    const key = told.map(cell => origins.get(cell) ?? '').join();
    const known = found.get(key);
    if (known === undefined) {
      const changed = told.filter(cell => origins.has(cell));
      const becomes = new Map(changed.map(cell => [cell, origins.get(cell) as number]));
      found.set(key, { becomes, where: before.slice() });
    } else union(known.where, before);
  }
  return [...found.values()];
}
