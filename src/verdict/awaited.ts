// What the tasks of a state wait for, without who could end the wait: cheap enough for every state of a long
// trace. In: a state. Out: the tasks that cannot move, each with the first thing it waits for.

import type { WaitKind } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { standing } from './standing.ts';
import { firstMissing, startsByTask } from './waits.ts';

/** A task without an enabled system action that has neither ended nor is unspawned or crashed. */
export interface Awaited {
  readonly task: number;
  readonly process: number;
  /** Stands where it may stay for ever. */
  readonly resting: boolean;
  /** Of the thing it waits for; null where it waits for nothing that has a name. */
  readonly kind: WaitKind | null;
  /** `ram[0]`, evaluated in this state. */
  readonly on: string;
}

/** Prepares the question for the states of one program; answers are in order of task ids. */
export function awaiting(system: Interpreter): (state: StateVector) => Awaited[] {
  const { program } = system;
  const who = standing(program);
  const starts = startsByTask(program);
  return state => {
    const enabled = new Set(system.enabled(state));
    return program.tasks.flatMap((task): Awaited[] => {
      if (!who.takesPart(task.id, state)) return [];
      const here = starts[task.id]?.filter(start => start.move.from === state[task.at]) ?? [];
      if (here.some(start => enabled.has(start.action))) return [];
      const resting = system.evaluate(task.accepted, state) === 1;
      const one = { task: task.id, process: task.process, resting };
      for (const start of here) {
        const missing = firstMissing(system, start, state);
        if (missing === null) continue;
        const { kind, on } = missing.wait;
        return [{ ...one, kind, on: system.label(on, state) }];
      }
      return [{ ...one, kind: null, on: '' }];
    });
  };
}
