// The reference interpreter: the program as a transition system. In: a program. Out: its initial state,
// the transitions of a state, and what an explanation asks of single actions. It is the meaning of the
// program; compiled code, reductions and exporters are tested against it. It does no search.
//
// Locations are cells like any other: guards read them and effects assign them. `moves` only says who
// moves, which this file uses to look up the few actions that can be enabled.

import { InternalError } from '../diagnostic/internal-error.ts';
import { canFail } from '../ir/can-fail.ts';
import type { Expr, Failure } from '../ir/expr.ts';
import type { Action, LabelPart, Program } from '../ir/program.ts';
import { showValue } from '../ir/value-type.ts';
import { actionCanFail } from '../reduction/partial.ts';
import { compile, type Evaluate, ModelFailure, valueOrFailure } from './evaluate.ts';
import { compileStatements, type Execute } from './execute.ts';
import { assertMovesAreAssigned, type Groups, groupActions, onlyOf } from './groups.ts';
import { type Outcome, remembered } from './outcomes.ts';
import type { StateVector, SuccessorSink, TransitionSystem } from './transition-system.ts';

/** What taking an enabled action leads to. */
export type Firing =
  | { readonly next: StateVector; readonly failure: null }
  | { readonly next: null; readonly failure: Failure };

/** A transition system over a program, with what explanation and replay need of single actions. */
export interface Interpreter extends TransitionSystem {
  readonly program: Program;
  /** Ids of the enabled actions of every class, ascending; those that go wrong included. */
  enabled(state: StateVector): number[];
  /** Takes an action; null if it is not enabled. The given state is not changed. */
  fire(state: StateVector, action: number): Firing | null;
  /** Every conjunct of an action's guard by itself, those after the first false one too. */
  conjunctValues(state: StateVector, action: number): (boolean | Failure)[];
  /** The value of any expression of the program. */
  evaluate(expr: Expr, state: StateVector): number | Failure;
  /** Text of a label; a part that cannot be evaluated is shown as `?`. */
  label(parts: readonly LabelPart[], state: StateVector): string;
}

interface CompiledAction {
  readonly id: number;
  readonly system: boolean;
  readonly conjuncts: readonly Evaluate[];
  /** Some conjunct can go wrong. */
  readonly partial: boolean;
  readonly execute: Execute;
}

/** Builds the interpreter of a program; throws InternalError where the program is malformed. */
export function interpreter(program: Program): Interpreter {
  assertMovesAreAssigned(program);
  const actions = program.actions.map(action => compileAction(action, program));
  const groups = groupActions(program, actions);
  const fallible = onlyOf(groups, ({ id }) => actionCanFail(program.actions[id] as Action));
  const accepted = program.tasks.map(task => compile(task.accepted));
  const scratch = new Int32Array(program.cells.length);
  const compiled = compileOnce();
  // Used anew by every `expand` and `failures`, which therefore must not be called from their own sinks.
  const expanding: CompiledAction[] = [];
  const outcomes: Outcome[] = [];
  const outcomeOf = (action: CompiledAction): Outcome => {
    const known = outcomes[action.id];
    if (known !== undefined) return known;
    const found = remembered(program.actions[action.id] as Action, program, state => {
      scratch.set(state);
      return take(action, scratch);
    });
    outcomes[action.id] = found;
    return found;
  };
  const evaluate = (expr: Expr, state: StateVector) => valueOrFailure(compiled(expr), state);

  return {
    program,
    width: program.cells.length,
    domains: program.cells,
    actionCount: actions.length,
    initial: () => Int32Array.from(program.cells, cell => cell.initial),
    expand(state, sink) {
      let systemActions = 0;
      for (const action of findEnabled(groups, state, expanding)) {
        if (action.system) systemActions += 1;
        deliver(action, state, scratch, sink);
      }
      return systemActions;
    },
    failures(state, failure) {
      for (const action of findEnabled(fallible, state, expanding)) {
        const failed = outcomeOf(action)(state);
        if (failed !== null) failure(action.id, failed);
      }
    },
    accepted: state => accepted.every(task => valueOrFailure(task, state) === 1),
    enabled: state => findEnabled(groups, state, []).map(action => action.id),
    fire(state, id) {
      const action = actionOf(actions, id);
      if (!isEnabled(action, state)) return null;
      const next = state.slice();
      const failure = take(action, next);
      return failure === null ? { next, failure } : { next: null, failure };
    },
    conjunctValues: (state, id) =>
      actionOf(actions, id).conjuncts.map(conjunct => {
        const value = valueOrFailure(conjunct, state);
        return typeof value === 'number' ? value !== 0 : value;
      }),
    evaluate,
    label: (parts, state) => parts.map(part => showPart(part, state, evaluate)).join(''),
  };
}

