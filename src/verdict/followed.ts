// The transitions that a search follows. In: the reference system, and the dependence of its actions if stubborn
// sets are to be used. Out: the system itself, or one in which each state has the successors of a stubborn set.

import type { Dependence } from '../reduction/dependence.ts';
import type { Test } from '../reduction/relations.ts';
import { stubbornSets } from '../reduction/stubborn.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { reducedSystem } from '../system/reduced-system.ts';
import type { StateVector, TransitionSystem } from '../system/transition-system.ts';

export function followed(system: Interpreter, dependence: Dependence | null): TransitionSystem {
  if (dependence === null) return system;
  const { conditions } = dependence;
  const choose = stubbornSets(dependence, (state, id) => {
    const condition = conditions[id];
    return condition !== undefined && succeeds(condition.test, system, state);
  });
  return reducedSystem(system, choose);
}

function succeeds(test: Test, system: Interpreter, state: StateVector): boolean {
  if (test.kind === 'fails') {
    const fired = system.fire(state, test.action);
    // Where it is not enabled, a condition of its guard is in the way and not this one.
    if (fired === null) return true;
    return fired.failure !== null && (fired.failure.error === 'assert') === test.assertion;
  }
  const value = system.evaluate(test.expr, state);
  if (test.kind === 'undefined') return typeof value !== 'number';
  return typeof value === 'number' ? value !== 0 : test.onFailure;
}
