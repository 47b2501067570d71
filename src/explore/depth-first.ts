// Exact depth-first search. In: a transition system, what to watch for, limits and the machine's hooks. Out:
// the counts that breadth first gives, and per monitor the first sighting with the run that led to it: the
// stack at that moment. It knows no levels, and a run it finds is not the shortest.
//
// A frame of the stack is a state's id and the first action not yet taken from it. Successors are not kept:
// coming back to a state expands it again, so that every state is expanded once per child and once more.

import { InternalError } from '../diagnostic/internal-error.ts';
import type {
  Failure,
  StateVector,
  SuccessorSink,
  TransitionSystem,
} from '../system/transition-system.ts';
import {
  type ExploreOptions,
  MAX_LISTED_DEADLOCKS,
  type SearchLimit,
  type SearchOutcome,
} from './explore.ts';
import { type Monitor, Watch } from './monitor.ts';
import { Pace } from './pace.ts';
import type { PathStep } from './paths.ts';
import { Growing } from './store/growing.ts';
import { StateStore } from './store/state-store.ts';

/** `depth`: length of the longest run that was on the stack, in steps. */
export interface DepthFirst extends SearchOutcome {
  /** The run that ends in the state sighted by a monitor. */
  run(monitor: number): PathStep[];
}

interface Stack {
  readonly states: Uint32Array;
  readonly next: Uint32Array;
}

const EXPANSIONS_BETWEEN_LOOKS = 64;

/**
 * Explores every reachable state, the actions of a state in ascending order. States, transitions and deadlocks
 * are those of a breadth-first search. `first` ends the search at the first violation.
 */
export async function exploreDepthFirst(
  system: TransitionSystem,
  monitors: readonly Monitor[],
  options: ExploreOptions,
): Promise<DepthFirst> {
  const search = new DepthFirstSearch(system, monitors, options);
  search.start();
  while (search.unfinished()) await search.steps(EXPANSIONS_BETWEEN_LOOKS);
  return search.result();
}

class DepthFirstSearch implements SuccessorSink {
  private readonly system: TransitionSystem;
  private readonly options: ExploreOptions;
  private readonly watches: readonly Watch[];
  private readonly violated: boolean[];
  /** Per monitor: the stack when its sighting was made. */
  private readonly stacks: (Stack | null)[];
  private readonly store: StateStore;
  private readonly pace: Pace;
  private readonly deadlockIds: number[] = [];
  private readonly current: StateVector;
  private readonly maxStates: number;
  /** Of the frames: the state, and the first action that has not been taken. */
  private readonly states = new Growing();
  private readonly next = new Growing();
  private longest = 0;
  private transitions = 0;
  private deadlocks = 0;
  private limit: SearchLimit | null = null;
  /** While a state is expanded: whether for the first time, from which action on, and what was found. */
  private fresh = false;
  private from = 0;
  private child = -1;
  private taken = 0;

  constructor(system: TransitionSystem, monitors: readonly Monitor[], options: ExploreOptions) {
    this.system = system;
    this.options = options;
    this.watches = monitors.map(monitor => new Watch(monitor, 'first'));
    this.violated = monitors.map(() => false);
    this.stacks = monitors.map(() => null);
    this.store = new StateStore(system.domains);
    this.pace = new Pace(options);
    this.current = new Int32Array(system.width);
    this.maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
  }

  start(): void {
    const initial = this.system.initial();
    this.store.find(initial);
    this.push(this.store.insert());
    this.limit ??= this.pace.reached();
  }

  unfinished(): boolean {
    return this.limit === null && this.states.length > 0;
  }

  async steps(count: number): Promise<void> {
    for (let i = 0; i < count && this.unfinished(); i++) this.step();
    if (!this.unfinished()) return;
    const limit = await this.pace.giveTurn(() => ({
      states: this.store.size,
      transitions: this.transitions,
      depth: this.depth,
      frontier: this.states.length,
    }));
    this.limit ??= limit;
  }

