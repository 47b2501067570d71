// The words for each kind of wait. In: wait kind and the text of what is waited for. Out: "waits for page
// ram[0]" and "only X can place". One table, so that every report uses the same words.

import type { WaitKind } from '../ir/program.ts';

export interface Wording {
  /** Completes "dst.main_loop waits ..." */
  readonly waits: (on: string) => string;
  /** Completes "which only X can ..." */
  readonly can: string;
}

export const WORDING: Readonly<Record<WaitKind, Wording>> = {
  condition: { waits: on => `waits until ${on}`, can: 'make true' },
  recv: { waits: on => `waits for a message on ${on}`, can: 'send' },
  send: { waits: on => `waits for room in ${on}`, can: 'make by receiving' },
  connect: { waits: on => `waits to connect ${on}`, can: 'allow' },
  accept: { waits: on => `waits for a connection on ${on}`, can: 'open' },
  refused: { waits: on => `waits for ${on} to be refused`, can: 'refuse' },
  error: { waits: on => `waits for an error on ${on}`, can: 'cause' },
  semaphore: { waits: on => `waits for semaphore ${on}`, can: 'post' },
  mutex: { waits: on => `waits for mutex ${on}`, can: 'unlock' },
  condvar: { waits: on => `waits for a signal on ${on}`, can: 'give' },
  event: { waits: on => `waits for event ${on}`, can: 'set' },
  page: { waits: on => `waits for page ${on}`, can: 'place' },
  fault: { waits: on => `waits for a page fault in ${on}`, can: 'raise' },
  join: { waits: on => `waits for ${on} to end`, can: 'bring about' },
  turn: { waits: on => `waits for its turn in ${on}`, can: 'give' },
};

/**
 * What is told first: who waits for something that another one makes or gives; then who waits to be told something;
 * then who only waits for the others to be done.
 */
export const RANK: Readonly<Record<WaitKind, number>> = {
  condition: 0,
  send: 0,
  semaphore: 0,
  mutex: 0,
  condvar: 0,
  event: 0,
  page: 0,
  fault: 0,
  recv: 1,
  connect: 1,
  accept: 1,
  refused: 1,
  error: 1,
  join: 2,
  turn: 2,
};

/** "a", "a or b", "a, b or c"; more than `most` names are counted instead. */
export function alternatives(names: readonly string[], most: number, plural: string): string {
  if (names.length > most) return `${names.length} ${plural}`;
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
