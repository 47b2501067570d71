// Does a trace show what is said of it? In: a property and a run. Out: yes or no. Used on every trace before
// it is shown, and on saved ones. What is said of all that can follow is searched for again.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { OrderPair, Program } from '../ir/program.ts';
import { type Interpreter, interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { canReach, stuckIn } from './possibility.ts';
import { isTrue } from './properties.ts';
import type { Checked, Trace } from './result.ts';
import { acquiresInWrongOrder } from './violations.ts';

/** What is looked at: the run's states and actions, whoever found it. */
export type Run = Pick<Trace, 'initial' | 'steps' | 'failure'>;

export type Certify = (property: Checked, trace: Trace) => void;

/**
 * Takes traces again on an interpreter that nothing else uses, made when the first one comes; throws InternalError
 * for one that is no run or shows nothing.
 */
export function certifier(program: Program): Certify {
  let system: Interpreter | null = null;
  return (property, trace) => {
    system ??= interpreter(program);
    if (!isRun(system, trace)) {
      throw new InternalError(`the trace for ${property.name} is not a run`);
    }
    // The largest value seen is none above the limit where the bound holds.
    const claimed = property.kind === 'bound' ? { ...property, limit: null } : property;
    if (!isEvidence(system, claimed, trace)) {
      throw new InternalError(`the trace for ${property.name} does not show it`);
    }
  };
}

/** For a violated property: the violation; for `reachable` and `bound`: the witness. */
export function isEvidence(system: Interpreter, property: Checked, run: Run): boolean {
  const { failure } = run;
  if (property.kind === 'error') return failure !== null && failure.error !== 'assert';
  if (property.kind === 'assertion') return failure?.error === 'assert';
  if (failure !== null) return false;
  const state = run.steps.at(-1)?.state ?? run.initial;
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
    case 'partial-deadlock':
      return stuckIn(system, state).length > 0;
    case 'always-possible':
      return !canReach(system, state, property.condition);
    case 'order':
      return property.pairs.some(pair => firesFirst(run, pair));
    case 'lock-order': {
      const before = run.steps.at(-2)?.state ?? run.initial;
      return run.steps.length > 0 && acquiresInWrongOrder({ system }, property)(before, state);
    }
    case 'goal':
    case 'vacuity':
      return false;
  }
}

/** The run ends in the second action, and the first has not fired. */
function firesFirst({ steps }: Run, { first, second }: OrderPair): boolean {
  const last = steps.at(-1)?.action;
  if (last === undefined || !second.includes(last)) return false;
  return steps.every(({ action }) => !first.includes(action));
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
