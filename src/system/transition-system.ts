// The interface between a program's behaviour and the search. In: nothing of the language. Out: states
// and successors. The explorer knows only this; the reference interpreter implements it first.

import type { Failure } from '../ir/expr.ts';

export type { Failure } from '../ir/expr.ts';

/** One integer per cell of the program, by cell id. */
export type StateVector = Int32Array;

/** The values a cell of the state vector may have. */
export interface Domain {
  readonly lo: number;
  readonly hi: number;
}

/** Receives the transitions of one state, in order of action id. `next` is valid only during the call. */
export interface SuccessorSink {
  /** `action` takes the state to `next`. */
  successor(action: number, next: StateVector): void;
  /** `action` is enabled and goes wrong: the run ends in an error, which is not a state. */
  failure(action: number, failure: Failure): void;
}

/** What a search needs to know of a system. Implementations are deterministic and keep no history. */
export interface TransitionSystem {
  /** Cells per state vector. */
  readonly width: number;
  /** Per cell; no state vector holds a value outside. */
  readonly domains: readonly Domain[];
  readonly actionCount: number;
  initial(): StateVector;
  /** Enumerates every transition of `state`; returns how many enabled *system* actions there were. */
  expand(state: StateVector, sink: SuccessorSink): number;
  /** Reports what `expand` reports as going wrong, in the same order, and nothing else. */
  failures(state: StateVector, failure: SuccessorSink['failure']): void;
  /** True where every task is at rest, final, not spawned or on a crashed host. */
  accepted(state: StateVector): boolean;
}

/** Negative, zero or positive as `left` comes before, equals or follows `right` lexicographically. */
export function compareStates(left: StateVector, right: StateVector): number {
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
