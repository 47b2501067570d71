// Which of the enabled actions a search has to follow: a stubborn set, chosen state by state. In: the dependence of
// a program's actions, and what is known of a state. Out: some of its enabled actions. The choice depends on the
// state alone, so that the reduced graph is the same for every search.
//
// A set of actions is closed if each member that is enabled brings along what disturbs it, and each that is
// disabled brings along what makes one of its false conditions true. Then no run outside the set enables, disables
// or changes a member, and a member that a run takes could as well be taken first.

import { countBits, has, put, rowsOf, wordsFor } from './bit-set.ts';
import type { Dependence } from './dependence.ts';

/**
 * What is known of a state, as sets of ids (`bit-set.ts`). Guards are evaluated where the first mover is
 * (`ActionDependence.from`).
 */
export interface Facts {
  readonly enabled: Int32Array;
  /** Conditions that were evaluated and are not true: false, or gone wrong. Of locations all are known. */
  readonly isFalse: Int32Array;
  /** Locations of the tasks. */
  readonly locations: Int32Array;
}

export function emptyFacts({ actions, conditions, tasks }: Dependence): Facts {
  return {
    enabled: new Int32Array(wordsFor(actions.length)),
    isFalse: new Int32Array(wordsFor(conditions.length)),
    locations: new Int32Array(tasks.length),
  };
}

/** A set of actions. Of its members the enabled ones are to be followed. */
export type Choose = (facts: Facts) => Int32Array;

/** The result is overwritten by the next call. */
export function stubbornSets(dependence: Dependence): Choose {
  const closure = new Closure(dependence);
  return facts => closure.choose(facts);
}

/** By location of a task, task after task: actions of which some condition says that the task is at another one. */
export function elsewhereOf({ actions, conditions, tasks }: Dependence): number[][] {
  return tasks.flatMap(({ leavers }, task) =>
    leavers.map((_, at) =>
      actions.flatMap(({ guard }, id) => {
        const away = guard.some(condition => {
          const location = conditions[condition]?.location;
          return location?.task === task && location.at !== at;
        });
        return away ? [id] : [];
      }),
    ),
  );
}

/**
 * System actions that nothing disturbs, where no more is asked of a set than a key: one that is enabled is a closed
 * set by itself.
 */
export function undisturbed({ actions, always, targets, keyed }: Dependence): number[] {
  if (!keyed || always.length > 0 || targets.length > 0) return [];
  return actions.flatMap(({ system, possible, disturbedBy }, id) =>
    system && possible && disturbedBy.length === 0 ? [id] : [],
  );
}

/** An enabled member costs a successor, a disabled one only more to look at. */
const ENABLED_COST = 1000;

class Closure {
  private readonly dependence: Dependence;
  /** Words of a set of actions. */
  private readonly words: number;
  private readonly system: Int32Array;
  private readonly always: Int32Array;
  private readonly undisturbed: Int32Array;
  /** Rows by action. */
  private readonly disturbedBy: Int32Array;
  /** Rows by condition. */
  private readonly enabledBy: Int32Array;
  /** Rows by location; those of a task begin at `firstPlace`. */
  private readonly leavers: Int32Array;
  /** Likewise: actions that are disabled because the task is there. */
  private readonly elsewhere: Int32Array;
  private readonly firstPlace: readonly number[];
  /** Rows by target. */
  private readonly wanted: Int32Array;
  private readonly guards: readonly Int32Array[];
  private readonly everything: Int32Array;
  private members: Int32Array;
  private best: Int32Array;
  /** Members that were looked at. */
  private readonly done: Int32Array;
  /** The members that were there before the key. */
  private readonly base: Int32Array;
  /** Keys that were tried. */
  private readonly tried: Int32Array;

  constructor(dependence: Dependence) {
    const { actions, conditions, tasks, targets, always } = dependence;
    const words = wordsFor(actions.length);
    const set = () => new Int32Array(words);
    this.dependence = dependence;
    this.words = words;
    this.system = rowsOf([actions.flatMap(({ system }, id) => (system ? [id] : []))], words);
    this.always = rowsOf([always], words);
    this.undisturbed = rowsOf([undisturbed(dependence)], words);
    this.disturbedBy = rowsOf(
      actions.map(action => action.disturbedBy),
      words,
    );
    this.enabledBy = rowsOf(
      conditions.map(condition => condition.enabledBy),
      words,
    );
    this.leavers = rowsOf(
      tasks.flatMap(task => task.leavers),
      words,
    );
    this.elsewhere = rowsOf(elsewhereOf(dependence), words);
    let places = 0;
    this.firstPlace = tasks.map(task => {
      places += task.leavers.length;
      return places - task.leavers.length;
    });
    this.wanted = rowsOf(
      targets.map(target => target.then),
      words,
    );
    this.guards = actions.map(action => Int32Array.from(action.guard));
    this.everything = set().fill(-1);
    this.members = set();
    this.best = set();
    this.done = set();
    this.base = set();
    this.tried = set();
  }

