// The transitions of stored states, read with the compiled code: one run of states after another. In: a packed
// store whose search is over. Out: per run the actions and the ids they lead to. Keeps nothing of a run but
// views that the next run overwrites.

import type { LabelledStepper, PackedSystem } from '../system/packed-system.ts';
import type { StateVector } from '../system/transition-system.ts';
import { BATCH, WINDOW } from './store/batch.ts';
import type { PackedStore } from './store/packed-store.ts';

/** The transitions of the states `from` .. `from + states` - 1. Views, valid until the next run. */
export interface EdgeRun {
  readonly states: number;
  /** Per state two entries: the number of transitions up to and with it, and bits of RECORD. */
  readonly records: Uint32Array;
  /** Per transition, by state; within a state in no particular order. */
  readonly actions: Uint32Array;
  readonly targets: Uint32Array;
}

export interface EdgeReader {
  /** Transitions of as many states as a batch holds, beginning with `from`. */
  run(from: number, end: number): EdgeRun;
  /** The id of a state, or -1. */
  find(state: StateVector): number;
}

export function edgeReader(store: PackedStore, packed: PackedSystem): EdgeReader {
  const capacity = BATCH + packed.maxSuccessors;
  const labels = store.reserve(4 * capacity);
  const records = store.reserve(8 * WINDOW);
  const finder = store.finder(capacity);
  const stepper: LabelledStepper = packed.labelled(store.memory);
  const view = (address: number, count: number) =>
    new Uint32Array(store.memory.buffer, address, count);
  return {
    run(from, end) {
      const { address, count } = store.run(from, end);
      const limit = store.batch + BATCH * store.stateBytes;
      const last = address + count * store.stateBytes;
      const stopped = stepper.step(address, last, store.batch, limit, labels, records);
      const states = (stopped - address) / store.stateBytes;
      const transitions = (stepper.successorsEnd() - store.batch) / store.stateBytes;
      finder.find(transitions);
      const perState = view(records, 2 * states);
      for (let i = 0; i < states; i++) {
        const ended = perState[2 * i] as number;
        perState[2 * i] = (ended - store.batch) / store.stateBytes;
      }
      return {
        states,
        records: perState,
        actions: view(labels, transitions),
        targets: view(finder.address, transitions),
      };
    },
    find(state) {
      store.writeFirst(state);
      finder.find(1);
      return view(finder.address, 1)[0] === UNKNOWN ? -1 : (view(finder.address, 1)[0] as number);
    },
  };
}

/** -1 as an unsigned number. */
const UNKNOWN = 2 ** 32 - 1;
