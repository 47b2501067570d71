// What a search over a compiled system watches for, and what comes of a hit. In: monitors, each with its bits of a
// hit; states of which the compiled code has noticed something. Out: sightings, what is violated, what is worth
// noticing from now on. A hit is looked at again with the reference system, so that sightings are chosen as there.

import { HIT } from '../system/packed-system.ts';
import type { StateVector, TransitionSystem } from '../system/transition-system.ts';
import type { ExploreOptions, FailingEdge, SearchOutcome } from './explore.ts';
import { KeptFailures } from './kept-failures.ts';
import { type Monitor, maskOf, Watch } from './monitor.ts';
import { restoreWatches, type SavedSearch, savedWatches } from './saved-search.ts';

interface Watched {
  readonly watch: Watch;
  readonly mask: number;
}

/** What of a search that goes on later is kept here. */
type SavedWatching = Pick<SavedSearch, 'watches' | 'violated' | 'violationDepth'>;

export class Watching {
  private readonly system: TransitionSystem;
  private readonly options: ExploreOptions;
  private readonly sighted: ((monitor: number) => void) | null;
  private readonly watched: readonly Watched[];
  private readonly kept: KeptFailures;
  private violated: boolean[];
  private violationDepth = Number.POSITIVE_INFINITY;

  /**
   * `bits`: for each monitor the index of its condition among those the system was compiled with, or null for
   * deadlocks and failures. `sighted`: told of every sighting that is better than those before, in a search that
   * prefers the first one and wants no list of failures; null: the least one is preferred.
   */
  constructor(
    system: TransitionSystem,
    monitors: readonly Monitor[],
    bits: readonly (number | null)[],
    options: ExploreOptions,
    sighted: ((monitor: number) => void) | null = null,
  ) {
    this.system = system;
    this.options = options;
    this.sighted = sighted;
    this.watched = monitors.map((monitor, i) => ({
      watch: new Watch(monitor, sighted === null ? 'least' : 'first'),
      mask: maskOf(monitor, bits[i] ?? null),
    }));
    this.violated = monitors.map(() => false);
    const seesAll = sighted === null && options.resume === undefined;
    this.kept = new KeptFailures(seesAll && monitors.some(({ kind }) => kind === 'failure'));
  }

  /** A state of which the compiled code has noticed `hit`. */
  look(hit: number, id: number, state: StateVector, depth: number): void {
    if ((hit & HIT.FAILURE) !== 0) this.lookAtFailures(id, state, depth);
    // Iterators would make an object per watch, of a hundred thousand hits.
    for (let i = 0; i < this.watched.length; i++) {
      const { watch, mask } = this.watched[i] as Watched;
      if ((hit & mask & ~HIT.FAILURE) === 0) continue;
      const before = watch.best;
      const violation =
        mask === HIT.DEADLOCK ? watch.seeDeadlock(state, depth) : watch.see(state, depth);
      this.note(i, before !== watch.best, violation, depth);
    }
  }

  /** What goes wrong here is asked of the reference system. */
  private lookAtFailures(id: number, state: StateVector, depth: number): void {
    this.system.failures(state, (action, failure) => {
      this.kept.add({ state: id, action, failure });
      for (let i = 0; i < this.watched.length; i++) {
        const { watch, mask } = this.watched[i] as Watched;
        if (mask !== HIT.FAILURE) continue;
        const before = watch.best;
        const violation = watch.seeFailure(state, depth, action, failure);
        this.note(i, before !== watch.best, violation, depth);
      }
    });
  }

  private note(monitor: number, isBest: boolean, violation: boolean, depth: number): void {
    if (isBest) this.sighted?.(monitor);
    if (!violation) return;
    this.violationDepth = Math.min(this.violationDepth, depth);
    if (this.violated[monitor] === true) return;
    this.violated[monitor] = true;
    this.options.violation?.(monitor, depth);
  }

  /** A state that was found and is not expanded any more: the compiled code does not look at it. */
  see(state: StateVector, depth: number): void {
    for (const { watch } of this.watched) watch.see(state, depth);
  }

  /** Whether something is violated in a state of this depth, or of less. */
  hasViolation(depth: number): boolean {
    return this.violationDepth <= depth;
  }

  /** Bits of the hits that can still matter; deadlocks can until one is sighted and enough are listed. */
  wanted(depth: number, enoughDeadlocks: boolean): number {
    return this.watched.reduce((wanted, { watch, mask }) => {
      const settled =
        mask === HIT.DEADLOCK ? watch.best !== null && enoughDeadlocks : watch.isSettled(depth);
      return settled ? wanted : wanted | mask;
    }, 0);
  }

  outcome(): Pick<SearchOutcome, 'sightings' | 'failingActions'> {
    return {
      sightings: this.watched.map(({ watch }) => watch.best),
      failingActions: this.watched.map(({ watch }) => [...watch.failing].sort((a, b) => a - b)),
    };
  }

  /** Where actions go wrong, by state, then by action; null where not all of it was seen or kept. */
  failures(): readonly FailingEdge[] | null {
    return this.kept.all();
  }

  saved(): SavedWatching {
    const { violated, violationDepth } = this;
    return {
      watches: savedWatches(this.watched.map(({ watch }) => watch)),
      violated,
      violationDepth: Number.isFinite(violationDepth) ? violationDepth : null,
    };
  }

  restore(saved: SavedWatching): void {
    const watches = this.watched.map(({ watch }) => watch);
    restoreWatches(watches, saved.watches, this.system);
    this.violated = [...saved.violated];
    this.violationDepth = saved.violationDepth ?? Number.POSITIVE_INFINITY;
  }
}