  choose(facts: Facts): Int32Array {
    const { keyed, targets } = this.dependence;
    const count = this.count(facts.enabled, facts.enabled);
    if (count < 2) return this.everything;
    if (this.putFirst(this.undisturbed, facts.enabled)) return this.members;
    this.members.set(this.always);
    for (let i = 0; i < targets.length; i++) {
      const { guard } = targets[i] as Dependence['targets'][0];
      if (guard.some(id => has(facts.isFalse, id))) this.addFirstFalse(guard, facts);
      else this.addRow(this.wanted, i);
    }
    this.done.fill(0);
    this.tried.fill(0);
    this.close(facts, Number.POSITIVE_INFINITY);
    return keyed ? this.withKey(facts, count) : this.members;
  }

  /** Makes the set one of the least action in both; false where there is none. */
  private putFirst(left: Int32Array, right: Int32Array): boolean {
    for (let w = 0; w < this.words; w++) {
      const both = (left[w] as number) & (right[w] as number);
      if (both === 0) continue;
      this.members.fill(0);
      this.members[w] = both & -both;
      return true;
    }
    return false;
  }

  /** A deadlock state has no enabled system action, and no run outside the set disables the key. */
  private withKey(facts: Facts, count: number): Int32Array {
    const { actions } = this.dependence;
    this.base.set(this.members);
    let least = count;
    let found = this.everything;
    for (let key = 0; key < actions.length && least > 1; key++) {
      if (!has(facts.enabled, key) || !has(this.system, key)) continue;
      this.members.set(this.base);
      // What the base holds has been looked at.
      this.done.set(this.base);
      put(this.members, key);
      const closed = this.close(facts, least);
      put(this.tried, key);
      if (!closed) continue;
      least = this.count(this.members, facts.enabled);
      [this.best, this.members] = [this.members, this.best];
      found = this.best;
    }
    return found;
  }

  /**
   * False as soon as the set holds `limit` enabled actions, which are looked at first, or a key that was tried: most of
   * the time what that one brought along would come, too.
   */
  private close(facts: Facts, limit: number): boolean {
    for (;;) {
      const enabled = this.nextOpen(facts.enabled);
      if (enabled >= 0) {
        this.addRow(this.disturbedBy, enabled);
        if (this.count(this.members, facts.enabled) >= limit || this.holdsTried()) return false;
        continue;
      }
      const disabled = this.nextOpen(this.everything);
      if (disabled < 0) return true;
      this.addFirstFalse(this.guards[disabled] as Int32Array, facts);
      if (this.holdsTried()) return false;
    }
  }

  private holdsTried(): boolean {
    const { members, tried, words } = this;
    for (let w = 0; w < words; w++) {
      if (((members[w] as number) & (tried[w] as number)) !== 0) return true;
    }
    return false;
  }

  /** The least member within `set` that was not looked at, which it is now; -1 if there is none. */
  private nextOpen(set: Int32Array): number {
    const { members, done, words } = this;
    for (let w = 0; w < words; w++) {
      const open = (members[w] as number) & ~(done[w] as number) & (set[w] as number);
      if (open === 0) continue;
      const bit = open & -open;
      done[w] = (done[w] as number) | bit;
      return 32 * w + 31 - Math.clz32(bit);
    }
    return -1;
  }

  private addRow(rows: Int32Array, row: number): void {
    const { members, words } = this;
    for (let w = 0; w < words; w++) {
      members[w] = (members[w] as number) | (rows[row * words + w] as number);
    }
  }

  /** Of the conditions that are known not to be true, the one that is made true most cheaply. */
  private addFirstFalse(conditions: ArrayLike<number>, facts: Facts): void {
    const { conditions: all } = this.dependence;
    let least = Number.POSITIVE_INFINITY;
    let rows = this.enabledBy;
    let row = -1;
    for (let i = 0; i < conditions.length && least > 0; i++) {
      const id = conditions[i] as number;
      if (!has(facts.isFalse, id)) continue;
      const cost = this.cost(this.enabledBy, id, facts);
      if (cost < least) {
        least = cost;
        rows = this.enabledBy;
        row = id;
      }
      const location = (all[id] as Dependence['conditions'][0]).location;
      if (location === null) continue;
      // A task that is elsewhere has to leave from there.
      const { task } = location;
      const place = (this.firstPlace[task] as number) + (facts.locations[task] as number);
      const toLeave = this.cost(this.leavers, place, facts);
      if (toLeave < least) {
        least = toLeave;
        rows = this.leavers;
        row = place;
      }
    }
    if (row < 0) return;
    this.addRow(rows, row);
    // With those that leave, all that are disabled by the same location have what they need. One whose guard goes wrong
    // before it asks for the location is enabled.
    if (rows === this.leavers)
      for (let w = 0; w < this.words; w++) {
        const settled = this.elsewhere[row * this.words + w] as number;
        this.done[w] = (this.done[w] as number) | (settled & ~(facts.enabled[w] as number));
      }
  }

  /** What the members of a row that are new would cost. */
  private cost(rows: Int32Array, row: number, { enabled }: Facts): number {
    const { members, words } = this;
    let cost = 0;
    for (let w = 0; w < words; w++) {
      const fresh = (rows[row * words + w] as number) & ~(members[w] as number);
      if (fresh === 0) continue;
      cost += countBits(fresh) + (ENABLED_COST - 1) * countBits(fresh & (enabled[w] as number));
    }
    return cost;
  }

  /** Members of both sets. */
  private count(left: Int32Array, right: Int32Array): number {
    let count = 0;
    for (let w = 0; w < left.length; w++) {
      count += countBits((left[w] as number) & (right[w] as number));
    }
    return count;
  }
}
