// What a follower does from its start to its end. In: where it works, and a way to get messages without waiting.
// Out: nothing but its record in the shared memory.

import { type StepperCode, stepperFor } from '../../system/stepper.ts';
import { joinedTable } from '../store/joined-table.ts';
import type { Reach } from '../store/memories.ts';
import type { TableExports } from '../store/table-module.ts';
import { CONTROL, CONTROL_ADDRESS, MODE, RECORD, STATUS } from './control.ts';
import { Member, type Place } from './member.ts';

/** How roots are laid out, as it can be sent. */
export interface FollowerCoding {
  readonly module: WebAssembly.Module;
  /** The further memories that the table lies in; null: it lies in one. */
  readonly reach: Reach | null;
}

export interface Setup {
  readonly memory: WebAssembly.Memory;
  readonly place: Place;
  readonly stepper: StepperCode;
  readonly coding: FollowerCoding;
  /** The round before the first. */
  readonly round: number;
}

/** Works in every round until the leader ends it. `receive` gives the next message, which has been sent. */
export function serve(setup: Setup, receive: () => FollowerCoding): void {
  const { memory, place } = setup;
  const words = new Int32Array(memory.buffer);
  const control = (word: number) => CONTROL_ADDRESS / 4 + word;
  const stepper = stepperFor(setup.stepper, memory);
  const member = new Member(memory, place, stepper, instance(setup.coding, memory));
  let { round } = setup;
  let coding = 0;
  Atomics.add(words, control(CONTROL.READY), 1);
  for (;;) {
    Atomics.wait(words, control(CONTROL.ROUND), round);
    const now = Atomics.load(words, control(CONTROL.ROUND));
    if (now === round) continue;
    round = now;
    if (Atomics.load(words, control(CONTROL.MODE)) === MODE.QUIT) return;
    try {
      for (; coding !== Atomics.load(words, control(CONTROL.CODING)); coding++)
        member.recode(instance(receive(), memory));
      member.work(null);
    } catch {
      words[place.base / 4 + RECORD.STATUS] = STATUS.FAILED;
      Atomics.store(words, control(CONTROL.STOP), 1);
    }
    Atomics.sub(words, control(CONTROL.RUNNING), 1);
    Atomics.notify(words, control(CONTROL.RUNNING));
  }
}

function instance({ module, reach }: FollowerCoding, memory: WebAssembly.Memory): TableExports {
  const on = (one: WebAssembly.Memory) =>
    new WebAssembly.Instance(module, { env: { memory: one } }).exports as unknown as TableExports;
  const first = on(memory);
  const further = reach?.further.map(one => on(one.memory)) ?? [];
  return reach === null ? first : joinedTable(first, memory, further, reach);
}
