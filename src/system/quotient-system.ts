// A system whose states stand for others. In: a system, and a function that puts a representative in a state's
// place. Out: the system with a representative wherever it gives a state. What leads from a representative leads,
// up to representatives, from every state it stands for: that is for whoever makes the function to see to.

import type { Interpreter } from './interpreter.ts';
import type { StateVector } from './transition-system.ts';

/** Changes a state in place. */
export type Represent = (state: StateVector) => void;

export function quotientSystem(system: Interpreter, represent: Represent): Interpreter {
  return {
    ...system,
    initial() {
      const state = system.initial();
      represent(state);
      return state;
    },
    expand: (state, sink) =>
      system.expand(state, {
        successor(action, next) {
          represent(next);
          sink.successor(action, next);
        },
        failure: (action, failure) => sink.failure(action, failure),
      }),
    fire(state, action) {
      const fired = system.fire(state, action);
      if (fired?.next != null) represent(fired.next);
      return fired;
    },
  };
}
