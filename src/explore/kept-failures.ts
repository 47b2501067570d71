// Where actions go wrong, as a search comes upon it. In: each such step once, and whether the search looks for them.
// Out: all of them, by state and then by action, or null where they are too many or were not looked for.

import type { FailingEdge } from './explore.ts';

/** More are found again by whoever needs them. */
const MOST_KEPT = 2 ** 18;

export class KeptFailures {
  private kept: FailingEdge[] | null;

  constructor(looked: boolean) {
    this.kept = looked ? [] : null;
  }

  /** Of a state by ascending action. */
  add(one: FailingEdge): void {
    if (this.kept === null) return;
    if (this.kept.length < MOST_KEPT) this.kept.push(one);
    else this.kept = null;
  }

  /** Threads do not find them in order. */
  all(): readonly FailingEdge[] | null {
    return this.kept?.sort((a, b) => a.state - b.state) ?? null;
  }
}
