// A transition system of which only some transitions are followed. In: the reference system and a function that
// chooses actions of a state. Out: a transition system for the same searches. Actions that go wrong are reported
// whether they are chosen or not.

import { has } from '../reduction/bit-set.ts';
import type { Interpreter } from './interpreter.ts';
import type { StateVector, TransitionSystem } from './transition-system.ts';

/** The set of actions whose transitions are followed where they are enabled. It looks at the state alone. */
export type Choice = (state: StateVector) => Int32Array;

export function reducedSystem(system: Interpreter, choose: Choice): TransitionSystem {
  return {
    ...system,
    expand(state, sink) {
      const chosen = choose(state);
      return system.expand(state, {
        successor(action, next) {
          if (has(chosen, action)) sink.successor(action, next);
        },
        failure: (action, failure) => sink.failure(action, failure),
      });
    },
  };
}
