// Rebuilds shortest paths from the levels of an exploration; nothing was recorded during the search. In:
// states with their depths. Out: for each the path to it that is chosen by state vectors and action ids
// alone: backwards, at each level the least predecessor, and of its actions the least.

import { InternalError } from '../diagnostic/internal-error.ts';
import {
  compareStates,
  type StateVector,
  type TransitionSystem,
} from '../system/transition-system.ts';
import type { Exploration, KeptLevels } from './explore.ts';
import type { Host } from './host.ts';

export interface PathStep {
  readonly action: number;
  /** The state after the action. */
  readonly state: StateVector;
}

/** A state to be reached and its depth in the exploration. */
export interface Target {
  readonly depth: number;
  readonly state: StateVector;
}

const EXPANSIONS_BETWEEN_LOOKS = 64;
const TURN_MILLISECONDS = 25;

/**
 * The steps from the initial state to each target, in parallel to `targets`. Expands each level once, and searches
 * again for levels that were not kept: more than once only where they do not fit memory together.
 */
export async function rebuildPaths(
  system: TransitionSystem,
  exploration: Exploration,
  targets: readonly Target[],
  host: Host,
): Promise<PathStep[][]> {
  const climbs = targets.map(target => new Climb(target));
  const deepest = Math.max(0, ...targets.map(target => target.depth));
  for (let level = deepest - 1; level >= 0; ) {
    const kept = (await exploration.again?.(level + 1)) ?? { ...exploration, firstLevel: 0 };
    if (kept.firstLevel > level) throw new InternalError('there is no memory for a single level');
    for (; level >= kept.firstLevel; level--) {
      const wanted = climbs.filter(climb => climb.depth > level);
      await scanLevel(system, kept, level, wanted, host);
      for (const climb of wanted) climb.up();
    }
  }
  return climbs.map(climb => climb.backwards.reverse());
}

async function scanLevel(
  system: TransitionSystem,
  exploration: KeptLevels,
  level: number,
  climbs: readonly Climb[],
  host: Host,
): Promise<void> {
  const { store, levels } = exploration;
  const end = levels[level + 1] ?? store.size;
  const state = new Int32Array(system.width);
  let lastTurn = host.now();
  const start = levels[level] ?? end;
  const wanted = climbs.map(climb => climb.target);
  const ids = exploration.candidates?.(start, end, wanted) ?? range(start, end);
  for (const id of ids) {
    store.read(id, state);
    const open = climbs.filter(climb => climb.mayImprove(state));
    if (open.length === 0) continue;
    system.expand(state, {
      successor(action, next) {
        for (const climb of open) climb.offer(state, action, next);
      },
      failure() {},
    });
    if (id % EXPANSIONS_BETWEEN_LOOKS === 0 && host.now() - lastTurn >= TURN_MILLISECONDS) {
      await host.pause();
      lastTurn = host.now();
    }
  }
}

function* range(from: number, end: number): Generator<number> {
  for (let id = from; id < end; id++) yield id;
}

/** One path on its way back to the initial state. */
class Climb {
  readonly depth: number;
  readonly backwards: PathStep[] = [];
  private state: StateVector;
  private action = -1;
  private predecessor: StateVector | null = null;

  constructor(target: Target) {
    this.depth = target.depth;
    this.state = target.state;
  }

  /** The state whose predecessor is looked for. */
  get target(): StateVector {
    return this.state;
  }

  mayImprove(state: StateVector): boolean {
    return this.predecessor === null || compareStates(state, this.predecessor) < 0;
  }

  /** Actions of one state come in ascending order, so the first that fits is the least. */
  offer(from: StateVector, action: number, next: StateVector): void {
    if (!this.mayImprove(from) || compareStates(next, this.state) !== 0) return;
    this.predecessor = from.slice();
    this.action = action;
  }

  up(): void {
    if (this.predecessor === null) throw new InternalError('a state of a level has no predecessor');
    this.backwards.push({ action: this.action, state: this.state });
    this.state = this.predecessor;
    this.predecessor = null;
  }
}
