// What there is to draw of a state graph: all of a small one, of a larger one only where it is lost: the steps from
// states that leave a way to a goal into states that leave none. In: a space, the result it is about. Out: nodes and
// edges as plain data; or their number, where they are too many to look at. It draws nothing.

import { levelOf } from '../graph/state-graph.ts';
import { compareStates, type StateVector } from '../system/transition-system.ts';
import { savedStates } from '../verdict/no-return.ts';
import type { PropertyResult } from '../verdict/result.ts';
import { type Space, stateOf } from '../verdict/space.ts';
import { type Violations, violationsOf } from '../verdict/violations.ts';
import { changesOf } from './values.ts';

export interface StatePicture {
  /** false: the frontier only. */
  readonly whole: boolean;
  readonly nodes: readonly StateNode[];
  readonly edges: readonly StateEdge[];
}

/** Node `i` is the i-th: by distance from the initial state, then by state vector. */
export interface StateNode {
  /** Steps from the initial state. */
  readonly depth: number;
  readonly kind: 'good' | 'doomed' | 'violating';
  readonly onTrace: boolean;
  /** What differs from the initial state: `dst.ram[0] = true`. */
  readonly differs: readonly string[];
}

export interface StateEdge {
  readonly from: number;
  readonly to: number;
  /** `dst.main_loop.accept` */
  readonly action: string;
  /** From a state that leaves a way into one that does not. */
  readonly loses: boolean;
}

/** Most nodes, and most edges, that a person can look at. */
export const MOST_NODES = 300;
export const MOST_EDGES = 1500;

/** The picture; or how many states or steps are too many. */
export function statePicture(
  space: Space,
  result: PropertyResult | null,
): StatePicture | { readonly states: number; readonly steps: number } {
  const { graph } = space;
  const found = result?.verdict === 'violated' ? violationsOf(space, result.property) : null;
  const left = found === null ? null : savedStates(space, found);
  // Where no state leaves a way there is no frontier, and nothing to tell one state from another.
  const saved = left?.[graph.index.find(space.system.initial())] === 1 ? left : null;
  const whole = graph.states <= MOST_NODES && graph.target.length <= MOST_EDGES;
  const edges = whole ? allEdges(space) : lostEdges(space, saved);
  const ids = whole
    ? new Set(Array.from({ length: graph.states }, (_, id) => id))
    : new Set(edges.flatMap(({ from, to }) => [from, to]));
  if (!whole && (ids.size === 0 || ids.size > MOST_NODES || edges.length > MOST_EDGES)) {
    return { states: Math.max(graph.states, ids.size), steps: edges.length };
  }
  return drawn(space, { ids: [...ids], edges, whole }, { found, saved, result });
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly action: number;
}

function allEdges(space: Space): Edge[] {
  return edgesWhere(space, () => true);
}

/** Faults left out: where one is lost by a fault is no fault of the protocol. */
function lostEdges(space: Space, saved: Uint8Array | null): Edge[] {
  if (saved === null) return [];
  return edgesWhere(
    space,
    (edge, from, to) => saved[from] === 1 && saved[to] === 0 && space.possible(edge, from),
  );
}

function edgesWhere(
  { graph }: Space,
  counts: (edge: number, from: number, to: number) => boolean,
): Edge[] {
  const edges: Edge[] = [];
  for (let from = 0; from < graph.states; from++) {
    const stop = graph.first[from + 1] as number;
    for (let edge = graph.first[from] as number; edge < stop; edge++) {
      const to = graph.target[edge] as number;
      if (counts(edge, from, to)) edges.push({ from, to, action: graph.action[edge] as number });
    }
    if (edges.length > MOST_EDGES) break;
  }
  return edges;
}

interface Judged {
  readonly found: Violations | null;
  readonly saved: Uint8Array | null;
  readonly result: PropertyResult | null;
}

function drawn(
  space: Space,
  chosen: {
    readonly ids: readonly number[];
    readonly edges: readonly Edge[];
    readonly whole: boolean;
  },
  { found, saved, result }: Judged,
): StatePicture {
  const { system, graph } = space;
  const initial = system.initial();
  const onTrace = traceIds(space, result);
  const states = chosen.ids
    .map(id => ({ id, depth: levelOf(graph, id), vector: stateOf(space, id) }))
    .sort((a, b) => a.depth - b.depth || compareStates(a.vector, b.vector));
  const numbers = new Map(states.map(({ id }, n) => [id, n]));
  const kindOf = (id: number): StateNode['kind'] =>
    found?.states[id] === 1 ? 'violating' : saved?.[id] === 0 ? 'doomed' : 'good';
  return {
    whole: chosen.whole,
    nodes: states.map(({ id, depth, vector }) => ({
      depth,
      kind: kindOf(id),
      onTrace: onTrace.has(id),
      differs: differences(system.program, initial, vector),
    })),
    edges: chosen.edges
      .map(({ from, to, action }) => ({
        from: numbers.get(from) ?? 0,
        to: numbers.get(to) ?? 0,
        action: system.program.actions[action]?.path ?? '',
        loses: saved?.[from] === 1 && saved[to] === 0,
      }))
      .sort((a, b) => a.from - b.from || a.to - b.to || (a.action < b.action ? -1 : 1)),
  };
}

function traceIds({ graph }: Space, result: PropertyResult | null): ReadonlySet<number> {
  const trace = result?.trace ?? null;
  if (trace === null) return new Set();
  const states: StateVector[] = [trace.initial, ...trace.steps.map(({ state }) => state)];
  return new Set(states.map(state => graph.index.find(state)));
}

function differences(
  program: Space['system']['program'],
  initial: StateVector,
  state: StateVector,
): string[] {
  return changesOf(program, initial, state).map(
    ({ name, after }) =>
      `${name} = ${Array.isArray(after) ? `[${after.join(', ')}]` : String(after)}`,
  );
}
