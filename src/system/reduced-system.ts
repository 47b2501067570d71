// A transition system of which only some transitions are followed. In: the reference system and a function that
// chooses among the enabled actions of a state. Out: a transition system for the same search. Actions that go
// wrong are reported whether they are chosen or not.

import type { Interpreter } from './interpreter.ts';
import type { StateVector, TransitionSystem } from './transition-system.ts';

/** Some of the `enabled` actions of a state, both ascending. It looks at the state alone. */
export type Choose = (state: StateVector, enabled: readonly number[]) => readonly number[];

export function reducedSystem(system: Interpreter, choose: Choose): TransitionSystem {
  return {
    ...system,
    expand(state, sink) {
      const chosen = new Set(choose(state, system.enabled(state)));
      return system.expand(state, {
        successor(action, next) {
          if (chosen.has(action)) sink.successor(action, next);
        },
        failure: (action, failure) => sink.failure(action, failure),
      });
    },
  };
}
