// The transitions that a search follows. In: the reference system, and the dependence of its actions if stubborn
// sets are to be used. Out: the system itself, or one in which each state has the successors of a stubborn set.

import { canFail } from '../ir/can-fail.ts';
import { put } from '../reduction/bit-set.ts';
import { choiceOf } from '../reduction/deletion.ts';
import type { ActionDependence, Condition, Dependence } from '../reduction/dependence.ts';
import { type Choose, emptyFacts, type Facts } from '../reduction/stubborn.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { reducedSystem } from '../system/reduced-system.ts';
import type { StateVector, TransitionSystem } from '../system/transition-system.ts';

/** `choose`: as the dependence asks for if not given. */
export function followed(
  system: Interpreter,
  dependence: Dependence | null,
  choose: Choose | null = dependence === null ? null : choiceOf(dependence),
): TransitionSystem {
  if (dependence === null || choose === null) return system;
  const facts = emptyFacts(dependence);
  return reducedSystem(system, state => {
    findOut(facts, system, dependence, state);
    return choose(facts);
  });
}

/** Evaluates what `Facts` asks for. */
function findOut(
  facts: Facts,
  system: Interpreter,
  { actions, conditions, tasks }: Dependence,
  state: StateVector,
): void {
  tasks.forEach(({ cell }, task) => {
    facts.locations[task] = state[cell] as number;
  });
  facts.isFalse.fill(0);
  conditions.forEach(({ location }, id) => {
    const elsewhere = location !== null && facts.locations[location.task] !== location.at;
    if (elsewhere) put(facts.isFalse, id);
  });
  facts.enabled.fill(0);
  actions.forEach((action, id) => {
    const { from, possible } = action;
    const there = possible && (from === null || facts.locations[from.task] === from.at);
    if (there && isEnabled(action, conditions, facts, system, state)) put(facts.enabled, id);
  });
}

/**
 * After a conjunct that goes wrong, which is not true, nothing is read; after one that is false, only what cannot go
 * wrong.
 */
function isEnabled(
  { guard }: ActionDependence,
  conditions: readonly Condition[],
  facts: Facts,
  system: Interpreter,
  state: StateVector,
): boolean {
  let enabled = true;
  for (const id of guard) {
    const { expr } = conditions[id] as Condition;
    if (!enabled && canFail(expr)) continue;
    const value = system.evaluate(expr, state);
    if (value !== 0 && typeof value === 'number') continue;
    put(facts.isFalse, id);
    if (typeof value !== 'number') return true;
    enabled = false;
  }
  return enabled;
}
