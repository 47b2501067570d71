// How much work questions about a program may take. In: the most for one, and for all. Out: a share for each, less
// as less is left. What is counted are steps, not time: the answers are the same on every machine.

/** A question may use up a hundredth of what is left. */
const SHARE = 100;

export interface Limits {
  /** For one question. */
  readonly most: number;
  /** For one question, as long as anything is left. */
  readonly least: number;
  /** For all of them. */
  readonly inAll: number;
}

export class Budget {
  private readonly limits: Limits;
  private left: number;

  constructor(limits: Limits) {
    this.limits = limits;
    this.left = limits.inAll;
  }

  /** Steps that the next question may take. */
  share(): number {
    const { most, least } = this.limits;
    const share = Math.max(least, Math.floor(this.left / SHARE));
    return this.left <= 0 ? 0 : Math.min(most, share);
  }

  spend(steps: number): void {
    this.left -= steps;
  }

  /** Steps taken so far. */
  get spent(): number {
    return this.limits.inAll - this.left;
  }
}
