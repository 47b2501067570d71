// Exact depth-first search over a compiled system. In: the compiled system, the reference system it was made from,
// monitors, limits. Out: what `depth-first.ts` gives; runs may differ, for successors are taken in the order of
// the compiled code. `depth-first-code.ts` does the work; here is what it leaves undone: room, hits, limits.

import { InternalError } from '../diagnostic/internal-error.ts';
import { HIT, type PackedSystem, type Stepper } from '../system/packed-system.ts';
import {
  compareStates,
  type StateVector,
  type TransitionSystem,
} from '../system/transition-system.ts';
import { ModuleCache } from '../wasm/module-cache.ts';
import type { DepthFirst } from './depth-first.ts';
import {
  type DepthFirstExports,
  type DepthFirstPlaces,
  depthFirstModule,
  FRAME_BYTES,
  REASON,
} from './depth-first-code.ts';
import { type ExploreOptions, MAX_LISTED_DEADLOCKS, type SearchLimit } from './explore.ts';
import type { Monitor } from './monitor.ts';
import { Pace } from './pace.ts';
import type { PathStep } from './paths.ts';
import { BATCH } from './store/batch.ts';
import { PackedStore } from './store/packed-store.ts';
import { CHUNK_ROOTS } from './store/root-queue.ts';
import { WORK } from './store/table-code.ts';
import { Watching } from './watching.ts';

/** Of searches with the same places in memory. */
const MODULES = new ModuleCache(16);
/** Expansions between two looks at the clock. */
const TURNS = 1 << 14;
/** Frames that lie together. */
const FRAMES = 1 << 14;
const FRAMES_BYTES = FRAMES * FRAME_BYTES;
/** Room for 2^30 states. */
const MAX_CHUNKS = 1 << 16;
const HASHES = 32;
/** What one instance of the code leaves to the next. */
const COPIED = ['top', 'next', 'first', 'last', 'fresh', 'size', 'depth', 'longest'] as const;

/** As `exploreDepthFirst`; `bits` as in `explorePacked`. */
export async function explorePackedDepthFirst(
  packed: PackedSystem,
  system: TransitionSystem,
  monitors: readonly Monitor[],
  bits: readonly (number | null)[],
  options: ExploreOptions,
): Promise<DepthFirst> {
  const search = new PackedDepthFirst(packed, system, monitors, bits, options);
  search.start();
  while (search.unfinished()) await search.goOn();
  return search.result();
}

class PackedDepthFirst {
  private readonly system: TransitionSystem;
  private readonly options: ExploreOptions;
  private readonly watching: Watching;
  /** Per monitor: ids on the stack when its sighting was made. */
  private readonly stacks: (Uint32Array | null)[];
  private readonly store: PackedStore;
  private readonly stepper: Stepper;
  private readonly pace: Pace;
  private readonly places: DepthFirstPlaces;
  private readonly module: WebAssembly.Module;
  /** Where frames lie. */
  private readonly chunks: number[] = [];
  private words32 = new Uint32Array(0);
  private readonly deadlockIds: number[] = [];
  private readonly current: StateVector;
  private readonly maxStates: number;
  private code: DepthFirstExports;
  private linked: unknown;
  /** The one that holds the topmost frame; -1: the stack is empty. */
  private chunk = 0;
  private deadlocks = 0;
  private limit: SearchLimit | null = null;

  constructor(
    packed: PackedSystem,
    system: TransitionSystem,
    monitors: readonly Monitor[],
    bits: readonly (number | null)[],
    options: ExploreOptions,
  ) {
    this.system = system;
    this.options = options;
    this.pace = new Pace(options);
    this.watching = new Watching(system, monitors, bits, options, monitor => {
      this.stacks[monitor] = this.stack();
    });
    this.stacks = monitors.map(() => null);
    this.store = new PackedStore(packed, 'none', options.memories);
    this.stepper = packed.stepper(this.store.memory);
    this.current = new Int32Array(system.width);
    this.maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
    this.places = {
      words: packed.words,
      chunks: this.store.reserve(4 * MAX_CHUNKS),
      state: this.store.reserve(this.store.stateBytes),
      successors: this.store.batch,
      hits: this.store.hits,
      roots: this.store.reserve(8 * (BATCH + packed.maxSuccessors)),
      hashes: this.store.reserve(8 * HASHES),
      list: this.store.list,
    };
    const { places } = this;
    this.module = MODULES.get(JSON.stringify(places), () => depthFirstModule(places));
    this.code = this.link();
  }

  /** The code over the table's code as it is now. */
  private link(): DepthFirstExports {
    const { encode, decode, missing, enter } = this.store.code;
    const env = {
      memory: this.store.memory,
      ...this.stepper.exports,
      encode,
      decode,
      missing,
      enter,
    };
    this.linked = this.store.code;
    return new WebAssembly.Instance(this.module, { env }).exports as unknown as DepthFirstExports;
  }

  /** The same search over the table's code as it is now. */
  private relink(): void {
    const before = this.code;
    this.code = this.link();
    this.code.transitions.value = before.transitions.value;
    for (const name of COPIED) this.code[name].value = before[name].value;
  }

  start(): void {
    this.store.start(this.system.initial());
    const first = this.enterChunk(0);
    this.u32[first / 4] = 0;
    this.code.top.value = first;
    this.code.next.value = first + FRAME_BYTES;
    this.code.fresh.value = 1;
    this.code.size.value = 1;
    this.stepper.want(this.wanted());
    this.limit = this.pace.reached();
  }

