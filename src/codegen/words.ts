// Which cells share a word. In: groups of cells that lie together, and their widths. Out: the cells of each word.
// Where one word is not enough, cells that are written by the same actions come together: then a step changes few
// words, and each word has few values. Words are filled evenly for the same reason.

import { writesOf } from '../ir/access.ts';
import type { Program } from '../ir/program.ts';
import { arranged } from './arrangement.ts';

/** Bits of a word that may be used. */
export const WORD_BITS = 63;

type Group = readonly number[];

/** At least one word; groups are never divided. */
export function wordsOf(
  program: Program,
  groups: readonly Group[],
  widthOf: (group: Group) => number,
): number[][] {
  const total = groups.reduce((sum, group) => sum + widthOf(group), 0);
  if (total <= WORD_BITS) return [arranged(groups, program).flat()];
  const even = Math.ceil(total / Math.ceil(total / WORD_BITS));
  const together = jointWrites(program, groups);
  const open = new Set(groups.keys());
  const words: number[][] = [];
  while (open.size > 0) {
    const room = words.length + 1 < Math.ceil(total / WORD_BITS) ? even : WORD_BITS;
    words.push(fill(groups, widthOf, together, open, room));
  }
  return words;
}

/** Takes groups out of `open` for one word: first the one written most, then what is written with those before. */
function fill(
  groups: readonly Group[],
  widthOf: (group: Group) => number,
  together: JointWrites,
  open: Set<number>,
  room: number,
): number[] {
  const word: number[] = [];
  const pull = new Map<number, number>();
  let used = 0;
  for (;;) {
    let best = -1;
    for (const g of open) {
      const width = widthOf(groups[g] as Group);
      if (used > 0 && used + width > room) continue;
      if (best < 0 || isBefore(g, best, pull, together.writes)) best = g;
    }
    if (best < 0) return word;
    open.delete(best);
    word.push(...(groups[best] as Group));
    used += widthOf(groups[best] as Group);
    for (const [other, count] of together.pairs[best] ?? [])
      pull.set(other, (pull.get(other) ?? 0) + count);
  }
}

/** The one of whose writes the larger part goes with the word; at first, and of equals, the one written more. */
function isBefore(
  g: number,
  h: number,
  pull: ReadonlyMap<number, number>,
  writes: readonly number[],
): boolean {
  const part = (one: number) => (pull.get(one) ?? 0) / Math.max(1, writes[one] as number);
  if (part(g) !== part(h)) return part(g) > part(h);
  return (writes[g] as number) > (writes[h] as number);
}

interface JointWrites {
  /** Actions that write a group. */
  readonly writes: readonly number[];
  /** For each group, the others with the number of actions that write both. */
  readonly pairs: readonly ReadonlyMap<number, number>[];
}

function jointWrites({ cells, actions, queues }: Program, groups: readonly Group[]): JointWrites {
  const groupOf = new Int32Array(cells.length);
  for (const [g, group] of groups.entries()) for (const id of group) groupOf[id] = g;
  const writes = groups.map(() => 0);
  const pairs = groups.map(() => new Map<number, number>());
  for (const { effects } of actions) {
    const written = new Set<number>();
    for (const effect of effects)
      for (const cell of writesOf(effect, queues)) written.add(groupOf[cell] as number);
    for (const g of written) {
      writes[g] = (writes[g] as number) + 1;
      const known = pairs[g];
      for (const h of written) if (h !== g) known?.set(h, (known.get(h) ?? 0) + 1);
    }
  }
  return { writes, pairs };
}
