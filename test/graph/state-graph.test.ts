import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import { levelOf, REST, stateGraph } from '../../src/graph/state-graph.ts';
import type { Program } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { randomProgram } from '../system/random-program.ts';

const go = async () => false;

async function graphOf(program: Program) {
  const system = interpreter(program);
  const explored = await explore(system, [], { host: nodeHost });
  const graph = await stateGraph(system, explored, { stop: go });
  if (graph === null) throw new Error('stopped');
  return { system, explored, graph };
}

test('every state has its edges, in order, and what it owes', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async program => {
      const { system, explored, graph } = await graphOf(program);
      const [state, next] = [new Int32Array(system.width), new Int32Array(system.width)];
      let failing = 0;
      for (let id = 0; id < graph.states; id++) {
        graph.read(id, state);
        expect(graph.index.find(state)).toBe(id);
        const level = levelOf(graph, id);
        expect(id >= (explored.levels[level] ?? 0) && id < (explored.levels[level + 1] ?? 0)).toBe(
          true,
        );
        let edge = graph.first[id] as number;
        const enabled = system.enabled(state);
        for (const action of enabled) {
          const fired = system.fire(state, action);
          if (fired?.next == null) {
            expect(graph.failing[failing++]).toMatchObject({ state: id, action });
            continue;
          }
          expect(graph.action[edge]).toBe(action);
          graph.read(graph.target[edge] as number, next);
          expect([...next]).toEqual([...fired.next]);
          edge += 1;
        }
        expect(graph.first[id + 1]).toBe(edge);
        const owes = enabled.some(action => program.actions[action]?.class === 'system');
        const rest = system.accepted(state) ? REST.accepted : REST.deadlock;
        expect(graph.rest[id]).toBe(owes ? REST.none : rest);
      }
      expect(graph.failing).toHaveLength(failing);
      expect(graph.target).toHaveLength(explored.transitions);
    }),
    { seed: 11, numRuns: 60 },
  );
});

test('a state that was not explored is not found', async () => {
  const [program] = fc.sample(randomProgram, { seed: 3, numRuns: 1 });
  if (program === undefined) throw new Error('no sample');
  const { system, graph } = await graphOf(program);
  expect(graph.index.find(new Int32Array(system.width).fill(7))).toBe(-1);
});

test('is null when it is told to stop', async () => {
  const [program] = fc.sample(randomProgram, { seed: 3, numRuns: 1 });
  if (program === undefined) throw new Error('no sample');
  const system = interpreter(program);
  const explored = await explore(system, [], { host: nodeHost });
  expect(await stateGraph(system, explored, { stop: async () => true })).toBeNull();
});
