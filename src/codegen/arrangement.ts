// In which order cells are packed, so that those that change together lie together: a part of the state then has
// few different values, and the store keeps each once. In: a program, and groups of cells that are packed as one. Out:
// the groups in an order in which each has much to do with those before it. Only the size of what is stored
// depends on it.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import type { Action, Program } from '../ir/program.ts';

/** How much of the nearness to a group is left with each group that comes after it. */
const FADING = 0.7;
/** Actions that touch more groups say nothing about any two of them. */
const MOST_TOUCHED = 24;

export function arranged(
  groups: readonly (readonly number[])[],
  program: Program,
): (readonly number[])[] {
  const near = nearness(groups, program);
  const left = new Set(groups.keys());
  const order: number[] = [];
  // The pull of what has been placed, by group.
  const pull = new Float64Array(groups.length);
  let next = leastConnected(near);
  while (left.size > 0) {
    order.push(next);
    left.delete(next);
    for (const group of left) {
      pull[group] = (pull[group] as number) * FADING + (near[next]?.[group] ?? 0);
    }
    next = [...left].reduce(
      (best, group) =>
        (pull[group] as number) > (pull[best] ?? -1) || !left.has(best) ? group : best,
      -1,
    );
  }
  return order.map(group => groups[group] as readonly number[]);
}

/** For any two groups: the number of actions that touch both, each counted less the more it touches. */
function nearness(groups: readonly (readonly number[])[], program: Program): Float64Array[] {
  const groupOf = new Map(groups.flatMap((cells, group) => cells.map(cell => [cell, group])));
  const near = groups.map(() => new Float64Array(groups.length));
  for (const action of program.actions) {
    const touched = [...new Set(touchedBy(action, program).map(cell => groupOf.get(cell) ?? 0))];
    if (touched.length > MOST_TOUCHED) continue;
    for (const a of touched) {
      for (const b of touched) {
        if (a !== b) (near[a] as Float64Array)[b] = (near[a]?.[b] ?? 0) + 1 / touched.length;
      }
    }
  }
  return near;
}

function touchedBy(action: Action, program: Program): number[] {
  const cells = new Set<number>();
  for (const { condition } of action.guard) readsOf(condition, cells);
  for (const effect of action.effects) {
    readsOfStatement(effect, program.queues, cells);
    writesOf(effect, program.queues, cells);
  }
  return [...cells];
}

/** An end of the line: the group that has least to do with all others; the first one of equals. */
function leastConnected(near: readonly Float64Array[]): number {
  const sums = near.map(row => row.reduce((sum, one) => sum + one, 0));
  return sums.reduce((best, sum, group) => (sum < (sums[best] ?? 0) ? group : best), 0);
}
