// Strongly connected components of the flat graph, by Tarjan's algorithm (SIAM J. Comput. 1, 1972) without
// recursion. In: a graph and which edges count. Out: a component per state, numbered so that an edge never
// leads to a higher number. It takes 21 bytes per state meanwhile, 4 of which stay.

import type { EdgeFilter } from './reach.ts';
import type { StateGraph } from './state-graph.ts';

export interface Components {
  readonly count: number;
  /** Per state, 0 .. count - 1; every edge that counts leads to the same or a lower number. */
  readonly of: Uint32Array;
}

/** Components with regard to the edges that count. */
export function components(graph: StateGraph, counts: EdgeFilter): Components {
  const search = new Search(graph, counts);
  for (let state = 0; state < graph.states; state++) search.from(state);
  return search.result();
}

const NONE = 0xffffffff;

class Search {
  private readonly graph: StateGraph;
  private readonly counts: EdgeFilter;
  private readonly of: Uint32Array;
  /** 0: not seen; else the least number of discovery known to be in the same component. */
  private readonly low: Uint32Array;
  /** 1 while nothing discovered earlier is known to be in the same component. */
  private readonly root: Uint8Array;
  /** The path of the search, and per state on it the next edge to look at. */
  private readonly path: Uint32Array;
  private readonly edge: Uint32Array;
  /** States whose component is not known yet, in order of discovery. */
  private readonly open: Uint32Array;
  private opened = 0;
  private seen = 0;
  private count = 0;

  constructor(graph: StateGraph, counts: EdgeFilter) {
    this.graph = graph;
    this.counts = counts;
    this.of = new Uint32Array(graph.states).fill(NONE);
    this.low = new Uint32Array(graph.states);
    this.root = new Uint8Array(graph.states);
    this.path = new Uint32Array(graph.states);
    this.edge = new Uint32Array(graph.states);
    this.open = new Uint32Array(graph.states);
  }

  from(start: number): void {
    if (this.low[start] !== 0) return;
    let depth = 0;
    this.discover(start, depth);
    while (depth >= 0) {
      const state = this.path[depth] as number;
      const child = this.nextUnseen(state, depth);
      if (child >= 0) {
        depth += 1;
        this.discover(child, depth);
        continue;
      }
      if (this.root[state] === 1) this.close(state);
      depth -= 1;
      if (depth >= 0) this.join(this.path[depth] as number, state);
    }
  }

  result(): Components {
    return { count: this.count, of: this.of };
  }

  private discover(state: number, depth: number): void {
    this.seen += 1;
    this.low[state] = this.seen;
    this.root[state] = 1;
    this.path[depth] = state;
    this.edge[depth] = this.graph.first[state] as number;
    this.open[this.opened++] = state;
  }

  /** The next state to go on with, or -1; edges to states seen before are taken into account. */
  private nextUnseen(state: number, depth: number): number {
    const { first, target } = this.graph;
    const stop = first[state + 1] as number;
    for (let edge = this.edge[depth] as number; edge < stop; edge++) {
      if (!this.counts(edge, state)) continue;
      const next = target[edge] as number;
      if (this.low[next] === 0) {
        this.edge[depth] = edge + 1;
        return next;
      }
      this.join(state, next);
    }
    this.edge[depth] = stop;
    return -1;
  }

  /** An edge leads from `state` to `next`. */
  private join(state: number, next: number): void {
    if (this.of[next] !== NONE) return;
    if ((this.low[next] as number) >= (this.low[state] as number)) return;
    this.low[state] = this.low[next] as number;
    this.root[state] = 0;
  }

  private close(root: number): void {
    let state = NONE;
    while (state !== root) {
      this.opened -= 1;
      state = this.open[this.opened] as number;
      this.of[state] = this.count;
    }
    this.count += 1;
  }
}
