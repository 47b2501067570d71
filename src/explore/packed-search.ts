// Exact breadth-first search over a compiled system. In: the compiled system, the reference system it was made
// from, monitors, limits. Out: the same exploration that `explore.ts` gives. `sweep.ts` does the work;
// here is what it leaves undone: room, levels, limits.

import type { PackedSystem, Stepper } from '../system/packed-system.ts';
import { HIT } from '../system/packed-system.ts';
import type { StateVector, TransitionSystem } from '../system/transition-system.ts';
import { Deadlocks } from './deadlocks.ts';
import type { Exploration, ExploreOptions, KeptLevels, SearchLimit } from './explore.ts';
import { type LevelSearch, levelsAgain } from './levels-again.ts';
import type { Monitor } from './monitor.ts';
import { Pace } from './pace.ts';
import { edgeReader } from './packed-edges.ts';
import { Crew } from './parallel/crew.ts';
import { predecessors } from './predecessors.ts';
import type { SavedSearch } from './saved-search.ts';
import { type Snapshot, SnapshotTimer } from './snapshot.ts';
import type { Sharing } from './store/memory-map.ts';
import { PackedStore, type SavedStore } from './store/packed-store.ts';
import { Sweep } from './sweep.ts';
import { LACK } from './sweep-code.ts';
import { Watching } from './watching.ts';

const BATCHES_BETWEEN_LOOKS = 32;
/** So many states of a level are worth sharing. */
const LEAST_SHARED = 8192;

/**
 * Like `explore`. `bits`: for each monitor the index of its condition among those the system was compiled
 * with, or null for deadlocks and failures.
 */
export async function explorePacked(
  packed: PackedSystem,
  system: TransitionSystem,
  monitors: readonly Monitor[],
  bits: readonly (number | null)[],
  options: ExploreOptions,
): Promise<Exploration> {
  const search = new PackedSearch(packed, system, monitors, bits, options);
  if (options.resume === undefined) search.start();
  else await search.resume(options.resume);
  try {
    while (search.unfinished()) {
      await search.keepSnapshot();
      await search.expandLevel();
    }
  } finally {
    search.dismissCrew();
  }
  return search.result();
}

class PackedSearch implements LevelSearch {
  private readonly packed: PackedSystem;
  private readonly system: TransitionSystem;
  private readonly options: ExploreOptions;
  private readonly watching: Watching;
  private readonly store: PackedStore;
  private readonly stepper: Stepper;
  private readonly sweep: Sweep;
  private levels: number[] = [0];
  private readonly listed = new Deadlocks();
  private readonly current: StateVector;
  private readonly maxStates: number;
  private readonly keepStates: number;
  private readonly workers: number;
  private crew: Crew | null = null;
  private readonly snapshotTimer: SnapshotTimer;
  private readonly pace: Pace;
  private depth = 0;
  private transitions = 0;
  private deadlocks = 0;
  private limit: SearchLimit | null = null;

  constructor(
    packed: PackedSystem,
    system: TransitionSystem,
    monitors: readonly Monitor[],
    bits: readonly (number | null)[],
    options: ExploreOptions,
  ) {
    this.packed = packed;
    this.system = system;
    this.options = options;
    this.watching = new Watching(system, monitors, bits, options);
    this.workers = packed.shareable ? workersFor(options) : 1;
    this.store = new PackedStore(packed, this.sharing(), options.memories);
    this.stepper = packed.stepper(this.store.memory);
    this.sweep = new Sweep(this.store, this.stepper, packed.words, this.workers > 1);
    this.current = new Int32Array(system.width);
    this.maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
    this.keepStates = options.keepStates ?? Number.POSITIVE_INFINITY;
    this.snapshotTimer = new SnapshotTimer(options.host.now, options.snapshots?.every ?? 0);
    this.pace = new Pace(options);
  }

  private sharing(): Sharing {
    if (this.workers === 1) return 'none';
    return this.options.host.wholeVectors === true ? 'whole' : 'torn';
  }

  start(): void {
    this.store.start(this.system.initial());
    this.levels.push(1);
    this.limit ??= this.pace.reached();
  }

