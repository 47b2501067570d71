// Exact breadth-first search. In: a transition system, what to watch for, limits and the machine's hooks.
// Out: counts, the best sighting per monitor, and the store with its levels, from which `paths.ts`
// rebuilds traces. Knows no syntax, no property and no verdict; asks no clock but the one handed in.

import type {
  Failure,
  StateVector,
  SuccessorSink,
  TransitionSystem,
} from '../system/transition-system.ts';
import type { Host } from './host.ts';
import { type Monitor, type Sighting, Watch } from './monitor.ts';
import type { EdgeReader } from './packed-edges.ts';
import { restoreWatches, type SavedSearch, savedWatches } from './saved-search.ts';
import { type Snapshot, type SnapshotKeeper, SnapshotTimer } from './snapshot.ts';
import type { MemorySizes } from './store/memories.ts';
import { StateStore } from './store/state-store.ts';

/** What ended a search before the whole space was explored. */
export type SearchLimit = 'first' | 'states' | 'memory' | 'time' | 'interrupt';

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  /** Of the level being expanded. */
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
  readonly seconds: number;
}

export interface ExploreOptions {
  readonly host: Host;
  /** Stop after the level of the first violation. */
  readonly first?: boolean | undefined;
  /** Exact: the search ends when one more would be found. */
  readonly maxStates?: number | undefined;
  /** Bytes, against `host.memory()`. */
  readonly maxMemory?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called whenever other work gets its turn, some 20 times a second. */
  readonly progress?: ((progress: Progress) => void) | undefined;
  /** A monitor's first violation, by its position. */
  readonly violation?: ((monitor: number, depth: number) => void) | undefined;
  /** Keeps snapshots between two levels. */
  readonly snapshots?: SnapshotKeeper | undefined;
  /** Threads that search together, where the engine and the host can; 1 if there is `maxStates`. */
  readonly workers?: number | undefined;
  /** Share every level, however small, and wait for the threads to start: for tests of them. */
  readonly alwaysShare?: boolean | undefined;
  /** Once there are more states than this, those that are expanded need not be kept. Default: all are. */
  readonly keepStates?: number | undefined;
  /** How much memory a packed store may take, where that is to be less than there is. */
  readonly memories?: MemorySizes | undefined;
  /** Where to go on: a snapshot of a search with the same system, monitors and limits. */
  readonly resume?: Snapshot | undefined;
}

/** What a search in any order says. */
export interface SearchOutcome {
  readonly complete: boolean;
  readonly limit: SearchLimit | null;
  readonly states: number;
  readonly transitions: number;
  readonly deadlocks: number;
  /** Ids of the deadlock states, as far as MAX_LISTED_DEADLOCKS reaches. */
  readonly deadlockIds: readonly number[];
  readonly depth: number;
  /** In parallel to the monitors. */
  readonly sightings: readonly (Sighting | null)[];
  /** In parallel to the monitors: actions that go wrong, ascending. */
  readonly failingActions: readonly (readonly number[])[];
  readonly store: StoredStates;
  readonly peakMemory: number;
}

/** A breadth-first search. `depth`: number of the last level, the initial state being level 0. */
export interface Exploration extends SearchOutcome {
  /** Threads that searched together. */
  readonly workers: number;
  /** Level d holds the ids levels[d] .. levels[d + 1] - 1. */
  readonly levels: readonly number[];
  /**
   * Ids among `from` .. `end` - 1 of all states with a transition to one of `targets`, and perhaps others,
   * ascending. null: no quicker way than to expand them all.
   */
  readonly candidates:
    | ((from: number, end: number, targets: readonly StateVector[]) => readonly number[])
    | null;
  /**
   * null while `store` holds every state. Else it holds the deadlock states only, `candidates` and `edges` are
   * null, and this explores levels 0 .. depth again and keeps them, or the last ones of them.
   */
  readonly again: ((depth: number) => Promise<KeptLevels>) | null;
  /** Reads the transitions of all states, once the search is over; null: expand them again. */
  readonly edges: (() => EdgeReader) | null;
  /** Where actions go wrong, by state, then by action; null where not all of them were seen or kept. */
  readonly failing: readonly FailingEdge[] | null;
}

/** An enabled action that leads to no state. */
export interface FailingEdge {
  readonly state: number;
  readonly action: number;
  readonly failure: Failure;
}

/** Levels that can be gone through. */
export interface KeptLevels extends Pick<Exploration, 'levels' | 'store' | 'candidates'> {
  /** The states of this level and those after it can be read. */
  readonly firstLevel: number;
}

