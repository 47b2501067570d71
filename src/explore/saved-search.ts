// What a search knows beside its store, as plain data and back. In: counts and watches. Out: data for a snapshot. A
// failure is not kept: the action is taken again, and goes wrong as it did.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { Failure, StateVector, TransitionSystem } from '../system/transition-system.ts';
import type { Watch } from './monitor.ts';

/** A breadth-first search between two levels. */
export interface SavedSearch {
  /** What its store needs beside the snapshot's bytes. */
  readonly store: unknown;
  readonly levels: readonly number[];
  readonly deadlockIds: readonly number[];
  /** Ids with their states, if the store may have let them go. */
  readonly deadlockStates?: readonly (readonly [number, readonly number[]])[];
  readonly watches: readonly SavedWatch[];
  readonly violated: readonly boolean[];
  /** null: nothing is violated so far. */
  readonly violationDepth: number | null;
  /** Of the level to be expanded next. */
  readonly depth: number;
  readonly transitions: number;
  readonly deadlocks: number;
}

export interface SavedWatch {
  readonly best: {
    readonly depth: number;
    readonly state: readonly number[];
    readonly value: number;
    /** The action that goes wrong; null if none does. */
    readonly action: number | null;
  } | null;
  readonly failing: readonly number[];
}

export function savedWatches(watches: readonly Watch[]): SavedWatch[] {
  return watches.map(({ best, failing }) => ({
    best: best && {
      depth: best.depth,
      state: [...best.state],
      value: best.value,
      action: best.failing?.action ?? null,
    },
    failing: [...failing],
  }));
}

/** In parallel to the watches of a search with the same monitors. */
export function restoreWatches(
  watches: readonly Watch[],
  saved: readonly SavedWatch[],
  system: TransitionSystem,
): void {
  watches.forEach((watch, i) => {
    const { best, failing } = saved[i] as SavedWatch;
    for (const action of failing) watch.failing.add(action);
    if (best === null) return;
    const { depth, value, action } = best;
    const state = Int32Array.from(best.state);
    const failed = action === null ? null : { action, failure: failureOf(system, state, action) };
    watch.best = { depth, state, value, failing: failed };
  });
}

function failureOf(system: TransitionSystem, state: StateVector, wanted: number): Failure {
  let found: Failure | null = null;
  system.failures(state, (action, failure) => {
    if (action === wanted) found = failure;
  });
  if (found === null) throw new InternalError('a saved failure does not occur again');
  return found;
}
