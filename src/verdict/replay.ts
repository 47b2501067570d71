// Takes a saved trace again, on a program that may have changed since. In: the steps by name. Out: the run, and whether
// it still ends in the violation, or the first step that is not possible any more.

import type { Failure } from '../ir/expr.ts';
import type { Action, Program } from '../ir/program.ts';
import { type Interpreter, interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { isEvidence } from './evidence.ts';
import { checkedProperties } from './properties.ts';
import type { Checked, Trace, TraceStep } from './result.ts';

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

/** One way to read the steps so far, the last one and those before it: a name may stand for several actions. */
interface Reading {
  readonly state: StateVector;
  readonly last: { readonly action: number; readonly before: Reading } | null;
  readonly failure: Failure | null;
}

/** Replays on a fresh interpreter. Several actions of one name are all tried. */
export function replay(program: Program, saved: SavedTrace): ReplayResult {
  const property = checkedProperties(program).find(({ name }) => name === saved.property);
  if (property === undefined) return { fails: false, reason: 'no-such-property', step: 0 };
  const system = interpreter(program);
  const taken = readings(system, saved.steps);
  if ('reason' in taken) return { fails: false, ...taken };
  const evidence = evidenceIn(system, property, taken);
  if (evidence === null) {
    return { fails: false, reason: 'does-not-fail', step: saved.steps.length };
  }
  return { fails: true, steps: evidence.steps, failure: evidence.failure };
}

/** A run as it is taken, whatever it shows. */
type Taken = Pick<Trace, 'initial' | 'steps' | 'failure'>;

/** The run that saved steps name; one that shows `shows`, if it is given. Null if there is none. */
export function retake(
  system: Interpreter,
  steps: readonly SavedStep[],
  shows: Checked | null,
): Taken | null {
  const taken = readings(system, steps);
  if ('reason' in taken) return null;
  const [first] = taken;
  if (shows !== null) return evidenceIn(system, shows, taken);
  return first === undefined ? null : runOf(system, first);
}

function evidenceIn(
  system: Interpreter,
  property: Checked,
  taken: readonly Reading[],
): Taken | null {
  for (const reading of taken) {
    const run = runOf(system, reading);
    if (isEvidence(system, property, run)) return run;
  }
  return null;
}

function runOf(system: Interpreter, reading: Reading): Taken {
  const steps: TraceStep[] = [];
  for (let at = reading; at.last !== null; at = at.last.before) {
    steps.push({ action: at.last.action, state: at.state });
  }
  return { initial: system.initial(), steps: steps.reverse(), failure: reading.failure };
}

/** Every way to read the steps, at least one; or the first step that is not possible. */
function readings(
  system: Interpreter,
  steps: readonly SavedStep[],
):
  | readonly Reading[]
  | { readonly reason: 'no-such-action' | 'not-enabled'; readonly step: number } {
  const byPath = actionsByPath(system.program);
  let taken: readonly Reading[] = [{ state: system.initial(), last: null, failure: null }];
  for (const [i, step] of steps.entries()) {
    const actions = (byPath.get(step.path) ?? []).filter(action => isMeant(action, step));
    if (actions.length === 0) return { reason: 'no-such-action', step: i + 1 };
    taken = distinct(taken.flatMap(reading => advance(system, reading, actions)));
    if (taken.length === 0) return { reason: 'not-enabled', step: i + 1 };
  }
  return taken;
}

function actionsByPath({ actions }: Program): ReadonlyMap<string, readonly Action[]> {
  const byPath = new Map<string, Action[]>();
  for (const action of actions) {
    const same = byPath.get(action.path);
    if (same === undefined) byPath.set(action.path, [action]);
    else same.push(action);
  }
  return byPath;
}

function isMeant(action: Action, { bindings }: SavedStep): boolean {
  return (
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
    return [{ state, last: { action: id, before: reading }, failure: fired.failure }];
  });
}

/** The first reading per state; which actions led there does not matter to what follows. */
function distinct(readings: readonly Reading[]): readonly Reading[] {
  if (readings.length < 2) return readings;
  const seen = new Set<string>();
  return readings.filter(({ state, failure, last }) => {
    const failing = failure === null ? '' : String(last?.action);
    const key = `${state.join(',')} ${failing}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