  /** Goes from the top of the stack to a new state, or back if there is none. */
  private step(): void {
    const id = this.states.last;
    this.store.read(id, this.current);
    this.from = this.next.last;
    this.fresh = this.from === 0;
    this.child = -1;
    const systemActions = this.system.expand(this.current, this);
    if (this.fresh && systemActions === 0 && !this.system.accepted(this.current)) {
      this.noteDeadlock(id);
    }
    if (this.limit !== null) return;
    if (this.child < 0) {
      this.states.pop();
      this.next.pop();
      return;
    }
    this.next.last = this.taken + 1;
    this.push(this.child);
  }

  successor(action: number, next: StateVector): void {
    if (this.limit !== null) return;
    if (action >= this.from && this.child < 0 && this.store.find(next) < 0) {
      if (this.store.size >= this.maxStates) {
        this.limit = 'states';
        return;
      }
      this.child = this.insert();
      this.taken = action;
    }
    if (this.fresh) this.transitions += 1;
  }

  failure(action: number, failure: Failure): void {
    if (!this.fresh) return;
    this.watches.forEach((watch, i) => {
      const before = watch.best;
      const violation = watch.seeFailure(this.current, this.depth, action, failure);
      this.noteSighting(i, before !== watch.best, violation);
    });
  }

  /** The id of the state just not found; -1 where the machine has no memory left for it. */
  private insert(): number {
    try {
      return this.store.insert();
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.limit = 'memory';
      return -1;
    }
  }

  /** Puts a new state on the stack and looks at it. */
  private push(id: number): void {
    try {
      this.states.push(id);
      this.next.push(0);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.limit = 'memory';
      return;
    }
    this.longest = Math.max(this.longest, this.depth);
    if (this.watches.length === 0) return;
    this.store.read(id, this.current);
    this.watches.forEach((watch, i) => {
      const before = watch.best;
      const violation = watch.see(this.current, this.depth);
      this.noteSighting(i, before !== watch.best, violation);
    });
  }

  private noteDeadlock(id: number): void {
    this.deadlocks += 1;
    if (this.deadlockIds.length < MAX_LISTED_DEADLOCKS) this.deadlockIds.push(id);
    this.watches.forEach((watch, i) => {
      const before = watch.best;
      const violation = watch.seeDeadlock(this.current, this.depth);
      this.noteSighting(i, before !== watch.best, violation);
    });
  }

  private noteSighting(monitor: number, isBest: boolean, violation: boolean): void {
    if (isBest) this.stacks[monitor] = { states: this.states.items(), next: this.next.items() };
    if (!violation) return;
    if (this.options.first === true) this.limit ??= 'first';
    if (this.violated[monitor] === true) return;
    this.violated[monitor] = true;
    this.options.violation?.(monitor, this.depth);
  }

  private run(monitor: number): PathStep[] {
    const stack = this.stacks[monitor];
    if (stack == null) throw new InternalError('a run that was not seen');
    const steps: PathStep[] = [];
    for (let at = 1; at < stack.states.length; at++) {
      const state = new Int32Array(this.system.width);
      this.store.read(stack.states[at] as number, state);
      steps.push({ action: (stack.next[at - 1] as number) - 1, state });
    }
    return steps;
  }

  private get depth(): number {
    return this.states.length - 1;
  }

  result(): DepthFirst {
    return {
      complete: this.limit === null,
      limit: this.limit,
      states: this.store.size,
      transitions: this.transitions,
      deadlocks: this.deadlocks,
      deadlockIds: this.deadlockIds,
      depth: this.longest,
      sightings: this.watches.map(watch => watch.best),
      failingActions: this.watches.map(watch => [...watch.failing].sort((a, b) => a - b)),
      run: monitor => this.run(monitor),
      store: this.store,
      peakMemory: this.pace.peakMemory,
    };
  }
}