  unfinished(): boolean {
    return this.limit === null && this.chunk >= 0;
  }

  async goOn(): Promise<void> {
    try {
      this.runOnce();
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.limit = 'memory';
    }
    if (!this.unfinished()) return;
    const limit = await this.pace.giveTurn(() => ({
      states: this.store.size,
      transitions: Number(this.code.transitions.value),
      depth: this.code.depth.value,
      frontier: this.code.depth.value + 1,
    }));
    this.limit ??= limit;
  }

  /** Runs the code until there is something that it cannot do itself, and does that. */
  private runOnce(): void {
    const { store, places } = this;
    store.recodeIfDue();
    const opened = store.openTail(this.maxStates);
    const used = store.size % CHUNK_ROOTS;
    this.u32[places.chunks / 4 + (store.size - used) / CHUNK_ROOTS] = opened - 8 * used;
    if (store.code !== this.linked) this.relink();
    this.code.turns.value = TURNS;
    const reason = this.code.run();
    const { tailIsUsed } = store;
    store.closeTail(opened);
    switch (reason) {
      case REASON.hit:
        this.lookAt(this.u32[places.hits / 4 + 1] as number);
        break;
      case REASON.full:
        if (store.size >= this.maxStates) this.limit = 'states';
        else if (!tailIsUsed) store.split(this.u64[(places.list + WORK.HASH) / 8] as bigint);
        break;
      case REASON.parts:
        store.growParts();
        break;
      case REASON.push:
        this.code.next.value = this.enterChunk(this.chunk + 1);
        break;
      case REASON.pop:
        this.leaveChunk();
        break;
    }
  }

  /** Frames go to this chunk from now on; returns where it begins. */
  private enterChunk(chunk: number): number {
    this.chunk = chunk;
    const begin = this.chunks[chunk] ?? this.store.reserve(FRAMES_BYTES);
    this.chunks[chunk] = begin;
    this.code.first.value = begin;
    this.code.last.value = begin + FRAMES_BYTES;
    return begin;
  }

  /** Goes on with the last frame of the chunk below; the stack is empty if there is none. */
  private leaveChunk(): void {
    if (this.chunk === 0) {
      this.chunk = -1;
      return;
    }
    const end = this.enterChunk(this.chunk - 1) + FRAMES_BYTES;
    this.code.top.value = end - FRAME_BYTES;
    this.code.next.value = end;
  }

  /** What was noticed about the state on top. */
  private lookAt(hit: number): void {
    this.store.readAt(this.places.state, this.current);
    const id = this.u32[(this.code.top.value >>> 0) / 4] as number;
    if ((hit & HIT.DEADLOCK) !== 0) this.noteDeadlock(id);
    this.watching.look(hit, id, this.current, this.depth);
    if (this.options.first === true && this.watching.hasViolation(this.depth))
      this.limit ??= 'first';
    // Values as large as the largest are of no interest.
    this.stepper.startLevel();
    this.stepper.want(this.wanted());
  }

  private noteDeadlock(id: number): void {
    this.deadlocks += 1;
    if (this.deadlockIds.length < MAX_LISTED_DEADLOCKS) this.deadlockIds.push(id);
  }

  /** Deadlocks are counted by their hits. */
  private wanted(): number {
    return this.watching.wanted(this.depth, false) | HIT.DEADLOCK;
  }

  private get depth(): number {
    return this.code.depth.value;
  }

  /** Ids on the stack, from the initial state on. */
  private stack(): Uint32Array {
    const ids = new Uint32Array(this.depth + 1);
    for (let i = 0; i < ids.length; i++) {
      const chunk = this.chunks[Math.floor(i / FRAMES)] as number;
      ids[i] = this.u32[(chunk + FRAME_BYTES * (i % FRAMES)) / 4] as number;
    }
    return ids;
  }

  /** Between two states of a run the least action that leads from one to the other is taken. */
  private run(monitor: number): PathStep[] {
    const ids = this.stacks[monitor];
    if (ids == null) throw new InternalError('a run that was not seen');
    const steps: PathStep[] = [];
    const from = new Int32Array(this.system.width);
    this.store.read(ids[0] as number, from);
    for (const id of ids.subarray(1)) {
      const state = new Int32Array(this.system.width);
      this.store.read(id, state);
      steps.push({ action: actionBetween(this.system, from, state), state });
      from.set(state);
    }
    return steps;
  }

  result(): DepthFirst {
    return {
      complete: this.limit === null,
      limit: this.limit,
      states: this.store.size,
      transitions: Number(this.code.transitions.value),
      deadlocks: this.deadlocks,
      deadlockIds: this.deadlockIds,
      depth: this.code.longest.value,
      ...this.watching.outcome(),
      run: monitor => this.run(monitor),
      store: this.store,
      peakMemory: this.pace.peakMemory,
    };
  }

  private get u32(): Uint32Array {
    const { buffer } = this.store.memory;
    if (this.words32.buffer !== buffer) this.words32 = new Uint32Array(buffer);
    return this.words32;
  }

  private get u64(): BigUint64Array {
    return new BigUint64Array(this.store.memory.buffer);
  }
}

function actionBetween(system: TransitionSystem, from: StateVector, to: StateVector): number {
  let found = -1;
  system.expand(from, {
    successor(action, next) {
      if (found < 0 && compareStates(next, to) === 0) found = action;
    },
    failure() {},
  });
  if (found < 0) throw new InternalError('no action leads from a state of the stack to the next');
  return found;
}
