// A stack of whole numbers below 2^32 in one typed array that doubles. Throws RangeError where the machine
// has no memory left.

const INITIAL_LENGTH = 1 << 10;

export class Growing {
  private room = new Uint32Array(INITIAL_LENGTH);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(item: number): void {
    if (this.count === this.room.length) {
      const larger = new Uint32Array(this.room.length * 2);
      larger.set(this.room);
      this.room = larger;
    }
    this.room[this.count] = item;
    this.count += 1;
  }

  pop(): void {
    this.count -= 1;
  }

  /** A copy of all items, from the bottom. */
  items(): Uint32Array {
    return this.room.slice(0, this.count);
  }

  /** The topmost item. */
  get last(): number {
    return this.room[this.count - 1] as number;
  }

  set last(item: number) {
    this.room[this.count - 1] = item;
  }
}
