// Which stored states have a given successor, found with the compiled code: a whole batch is expanded and
// looked through, and only a batch that holds a wanted state is taken apart. In: a packed store and its
// stepper. Out: ids. Changes nothing but the batch buffer.

import type { PackedSystem, Stepper } from '../system/packed-system.ts';
import type { StateVector } from '../system/transition-system.ts';
import { BATCH } from './store/batch.ts';
import type { PackedStore } from './store/packed-store.ts';

/** Ids in from .. end - 1 of the states with a transition to one of `targets`, ascending. */
export function predecessors(
  store: PackedStore,
  stepper: Stepper,
  packed: PackedSystem,
  from: number,
  end: number,
  targets: readonly StateVector[],
): number[] {
  const wanted = targets.map(target => wordsOf(packed, target));
  const found: number[] = [];
  for (let id = from; id < end; ) {
    const { address, count } = store.run(id, end);
    const stopped = step(store, stepper, address, count);
    const expanded = (stopped - address) / store.stateBytes;
    if (holds(store, stepper, wanted)) {
      for (let i = 0; i < expanded; i++) {
        step(store, stepper, address + i * store.stateBytes, 1);
        if (holds(store, stepper, wanted)) found.push(id + i);
      }
    }
    id += expanded;
  }
  return found;
}

function step(store: PackedStore, stepper: Stepper, address: number, count: number): number {
  const limit = store.batch + BATCH * store.stateBytes;
  return stepper.step(address, address + count * store.stateBytes, store.batch, limit, store.hits);
}

/** 32-bit halves of a packed state. */
function wordsOf(packed: PackedSystem, state: StateVector): Uint32Array {
  const words = new BigUint64Array(packed.words);
  packed.pack(state, words, 0);
  return new Uint32Array(words.buffer);
}

/** Some successor of the last step is one of the wanted states. */
function holds(store: PackedStore, stepper: Stepper, wanted: readonly Uint32Array[]): boolean {
  const halves = store.stateBytes / 4;
  const batch = new Uint32Array(
    store.memory.buffer,
    store.batch,
    (stepper.successorsEnd() - store.batch) / 4,
  );
  for (let at = 0; at < batch.length; at += halves) {
    for (const words of wanted) if (equalAt(batch, at, words)) return true;
  }
  return false;
}

function equalAt(batch: Uint32Array, at: number, words: Uint32Array): boolean {
  for (let i = 0; i < words.length; i++) if (batch[at + i] !== words[i]) return false;
  return true;
}