  /** Goes on between two levels. */
  async resume(snapshot: Snapshot): Promise<void> {
    // The keeper vouches for the shape.
    const saved = snapshot.data as SavedSearch;
    await this.store.restore(saved.store as SavedStore, snapshot);
    this.watching.restore(saved);
    this.levels = [...saved.levels];
    this.listed.restore(saved.deadlockStates ?? []);
    this.depth = saved.depth;
    this.transitions = saved.transitions;
    this.deadlocks = saved.deadlocks;
    this.limit ??= this.pace.reached();
  }

  /** Between two levels: hands out a snapshot if one is due. */
  async keepSnapshot(): Promise<void> {
    const { snapshots } = this.options;
    if (snapshots === undefined || !this.snapshotTimer.isDue) return;
    const { data: store, ...memory } = this.store.saved();
    const data: SavedSearch = {
      store,
      levels: this.levels,
      deadlockIds: this.listed.ids,
      deadlockStates: this.listed.saved(),
      ...this.watching.saved(),
      depth: this.depth,
      transitions: this.transitions,
      deadlocks: this.deadlocks,
    };
    await this.snapshotTimer.take(() => snapshots.keep({ data, ...memory }));
  }

  unfinished(): boolean {
    return this.limit === null && this.levelStart(this.depth) < this.levelStart(this.depth + 1);
  }

  async expandLevel(): Promise<void> {
    const end = this.levelStart(this.depth + 1);
    this.stepper.startLevel();
    this.stepper.want(this.wanted());
    let id = this.levelStart(this.depth);
    while (id < end && this.limit === null) {
      if (this.workers > 1 && (await this.isShared(end - id))) {
        await this.expandTogether(id, end);
        break;
      }
      id += await this.expandRun(id, end);
    }
    this.listed.endLevel();
    if (this.store.size > end) this.levels.push(this.store.size);
    if (this.limit !== null) return;
    const { first } = this.options;
    if (first === true && this.watching.hasViolation(this.depth) && this.store.size > end) {
      this.limit = 'first';
    }
    this.depth += 1;
    if (this.limit === 'first') this.lookAtFrontier();
  }

  private async isShared(states: number): Promise<boolean> {
    if (this.options.alwaysShare !== true) return states >= LEAST_SHARED && this.crewIsReady();
    while (this.workers > 1 && !this.crewIsReady()) await this.options.host.pause();
    return this.workers > 1;
  }

  /** Threads are started when there is enough to do; until they are there, this one goes on alone. */
  private crewIsReady(): boolean {
    const { startThread } = this.options.host;
    if (this.workers === 1 || startThread === undefined) return false;
    this.crew ??= new Crew(this.store, this.packed, this.options.host, startThread, this.workers);
    return this.crew.ready;
  }

  private async expandTogether(from: number, end: number): Promise<void> {
    const { crew, store } = this;
    if (crew === null) return;
    const turn = async () => {
      await this.giveTurn(end - from);
      return this.limit !== null;
    };
    await this.withinMemory(() =>
      crew.expand(from, end, this.wanted(), turn, ({ transitions, deadlocks }, hits) => {
        this.transitions += transitions;
        this.deadlocks += deadlocks;
        for (const { id, mask } of hits) {
          store.read(id, this.current);
          this.lookAt(mask, id);
        }
      }),
    );
    await this.withinMemory(async () => store.recodeIfDue());
    if (store.size > this.keepStates) store.release(end);
  }

  dismissCrew(): void {
    this.crew?.dismiss();
    this.crew = null;
  }

  /** States found and never expanded. */
  private lookAtFrontier(): void {
    const end = this.store.size;
    for (let id = this.levelStart(this.depth); id < end; id++) {
      this.store.read(id, this.current);
      this.watching.see(this.current, this.depth);
    }
  }

  /** Expands the states from `id` on that lie together; returns how many. */
  private async expandRun(id: number, end: number): Promise<number> {
    const { store, sweep } = this;
    const { address, count } = store.queue.run(id, end);
    sweep.begin(address, count);
    for (let lack: number = LACK.turn; lack !== LACK.nothing && this.limit === null; ) {
      lack = this.sweepOn();
      if (lack === LACK.hits) this.lookAtHits(id);
      if (lack === LACK.turn) await this.giveTurn(end - id);
    }
    if (store.size > this.keepStates) store.release(id + count);
    return count;
  }

