// A transition system of which only some transitions are followed. In: the reference system and a function that
// chooses actions of a state. Out: a transition system for the same searches. Actions that go wrong are reported
// whether they are chosen or not.

import type { Interpreter } from './interpreter.ts';
import type { StateVector, TransitionSystem } from './transition-system.ts';

/** By action: 1 where its transition is followed, if it is enabled. It looks at the state alone. */
export type Choice = (state: StateVector) => Uint8Array;

export function reducedSystem(system: Interpreter, choose: Choice): TransitionSystem {
  return {
    ...system,
    expand(state, sink) {
      const chosen = choose(state);
      return system.expand(state, {
        successor(action, next) {
          if (chosen[action] === 1) sink.successor(action, next);
        },
        failure: (action, failure) => sink.failure(action, failure),
      });
    },
  };
}
