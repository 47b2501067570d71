// The nearest run that goes well: the failing trace up to the step after which there is no way back, then the shortest
// way from there to a goal. In: the space, a result. Out: a trace; null where there is no such run. It judges nothing:
// what a goal is and where no way back begins was found before.

import type { PropertyResult, Trace, TraceStep } from '../verdict/result.ts';
import { type Space, stateOf } from '../verdict/space.ts';
import { type Violations, violationsOf } from '../verdict/violations.ts';

export function passingTrace(space: Space, result: PropertyResult): Trace | null {
  const { trace, noReturn, property, verdict } = result;
  if (verdict !== 'violated' || trace === null || noReturn === null || noReturn.step === 0)
    return null;
  const violations = violationsOf(space, property);
  if (violations === null) return null;
  const shared = trace.steps.slice(0, noReturn.step - 1);
  const from = space.graph.index.find(shared.at(-1)?.state ?? trace.initial);
  const rest = from < 0 ? null : wayToGoal(space, violations, from);
  if (rest === null) return null;
  return { shortest: false, initial: trace.initial, steps: [...shared, ...rest], failure: null };
}

/** Breadth first by ascending action, so that the numbers of states do not matter. */
function wayToGoal(space: Space, violations: Violations, from: number): TraceStep[] | null {
  const { graph, possible } = space;
  const goals = space.goals();
  const cameBy = new Map<number, { readonly action: number; readonly before: number }>();
  const queue = [from];
  for (const state of queue) {
    if (goals[state] === 1 && state !== from) return stepsTo(space, cameBy, state, from);
    const stop = graph.first[state + 1] as number;
    for (let edge = graph.first[state] as number; edge < stop; edge++) {
      const target = graph.target[edge] as number;
      if (target === from || cameBy.has(target) || !possible(edge, state)) continue;
      if (violations.states[target] === 1 || violations.edges?.has(edge) === true) continue;
      cameBy.set(target, { action: graph.action[edge] as number, before: state });
      queue.push(target);
    }
  }
  return null;
}

function stepsTo(
  space: Space,
  cameBy: ReadonlyMap<number, { readonly action: number; readonly before: number }>,
  goal: number,
  from: number,
): TraceStep[] {
  const steps: TraceStep[] = [];
  for (let at = goal; at !== from; ) {
    const step = cameBy.get(at);
    if (step === undefined) throw new Error('a state without a predecessor');
    steps.push({ action: step.action, state: stateOf(space, at) });
    at = step.before;
  }
  return steps.reverse();
}
