// A counterexample with its steps regrouped per thread, where they commute. In: a result with its trace. Out: the same
// result with a run of the same steps that ends in the same state and changes between threads as seldom as was found;
// or the trace as it was. Whether the steps commute is decided on the interpreter, which takes the new run.

import type { Program } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { compareStates, type StateVector } from '../system/transition-system.ts';
import { fewestSwitches } from './fewest-switches.ts';
import { type HappensBefore, happensBefore, type Insight, NO_INSIGHT } from './happens-before.ts';
import {
  type Checked,
  type OrderAnswer,
  type PropertyResult,
  stateBefore,
  type Trace,
  type TraceStep,
} from './result.ts';

/** Who looks at verdicts only, or wants the order in which the steps were found, gets traces as they are. */
export interface RegroupOptions {
  readonly rawOrder?: boolean | undefined;
  readonly brief?: boolean | undefined;
}

/** The result with every trace of it regrouped. */
export function regroupResult(
  system: Interpreter,
  result: PropertyResult,
  options: RegroupOptions,
): PropertyResult {
  if (leavesOrder(options)) return result;
  const { property, trace, order } = result;
  return {
    ...result,
    trace: trace && regroup(system, trace, keepsLast(property)),
    order: order && regroupOrder(system, order),
  };
}

/** The same of what a search saw. */
export function regroupFinding<F extends { readonly property: Checked; readonly trace: Trace }>(
  system: Interpreter,
  finding: F,
  options: RegroupOptions,
): F {
  if (leavesOrder(options)) return finding;
  return { ...finding, trace: regroup(system, finding.trace, keepsLast(finding.property)) };
}

function leavesOrder({ rawOrder, brief }: RegroupOptions): boolean {
  return rawOrder === true || brief === true;
}

/** Where nothing moves any more every step has its part; elsewhere the last one is what is shown. */
function keepsLast({ kind }: Checked): boolean {
  return kind !== 'deadlock' && kind !== 'partial-deadlock';
}

function regroupOrder(system: Interpreter, order: OrderAnswer): OrderAnswer {
  const { after, before } = order;
  return {
    ...order,
    after: after && regroup(system, after, true),
    before: before && regroup(system, before, true),
  };
}

/** Longer traces are not looked at value by value. */
const MOST_STEPS_WITH_VALUES = 2_000;
/** How often a value that was thought not to matter may turn out to. */
const MOST_RETRIES = 20;

/** `keepLast`: the last step stays the last. */
export function regroup(system: Interpreter, trace: Trace, keepLast: boolean): Trace {
  const { program } = system;
  const actors = trace.steps.map(({ action }) => actorsOf(program, action));
  const known = switches(actors, [...actors.keys()]);
  const attempt = (insight: Insight) => {
    const order = orderOf(actors, happensBefore(program, trace, insight), keepLast);
    return switches(actors, order) < known ? take(system, trace, order) : null;
  };
  if (known === 0) return trace;
  // The finest order first: where what it supposes does not hold, the run cannot be taken.
  const doubted = new Set<number>();
  for (let retry = 0; retry < MOST_RETRIES && actors.length <= MOST_STEPS_WITH_VALUES; retry++) {
    const taken = attempt({ handover: true, matters: valueTest(system, trace, doubted) });
    if (taken === null || 'steps' in taken) {
      if (taken === null) break;
      return taken;
    }
    if (taken.failed === null || doubted.has(taken.failed)) break;
    doubted.add(taken.failed);
  }
  for (const handover of [true, false]) {
    const taken = attempt({ ...NO_INSIGHT, handover });
    if (taken !== null && 'steps' in taken) return taken;
  }
  return trace;
}

/** Asks the interpreter what a step would do had it read another value; of a doubted one every value matters. */
function valueTest(
  system: Interpreter,
  trace: Trace,
  doubted: ReadonlySet<number>,
): Insight['matters'] {
  return (step, cell, value) => {
    const taken = trace.steps[step];
    const before = stateBefore(trace, step);
    if (taken === undefined || doubted.has(step)) return true;
    if (before[cell] === value) return false;
    const changed = before.slice();
    changed[cell] = value;
    const fired = system.fire(changed, taken.action);
    if (fired === null || fired.next === null) return true;
    changed.set(fired.next);
    if (changed[cell] !== value) return true;
    changed[cell] = taken.state[cell] as number;
    return compareStates(changed, taken.state) !== 0;
  };
}

function orderOf(
  actors: readonly (readonly number[])[],
  before: HappensBefore,
  keepLast: boolean,
): number[] {
  if (!keepLast) return fewestSwitches(actors, before);
  const last = actors.length - 1;
  const all = Array.from({ length: last }, (_, i) => i);
  return fewestSwitches(actors, [...before.slice(0, last), all]);
}

/** 0 is the environment: what it does interrupts a thread like another one. Steps of the network are nobody's. */
function actorsOf(program: Program, id: number): number[] {
  const action = program.actions[id];
  if (action === undefined) throw new Error(`no action ${id}`);
  if (action.moves.length === 0) return action.kind === 'environment' ? [0] : [];
  const processes = action.moves.map(({ task }) => (program.tasks[task]?.process ?? 0) + 1);
  return [...new Set(processes)];
}

function switches(actors: readonly (readonly number[])[], order: readonly number[]): number {
  let current: number | undefined;
  let count = 0;
  for (const step of order) {
    const own = actors[step] ?? [];
    if (own.length === 0 || (current !== undefined && own.includes(current))) continue;
    if (current !== undefined) count++;
    current = own[0];
  }
  return count;
}

/** The steps in another order, if that is a run with the same end; else the step that could not be taken, if one. */
function take(
  system: Interpreter,
  trace: Trace,
  order: readonly number[],
): Trace | { readonly failed: number | null } {
  const steps: TraceStep[] = [];
  let state: StateVector = trace.initial;
  for (const index of order) {
    const action = trace.steps[index]?.action ?? -1;
    const fired = system.fire(state, action);
    if (fired === null) return { failed: index };
    if (
      fired.next === null &&
      (fired.failure !== trace.failure || steps.length + 1 < order.length)
    ) {
      return { failed: index };
    }
    state = fired.next ?? state;
    steps.push({ action, state });
  }
  const end = trace.steps.at(-1)?.state ?? trace.initial;
  const same = steps.length === trace.steps.length && compareStates(state, end) === 0;
  return same ? { ...trace, steps } : { failed: null };
}
