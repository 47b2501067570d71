// Smaller stubborn sets by deletion (Valmari, "State space generation: efficiency and practicality", 1988): enabled
// actions are taken out one after another, with all that cannot stay without them, as long as what a set must hold
// stays. In: the dependence of a program's actions, a closed set, what is known of a state. Out: a closed set within
// it of which no enabled action can be deleted. The choice depends on the state alone.

import { countBits, has, put, rowsOf, wordsFor } from './bit-set.ts';
import type { Dependence } from './dependence.ts';
import { type Choose, type Facts, stubbornSets } from './stubborn.ts';

/** The choice that is asked for. */
export function choiceOf(dependence: Dependence): Choose {
  return dependence.deletes ? deletionSets(dependence) : stubbornSets(dependence);
}

/** The set that `stubbornSets` chooses made smaller, or all actions made fewer, whichever leaves less. */
function deletionSets(dependence: Dependence): Choose {
  const closed = deletionWithin(dependence, stubbornSets(dependence));
  const everything = new Int32Array(wordsFor(dependence.actions.length)).fill(-1);
  const fromAll = deletionWithin(dependence, () => everything);
  return facts => {
    const [left, right] = [closed(facts), fromAll(facts)];
    return sizeOf(right, facts.enabled) < sizeOf(left, facts.enabled) ? right : left;
  };
}

/** Begins with the closed set that is chosen by `start`. The result is overwritten by the next call. */
export function deletionWithin(dependence: Dependence, start: Choose): Choose {
  const deletion = new Deletion(dependence);
  return facts => deletion.within(start(facts), facts);
}

/** Members of both. */
function sizeOf(left: Int32Array, right: Int32Array): number {
  let size = 0;
  for (let w = 0; w < left.length; w++)
    size += countBits((left[w] as number) & (right[w] as number));
  return size;
}

/** What a disabled member can stay for: the actions that make a condition true, or those that leave a location. */
type Option = number;

class Deletion {
  private readonly dependence: Dependence;
  private readonly words: number;
  private readonly possible: Int32Array;
  /** By action: those it disturbs, and options that it is part of. */
  private readonly disturbs: readonly (readonly number[])[];
  private readonly partOf: readonly (readonly Option[])[];
  /** By option: its actions. Conditions come first, then the locations of each task. */
  private readonly options: readonly (readonly number[])[];
  private readonly firstPlace: readonly number[];
  private readonly members: Int32Array;
  private readonly required: Int32Array;
  /** By option: all its actions are members. */
  private readonly whole: Uint8Array;
  /** By action and, after them, by target: whole options that are left; by option: who counts it. */
  private readonly left: Int32Array;
  private readonly users: number[][];
  private keys = 0;
  /** What has been taken back if a deletion fails. */
  private readonly deleted: number[] = [];
  private readonly broken: Option[] = [];

  constructor(dependence: Dependence) {
    const { actions, conditions, tasks, targets, always } = dependence;
    this.dependence = dependence;
    this.words = wordsFor(actions.length);
    this.possible = rowsOf([actions.flatMap((one, id) => (one.possible ? [id] : []))], this.words);
    this.required = rowsOf([always], this.words);
    let places = conditions.length;
    this.firstPlace = tasks.map(({ leavers }) => {
      places += leavers.length;
      return places - leavers.length;
    });
    this.options = [
      ...conditions.map(({ enabledBy }) => enabledBy),
      ...tasks.flatMap(({ leavers }) => leavers),
      ...targets.map(({ then }) => then),
    ];
    this.disturbs = inverse(
      actions.map(({ disturbedBy }) => disturbedBy),
      actions.length,
    );
    this.partOf = inverse(this.options, actions.length);
    this.members = new Int32Array(this.words);
    this.whole = new Uint8Array(this.options.length);
    this.left = new Int32Array(actions.length + targets.length);
    this.users = this.options.map(() => []);
  }

