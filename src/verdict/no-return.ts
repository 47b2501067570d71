// No way back: the step of a trace after which no goal can be reached any more, and what could have run
// instead. In: the graph, the violations of a property, its trace. Out: ids of actions. A goal is a state
// that satisfies one of the model's goals, or without any: one that owes no step and may stay.

import { backward, reverse } from '../graph/reach.ts';
import type { StateSet } from '../graph/state-graph.ts';
import type { StateVector } from '../system/transition-system.ts';
import type { Checked, NoReturn, Trace } from './result.ts';
import type { Space } from './space.ts';
import type { Violations } from './violations.ts';

/**
 * A state is doomed if no goal can be reached from it by system and user actions without a violation. The
 * last state of a trace that ends in a violation is; the step is the least one after which every state is.
 */
export function noReturnOf(
  space: Space,
  property: Checked,
  violations: Violations,
  trace: Trace,
): NoReturn {
  const saved = savedStates(space, violations);
  const ids = stateIds(space, trace);
  let step = ids.length;
  while (step > 0 && saved[ids[step - 1] as number] !== 1) step -= 1;
  const before = step === 0 ? undefined : ids[step - 1];
  return {
    step,
    instead: before === undefined ? [] : alternatives(space, violations, saved, before),
    usedUp: waitsForUser(property) ? usedUpActions(space, trace.steps.at(-1)?.state) : [],
  };
}

/** The states that are not doomed. */
export function savedStates(space: Space, { states, edges }: Violations): StateSet {
  const backwards =
    edges === null || edges.size === 0
      ? space.backwards()
      : reverse(space.graph, (edge, source) => space.possible(edge, source) && !edges.has(edge));
  return backward(backwards, space.goals(), states);
}

/**
 * The explored states of the trace, its last one left out: it is doomed whatever follows, be it a violation
 * or where a run ended in one.
 */
function stateIds({ graph }: Space, { initial, steps }: Trace): number[] {
  const states: StateVector[] = [initial, ...steps.map(({ state }) => state)];
  return states.slice(0, -1).map(state => graph.index.find(state));
}

/** Of each path the least action that could be taken in `state` and left a way; faults are none. */
function alternatives(
  { system, graph, possible }: Space,
  { edges }: Violations,
  saved: StateSet,
  state: number,
): number[] {
  const found: number[] = [];
  const stop = graph.first[state + 1] as number;
  for (let edge = graph.first[state] as number; edge < stop; edge++) {
    if (!possible(edge, state) || edges?.has(edge) === true) continue;
    if (saved[graph.target[edge] as number] === 1) found.push(graph.action[edge] as number);
  }
  return onePerPath(system.program.actions, found);
}

/** Only where something never comes, rather than comes out wrong, can another occurrence help. */
function waitsForUser({ kind }: Checked): boolean {
  return kind === 'deadlock' || kind === 'partial-deadlock' || kind === 'always-possible';
}

/** User actions that could be taken in the last state, had they not occurred as often as they may. */
function usedUpActions({ system }: Space, last: StateVector | undefined): number[] {
  const state = last ?? system.initial();
  const { actions } = system.program;
  const ids = actions.filter(action => {
    if (action.class !== 'user' || !action.guard.some(({ role }) => role === 'bound')) return false;
    const values = system.conjunctValues(state, action.id);
    return action.guard.every(({ role }, i) => (values[i] === false) === (role === 'bound'));
  });
  return onePerPath(
    actions,
    ids.map(({ id }) => id),
  );
}

function onePerPath(actions: Space['system']['program']['actions'], ids: readonly number[]) {
  const byPath = new Map<string, number>();
  for (const id of ids) {
    const path = actions[id]?.path ?? '';
    byPath.set(path, Math.min(id, byPath.get(path) ?? id));
  }
  const paths = [...byPath].sort(([a], [b]) => (a < b ? -1 : 1));
  return paths.map(([, id]) => id);
}
