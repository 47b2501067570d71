// Takes a saved trace again, on a program that may have changed since. In: the steps by name. Out: whether
// the run still ends in the violation, or the first step that is not possible any more.

import type { Failure } from '../ir/expr.ts';
import type { Action, Program } from '../ir/program.ts';
import { type Interpreter, interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { isEvidence } from './evidence.ts';
import { checkedProperties } from './properties.ts';
import type { TraceStep } from './result.ts';

/** One step as it is saved: names, which survive edits of the model better than ids. */
export interface SavedStep {
  readonly path: string;
  readonly bindings: Action['bindings'];
}

export interface SavedTrace {
  /** Name of the property it is evidence for. */
  readonly property: string;
  readonly steps: readonly SavedStep[];
}

export type ReplayResult =
  | { readonly fails: true; readonly steps: readonly TraceStep[]; readonly failure: Failure | null }
  | {
      readonly fails: false;
      readonly reason: 'no-such-property' | 'no-such-action' | 'not-enabled' | 'does-not-fail';
      /** From 1: the step that is not possible, or the last one; 0 where no step matters. */
      readonly step: number;
    };

/** One way to read the steps so far: a name may stand for several actions. */
interface Reading {
  readonly state: StateVector;
  readonly steps: readonly TraceStep[];
  readonly failure: Failure | null;
}

/** Replays on a fresh interpreter. Several actions of one name are all tried. */
export function replay(program: Program, saved: SavedTrace): ReplayResult {
  const property = checkedProperties(program).find(({ name }) => name === saved.property);
  if (property === undefined) return { fails: false, reason: 'no-such-property', step: 0 };
  const system = interpreter(program);
  let readings: Reading[] = [{ state: system.initial(), steps: [], failure: null }];
  for (const [i, step] of saved.steps.entries()) {
    const actions = program.actions.filter(action => isMeant(action, step));
    if (actions.length === 0) return { fails: false, reason: 'no-such-action', step: i + 1 };
    readings = distinct(readings.flatMap(reading => advance(system, reading, actions)));
    if (readings.length === 0) return { fails: false, reason: 'not-enabled', step: i + 1 };
  }
  const initial = system.initial();
  const evidence = readings.find(({ steps, failure }) =>
    isEvidence(system, property, { initial, steps, failure }),
  );
  if (evidence === undefined) {
    return { fails: false, reason: 'does-not-fail', step: saved.steps.length };
  }
  return { fails: true, steps: evidence.steps, failure: evidence.failure };
}

function isMeant(action: Action, { path, bindings }: SavedStep): boolean {
  return (
    action.path === path &&
    action.bindings.length === bindings.length &&
    action.bindings.every(({ name, value }) =>
      bindings.some(saved => saved.name === name && saved.value === value),
    )
  );
}

function advance(system: Interpreter, reading: Reading, actions: readonly Action[]): Reading[] {
  // A run ends where an action goes wrong.
  if (reading.failure !== null) return [];
  return actions.flatMap(({ id }) => {
    const fired = system.fire(reading.state, id);
    if (fired === null) return [];
    const state = fired.next ?? reading.state;
    return [{ state, steps: [...reading.steps, { action: id, state }], failure: fired.failure }];
  });
}

/** The first reading per state; which actions led there does not matter to what follows. */
function distinct(readings: readonly Reading[]): Reading[] {
  const seen = new Set<string>();
  return readings.filter(({ state, failure, steps }) => {
    const failing = failure === null ? '' : String(steps.at(-1)?.action);
    const key = `${state.join(',')} ${failing}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
