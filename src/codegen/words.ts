// Which cells share a word. In: groups of cells that lie together, and their widths. Out: the cells of each word.
// Where one word is not enough, cells that the same actions write (and, less so, read) come together: then each word,
// and each part of it, has few values. Only the size of what is stored depends on it, and the time for it.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import type { Action, Program } from '../ir/program.ts';
import { arranged } from './arrangement.ts';

/** Bits of a word that may be used. */
export const WORD_BITS = 63;
/** A word may have so many times as many bits as if all had the same. */
const UNEVEN = 1.3;
/** What reading a cell counts, where writing it counts 1. */
const READ = 0.15;

type Group = readonly number[];

/** At least one word; groups are never divided. */
export function wordsOf(
  program: Program,
  groups: readonly Group[],
  widthOf: (group: Group) => number,
): number[][] {
  const widths = groups.map(widthOf);
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total <= WORD_BITS) return [arranged(groups, program).flat()];
  const words = Math.ceil(total / WORD_BITS);
  const room = Math.min(WORD_BITS, Math.ceil((UNEVEN * total) / words));
  const near = nearness(program, groups);
  const clusters = new Clusters(near, widths, room);
  for (let count = groups.length; count > words && clusters.joinNearest(); count--);
  return placed(clusters.left, near, widths, words).map(({ members }) =>
    members.flatMap(group => groups[group] as Group),
  );
}

/**
 * Clusters of groups, joined two by two. Two of them are as near as their members are in the mean; what is joined is
 * never nearer to a third than both were before, so that most clusters keep their partners.
 */
class Clusters {
  private readonly sums: readonly Float64Array[];
  private readonly room: number;
  private readonly all: Cluster[];
  /** By cluster: the nearest one that fits with it, and how near. */
  private readonly partners: ({ readonly other: number; readonly mean: number } | null)[];

  constructor(near: readonly Float64Array[], widths: readonly number[], room: number) {
    this.sums = near.map(row => Float64Array.from(row));
    this.room = room;
    this.all = widths.map((width, group) => ({ members: [group], width }));
    this.partners = this.all.map((_, cluster) => this.partnerOf(cluster));
  }

  get left(): readonly Cluster[] {
    return this.all.filter(({ members }) => members.length > 0);
  }

  /** Joins the two that are nearest; false where none fit. */
  joinNearest(): boolean {
    let into = -1;
    let most = -1;
    for (const [cluster, partner] of this.partners.entries()) {
      if (partner === null || partner.mean <= most) continue;
      into = cluster;
      most = partner.mean;
    }
    const from = this.partners[into]?.other;
    if (from === undefined) return false;
    this.join(into, from);
    for (const [cluster, partner] of this.partners.entries()) {
      const isTouched = cluster === into || partner?.other === into || partner?.other === from;
      if (isTouched) this.partners[cluster] = this.partnerOf(cluster);
    }
    return true;
  }

  private join(into: number, from: number): void {
    const [home, gone] = [this.all[into] as Cluster, this.all[from] as Cluster];
    home.members.push(...gone.members);
    home.width += gone.width;
    gone.members = [];
    this.partners[from] = null;
    for (const [cluster, row] of this.sums.entries()) {
      row[into] = (row[into] as number) + (row[from] as number);
      (this.sums[into] as Float64Array)[cluster] = row[into];
    }
  }

  private partnerOf(cluster: number): { readonly other: number; readonly mean: number } | null {
    const { members, width } = this.all[cluster] as Cluster;
    const row = this.sums[cluster] as Float64Array;
    let other = -1;
    let mean = -1;
    for (const [candidate, { members: theirs, width: more }] of this.all.entries()) {
      if (candidate === cluster || theirs.length === 0 || width + more > this.room) continue;
      const near = (row[candidate] as number) / (members.length * theirs.length);
      if (near <= mean) continue;
      other = candidate;
      mean = near;
    }
    return members.length === 0 || other < 0 ? null : { other, mean };
  }
}

interface Cluster {
  members: number[];
  width: number;
}

/** What is more than so many words is divided among the others, as far as it fits. */
function placed(
  clusters: readonly Cluster[],
  near: readonly Float64Array[],
  widths: readonly number[],
  words: number,
): Cluster[] {
  const byWidth = [...clusters].sort((a, b) => b.width - a.width);
  const kept = byWidth.slice(0, words);
  const left = byWidth.slice(words).flatMap(({ members }) => members);
  const wide = (group: number) => widths[group] as number;
  for (const group of left.sort((a, b) => wide(b) - wide(a) || a - b)) {
    const fitting = kept.filter(({ width }) => width + wide(group) <= WORD_BITS);
    const nearest = (best: Cluster, one: Cluster) =>
      meanTo(group, one, near) > meanTo(group, best, near) ? one : best;
    const [first, ...others] = fitting;
    if (first === undefined) kept.push({ members: [group], width: wide(group) });
    else {
      const home = others.reduce(nearest, first);
      home.members.push(group);
      home.width += wide(group);
    }
  }
  return kept;
}

function meanTo(group: number, { members }: Cluster, near: readonly Float64Array[]): number {
  const sum = members.reduce((all, member) => all + (near[group]?.[member] ?? 0), 0);
  return sum / members.length;
}

/** For any two groups, how much of what touches one of them touches both: 0 to 1 (Jaccard 1901, weighted). */
function nearness(program: Program, groups: readonly Group[]): Float64Array[] {
  const groupOf = new Map(groups.flatMap((cells, group) => cells.map(cell => [cell, group])));
  const both = groups.map(() => new Float64Array(groups.length));
  for (const action of program.actions) {
    const touched = [...touchedBy(action, program, groupOf)];
    for (const [a, x] of touched) {
      const row = both[a] as Float64Array;
      for (const [b, y] of touched) row[b] = (row[b] as number) + x * y;
    }
  }
  return both.map((row, a) =>
    row.map((joint, b) => {
      const either = (row[a] ?? 0) + (both[b]?.[b] ?? 0) - joint;
      return a === b || either === 0 ? 0 : joint / either;
    }),
  );
}

/** Groups that an action writes or reads, with what that counts. */
function touchedBy(
  { guard, effects }: Action,
  { queues }: Program,
  groupOf: ReadonlyMap<number, number>,
): Map<number, number> {
  const read = new Set<number>();
  const written = new Set<number>();
  for (const { condition } of guard) readsOf(condition, read);
  for (const effect of effects) {
    readsOfStatement(effect, queues, read);
    writesOf(effect, queues, written);
  }
  const touched = new Map<number, number>();
  for (const cell of read) touched.set(groupOf.get(cell) ?? 0, READ);
  for (const cell of written) touched.set(groupOf.get(cell) ?? 0, 1);
  return touched;
}
