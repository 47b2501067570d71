// How a state vector becomes a short record of 32-bit words. In: the domains of the cells. Out: packing
// and unpacking functions. Cells do not straddle words; a cell with one value takes no bits.

import type { Domain, StateVector } from '../../system/transition-system.ts';

export interface Packing {
  /** Words per record; at least 1. */
  readonly words: number;
  pack(state: StateVector, into: Uint32Array, offset: number): void;
  unpack(from: Uint32Array, offset: number, state: StateVector): void;
}

/** Lays the cells out in order, each in as many bits as its domain needs. */
export function packing(domains: readonly Domain[]): Packing {
  const { word, shift, words } = layOut(domains);
  const low = Int32Array.from(domains, domain => domain.lo);
  const mask = Uint32Array.from(domains, domain => 2 ** bitsFor(domain) - 1);
  const width = domains.length;
  return {
    words,
    pack(state, into, offset) {
      into.fill(0, offset, offset + words);
      for (let i = 0; i < width; i++) {
        const at = offset + (word[i] as number);
        const value = (state[i] as number) - (low[i] as number);
        into[at] = (into[at] as number) | (value << (shift[i] as number));
      }
    },
    unpack(from, offset, state) {
      for (let i = 0; i < width; i++) {
        const bits = (from[offset + (word[i] as number)] as number) >>> (shift[i] as number);
        state[i] = ((bits & (mask[i] as number)) >>> 0) + (low[i] as number);
      }
    },
  };
}

function layOut(domains: readonly Domain[]) {
  const word = new Uint32Array(domains.length);
  const shift = new Uint8Array(domains.length);
  let used = 0;
  let current = 0;
  domains.forEach((domain, i) => {
    const bits = bitsFor(domain);
    if (used + bits > 32) {
      current += 1;
      used = 0;
    }
    word[i] = current;
    // A shift by 32 would be one by 0; a cell without bits may stand anywhere.
    shift[i] = bits === 0 ? 0 : used;
    used += bits;
  });
  return { word, shift, words: current + 1 };
}

/** Bits for the distance of any value from the lowest; at most 32. */
function bitsFor({ lo, hi }: Domain): number {
  return 32 - Math.clz32(hi - lo);
}
