// Which actions ever fire. In: a transition system, small. Out: the ids of the actions with a transition or
// a failure from some reachable state. Obvious and slow: a set of strings. What fires in a part of the space fires.

import type { StateVector, TransitionSystem } from '../../src/system/transition-system.ts';

/** Looks no further once so many states are known, depth first. */
export function firedActions(system: TransitionSystem, most = Infinity): Set<number> {
  const fired = new Set<number>();
  const seen = new Set<string>();
  const stack: StateVector[] = [];
  const visit = (state: StateVector) => {
    const key = state.join();
    if (seen.has(key) || seen.size >= most) return;
    seen.add(key);
    stack.push(state.slice());
  };
  visit(system.initial());
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    system.expand(state, {
      successor: (action, next) => {
        fired.add(action);
        visit(next);
      },
      failure: action => fired.add(action),
    });
  }
  return fired;
}
