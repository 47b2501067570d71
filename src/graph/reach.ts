// Forward and backward reachability on the flat graph. In: a graph, where to begin, which edges count. Out:
// sets of states. Linear in states and edges.

import type { StateGraph, StateSet } from './state-graph.ts';

/** Says of an edge, by its number and its source, whether it counts. */
export type EdgeFilter = (edge: number, source: number) => boolean;

/** The edges that count, by target: sources[first[s]] .. sources[first[s + 1] - 1] lead to s. */
export interface Reverse {
  readonly first: Uint32Array;
  readonly sources: Uint32Array;
}

/** Turns the edges round; four bytes per edge that counts and four per state, meanwhile one more per edge. */
export function reverse(graph: StateGraph, counts: EdgeFilter): Reverse {
  const { states, target } = graph;
  const first = new Uint32Array(states + 1);
  // Quicker than asking twice.
  const counted = new Uint8Array(target.length);
  for (let source = 0, edge = 0; source < states; source++) {
    for (const stop = graph.first[source + 1] as number; edge < stop; edge++) {
      if (!counts(edge, source)) continue;
      counted[edge] = 1;
      const after = (target[edge] as number) + 1;
      first[after] = (first[after] as number) + 1;
    }
  }
  for (let s = 0; s < states; s++) first[s + 1] = (first[s + 1] as number) + (first[s] as number);
  const sources = new Uint32Array(first[states] as number);
  // Filled from the back, after which first[s] is where s begins again.
  const next = first.slice(1);
  for (let source = 0, edge = 0; source < states; source++) {
    for (const stop = graph.first[source + 1] as number; edge < stop; edge++) {
      if (counted[edge] !== 1) continue;
      const to = target[edge] as number;
      const at = (next[to] as number) - 1;
      next[to] = at;
      sources[at] = source;
    }
  }
  return { first, sources };
}

/** The states from which `goals` are reachable over `edges` without entering `avoided`; those in it not. */
export function backward(edges: Reverse, goals: StateSet, avoided: StateSet | null): StateSet {
  const { first, sources } = edges;
  const reached = new Uint8Array(goals.length);
  const queue = new Uint32Array(goals.length);
  let end = 0;
  const add = (state: number) => {
    if (reached[state] === 1 || avoided?.[state] === 1) return;
    reached[state] = 1;
    queue[end++] = state;
  };
  for (let s = 0; s < goals.length; s++) if (goals[s] === 1) add(s);
  for (let at = 0; at < end; at++) {
    const state = queue[at] as number;
    const stop = first[state + 1] as number;
    for (let i = first[state] as number; i < stop; i++) add(sources[i] as number);
  }
  return reached;
}

/** The states reachable from `starts`, themselves included, over edges that count. */
export function forward(graph: StateGraph, starts: Iterable<number>, counts: EdgeFilter): StateSet {
  const reached = new Uint8Array(graph.states);
  const queue = new Uint32Array(graph.states);
  let end = 0;
  const add = (state: number) => {
    if (reached[state] === 1) return;
    reached[state] = 1;
    queue[end++] = state;
  };
  for (const start of starts) add(start);
  for (let at = 0; at < end; at++) {
    const source = queue[at] as number;
    const stop = graph.first[source + 1] as number;
    for (let edge = graph.first[source] as number; edge < stop; edge++) {
      if (counts(edge, source)) add(graph.target[edge] as number);
    }
  }
  return reached;
}

/** Calls `visit` for every edge that counts, by source, then by action. */
export function eachEdge(
  graph: StateGraph,
  counts: EdgeFilter,
  visit: (source: number, target: number, edge: number) => void,
): void {
  const { first, target, states } = graph;
  for (let source = 0; source < states; source++) {
    const stop = first[source + 1] as number;
    for (let edge = first[source] as number; edge < stop; edge++) {
      if (counts(edge, source)) visit(source, target[edge] as number, edge);
    }
  }
}
