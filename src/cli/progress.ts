// The line that shows how far a search is. In: counts. Out: one line on standard error that overwrites itself;
// nothing where that is no terminal.

import type { Terminal } from './terminal.ts';

export interface ProgressCounts {
  readonly states: number;
  readonly depth: number;
  readonly frontier: number;
  readonly seconds: number;
}

export interface ProgressLine {
  show(counts: ProgressCounts): void;
  /** A line that stays. */
  note(text: string): void;
  clear(): void;
}

const CLEAR = '\r\x1b[K';
/** A short run shows nothing. */
const PATIENCE_SECONDS = 0.5;
const PERIOD_SECONDS = 0.2;

export function progressLine(terminal: Terminal, label: string, wanted: boolean): ProgressLine {
  let shownAt = 0;
  const enabled = wanted && terminal.errIsTTY;
  const write = (text: string) => void terminal.err(text);
  return {
    show(counts) {
      if (!enabled || counts.seconds < PATIENCE_SECONDS) return;
      if (shownAt > 0 && counts.seconds - shownAt < PERIOD_SECONDS) return;
      shownAt = counts.seconds;
      const rate = Math.round(counts.states / counts.seconds);
      write(
        `${CLEAR}${label}${counts.states} states, depth ${counts.depth}, ` +
          `${counts.frontier} to expand, ${rate} states/s`,
      );
    },
    note(text) {
      if (enabled) write(`${shownAt > 0 ? CLEAR : ''}${text}\n`);
    },
    clear() {
      if (enabled && shownAt > 0) write(CLEAR);
      shownAt = 0;
    },
  };
}

/** A line that overwrites itself whenever there is something new; nothing where that is no terminal. */
export function statusLine(
  terminal: Terminal,
  wanted: boolean,
): { show(text: string): void; clear(): void } {
  const enabled = wanted && terminal.errIsTTY;
  const write = (text: string) => {
    if (enabled) void terminal.err(`${CLEAR}${text}`);
  };
  return { show: write, clear: () => write('') };
}
