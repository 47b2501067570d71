// An order of steps that changes between threads as seldom as possible. In: who acts in each step, and which steps must
// come before which. Out: an order of the steps. A best-first search, which is exact as long as it is small; what is
// left when it grows too large is put in order one long run of a thread after the other. It knows no program.

import type { HappensBefore } from './happens-before.ts';

/** Steps that the search may take, over all the orders that it tries. */
const MOST_WORK = 300_000;

/**
 * `actors[i]`: the threads that act in step `i`, numbered from 0; of a step without any, which is nobody's, only `after`
 * counts. Steps of one actor keep their order.
 */
export function fewestSwitches(
  actors: readonly (readonly number[])[],
  after: HappensBefore,
): number[] {
  const schedule = new Schedule(actors, after);
  return schedule.withOthers(schedule.search());
}

/** Where every actor stands in its list, and how it came there. */
interface Node {
  readonly at: Int32Array;
  readonly done: number;
  readonly blocks: number;
  /** Steps of the last block, after those of `from`. */
  readonly block: readonly number[];
  readonly from: Node | null;
}

class Schedule {
  private readonly actors: readonly (readonly number[])[];
  private readonly after: HappensBefore;
  /** Steps of each actor, in order. */
  private readonly lists: number[][] = [];
  /** Of each step its place in the list of its first actor. */
  private readonly place: number[] = [];
  /** Steps of actors that must come first; those of nobody are looked through. */
  private readonly needs: number[][] = [];
  private total = 0;
  private work = 0;

  constructor(actors: readonly (readonly number[])[], after: HappensBefore) {
    this.actors = actors;
    this.after = after;
    actors.forEach((own, step) => {
      const [first] = own;
      this.needs.push(this.needsOf(step));
      this.place.push(first === undefined ? -1 : (this.lists[first]?.length ?? 0));
      for (const actor of own) {
        this.lists[actor] ??= [];
        this.lists[actor].push(step);
      }
      if (first !== undefined) this.total++;
    });
    for (let actor = 0; actor < this.lists.length; actor++) this.lists[actor] ??= [];
  }

  private needsOf(step: number): number[] {
    const needs = new Set<number>();
    for (const earlier of this.after[step] ?? []) {
      if ((this.actors[earlier]?.length ?? 0) > 0) needs.add(earlier);
      else for (const one of this.needs[earlier] ?? []) needs.add(one);
    }
    return [...needs];
  }

  /** The steps that are somebody's, in a good order. */
  search(): number[] {
    let best: Node = {
      at: new Int32Array(this.lists.length),
      done: 0,
      blocks: 0,
      block: [],
      from: null,
    };
    const buckets: Node[][] = [[best]];
    const seen = new Set<string>();
    for (let cost = 0; cost < buckets.length; cost++) {
      const bucket = buckets[cost] ?? [];
      // Grows while it is read: what costs no more than was known to be needed.
      for (const node of bucket) {
        if (node.done === this.total) return stepsOf(node);
        const key = node.at.join(',');
        if (seen.has(key)) continue;
        seen.add(key);
        if (node.done > best.done) best = node;
        if (this.work > MOST_WORK) return stepsOf(this.greedily(best));
        for (const next of this.nexts(node)) {
          const bound = next.blocks + this.waiting(next.at);
          buckets[bound] ??= [];
          buckets[bound].push(next);
        }
      }
    }
    return stepsOf(this.greedily(best));
  }

