// Does the end of a trace show what is said of it? In: a property, the last state and how the last action
// went wrong. Out: yes or no. Used on every trace before it is shown, and on saved ones.

import type { Failure } from '../ir/expr.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { isTrue } from './properties.ts';
import type { Checked, Trace } from './result.ts';
import { isUndecided } from './undecided.ts';

/** For a violated property: the violation; for `reachable` and `bound`: the witness. */
export function isEvidence(
  system: Interpreter,
  property: Checked,
  state: StateVector,
  failure: Failure | null,
): boolean {
  if (isUndecided(property)) return false;
  if (property.kind === 'error') return failure !== null && failure.error !== 'assert';
  if (property.kind === 'assertion') return failure?.error === 'assert';
  if (failure !== null) return false;
  switch (property.kind) {
    case 'deadlock':
      return isDeadlock(system, state);
    case 'invariant':
      return !isTrue(system.evaluate(property.condition, state));
    case 'reachable':
      return isTrue(system.evaluate(property.condition, state));
    case 'bound': {
      const value = system.evaluate(property.value, state);
      return typeof value === 'number' && (property.limit === null || value > property.limit);
    }
  }
}

/** True if the trace can be taken step by step on `system`, through the states it names. */
export function isRun(system: Interpreter, trace: Trace): boolean {
  let state = system.initial();
  if (!sameState(state, trace.initial)) return false;
  for (const [i, step] of trace.steps.entries()) {
    const fired = system.fire(state, step.action);
    if (fired === null) return false;
    if (fired.next === null) {
      return (
        i === trace.steps.length - 1 &&
        trace.failure === fired.failure &&
        sameState(state, step.state)
      );
    }
    if (!sameState(fired.next, step.state)) return false;
    state = fired.next;
  }
  return trace.failure === null;
}

function isDeadlock(system: Interpreter, state: StateVector): boolean {
  const actions = system.program.actions;
  const owed = system.enabled(state).some(id => actions[id]?.class === 'system');
  return !owed && !system.accepted(state);
}

function sameState(left: StateVector, right: StateVector): boolean {
  return left.length === right.length && left.every((value, cell) => value === right[cell]);
}
