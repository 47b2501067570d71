// The deadlock states that are listed: the first ones by level, then by state vector, so that no search order
// shows. In: deadlock states as they are met. Out: ids and states, MAX_LISTED_DEADLOCKS at most.

import { compareStates, type StateVector } from '../system/transition-system.ts';
import { MAX_LISTED_DEADLOCKS } from './explore.ts';

interface Deadlock {
  readonly id: number;
  readonly state: StateVector;
}

export class Deadlocks {
  private listed: Deadlock[] = [];
  /** Of the level that is being expanded. */
  private level: Deadlock[] = [];

  /** `state` is copied. */
  add(id: number, state: StateVector): void {
    if (this.isFull) return;
    this.level.push({ id, state: state.slice() });
    if (this.level.length >= 2 * MAX_LISTED_DEADLOCKS) this.keepLeast();
  }

  get isFull(): boolean {
    return this.listed.length >= MAX_LISTED_DEADLOCKS;
  }

  endLevel(): void {
    this.keepLeast();
    this.listed.push(...this.level);
    this.level = [];
  }

  /** By ascending id. */
  get ids(): number[] {
    return [...this.listed, ...this.level].map(({ id }) => id).sort((a, b) => a - b);
  }

  /** Copies the state of a listed deadlock; RangeError for another one. */
  read(id: number, into: StateVector): void {
    const found = this.listed.find(one => one.id === id) ?? this.level.find(one => one.id === id);
    if (found === undefined) throw new RangeError('this state was not kept');
    into.set(found.state);
  }

  saved(): (readonly [number, readonly number[]])[] {
    return this.listed.map(({ id, state }) => [id, [...state]]);
  }

  restore(saved: readonly (readonly [number, readonly number[]])[]): void {
    this.listed = saved.map(([id, state]) => ({ id, state: Int32Array.from(state) }));
    this.level = [];
  }

  private keepLeast(): void {
    const room = MAX_LISTED_DEADLOCKS - this.listed.length;
    if (this.level.length <= room) return;
    this.level.sort((a, b) => compareStates(a.state, b.state));
    this.level.length = room;
  }
}