  /**
   * One block of each actor that can act, as long as can be: to stop earlier saves a switch only if the actor can then
   * begin a later block, in which it goes on with a step that would begin a block of another actor.
   */
  private nexts(node: Node): Node[] {
    const found: Node[] = [];
    for (let actor = 0; actor < this.lists.length; actor++) {
      const at = node.at.slice();
      const block = this.run(actor, at);
      this.work += block.length + 1;
      // A step of several begins a block of its first actor.
      const [first] = block;
      if (first === undefined || this.actors[first]?.[0] !== actor) continue;
      for (const one of [block, this.shorter(block, actor, at)]) {
        if (one.length === 0) continue;
        found.push({
          at: one === block ? at : this.moved(node.at, one),
          done: node.done + one.length,
          blocks: node.blocks + 1,
          block: one,
          from: node,
        });
      }
    }
    return found.sort((a, b) => (a.block[0] as number) - (b.block[0] as number));
  }

  /** Lets an actor act as long as it can, which moves `at`; the steps taken. */
  private run(actor: number, at: Int32Array): number[] {
    const block: number[] = [];
    const list = this.lists[actor] as number[];
    for (;;) {
      const step = list[at[actor] as number];
      if (step === undefined || !this.isReady(step, at)) return block;
      this.take(step, at);
      block.push(step);
    }
  }

  /** The block up to the last step with which the actor can begin another one, if that helps; else empty. */
  private shorter(block: readonly number[], actor: number, at: Int32Array): readonly number[] {
    const isFirst = (step: number) => this.actors[step]?.[0] === actor;
    const next = this.lists[actor]?.[at[actor] as number];
    return next === undefined || isFirst(next) ? [] : block.slice(0, block.findLastIndex(isFirst));
  }

  private moved(from: Int32Array, block: readonly number[]): Int32Array {
    const at = from.slice();
    for (const step of block) this.take(step, at);
    return at;
  }

  private take(step: number, at: Int32Array): void {
    for (const one of this.actors[step] as readonly number[]) at[one] = (at[one] as number) + 1;
  }

  private isReady(step: number, at: Int32Array): boolean {
    const own = this.actors[step] as readonly number[];
    if (!own.every(actor => this.lists[actor]?.[at[actor] as number] === step)) return false;
    return (this.needs[step] as number[]).every(earlier => {
      const [actor = 0] = this.actors[earlier] as readonly number[];
      return (at[actor] as number) > (this.place[earlier] as number);
    });
  }

  /** Actors that still have a step of their own: each needs a block. */
  private waiting(at: Int32Array): number {
    let count = 0;
    this.lists.forEach((list, actor) => {
      const next = at[actor] as number;
      const alone = next < list.length && (this.actors[list.at(-1) as number]?.length ?? 0) === 1;
      if (alone) count++;
    });
    return count;
  }

  /** The longest block each time. */
  private greedily(start: Node): Node {
    let node = start;
    while (node.done < this.total) {
      const nexts = this.nexts(node);
      const next = nexts.reduce<Node | undefined>(
        (long, one) => (long === undefined || one.block.length > long.block.length ? one : long),
        undefined,
      );
      if (next === undefined) throw new Error('the order of the steps has a circle');
      node = next;
    }
    return node;
  }

  /** Puts what is nobody's where it can first happen. */
  withOthers(order: readonly number[]): number[] {
    const missing = this.after.map(before => before.length);
    const followers = this.after.map((): number[] => []);
    this.after.forEach((before, step) => {
      for (const earlier of before) followers[earlier]?.push(step);
    });
    const isOther = (step: number) => (this.actors[step]?.length ?? 0) === 0;
    const result: number[] = [];
    const emit = (step: number) => {
      const ready = [step];
      for (const one of ready) {
        result.push(one);
        for (const later of followers[one] ?? []) {
          missing[later] = (missing[later] as number) - 1;
          if (missing[later] === 0 && isOther(later)) ready.push(later);
        }
      }
    };
    this.after.forEach((before, step) => {
      if (before.length === 0 && isOther(step)) emit(step);
    });
    for (const step of order) emit(step);
    return result;
  }
}

function stepsOf(last: Node): number[] {
  const blocks: (readonly number[])[] = [];
  for (let node: Node | null = last; node !== null; node = node.from) blocks.push(node.block);
  return blocks.reverse().flat();
}
