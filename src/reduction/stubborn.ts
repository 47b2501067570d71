// Which of the enabled actions a search has to follow: a stubborn set, chosen state by state. In: the dependence of
// a program's actions, and what is known of a state. Out: some of its enabled actions. The choice depends on the
// state alone, so that the reduced graph is the same for every search.
//
// A set of actions is closed if each member that is enabled brings along what disturbs it, and each that is
// disabled brings along what makes one of its false conditions true. Then no run outside the set enables, disables
// or changes a member, and a member that a run takes could as well be taken first.

import type { ActionDependence, Dependence } from './dependence.ts';

/** What is known of a state, by id. Guards are evaluated where the first mover is (`ActionDependence.from`). */
export interface Facts {
  /** 1: the action is enabled. */
  readonly enabled: Uint8Array;
  /** 1: the condition was evaluated and is false. Of locations all are known. */
  readonly isFalse: Uint8Array;
  /** Locations of the tasks. */
  readonly locations: Int32Array;
}

export function emptyFacts({ actions, conditions, tasks }: Dependence): Facts {
  return {
    enabled: new Uint8Array(actions.length),
    isFalse: new Uint8Array(conditions.length),
    locations: new Int32Array(tasks.length),
  };
}

/** By action: 1 for members. Of these the enabled ones are to be followed. */
export type Choose = (facts: Facts) => Uint8Array;

/** The result is overwritten by the next call. */
export function stubbornSets(dependence: Dependence): Choose {
  const closure = new Closure(dependence);
  return facts => closure.choose(facts);
}

/** An enabled member costs a successor, a disabled one only more to look at. */
const ENABLED_COST = 1000;

class Closure {
  private readonly dependence: Dependence;
  private readonly everything: Uint8Array;
  private members: Uint8Array;
  private best: Uint8Array;
  /** The members that were there before the key. */
  private readonly base: Uint8Array;
  private readonly work: number[] = [];
  private enabledMembers = 0;

  constructor(dependence: Dependence) {
    const { length } = dependence.actions;
    this.dependence = dependence;
    this.everything = new Uint8Array(length).fill(1);
    this.members = new Uint8Array(length);
    this.best = new Uint8Array(length);
    this.base = new Uint8Array(length);
  }

  choose(facts: Facts): Uint8Array {
    const { keyed, always, targets } = this.dependence;
    const count = facts.enabled.reduce((sum, enabled) => sum + enabled, 0);
    if (count < 2) return this.everything;
    this.members.fill(0);
    this.enabledMembers = 0;
    for (const action of always) this.add(action, facts);
    for (const { guard, then } of targets) {
      if (guard.some(id => facts.isFalse[id] === 1)) this.addFirstFalse(guard, facts);
      else for (const action of then) this.add(action, facts);
    }
    this.close(facts, Number.POSITIVE_INFINITY);
    return keyed ? this.withKey(facts, count) : this.members;
  }

  /** A deadlock state has no enabled system action, and no run outside the set disables the key. */
  private withKey(facts: Facts, count: number): Uint8Array {
    const { actions } = this.dependence;
    this.base.set(this.members);
    const before = this.enabledMembers;
    let least = count;
    let found = this.everything;
    for (let key = 0; key < actions.length; key++) {
      if (facts.enabled[key] === 0 || actions[key]?.system === false) continue;
      this.members.set(this.base);
      this.enabledMembers = before;
      this.add(key, facts);
      if (!this.close(facts, least)) continue;
      least = this.enabledMembers;
      [this.best, this.members] = [this.members, this.best];
      found = this.best;
      if (least === 1) break;
    }
    return found;
  }

  private add(action: number, { enabled }: Facts): void {
    if (this.members[action] === 1) return;
    this.members[action] = 1;
    this.enabledMembers += enabled[action] as number;
    this.work.push(action);
  }

  /** False where the set has come to hold `limit` enabled actions. */
  private close(facts: Facts, limit: number): boolean {
    const { actions } = this.dependence;
    for (let action = this.work.pop(); action !== undefined; action = this.work.pop()) {
      if (this.enabledMembers >= limit) {
        this.work.length = 0;
        return false;
      }
      const { guard, disturbedBy } = actions[action] as ActionDependence;
      if (facts.enabled[action] === 1) for (const other of disturbedBy) this.add(other, facts);
      else this.addFirstFalse(guard, facts);
    }
    return true;
  }

  /** Of the conditions that are known to be false, the one that is made true most cheaply. */
  private addFirstFalse(conditions: readonly number[], facts: Facts): void {
    const { conditions: all, tasks } = this.dependence;
    let least = Number.POSITIVE_INFINITY;
    let chosen: readonly number[] = [];
    const consider = (way: readonly number[]) => {
      const cost = this.cost(way, facts);
      if (cost >= least) return;
      least = cost;
      chosen = way;
    };
    for (const id of conditions) {
      if (facts.isFalse[id] === 0) continue;
      const condition = all[id];
      if (condition === undefined) continue;
      consider(condition.enabledBy);
      // A task that is elsewhere has to leave from there.
      if (condition.location !== null) {
        const { task } = condition.location;
        consider(tasks[task]?.leavers[facts.locations[task] as number] ?? []);
      }
      if (least === 0) return;
    }
    for (const action of chosen) this.add(action, facts);
  }

  /** What new members would cost. */
  private cost(way: readonly number[], { enabled }: Facts): number {
    let cost = 0;
    for (const action of way) {
      if (this.members[action] === 0) cost += enabled[action] === 1 ? ENABLED_COST : 1;
    }
    return cost;
  }
}
