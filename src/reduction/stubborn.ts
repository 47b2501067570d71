// Which of the enabled actions a search has to follow: a stubborn set, chosen state by state. In: the dependence of
// a program's actions, and a function that evaluates its conditions. Out: a function from a state and its enabled
// actions to some of them. It looks at the state alone, so that the reduced graph is the same for every search.
//
// A set of actions is closed if each member that is enabled brings along what disturbs it, and each that is
// disabled brings along what makes one of its false conditions true. Then no run outside the set enables, disables
// or changes a member, and a member that a run takes could as well be taken first.

import type { Condition, Dependence } from './dependence.ts';

/** Whether a condition holds in the state in question. */
export type Holds = (state: Int32Array, condition: number) => boolean;

/** The ids in `enabled` that are to be followed, ascending as they are. */
export type Choose = (state: Int32Array, enabled: readonly number[]) => readonly number[];

export function stubbornSets(dependence: Dependence, holds: Holds): Choose {
  const search = new Closure(dependence, holds);
  return (state, enabled) => (enabled.length < 2 ? enabled : search.choose(state, enabled));
}

/** An enabled member costs a successor, a disabled one only more to look at. */
const ENABLED_COST = 1000;

class Closure {
  private readonly dependence: Dependence;
  private readonly holds: Holds;
  private readonly isEnabled: Uint8Array;
  private members: Uint8Array;
  /** The members that were there before the key. */
  private readonly base: Uint8Array;
  private best: Uint8Array;
  private readonly work: number[] = [];

  constructor(dependence: Dependence, holds: Holds) {
    const { length } = dependence.actions;
    this.dependence = dependence;
    this.holds = holds;
    this.isEnabled = new Uint8Array(length);
    this.members = new Uint8Array(length);
    this.base = new Uint8Array(length);
    this.best = new Uint8Array(length);
  }

  choose(state: Int32Array, enabled: readonly number[]): readonly number[] {
    this.isEnabled.fill(0);
    for (const action of enabled) this.isEnabled[action] = 1;
    this.members.fill(0);
    for (const action of this.dependence.always) this.add(action);
    for (const target of this.dependence.targets) this.addFirstFalse(state, target);
    this.close(state);
    if (!this.dependence.keyed) return enabled.filter(action => this.members[action] === 1);
    return this.withKey(state, enabled);
  }

  /** A deadlock state has no enabled system action, and no run outside the set disables the key. */
  private withKey(state: Int32Array, enabled: readonly number[]): readonly number[] {
    const keys = enabled.filter(action => this.dependence.actions[action]?.system);
    if (keys.length === 0) return enabled;
    this.base.set(this.members);
    let least = Number.POSITIVE_INFINITY;
    for (const key of keys) {
      this.members.set(this.base);
      this.add(key);
      this.close(state);
      const count = this.count(enabled);
      if (count >= least) continue;
      least = count;
      [this.best, this.members] = [this.members, this.best];
      if (count === 1) break;
    }
    return enabled.filter(action => this.best[action] === 1);
  }

  private count(enabled: readonly number[]): number {
    let count = 0;
    for (const action of enabled) count += this.members[action] as number;
    return count;
  }

  private add(action: number): void {
    if (this.members[action] === 1) return;
    this.members[action] = 1;
    this.work.push(action);
  }

  private close(state: Int32Array): void {
    for (let action = this.work.pop(); action !== undefined; action = this.work.pop()) {
      const { guard, disturbedBy } = this.dependence.actions[action] as Dependence['actions'][0];
      if (this.isEnabled[action] === 1) for (const other of disturbedBy) this.add(other);
      else this.addFirstFalse(state, guard);
    }
  }

  /** Of all ways to make a false condition true, the cheapest. Nothing where all hold. */
  private addFirstFalse(state: Int32Array, conditions: readonly number[]): void {
    let least = Number.POSITIVE_INFINITY;
    let chosen: readonly (readonly number[])[] = [];
    for (const id of conditions) {
      if (this.holds(state, id)) continue;
      for (const way of this.waysTo(state, id)) {
        const cost = this.cost(way);
        if (cost >= least) continue;
        least = cost;
        chosen = way;
      }
      if (least === 0) return;
    }
    for (const actions of chosen) for (const action of actions) this.add(action);
  }

  /** Two ways: the necessary enabling set, or whatever changes a cell that the condition reads. */
  private waysTo(state: Int32Array, id: number): (readonly (readonly number[])[])[] {
    const { enabledBy, cells } = this.dependence.conditions[id] as Condition;
    if (cells.length === 0) return [[enabledBy]];
    const changing = cells.map(({ cell, lo, leavers }) => leavers[(state[cell] as number) - lo]);
    return [[enabledBy], changing.map(actions => actions ?? [])];
  }

  /** What new members would cost. */
  private cost(way: readonly (readonly number[])[]): number {
    let cost = 0;
    for (const actions of way) {
      for (const action of actions) {
        if (this.members[action] === 1) continue;
        cost += this.isEnabled[action] === 1 ? ENABLED_COST : 1;
      }
    }
    return cost;
  }
}
