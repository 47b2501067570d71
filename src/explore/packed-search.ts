// Exact breadth-first search over a compiled system: batches of successors, then one call to the table. In:
// the compiled system, the reference system it was made from, monitors, limits. Out: the same exploration
// that `explore.ts` gives. What the compiled code notices is looked at again with the reference system, so
// that sightings are chosen the same way.

import type { PackedSystem, Stepper } from '../system/packed-system.ts';
import { HIT } from '../system/packed-system.ts';
import type { StateVector, TransitionSystem } from '../system/transition-system.ts';
import { Deadlocks } from './deadlocks.ts';
import type { Exploration, ExploreOptions, KeptLevels, SearchLimit } from './explore.ts';
import { KeptFailures } from './kept-failures.ts';
import { type LevelSearch, levelsAgain } from './levels-again.ts';
import { type Monitor, maskOf, Watch } from './monitor.ts';
import { Pace } from './pace.ts';
import { edgeReader } from './packed-edges.ts';
import { Crew } from './parallel/crew.ts';
import { predecessors } from './predecessors.ts';
import { restoreWatches, type SavedSearch, savedWatches } from './saved-search.ts';
import { type Snapshot, SnapshotTimer } from './snapshot.ts';
import type { Sharing } from './store/memory-map.ts';
import { PackedStore, type SavedStore } from './store/packed-store.ts';
import { LACK, Sweep } from './sweep.ts';

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

/** What is watched for, with its bits of a hit. */
interface Watching {
  readonly watch: Watch;
  readonly mask: number;
}

class PackedSearch implements LevelSearch {
  private readonly packed: PackedSystem;
  private readonly system: TransitionSystem;
  private readonly options: ExploreOptions;
  private readonly watches: readonly Watching[];
  private violated: boolean[];
  private readonly store: PackedStore;
  private readonly stepper: Stepper;
  private readonly sweep: Sweep;
  private levels: number[] = [0];
  private readonly listed = new Deadlocks();
  private readonly failing: KeptFailures;
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
  private violationDepth = Number.POSITIVE_INFINITY;

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
    this.watches = monitors.map((monitor, i) => ({
      watch: new Watch(monitor),
      mask: maskOf(monitor, bits[i] ?? null),
    }));
    this.violated = monitors.map(() => false);
    this.failing = new KeptFailures(
      options.resume === undefined && monitors.some(({ kind }) => kind === 'failure'),
    );
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
    const watches = this.watches.map(({ watch }) => watch);
    restoreWatches(watches, saved.watches, this.system);
    this.levels = [...saved.levels];
    this.listed.restore(saved.deadlockStates ?? []);
    this.violated = [...saved.violated];
    this.violationDepth = saved.violationDepth ?? Number.POSITIVE_INFINITY;
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
      watches: savedWatches(this.watches.map(({ watch }) => watch)),
      violated: this.violated,
      violationDepth: Number.isFinite(this.violationDepth) ? this.violationDepth : null,
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
    if (this.options.first === true && this.violationDepth <= this.depth && this.store.size > end) {
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

  /** States found and never expanded: the compiled code has not looked at them. */
  private lookAtFrontier(): void {
    const end = this.store.size;
    for (let id = this.levelStart(this.depth); id < end; id++) {
      this.store.read(id, this.current);
      for (const { watch } of this.watches) watch.see(this.current, this.depth);
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
    if ((mask & HIT.FAILURE) !== 0) this.lookAtFailures(id);
    if ((mask & HIT.DEADLOCK) !== 0) this.listed.add(id, this.current);
    // Iterators would make an object per watch, of a hundred thousand hits.
    for (let i = 0; i < this.watches.length; i++) {
      const { watch, mask: own } = this.watches[i] as Watching;
      if ((mask & own & ~HIT.FAILURE) === 0) continue;
      const violation =
        own === HIT.DEADLOCK
          ? watch.seeDeadlock(this.current, this.depth)
          : watch.see(this.current, this.depth);
      if (violation) this.noteViolation(i);
    }
  }

  /** What goes wrong here is asked of the reference system. */
  private lookAtFailures(id: number): void {
    this.system.failures(this.current, (action, failure) => {
      this.failing.add({ state: id, action, failure });
      for (let i = 0; i < this.watches.length; i++) {
        const { watch, mask } = this.watches[i] as Watching;
        if (mask !== HIT.FAILURE) continue;
        if (watch.seeFailure(this.current, this.depth, action, failure)) this.noteViolation(i);
      }
    });
  }

  private noteViolation(monitor: number): void {
    this.violationDepth = Math.min(this.violationDepth, this.depth);
    if (this.violated[monitor] === true) return;
    this.violated[monitor] = true;
    this.options.violation?.(monitor, this.depth);
  }

  /** A condition seen at an earlier level is of no more interest; deadlocks until enough are listed. */
  private wanted(): number {
    return this.watches.reduce((mask, { watch, mask: own }) => {
      if (own === HIT.DEADLOCK) {
        return watch.best !== null && this.listed.isFull ? mask : mask | own;
      }
      const settled =
        watch.monitor.kind === 'state' && watch.best !== null && watch.best.depth < this.depth;
      return settled ? mask : mask | own;
    }, 0);
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
      sightings: this.watches.map(({ watch }) => watch.best),
      failingActions: this.watches.map(({ watch }) => [...watch.failing].sort((a, b) => a - b)),
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
      failing: this.failing.all(),
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
