// Sets of small numbers as bits of 32-bit words. In: members. Out: words; rows of one array are sets of one size. Words
// are signed, so that V8 needs no room on its heap for any of them.

/** Words of a set that may hold 0 .. size - 1. */
export function wordsFor(size: number): number {
  return Math.max(1, Math.ceil(size / 32));
}

export function has(set: Int32Array, member: number): boolean {
  return (((set[member >>> 5] as number) >> (member & 31)) & 1) === 1;
}

export function put(set: Int32Array, member: number): void {
  set[member >>> 5] = (set[member >>> 5] as number) | (1 << (member & 31));
}

/** Whether two sets have a member in common. */
export function intersect(left: Int32Array, right: Int32Array): boolean {
  for (let w = 0; w < left.length; w++) {
    if (((left[w] as number) & (right[w] as number)) !== 0) return true;
  }
  return false;
}

/** One row of `words` words per set. */
export function rowsOf(sets: readonly (readonly number[])[], words: number): Int32Array {
  const rows = new Int32Array(sets.length * words);
  sets.forEach((members, row) => {
    for (const member of members) {
      const at = row * words + (member >>> 5);
      rows[at] = (rows[at] as number) | (1 << (member & 31));
    }
  });
  return rows;
}

/** How many bits of a 32-bit word are set. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
