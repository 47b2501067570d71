// Which of many states is shown. In: candidates among the explored states. Out: the one of least depth, then
// of the least state vector, so that no order of a search shows.

import { compareStates, type StateVector } from '../system/transition-system.ts';
import { levelOf, type StateGraph, type StateSet } from './state-graph.ts';

/** The id, or -1 if the set is empty. */
export function leastState(graph: StateGraph, set: StateSet, width: number): number {
  const first = set.indexOf(1);
  if (first < 0) return -1;
  const end = graph.levels[levelOf(graph, first) + 1] ?? graph.states;
  const best = read(graph, first, width);
  const other = new Int32Array(width);
  let least = first;
  for (let id = first + 1; id < end; id++) {
    if (set[id] !== 1) continue;
    graph.read(id, other);
    if (compareStates(other, best) >= 0) continue;
    best.set(other);
    least = id;
  }
  return least;
}

/** A state vector of its own. */
export function read(graph: StateGraph, id: number, width: number): StateVector {
  const state = new Int32Array(width);
  graph.read(id, state);
  return state;
}
