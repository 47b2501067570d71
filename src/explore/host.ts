// What the search is given of the machine it runs on, so that it asks no clock and no process itself.

export interface Host {
  /** Milliseconds from some fixed point. */
  now(): number;
  /** Bytes of memory in use. */
  memory(): number;
  /** Seconds of processor time used so far. */
  cpu(): number;
  /** Resolves after other work of the process had its turn. */
  pause(): Promise<void>;
  /**
   * Whether a vector load sees every entry in it as some thread has written it, and loads see what there is in their
   * order: the architecture warrants it.
   */
  readonly wholeVectors?: boolean;
  /** Starts a thread that runs `serve` (`parallel/serve.ts`) with this setup. */
  readonly startThread?: ((setup: object) => Thread) | undefined;
}

export interface Thread {
  /** Sends a message, which is there for it when this returns. */
  send(message: object): void;
  /** It has been told to end; this sees to it that it does. */
  stop(): void;
}
