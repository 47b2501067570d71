// What the ways in which actions end say of two actions, or of an action and a condition, before any values are tried.
// In: ways (`value-pairs.ts`). Out: "no", which is right, or what is left to be looked at.

import type { CellId } from '../ir/expr.ts';
import { has } from './bit-set.ts';
import { type Origins, some } from './tree.ts';
import { union, type ValuePairs, type Way } from './value-pairs.ts';

/**
 * Literals that can hold where both actions are enabled and one writes what the other touches, in the ways that are
 * taken there; null: that is nowhere. Elsewhere each ends as it would have ended first, and the order does not matter.
 */
export function clash(one: number, other: number, pairs: ValuePairs): Uint32Array | null {
  let found: Uint32Array | null = null;
  for (const [, right, set] of meetings(one, other, pairs)) {
    // What goes wrong leads nowhere.
    if (right.ending.change !== null) found = union(found, set);
  }
  return found;
}

/** The ways in which they can end where they clash, with the literals that can hold; the set is overwritten by the next one. */
export function* meetings(
  one: number,
  other: number,
  pairs: ValuePairs,
): Generator<readonly [Way, Way, Uint32Array]> {
  const both = new Uint32Array(pairs.literals.words);
  for (const right of pairs.waysOf(other)) {
    for (const left of pairs.waysOf(one)) {
      if (!interfere(left, right) || !meet(left, right) || !meet(right, left)) continue;
      for (let w = 0; w < both.length; w++)
        both[w] = (left.before[w] as number) & (right.before[w] as number);
      if (narrowAll(both, left, pairs) && narrowAll(both, right, pairs)) yield [left, right, both];
    }
  }
}

function narrowAll(set: Uint32Array, { ending: { path } }: Way, pairs: ValuePairs): boolean {
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

function intersect(left: Uint32Array, right: Uint32Array): boolean {
  for (let w = 0; w < left.length; w++) {
    if (((left[w] as number) & (right[w] as number)) !== 0) return true;
  }
  return false;
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
  const [first, end] = literals.span(cell);
  const some = (set: Uint32Array, from: CellId, holds: (value: number) => boolean) => {
    const [low, high] = literals.span(from);
    for (let literal = low; literal < high; literal++) {
      if (has(set, literal) && holds(literals.valueOf(literal))) return true;
    }
    return false;
  };
  return pairs.waysOf(action).some(({ ending: { change }, before: set }) => {
    if (change === null || !some(set, cell, before)) return false;
    const constant = change.constants.find(literal => literal >= first && literal < end);
    if (constant !== undefined) return after(literals.valueOf(constant));
    const copied = change.copies.find(({ to }) => to === cell);
    if (copied !== undefined) return some(set, copied.from, after);
    return change.any.includes(cell);
  });
}

/** What an action does to some cells, and the literals that can hold where it does so. */
export interface Effect {
  readonly becomes: Origins;
  readonly where: Uint32Array;
}

/** All effects on the cells that change any of them; null: they are not all known. */
export function effectsOn(
  cells: ReadonlySet<CellId>,
  action: number,
  pairs: ValuePairs,
): readonly Effect[] | null {
  const { literals, soil } = pairs;
  if (![...cells].every(cell => literals.has(cell))) return null;
  // Whether a slot of a queue is vacant, its length tells.
  const lengths = [...cells].map(cell => soil.slots.first(cell, new Map()));
  const told = new Set([...cells, ...lengths]);
  const found = new Map<string, Effect>();
  for (const { ending, before } of pairs.waysOf(action)) {
    const { change } = ending;
    if (change === null) continue;
    if (change.any.some(cell => told.has(cell))) return null;
    const becomes = new Map([...pairs.originsOf(change)].filter(([cell]) => told.has(cell)));
    if (![...becomes.keys()].some(cell => cells.has(cell))) continue;
    const key = [...becomes].join(';');
    found.set(key, { becomes, where: union(found.get(key)?.where ?? null, before) });
  }
  return [...found.values()];
}
