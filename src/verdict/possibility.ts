// What stays possible from a state, asked of the interpreter itself: a plain search over system and user
// actions, with no graph. In: a state. Out: whether something is found there. It confirms what the analyses
// of the graph say, on fresh traces and on saved ones.

import { StateStore } from '../explore/store/state-store.ts';
import type { Expr } from '../ir/expr.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector, SuccessorSink } from '../system/transition-system.ts';
import { isTrue } from './properties.ts';

/** Some state that can be reached satisfies the condition; the state itself counts. */
export function canReach(system: Interpreter, state: StateVector, condition: Expr): boolean {
  return search(system, state, reached => isTrue(system.evaluate(condition, reached)));
}

/** Tasks that are neither at rest nor final and can never move again. */
export function stuckIn(system: Interpreter, state: StateVector): number[] {
  const { tasks, actions } = system.program;
  const stuck = new Set(
    tasks.filter(task => system.evaluate(task.accepted, state) !== 1).map(({ id }) => id),
  );
  search(system, state, (_reached, enabled) => {
    for (const id of enabled) for (const { task } of actions[id]?.moves ?? []) stuck.delete(task);
    return stuck.size === 0;
  });
  return [...stuck];
}

/** Visits what can be reached, with the actions that are possible there, until `found` says so. */
function search(
  system: Interpreter,
  start: StateVector,
  found: (state: StateVector, possible: readonly number[]) => boolean,
): boolean {
  const { actions } = system.program;
  const store = new StateStore(system.domains);
  store.find(start);
  store.insert();
  const state = new Int32Array(system.width);
  let possible: number[] = [];
  const isPossible = (action: number) => actions[action]?.class !== 'fault';
  const sink: SuccessorSink = {
    successor(action, next) {
      if (!isPossible(action)) return;
      possible.push(action);
      if (store.find(next) < 0) store.insert();
    },
    failure(action) {
      if (isPossible(action)) possible.push(action);
    },
  };
  for (let id = 0; id < store.size; id++) {
    store.read(id, state);
    possible = [];
    system.expand(state, sink);
    if (found(state, possible)) return true;
  }
  return false;
}