/** The states of a search, by id in order of discovery: breadth first, in order of their levels. */
export interface StoredStates {
  readonly size: number;
  /** Bytes held by the states and what finds them. */
  readonly bytes: number;
  read(id: number, into: StateVector): void;
  /** A function that reads at least the given cells, quicker than all of them. */
  readerOf?(cells: Iterable<number>): (id: number, into: StateVector) => void;
}

export function hasLevels(outcome: SearchOutcome): outcome is Exploration {
  return 'levels' in outcome;
}

export const MAX_LISTED_DEADLOCKS = 4096;
const EXPANSIONS_BETWEEN_LOOKS = 64;
/** Well below the 50 ms after which a terminal feels slow, for a look can come late. */
const TURN_MILLISECONDS = 25;

/**
 * Explores every reachable state, level by level. Counts are exact; without a limit they do not depend on
 * the implementation of the system. A failing action leads to no state and is no transition.
 */
export async function explore(
  system: TransitionSystem,
  monitors: readonly Monitor[],
  options: ExploreOptions,
): Promise<Exploration> {
  const search = new Search(system, monitors, options);
  if (options.resume === undefined) search.start();
  else await search.resume(options.resume);
  while (search.unfinished()) {
    await search.keepSnapshot();
    await search.expandLevel();
  }
  return search.result();
}

class Search implements SuccessorSink {
  private readonly system: TransitionSystem;
  private readonly options: ExploreOptions;
  private readonly watches: readonly Watch[];
  private readonly stateWatches: readonly Watch[];
  private violated: boolean[];
  private readonly store: StateStore;
  private levels: number[] = [0];
  private deadlockIds: number[] = [];
  private readonly current: StateVector;
  private readonly maxStates: number;
  private readonly snapshotTimer: SnapshotTimer;
  private readonly startedAt: number;
  private lastTurn: number;
  private peakMemory: number;
  private depth = 0;
  private expanded = 0;
  private transitions = 0;
  private deadlocks = 0;
  private limit: SearchLimit | null = null;
  /** Least depth at which something was violated. */
  private violationDepth = Number.POSITIVE_INFINITY;

  constructor(system: TransitionSystem, monitors: readonly Monitor[], options: ExploreOptions) {
    this.system = system;
    this.options = options;
    this.watches = monitors.map(monitor => new Watch(monitor));
    this.stateWatches = this.watches.filter(
      ({ monitor }) => monitor.kind === 'state' || monitor.kind === 'maximum',
    );
    this.violated = monitors.map(() => false);
    this.store = new StateStore(system.domains);
    this.current = new Int32Array(system.width);
    this.maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
    this.snapshotTimer = new SnapshotTimer(options.host.now, options.snapshots?.every ?? 0);
    this.startedAt = options.host.now();
    this.lastTurn = this.startedAt;
    this.peakMemory = options.host.memory();
  }

  start(): void {
    const initial = this.system.initial();
    this.store.find(initial);
    this.store.insert();
    this.watchState(initial, 0);
    this.levels.push(1);
    this.checkLimits();
  }

  /** Goes on between two levels. */
  async resume(snapshot: Snapshot): Promise<void> {
    // The keeper vouches for the shape.
    const saved = snapshot.data as SavedSearch;
    await this.store.restore(saved.store as number, snapshot.pieces);
    restoreWatches(this.watches, saved.watches, this.system);
    this.levels = [...saved.levels];
    this.deadlockIds = [...saved.deadlockIds];
    this.violated = [...saved.violated];
    this.violationDepth = saved.violationDepth ?? Number.POSITIVE_INFINITY;
    this.depth = saved.depth;
    this.transitions = saved.transitions;
    this.deadlocks = saved.deadlocks;
    this.checkLimits();
  }

  /** Between two levels: hands out a snapshot if one is due. */
  async keepSnapshot(): Promise<void> {
    const { snapshots } = this.options;
    if (snapshots === undefined || !this.snapshotTimer.isDue) return;
    const data: SavedSearch = {
      store: this.store.size,
      levels: this.levels,
      deadlockIds: this.deadlockIds,
      watches: savedWatches(this.watches),
      violated: this.violated,
      violationDepth: Number.isFinite(this.violationDepth) ? this.violationDepth : null,
      depth: this.depth,
      transitions: this.transitions,
      deadlocks: this.deadlocks,
    };
    const snapshot = { data, ...this.store.records() };
    await this.snapshotTimer.take(() => snapshots.keep(snapshot));
  }

