import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { components } from '../../src/graph/components.ts';
import { ANY_RUN, type Automaton, runsOf } from '../../src/graph/paths.ts';
import { backward, forward, reverse } from '../../src/graph/reach.ts';
import { anyGraph, closure, type Edge, flatGraph } from './flat-graph.ts';

const all = () => true;
const members = (set: Uint8Array) => [...set.keys()].filter(id => set[id] === 1);

/** Edges with action 3 do not count. */
const counting = (edges: readonly Edge[]) => edges.filter(([, action]) => action !== 3);

describe('reachability', () => {
  test('forward and backward agree with a closure', () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(8), ({ states, edges }, pick) => {
        const graph = flatGraph(states, edges);
        const counts = (edge: number) => graph.action[edge] !== 3;
        const reaches = closure(states, counting(edges));
        const start = pick % states;
        expect(members(forward(graph, [start], counts))).toEqual(
          [...(reaches[start] ?? [])].sort((a, b) => a - b),
        );
        const goals = new Uint8Array(states);
        goals[start] = 1;
        const wanted = [...reaches.keys()].filter(s => reaches[s]?.has(start));
        expect(members(backward(reverse(graph, counts), goals, null))).toEqual(wanted);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('a goal that is avoided is none, and no way leads through', () => {
    const graph = flatGraph(4, [
      [0, 0, 1],
      [1, 0, 2],
      [0, 1, 3],
    ]);
    const edges = reverse(graph, all);
    const at = (...ids: number[]) =>
      Uint8Array.from({ length: 4 }, (_, i) => Number(ids.includes(i)));
    expect(members(backward(edges, at(2, 3), at(1)))).toEqual([0, 2, 3]);
    expect(members(backward(edges, at(2), at(1, 2)))).toEqual([]);
  });
});

describe('strongly connected components', () => {
  test('are the states that reach each other, numbered against the edges', () => {
    fc.assert(
      fc.property(anyGraph, ({ states, edges }) => {
        const graph = flatGraph(states, edges);
        const { of, count } = components(graph, edge => graph.action[edge] !== 3);
        const reaches = closure(states, counting(edges));
        for (let s = 0; s < states; s++) {
          for (let t = 0; t < states; t++) {
            const mutual = reaches[s]?.has(t) === true && reaches[t]?.has(s) === true;
            expect(of[s] === of[t]).toBe(mutual);
          }
        }
        for (const [s, , t] of counting(edges)) expect(of[t]).toBeLessThanOrEqual(of[s] as number);
        expect(count).toBe(new Set(of).size);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('a path of 200,000 states does not exhaust the stack', () => {
    const states = 200_000;
    const first = Uint32Array.from({ length: states + 1 }, (_, s) => Math.min(s, states - 1));
    const graph = {
      ...flatGraph(1, []),
      states,
      first,
      target: Uint32Array.from({ length: states - 1 }, (_, e) => e + 1),
      action: new Uint16Array(states - 1),
    };
    const { of, count } = components(graph, all);
    expect([count, of[0], of[states - 1]]).toEqual([states, states - 1, 0]);
  });
});

describe('shortest runs', () => {
  /** Layer 1 once action 0 was taken; action 3 is never followed. */
  const automaton: Automaton = {
    layers: 2,
    step: (layer, action) => (action === 3 ? null : action === 0 ? 1 : layer),
  };

  test('distances agree with a search of the product, and paths are runs of that length', () => {
    fc.assert(
      fc.property(anyGraph, ({ states, edges }) => {
        const graph = flatGraph(states, edges);
        const runs = runsOf(graph, automaton, 1);
        const distances = productDistances(edges);
        for (let state = 0; state < states; state++) {
          for (const layer of [0, 1]) {
            const wanted = distances.get(`${state} ${layer}`) ?? -1;
            expect(runs.distance({ state, layer })).toBe(wanted);
            if (wanted >= 0)
              expectRun(edges, runs.path({ state, layer }), { state, layer }, wanted);
          }
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('of equal predecessors the least state, then the least action', () => {
    const graph = flatGraph(4, [
      [0, 5, 2],
      [0, 6, 1],
      [2, 1, 3],
      [1, 9, 3],
      [1, 8, 3],
    ]);
    expect(runsOf(graph, ANY_RUN, 1).path({ state: 3, layer: 0 })).toEqual([
      { action: 6, state: 1 },
      { action: 8, state: 3 },
    ]);
  });

  function productDistances(edges: readonly Edge[]): Map<string, number> {
    const distances = new Map([['0 0', 0]]);
    for (let round = 0; round < 20; round++) {
      for (const [key, distance] of [...distances]) {
        const [state = 0, layer = 0] = key.split(' ').map(Number);
        for (const [source, action, target] of edges) {
          const next = source === state ? automaton.step(layer, action) : null;
          if (next === null) continue;
          const known = distances.get(`${target} ${next}`) ?? Number.POSITIVE_INFINITY;
          distances.set(`${target} ${next}`, Math.min(known, distance + 1));
        }
      }
    }
    return distances;
  }

  function expectRun(
    edges: readonly Edge[],
    steps: readonly { action: number; state: number }[],
    end: { state: number; layer: number },
    length: number,
  ): void {
    expect(steps).toHaveLength(length);
    let [state, layer] = [0, 0];
    for (const step of steps) {
      expect(edges).toContainEqual([state, step.action, step.state]);
      layer = automaton.step(layer, step.action) ?? -1;
      state = step.state;
    }
    expect({ state, layer }).toEqual(end);
  }
});
