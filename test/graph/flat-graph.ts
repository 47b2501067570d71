// Small graphs written down as edges, for tests of what is computed on them. In: triples source, action,
// target. Out: a StateGraph; states are one cell wide and hold their own number.

import fc from 'fast-check';
import type { StateGraph } from '../../src/graph/state-graph.ts';

export type Edge = readonly [source: number, action: number, target: number];

/** Edges are sorted; levels are made by distance from state 0, and states must be numbered that way. */
export function flatGraph(states: number, edges: readonly Edge[]): StateGraph {
  const sorted = [...edges].sort(([s, a], [t, b]) => s - t || a - b);
  const first = new Uint32Array(states + 1);
  for (let s = 0; s < states; s++) first[s + 1] = sorted.filter(([source]) => source <= s).length;
  return {
    states,
    levels: [0, states],
    first,
    target: Uint32Array.from(sorted, ([, , target]) => target),
    action: Uint16Array.from(sorted, ([, action]) => action),
    rest: new Uint8Array(states),
    failing: [],
    index: { find: state => state[0] ?? -1 },
    read: (id, into) => into.set([id]),
    readerOf: () => (id, into) => into.set([id]),
  };
}

/** Up to 9 states and 20 edges with actions 0 .. 3. */
export const anyGraph: fc.Arbitrary<{ states: number; edges: Edge[] }> = fc
  .integer({ min: 1, max: 9 })
  .chain(states => {
    const state = fc.integer({ min: 0, max: states - 1 });
    const edge = fc.tuple(state, fc.integer({ min: 0, max: 3 }), state);
    return fc.record({
      states: fc.constant(states),
      edges: fc.uniqueArray(edge, { maxLength: 20, selector: ([s, a, t]) => `${s} ${a} ${t}` }),
    });
  });

/** reaches[s] holds the states reachable from s, itself included: Warshall's algorithm. */
export function closure(states: number, edges: readonly Edge[]): Set<number>[] {
  const reaches = Array.from({ length: states }, (_, s) => new Set([s]));
  for (let round = 0; round < states; round++) {
    for (const [source, , target] of edges) {
      for (const further of reaches[target] ?? []) reaches[source]?.add(further);
    }
  }
  return reaches;
}