function compileOnce(): (expr: Expr) => Evaluate {
  const known = new WeakMap<Expr, Evaluate>();
  return expr => {
    const found = known.get(expr) ?? compile(expr);
    if (!known.has(expr)) known.set(expr, found);
    return found;
  };
}

function compileAction(action: Action, program: Program): CompiledAction {
  return {
    id: action.id,
    system: action.class === 'system',
    conjuncts: action.guard.map(conjunct => compile(conjunct.condition)),
    partial: action.guard.some(conjunct => canFail(conjunct.condition)),
    execute: compileStatements(action.effects, program),
  };
}

/**
 * Reads the guard in order and stops at the first false conjunct. A conjunct that goes wrong makes the
 * action enabled: taking it is the error.
 */
function isEnabled(action: CompiledAction, state: StateVector): boolean {
  try {
    for (const conjunct of action.conjuncts) if (conjunct(state) === 0) return false;
    return true;
  } catch (thrown) {
    if (thrown instanceof ModelFailure) return true;
    throw thrown;
  }
}

/** Takes an enabled action, changing `state` in place; after a failure `state` is worthless. */
function take(action: CompiledAction, state: StateVector): Failure | null {
  try {
    // An enabled action can be one whose guard goes wrong: then taking it is the error.
    if (action.partial) for (const conjunct of action.conjuncts) conjunct(state);
    action.execute(state);
    return null;
  } catch (thrown) {
    if (thrown instanceof ModelFailure) return thrown.failure;
    throw thrown;
  }
}

function deliver(
  action: CompiledAction,
  state: StateVector,
  scratch: StateVector,
  sink: SuccessorSink,
): void {
  scratch.set(state);
  const failure = take(action, scratch);
  if (failure === null) sink.successor(action.id, scratch);
  else sink.failure(action.id, failure);
}

function findEnabled(
  groups: Groups<CompiledAction>,
  state: StateVector,
  enabled: CompiledAction[],
): readonly CompiledAction[] {
  enabled.length = 0;
  addEnabled(groups.anywhere, state, enabled);
  for (const { at, from } of groups.tasks) addEnabled(from[state[at] as number], state, enabled);
  return enabled;
}

/** Keeps `enabled` sorted by id: few actions are enabled at once, and they arrive nearly sorted. */
function addEnabled(
  candidates: readonly CompiledAction[] | undefined,
  state: StateVector,
  enabled: CompiledAction[],
): void {
  if (candidates === undefined) return;
  for (const action of candidates) {
    if (!isEnabled(action, state)) continue;
    let at = enabled.length;
    enabled.push(action);
    for (; at > 0 && (enabled[at - 1] as CompiledAction).id > action.id; at--) {
      enabled[at] = enabled[at - 1] as CompiledAction;
    }
    enabled[at] = action;
  }
}

function actionOf(actions: readonly CompiledAction[], id: number): CompiledAction {
  const found = actions[id];
  if (found === undefined) throw new InternalError(`no action ${id}`);
  return found;
}

function showPart(
  part: LabelPart,
  state: StateVector,
  evaluate: (expr: Expr, state: StateVector) => number | Failure,
): string {
  if (typeof part === 'string') return part;
  const value = evaluate(part.value, state);
  return typeof value === 'number' ? showValue(part.type, value) : '?';
}