  within(start: Int32Array, facts: Facts): Int32Array {
    const { members, words } = this;
    for (let w = 0; w < words; w++)
      members[w] = (start[w] as number) & (this.possible[w] as number);
    if (sizeOf(members, facts.enabled) < 2) return members;
    this.prepare(facts);
    // Without an enabled system action the state is followed in full.
    if (this.dependence.keyed && this.keys === 0) return members;
    for (const action of this.dependence.actions.keys()) {
      if (has(members, action) && has(facts.enabled, action)) this.tryToDelete(action, facts);
    }
    return members;
  }

  /** Counts what every member can stay for. */
  private prepare(facts: Facts): void {
    const { actions, targets } = this.dependence;
    this.options.forEach((own, option) => {
      this.whole[option] = own.every(action => has(this.members, action)) ? 1 : 0;
      (this.users[option] as number[]).length = 0;
    });
    this.left.fill(0);
    this.keys = 0;
    actions.forEach(({ guard, system }, action) => {
      if (!has(this.members, action)) return;
      if (has(facts.enabled, action)) this.keys += Number(system);
      else this.count(guard, action, facts);
    });
    targets.forEach(({ guard }, target) => {
      const counted = actions.length + target;
      if (!guard.some(id => has(facts.isFalse, id))) {
        this.use(this.options.length - targets.length + target, counted);
      } else this.count(guard, counted, facts);
    });
  }

  private count(guard: readonly number[], user: number, { isFalse, locations }: Facts): void {
    for (const condition of guard) {
      if (!has(isFalse, condition)) continue;
      this.use(condition, user);
      const location = this.dependence.conditions[condition]?.location ?? null;
      if (location === null) continue;
      const { task } = location;
      this.use((this.firstPlace[task] as number) + (locations[task] as number), user);
    }
  }

  private use(option: Option, user: number): void {
    if (this.whole[option] === 0) return;
    this.left[user] = (this.left[user] as number) + 1;
    (this.users[option] as number[]).push(user);
  }

  private tryToDelete(action: number, facts: Facts): void {
    this.deleted.length = 0;
    this.broken.length = 0;
    this.delete(action);
    for (let next = 0; next < this.deleted.length; next++) {
      if (!this.followFrom(this.deleted[next] as number, facts)) {
        this.takeBack(facts);
        return;
      }
    }
  }

  private delete(action: number): void {
    remove(this.members, action);
    this.deleted.push(action);
  }

  /** Deletes what cannot stay without an action; false where it has to. */
  private followFrom(action: number, { enabled }: Facts): boolean {
    const { actions, keyed } = this.dependence;
    if (has(this.required, action)) return false;
    if (has(enabled, action) && actions[action]?.system === true) {
      this.keys -= 1;
      if (keyed && this.keys === 0) return false;
    }
    for (const other of this.disturbs[action] as readonly number[]) {
      if (has(this.members, other) && has(enabled, other)) this.delete(other);
    }
    for (const option of this.partOf[action] as readonly Option[]) {
      if (this.whole[option] === 0) continue;
      this.whole[option] = 0;
      this.broken.push(option);
      let stays = true;
      for (const user of this.users[option] as number[]) {
        const left = (this.left[user] as number) - 1;
        this.left[user] = left;
        if (left > 0) continue;
        // A target cannot be given up.
        if (user >= actions.length) stays = false;
        else if (has(this.members, user)) this.delete(user);
      }
      if (!stays) return false;
    }
    return true;
  }

  private takeBack({ enabled }: Facts): void {
    for (const action of this.deleted) put(this.members, action);
    for (const option of this.broken) {
      this.whole[option] = 1;
      for (const user of this.users[option] as number[])
        this.left[user] = (this.left[user] as number) + 1;
    }
    this.keys = 0;
    this.dependence.actions.forEach(({ system }, action) => {
      if (system && has(this.members, action) && has(enabled, action)) this.keys += 1;
    });
  }
}

/** By member: the sets that it is in. */
function inverse(sets: readonly (readonly number[])[], members: number): number[][] {
  const found: number[][] = Array.from({ length: members }, () => []);
  sets.forEach((set, i) => {
    for (const member of set) found[member]?.push(i);
  });
  return found;
}

function remove(set: Int32Array, member: number): void {
  set[member >>> 5] = (set[member >>> 5] as number) & ~(1 << (member & 31));
}
