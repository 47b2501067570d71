// What a search watches for, and the best sighting so far. In: functions over states and failures. Out:
// one sighting per monitor, chosen by depth and state vector alone, so that no search order shows; or the
// first one, where a search wants no other.
// Knows no property of the language and no verdict.

import { FIRST_WATCHED, HIT } from '../system/packed-system.ts';
import { compareStates, type Failure, type StateVector } from '../system/transition-system.ts';

/** `violation`: a sighting ends a search that was asked for the first violation only. */
export type Monitor =
  /** States of which `holds` is true. */
  | {
      readonly kind: 'state';
      readonly holds: (state: StateVector) => boolean;
      readonly violation: boolean;
    }
  /** The largest value; null where a state has none. A value above `limit` is a violation. */
  | {
      readonly kind: 'maximum';
      readonly value: (state: StateVector) => number | null;
      readonly limit: number | null;
    }
  /** States without enabled system actions that are not accepted. */
  | { readonly kind: 'deadlock' }
  /** Actions that go wrong in a way `selects` picks. */
  | { readonly kind: 'failure'; readonly selects: (failure: Failure) => boolean };

/** Where a monitor was met: least depth, then least state vector, then least action. */
export interface Sighting {
  readonly depth: number;
  readonly state: StateVector;
  /** `maximum`: the value; 0 otherwise. */
  readonly value: number;
  /** The action that goes wrong, and how. */
  readonly failing: { readonly action: number; readonly failure: Failure } | null;
}

/** The running result of one monitor. */
export class Watch {
  readonly monitor: Monitor;
  private readonly prefers: 'least' | 'first';
  best: Sighting | null = null;
  /** `failure`: ids of all actions that go wrong somewhere. */
  readonly failing = new Set<number>();

  /** `first`: of sightings with the same value none replaces an earlier one. */
  constructor(monitor: Monitor, prefers: 'least' | 'first' = 'least') {
    this.monitor = monitor;
    this.prefers = prefers;
  }

  /** A newly found state. Returns true if it is a violation. */
  see(state: StateVector, depth: number): boolean {
    const { monitor } = this;
    if (monitor.kind === 'state') {
      if (this.isSettled(depth)) return false;
      if (!monitor.holds(state)) return false;
      this.offer(state, depth, 0);
      return monitor.violation;
    }
    if (monitor.kind !== 'maximum') return false;
    const value = monitor.value(state);
    if (value === null) return false;
    this.offer(state, depth, value);
    return monitor.limit !== null && value > monitor.limit;
  }

  /** Whether no state of this depth or more can be sighted instead of the one that was. */
  isSettled(depth: number): boolean {
    if (this.monitor.kind !== 'state' || this.best === null) return false;
    return this.prefers === 'first' || this.best.depth < depth;
  }

  /** A deadlock state. */
  seeDeadlock(state: StateVector, depth: number): boolean {
    if (this.monitor.kind !== 'deadlock') return false;
    this.offer(state, depth, 0);
    return true;
  }

  /** An action that goes wrong in `state`. */
  seeFailure(state: StateVector, depth: number, action: number, failure: Failure): boolean {
    if (this.monitor.kind !== 'failure' || !this.monitor.selects(failure)) return false;
    this.failing.add(action);
    this.offer(state, depth, 0, { action, failure });
    return true;
  }

  private offer(
    state: StateVector,
    depth: number,
    value: number,
    failing: Sighting['failing'] = null,
  ): void {
    if (this.best !== null && !this.improves(this.best, state, depth, value, failing)) return;
    this.best = { depth, state: state.slice(), value, failing };
  }

  private improves(
    best: Sighting,
    state: StateVector,
    depth: number,
    value: number,
    failing: Sighting['failing'],
  ): boolean {
    if (value !== best.value) return value > best.value;
    if (this.prefers === 'first') return false;
    if (depth !== best.depth) return depth < best.depth;
    const order = compareStates(state, best.state);
    if (order !== 0) return order < 0;
    return failing !== null && best.failing !== null && failing.action < best.failing.action;
  }
}

/** The bits of a hit of a compiled system that concern a monitor; `bit`: which of the watched conditions it is. */
export function maskOf(monitor: Monitor, bit: number | null): number {
  if (monitor.kind === 'deadlock') return HIT.DEADLOCK;
  if (monitor.kind === 'failure') return HIT.FAILURE;
  if (bit === null) throw new Error('a condition that was not compiled');
  return 1 << (FIRST_WATCHED + bit);
}
