// Nondeterministic effects: an action whose effects choose is lowered once per combination of choices. In:
// the number of alternatives at each choice point, as they are met. Out: the alternative to take, and
// whether another combination remains.

/** An odometer over choice points: run, `advance`, run again until it returns false. */
export class Oracle {
  private digits: { value: number; size: number }[] = [];
  private position = 0;

  /** The alternative (0..size-1) to take at the next choice point. */
  choose(size: number): number {
    const known = this.digits[this.position];
    if (known === undefined) this.digits.push({ value: 0, size });
    const value = known?.value ?? 0;
    this.position += 1;
    return value;
  }

  /** Runs `work` and tells whether it took any alternative but the first of each. */
  watch<T>(work: () => T): { readonly result: T; readonly beyondFirst: boolean } {
    const from = this.position;
    const result = work();
    const taken = this.digits.slice(from, this.position);
    return { result, beyondFirst: taken.some(digit => digit.value > 0) };
  }

  /** Moves to the next combination; false when all were taken. */
  advance(): boolean {
    this.position = 0;
    while (this.digits.length > 0) {
      const last = this.digits[this.digits.length - 1] as { value: number; size: number };
      last.value += 1;
      if (last.value < last.size) return true;
      this.digits.pop();
    }
    return false;
  }
}
