// One table whose segments lie in several memories, for one thread. In: the table's code on each memory. Out: functions
// like those of the code on the first memory. What they are given and give lies in the first memory. Each memory's
// code knows the segments of its own; in its directory, what lies elsewhere is a segment without entries.

import type { Reach } from './memories.ts';
import { WORK_BYTES } from './memory-map.ts';
import { type SortingExports, sortingModule } from './sorting-code.ts';
import type { TableExports } from './table-module.ts';

/** A memory as 64-bit and 32-bit words, however large it has grown. */
class Words {
  private readonly memory: WebAssembly.Memory;
  private words32 = new Uint32Array(0);
  private words64 = new BigUint64Array(0);

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
  }

  get u32(): Uint32Array {
    const { buffer } = this.memory;
    if (this.words32.buffer !== buffer) this.words32 = new Uint32Array(buffer);
    return this.words32;
  }

  get u64(): BigUint64Array {
    const { buffer } = this.memory;
    if (this.words64.buffer !== buffer) this.words64 = new BigUint64Array(buffer);
    return this.words64;
  }

  /** Copies 64-bit words between addresses of two memories. */
  copyFrom(other: Words, from: number, to: number, count: number): void {
    this.u64.set(other.u64.subarray(from / 8, from / 8 + count), to / 8);
  }
}

/** One of the further memories. */
interface Further {
  readonly code: TableExports;
  readonly words: Words;
  /** Addresses of a work list, and of room for as many roots. */
  readonly list: number;
  readonly roots: number;
}

const UNKNOWN = 2 ** 32 - 1;

/** `codes`: on the memories of `reach`, in their order. */
export function joinedTable(
  first: TableExports,
  memory: WebAssembly.Memory,
  codes: readonly TableExports[],
  reach: Reach,
): TableExports {
  const home = new Words(memory);
  const further = reach.further.map(
    ({ memory, list, roots }, i): Further => ({
      code: codes[i] as TableExports,
      words: new Words(memory),
      list,
      roots,
    }),
  );
  const { sort } = sorter(reach, memory, first);

  /** As `enter` does, of entries that belong in one of the further memories. */
  function enterFurther({ code, words, list, roots }: Further, at: number, end: number): number {
    words.copyFrom(home, at, list, (end - at) / 8);
    const tail = first.tail.value >>> 0;
    const room = Math.min((first.tailEnd.value >>> 0) - tail, 8 * reach.capacity);
    code.tail.value = roots;
    code.tailEnd.value = roots + room;
    const reached = code.enter(list, list + (end - at)) >>> 0;
    const written = (code.tail.value >>> 0) - roots;
    home.copyFrom(words, roots, tail, written / 8);
    first.tail.value = tail + written;
    return at + (reached - list);
  }

  /** Runs `body` for runs of roots, as many as have room at once, copied to a further memory. */
  function copied(
    roots: number,
    count: number,
    body: (one: Further, done: number, some: number) => void,
  ): void {
    for (const one of further) {
      for (let done = 0; done < count; done += reach.capacity) {
        const some = Math.min(reach.capacity, count - done);
        one.words.copyFrom(home, roots + 8 * done, one.roots, some);
        body(one, done, some);
      }
    }
  }

  return {
    ...first,
    /** What is left, where it stops, is from there to the end as before: in another order. */
    enter(at, end) {
      sort(at, end, reach.sorting);
      let next = at >>> 0;
      for (let memory = 0; memory <= further.length; memory++) {
        const count = home.u32[reach.sorting / 4 + memory] as number;
        if (count === 0) continue;
        const last = next + WORK_BYTES * count;
        const one = further[memory - 1];
        const reached =
          one === undefined ? first.enter(next, last) >>> 0 : enterFurther(one, next, last);
        if (reached !== last) return reached;
        next = last;
      }
      return next;
    },
    missing(roots, wanted, hashes) {
      let missing = first.missing(roots, wanted, hashes);
      for (const { code, words, list, roots: copy } of further) {
        if (missing === 0) break;
        words.copyFrom(home, roots >>> 0, copy, 32 - Math.clz32(missing));
        missing = code.missing(copy, missing, list);
      }
      return missing;
    },
    number(roots, count, id) {
      first.number(roots, count, id);
      copied(roots, count, ({ code, roots: copy }, done, some) => {
        code.number(copy, some, id + done);
      });
    },
    lookUp(roots, count, to) {
      first.lookUp(roots, count, to);
      copied(roots, count, ({ code, words, list, roots: copy }, done, some) => {
        code.lookUp(copy, some, list);
        for (let i = 0; i < some; i++) {
          const id = words.u32[list / 4 + i] as number;
          if (id !== UNKNOWN) home.u32[to / 4 + done + i] = id;
        }
      });
    },
    shift: {
      get value() {
        return first.shift.value;
      },
      set value(bits) {
        for (const { shift } of [first, ...codes]) shift.value = bits;
      },
    },
  };
}

function sorter({ empty }: Reach, memory: WebAssembly.Memory, { shift }: TableExports) {
  const shared = memory.buffer instanceof SharedArrayBuffer;
  const module = new WebAssembly.Module(sortingModule(empty, shared));
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory, shift: shift as WebAssembly.Global<'i64'> },
  });
  return exports as unknown as SortingExports;
}
