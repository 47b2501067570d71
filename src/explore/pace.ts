// When a search lets other work run, and the limits it looks at then: time, memory, interrupts. In: the
// options of a search. Out: the limit that was reached, or null. Counts nothing itself.

import type { ExploreOptions, Progress, SearchLimit } from './explore.ts';

/** Well below the 50 ms after which a terminal feels slow, for a look can come late. */
const TURN_MILLISECONDS = 25;

export class Pace {
  private readonly options: ExploreOptions;
  private readonly startedAt: number;
  private lastTurn: number;
  private peak: number;

  constructor(options: ExploreOptions) {
    this.options = options;
    this.startedAt = options.host.now();
    this.lastTurn = this.startedAt;
    this.peak = options.host.memory();
  }

  /** Largest memory seen, in bytes. */
  get peakMemory(): number {
    this.peak = Math.max(this.peak, this.options.host.memory());
    return this.peak;
  }

  /** Lets other work run when the time has come, and says which limit was reached meanwhile. */
  async giveTurn(counts: () => Omit<Progress, 'seconds'>): Promise<SearchLimit | null> {
    const { host, progress } = this.options;
    const now = host.now();
    if (now - this.lastTurn < TURN_MILLISECONDS) return null;
    progress?.({ ...counts(), seconds: (now - this.startedAt) / 1000 });
    await host.pause();
    this.lastTurn = host.now();
    return this.reached();
  }

  /** The limit that is reached by now. */
  reached(): SearchLimit | null {
    const { host, signal, timeout, maxMemory } = this.options;
    const memory = host.memory();
    this.peak = Math.max(this.peak, memory);
    if (signal?.aborted === true) return 'interrupt';
    if (timeout !== undefined && host.now() - this.startedAt >= timeout * 1000) return 'time';
    if (maxMemory !== undefined && memory > maxMemory) return 'memory';
    return null;
  }
}