  /** False at the end of the space, of the level of the first violation, or at a limit. */
  unfinished(): boolean {
    return this.limit === null && this.levelStart(this.depth) < this.levelStart(this.depth + 1);
  }

  /** Expands every state of the current level, or up to a limit. */
  async expandLevel(): Promise<void> {
    const end = this.levelStart(this.depth + 1);
    for (let id = this.levelStart(this.depth); id < end; id++) {
      this.expandState(id);
      this.expanded += 1;
      if (this.expanded % EXPANSIONS_BETWEEN_LOOKS === 0) await this.giveTurn(end - id - 1);
      if (this.limit !== null) break;
    }
    if (this.store.size > end) this.levels.push(this.store.size);
    if (this.limit !== null) return;
    if (this.options.first === true && this.violationDepth <= this.depth && this.store.size > end) {
      this.limit = 'first';
    }
    this.depth += 1;
  }

  result(): Exploration {
    this.peakMemory = Math.max(this.peakMemory, this.options.host.memory());
    return {
      complete: this.limit === null,
      limit: this.limit,
      states: this.store.size,
      transitions: this.transitions,
      deadlocks: this.deadlocks,
      deadlockIds: this.deadlockIds,
      depth: this.levels.length - 2,
      sightings: this.watches.map(watch => watch.best),
      failingActions: this.watches.map(watch => [...watch.failing].sort((a, b) => a - b)),
      store: this.store,
      workers: 1,
      levels: this.levels,
      peakMemory: this.peakMemory,
      candidates: null,
      again: null,
      edges: null,
      failing: null,
    };
  }

  successor(_action: number, next: StateVector): void {
    if (this.limit !== null) return;
    if (this.store.find(next) < 0) {
      if (this.store.size >= this.maxStates) {
        this.limit = 'states';
        return;
      }
      if (!this.insert()) return;
      this.watchState(next, this.depth + 1);
    }
    this.transitions += 1;
  }

  failure(action: number, failure: Failure): void {
    for (const [i, watch] of this.watches.entries()) {
      if (watch.seeFailure(this.current, this.depth, action, failure))
        this.noteViolation(i, this.depth);
    }
  }

  /** False where the machine has no memory left for it. */
  private insert(): boolean {
    try {
      this.store.insert();
      return true;
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.limit = 'memory';
      return false;
    }
  }

  private expandState(id: number): void {
    this.store.read(id, this.current);
    const systemActions = this.system.expand(this.current, this);
    if (systemActions > 0 || this.system.accepted(this.current)) return;
    this.deadlocks += 1;
    if (this.deadlockIds.length < MAX_LISTED_DEADLOCKS) this.deadlockIds.push(id);
    for (const [i, watch] of this.watches.entries()) {
      if (watch.seeDeadlock(this.current, this.depth)) this.noteViolation(i, this.depth);
    }
  }

  private watchState(state: StateVector, depth: number): void {
    for (const watch of this.stateWatches) {
      if (watch.see(state, depth)) this.noteViolation(this.watches.indexOf(watch), depth);
    }
  }

  private noteViolation(monitor: number, depth: number): void {
    this.violationDepth = Math.min(this.violationDepth, depth);
    if (this.violated[monitor] === true) return;
    this.violated[monitor] = true;
    this.options.violation?.(monitor, depth);
  }

  /** Lets other work run when the time has come, and looks at the limits then. */
  private async giveTurn(unexpanded: number): Promise<void> {
    const { host, progress } = this.options;
    const now = host.now();
    if (now - this.lastTurn < TURN_MILLISECONDS) return;
    progress?.({
      states: this.store.size,
      transitions: this.transitions,
      depth: this.depth,
      frontier: this.store.size - this.levelStart(this.depth + 1) + unexpanded,
      seconds: (now - this.startedAt) / 1000,
    });
    await host.pause();
    this.lastTurn = host.now();
    this.checkLimits();
  }

  private checkLimits(): void {
    const { host, signal, timeout, maxMemory } = this.options;
    const memory = host.memory();
    this.peakMemory = Math.max(this.peakMemory, memory);
    if (this.limit !== null) return;
    if (signal?.aborted === true) this.limit = 'interrupt';
    else if (timeout !== undefined && host.now() - this.startedAt >= timeout * 1000)
      this.limit = 'time';
    else if (maxMemory !== undefined && memory > maxMemory) this.limit = 'memory';
  }

  private levelStart(level: number): number {
    return this.levels[level] ?? this.store.size;
  }
}
