// What a question about a few cells needs of many states: only the values of these cells, each combination once.
// In: the cells a question reads, and states one after another. Out: whether their values are new, or what was
// answered for them before. Knows no question.

import type { ReadableStates } from '../graph/state-index.ts';
import type { CellId } from '../ir/expr.ts';
import type { Cell } from '../ir/program.ts';
import { Numbering } from '../system/numbering.ts';
import type { StateVector } from '../system/transition-system.ts';

/** Up to this many combinations of values have a place in an array. */
const MOST_PLACES = 2 ** 20;

/** Says of every state whether one with the same values was shown before. */
export class Projection {
  private readonly numbering: Numbering;
  private readonly places: Uint8Array | null;
  private readonly others = new Set<number | string>();

  constructor(reads: Iterable<CellId>, domains: readonly Cell[]) {
    this.numbering = new Numbering(reads, domains);
    const { size } = this.numbering;
    this.places = size <= MOST_PLACES ? new Uint8Array(size) : null;
  }

  isNew(state: StateVector): boolean {
    const { numbering, places, others } = this;
    if (places !== null) {
      const number = numbering.numberOf(state);
      if (places[number] === 1) return false;
      places[number] = 1;
      return true;
    }
    const key =
      numbering.size <= Number.MAX_SAFE_INTEGER
        ? numbering.numberOf(state)
        : numbering.textOf(state);
    if (others.has(key)) return false;
    others.add(key);
    return true;
  }
}

/** The same answers as `holds`, which reads no other cells; asked once for equal values where they are few. */
export function remembered(
  reads: Iterable<CellId>,
  domains: readonly Cell[],
  holds: (state: StateVector) => boolean,
): (state: StateVector) => boolean {
  const numbering = new Numbering(reads, domains);
  if (numbering.size > MOST_PLACES) return holds;
  const answers = new Uint8Array(numbering.size);
  return state => {
    const number = numbering.numberOf(state);
    if (answers[number] === 0) answers[number] = holds(state) ? 1 : 2;
    return answers[number] === 1;
  };
}

/**
 * For each list of cells, states that together show every combination of their values; other cells than those of
 * all lists may hold anything. Lists of the same cells have the same answer.
 */
export function representatives(
  states: ReadableStates,
  domains: readonly Cell[],
  lists: readonly Iterable<CellId>[],
): StateVector[][] {
  const asked = lists.map(reads => [...new Set(reads)].sort((a, b) => a - b));
  const found = new Map<string, { readonly seen: Projection; readonly shown: StateVector[] }>();
  for (const cells of asked) {
    if (found.has(cells.join())) continue;
    found.set(cells.join(), { seen: new Projection(cells, domains), shown: [] });
  }
  const different = [...found.values()];
  const cells = new Set(asked.flat());
  const read = states.readerOf?.(cells) ?? ((id, into) => states.read(id, into));
  const state = new Int32Array(domains.length);
  for (let id = 0; id < states.size && different.length > 0; id++) {
    read(id, state);
    for (const { seen, shown } of different) if (seen.isNew(state)) shown.push(state.slice());
  }
  return asked.map(cells => found.get(cells.join())?.shown ?? []);
}
