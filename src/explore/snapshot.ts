// What a search hands out so that another process can go on with it. In: nothing. Out: the shapes. Where it is
// kept, and whether what comes back is whole, is not known here.

/** Plain data that JSON keeps as it is, and memory piece by piece. */
export interface Snapshot {
  readonly data: unknown;
  /** Bytes of all pieces together. */
  readonly bytes: number;
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Takes snapshots while a search runs. */
export interface SnapshotKeeper {
  /** Seconds from one snapshot to the next, at least. */
  readonly every: number;
  /** Keeps the snapshot before it resolves; the search goes on whether or not that worked. */
  keep(snapshot: Snapshot): Promise<void>;
}

/** Snapshots may take a tenth of the time, no more. */
const SHARE = 0.1;

/** When the next snapshot is due. In: a clock in milliseconds. */
export class SnapshotTimer {
  private readonly now: () => number;
  private readonly every: number;
  private dueAt: number;

  /** The first one is due at once: a place that cannot be written is noticed at the start. */
  constructor(now: () => number, every: number) {
    this.now = now;
    this.every = every * 1000;
    this.dueAt = now();
  }

  get isDue(): boolean {
    return this.now() >= this.dueAt;
  }

  async take(keeping: () => Promise<void>): Promise<void> {
    const startedAt = this.now();
    await keeping();
    const end = this.now();
    this.dueAt = end + Math.max(this.every, (end - startedAt) / SHARE);
  }
}