  /** Until something is lacking, which it sees to if it is memory. */
  private sweepOn(): number {
    const { store, sweep, stepper } = this;
    let lack: number = LACK.nothing;
    try {
      lack = sweep.run(BATCHES_BETWEEN_LOOKS, this.maxStates);
      if (lack === LACK.parts) store.growParts();
      else if (lack === LACK.room && store.size >= this.maxStates) this.limit = 'states';
      else if (lack === LACK.room) sweep.makeRoom();
    } catch (thrown) {
      this.memoryRanOut(thrown);
    }
    this.transitions += sweep.takeTransitions();
    this.deadlocks += stepper.takeDeadlocks();
    return lack;
  }

  private async withinMemory(work: () => Promise<void>): Promise<void> {
    if (this.limit !== null) return;
    try {
      await work();
    } catch (thrown) {
      this.memoryRanOut(thrown);
    }
  }

  private memoryRanOut(thrown: unknown): void {
    if (!(thrown instanceof RangeError)) throw thrown;
    this.limit = 'memory';
  }

  private lookAtHits(firstId: number): void {
    for (const { address, position, mask } of this.sweep.hits()) {
      this.store.readAt(address, this.current);
      this.lookAt(mask, firstId + position);
    }
  }

  private lookAt(mask: number, id: number): void {
    if ((mask & HIT.DEADLOCK) !== 0) this.listed.add(id, this.current);
    this.watching.look(mask, id, this.current, this.depth);
  }

  private wanted(): number {
    return this.watching.wanted(this.depth, this.listed.isFull);
  }

  result(): Exploration {
    const { store, packed, listed } = this;
    const { size, bytes } = store;
    const found = {
      complete: this.limit === null,
      limit: this.limit,
      states: size,
      transitions: this.transitions,
      deadlocks: this.deadlocks,
      deadlockIds: listed.ids,
      depth: this.levels.length - 2,
      ...this.watching.outcome(),
      workers: this.workers,
      levels: this.levels,
      peakMemory: this.pace.peakMemory,
    };
    if (!store.complete) {
      return {
        ...found,
        store: { size, bytes, read: (id, into) => listed.read(id, into) },
        candidates: null,
        edges: null,
        failing: null,
        again: levelsAgain(searchFor(packed, this.system, this.options), this.options),
      };
    }
    return {
      ...found,
      store,
      candidates: this.candidates(),
      edges: () => edgeReader(store, packed),
      failing: this.watching.failures(),
      again: null,
    };
  }

  mayForget(now: boolean): void {
    this.store.queue.mayRelease(this.levelStart(this.depth));
    if (now) this.store.queue.releaseSome();
  }

  keptLevels(): KeptLevels {
    const { store, levels, limit } = this;
    const firstLevel = levels.findIndex(start => start >= store.queue.firstKept);
    return {
      store,
      levels,
      candidates: this.candidates(),
      firstLevel: limit === null ? firstLevel : levels.length,
    };
  }

  private candidates(): KeptLevels['candidates'] {
    const { store, stepper, packed } = this;
    return (from, end, targets) => {
      stepper.want(0);
      return predecessors(store, stepper, packed, from, end, targets);
    };
  }

  private async giveTurn(unexpanded: number): Promise<void> {
    const reached = await this.pace.giveTurn(() => ({
      states: this.store.size,
      transitions: this.transitions,
      depth: this.depth,
      frontier: this.store.size - this.levelStart(this.depth + 1) + unexpanded,
    }));
    this.limit ??= reached;
  }

  private levelStart(level: number): number {
    return this.levels[level] ?? this.store.size;
  }
}

function workersFor({ workers = 1, maxStates, host }: ExploreOptions): number {
  return maxStates === undefined && host.startThread !== undefined ? workers : 1;
}

/** A search for levels alone. Holds on to nothing of the one before. */
function searchFor(
  packed: PackedSystem,
  system: TransitionSystem,
  { host, memories }: ExploreOptions,
): () => LevelSearch {
  return () => new PackedSearch(packed, system, [], [], { host, memories });
}
