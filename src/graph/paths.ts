// Shortest paths on the flat graph, also through a graph in layers: a small automaton that watches the
// actions. In: a graph and the automaton. Out: distances, and paths that are chosen by state vectors and
// action ids alone, as those of the search are.

import { InternalError } from '../diagnostic/internal-error.ts';
import { compareStates, type StateVector } from '../system/transition-system.ts';
import { type Reverse, reverse } from './reach.ts';
import type { StateGraph } from './state-graph.ts';

/** Runs begin in layer 0. */
export interface Automaton {
  readonly layers: number;
  /** The layer after an action taken in `layer`; null where the run is of no interest any more. */
  readonly step: (layer: number, action: number) => number | null;
}

/** Follows every run. */
export const ANY_RUN: Automaton = { layers: 1, step: () => 0 };

/** A state and the layer it is reached in. */
export interface Node {
  readonly state: number;
  readonly layer: number;
}

export interface GraphStep {
  readonly action: number;
  /** The state after the action. */
  readonly state: number;
}

export interface Runs {
  /** Steps of the shortest run to a node, or -1. */
  distance(node: Node): number;
  /**
   * The shortest run to a reachable node: backwards, at each step the least predecessor by state vector, then
   * by layer, and of its actions the least.
   */
  path(node: Node): GraphStep[];
}

/** Searches all runs of the automaton breadth first; four bytes per state and layer, and per edge. */
export function runsOf(graph: StateGraph, automaton: Automaton, width: number): Runs {
  const distances = distancesIn(graph, automaton);
  const at = ({ state, layer }: Node) => (distances[layer * graph.states + state] as number) - 1;
  let edges: Reverse | null = null;
  return {
    distance: at,
    path(node) {
      if (at(node) < 0) throw new InternalError('no run leads there');
      edges ??= reverse(graph, () => true);
      const walk = new Walk(graph, automaton, edges, width);
      const steps: GraphStep[] = [];
      let current = node;
      while (at(current) > 0) {
        const before = walk.back(current, at);
        steps.push({ action: before.action, state: current.state });
        current = before.node;
      }
      return steps.reverse();
    },
  };
}

/** Per node its distance plus one; 0: never reached. */
function distancesIn(graph: StateGraph, automaton: Automaton): Uint32Array {
  const { states, first, target, action } = graph;
  const distances = new Uint32Array(states * automaton.layers);
  const queue = new Uint32Array(states * automaton.layers);
  distances[0] = 1;
  let end = 1;
  for (let at = 0; at < end; at++) {
    const node = queue[at] as number;
    const state = node % states;
    const layer = (node - state) / states;
    const stop = first[state + 1] as number;
    for (let edge = first[state] as number; edge < stop; edge++) {
      const next = automaton.step(layer, action[edge] as number);
      if (next === null) continue;
      const reached = next * states + (target[edge] as number);
      if (distances[reached] !== 0) continue;
      distances[reached] = (distances[node] as number) + 1;
      queue[end++] = reached;
    }
  }
  return distances;
}

/** Steps back along shortest runs. */
class Walk {
  private readonly graph: StateGraph;
  private readonly automaton: Automaton;
  private readonly edges: Reverse;
  private readonly candidate: StateVector;
  private readonly best: StateVector;

  constructor(graph: StateGraph, automaton: Automaton, edges: Reverse, width: number) {
    this.graph = graph;
    this.automaton = automaton;
    this.edges = edges;
    this.candidate = new Int32Array(width);
    this.best = new Int32Array(width);
  }

  back(
    node: Node,
    distance: (node: Node) => number,
  ): { readonly node: Node; readonly action: number } {
    const { first, sources } = this.edges;
    const wanted = distance(node) - 1;
    let found: { node: Node; action: number } | null = null;
    const stop = first[node.state + 1] as number;
    for (let i = first[node.state] as number; i < stop; i++) {
      const state = sources[i] as number;
      for (let layer = 0; layer < this.automaton.layers; layer++) {
        const before = { state, layer };
        if (distance(before) !== wanted || !this.improves(before, found?.node ?? null)) continue;
        const action = this.leastAction(before, node);
        if (action === null) continue;
        found = { node: before, action };
        this.best.set(this.candidate);
      }
    }
    if (found === null) throw new InternalError('a node without a predecessor');
    return found;
  }

  /** Leaves the state vector in `candidate`. */
  private improves(node: Node, best: Node | null): boolean {
    this.graph.read(node.state, this.candidate);
    if (best === null) return true;
    if (best.state === node.state) return node.layer < best.layer;
    return compareStates(this.candidate, this.best) < 0;
  }

  private leastAction(from: Node, to: Node): number | null {
    const { first, target, action } = this.graph;
    const stop = first[from.state + 1] as number;
    for (let edge = first[from.state] as number; edge < stop; edge++) {
      const taken = action[edge] as number;
      if (target[edge] === to.state && this.automaton.step(from.layer, taken) === to.layer) {
        return taken;
      }
    }
    return null;
  }
}
