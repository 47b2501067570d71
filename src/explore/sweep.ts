// A run of states is expanded, and what they lead to entered, until something is lacking. In: a store, a stepper,
// where a run lies. Out: what is lacking, counts, what was noticed. Gives no turns and looks at no state.

import type { Stepper } from '../system/packed-system.ts';
import { ModuleCache } from '../wasm/module-cache.ts';
import type { PackedStore } from './store/packed-store.ts';
import { WORK } from './store/table-code.ts';
import type { TableExports } from './store/table-module.ts';
import { SWEEP_GLOBALS, type SweepExports, sweepModule } from './sweep-code.ts';

/** Of searches with the same places in memory. */
const MODULES = new ModuleCache(16);

/** Something noticed about a state of the run. */
export interface SweepHit {
  /** Of the packed state; valid until the next call. */
  readonly address: number;
  /** Position in the run. */
  readonly position: number;
  readonly mask: number;
}

export class Sweep {
  private readonly store: PackedStore;
  private readonly stepper: Stepper;
  private readonly module: WebAssembly.Module;
  private linked: TableExports;
  private code: SweepExports;
  /** Where what was kept of the first state of the run lies. */
  private first = 0;

  constructor(store: PackedStore, stepper: Stepper, words: number, shared: boolean) {
    this.store = store;
    this.stepper = stepper;
    const parts = [words, store.area, shared] as const;
    this.module = MODULES.get(JSON.stringify(parts), () => sweepModule(...parts));
    this.linked = store.code;
    this.code = this.link();
  }

  /** `count` states, of which this was kept from `address` on. */
  begin(address: number, count: number): void {
    this.first = address;
    this.code.at.value = address;
    this.code.end.value = address + 8 * count;
  }

  /** Expands so many batches at most; keeps `maxStates` at most. Returns a LACK. RangeError where memory has run out. */
  run(batches: number, maxStates: number): number {
    const { store } = this;
    // What is listed has hashes of the roots of now.
    if (this.isEmpty) store.recodeIfDue();
    if (store.code !== this.linked) this.relink();
    const opened = store.openTail(maxStates);
    this.code.turns.value = batches;
    const lack = this.code.run(store.workBase, store.hits);
    store.closeTail(opened);
    return lack;
  }

  /** Makes room where `run` has found none, unless it is the tail that was used up. RangeError as there. */
  makeRoom(): void {
    if (this.store.tailIsUsed) return;
    const item = this.code.item.value >>> 0;
    this.store.split(this.store.arena.u64[(item + WORK.HASH) / 8] as bigint);
  }

  /** Transitions since the last call. */
  takeTransitions(): number {
    const count = this.code.successors.value >>> 0;
    this.code.successors.value = 0;
    return count;
  }

  /** Of the states that were expanded last. */
  hits(): SweepHit[] {
    const { store, stepper, code } = this;
    const pairs = new Uint32Array(
      store.memory.buffer,
      store.hits,
      (stepper.hitsEnd() - store.hits) / 4,
    ).slice();
    return Array.from({ length: pairs.length / 2 }, (_, i) => {
      const address = pairs[2 * i] as number;
      const position = positionOf(code, this.first, address, store.stateBytes);
      return { address, position, mask: pairs[2 * i + 1] as number };
    });
  }

  private get isEmpty(): boolean {
    return this.code.item.value === this.code.itemEnd.value;
  }

  private link(): SweepExports {
    this.linked = this.store.code;
    return linkSweep(this.module, this.store.code, this.stepper, this.store.memory);
  }

  /** Goes on over the table's code as it is now. */
  private relink(): void {
    const before = this.code;
    this.code = this.link();
    goOnWith(this.code, before, this.store.stateBytes);
  }
}

/** The code of a sweep over a stepper and a table. */
export function linkSweep(
  module: WebAssembly.Module,
  { decode, prepare, listed, enter }: TableExports,
  { exports: { step, out, hits } }: Stepper,
  memory: WebAssembly.Memory,
): SweepExports {
  const env = { memory, step, out, hits, decode, prepare, listed, enter };
  return new WebAssembly.Instance(module, { env }).exports as unknown as SweepExports;
}

/** `code` goes on where `before` was. What is in the window is decoded again: states have got other roots. */
export function goOnWith(code: SweepExports, before: SweepExports, stateBytes: number): void {
  for (const name of SWEEP_GLOBALS) code[name].value = before[name].value;
  const { at, windowKept, window, next, windowEnd } = code;
  if (next.value === windowEnd.value) return;
  at.value = windowKept.value + (8 * (next.value - window.value)) / stateBytes;
  windowEnd.value = next.value;
}

/** Position in its run, which begins at `first`, of the state at an address of the window. */
export function positionOf(
  { window, windowKept }: SweepExports,
  first: number,
  address: number,
  stateBytes: number,
): number {
  const before = ((windowKept.value >>> 0) - first) / 8;
  return before + (address - (window.value >>> 0)) / stateBytes;
}
