// The order of two actions over all runs. In: the graph and a pair of actions, or one pair per value. Out:
// ALWAYS, NEVER, EITHER or UNREACHABLE, with a shortest run each way. Runs with faults count; a step that
// goes wrong has not happened.

import type { Automaton, Node, Runs } from '../graph/paths.ts';
import { runsOf } from '../graph/paths.ts';
import type { OrderPair, Property } from '../ir/program.ts';
import { compareStates } from '../system/transition-system.ts';
import type { OrderAnswer, OrderWord, Trace } from './result.ts';
import { type Space, stateOf, traceTo } from './space.ts';

/** In layer 0 the first action has not fired, in layer 1 it has. */
const [UNSEEN, SEEN] = [0, 1];

export function orderOf(
  space: Space,
  { pairs }: Extract<Property, { kind: 'order' }>,
): OrderAnswer {
  const answers = pairs.map(pair => answerFor(space, pair));
  return {
    word: joined(answers.map(({ word }) => word)),
    pairs: answers.map(({ word }, i) => ({ value: pairs[i]?.value ?? null, word })),
    after: shortest(answers.map(answer => answer.after)),
    before: shortest(answers.map(answer => answer.before)),
  };
}

interface PairAnswer {
  readonly word: OrderWord;
  readonly after: Trace | null;
  readonly before: Trace | null;
}

function answerFor(space: Space, pair: OrderPair): PairAnswer {
  const { system, graph } = space;
  const isFirst = new Set(pair.first);
  const isSecond = new Set(pair.second);
  const automaton: Automaton = {
    layers: 2,
    step: (layer, action) => (layer === SEEN || isFirst.has(action) ? SEEN : UNSEEN),
  };
  const runs = runsOf(graph, automaton, system.width);
  const before = leastStep(space, runs, UNSEEN, id => isSecond.has(id) && !isFirst.has(id));
  const after = leastStep(space, runs, SEEN, id => isSecond.has(id));
  const firstFires = graph.action.some(action => isFirst.has(action));
  return {
    word: wordFor(firstFires, before !== null, after !== null),
    before: before && traceTo(space, runs, before.node, before.step),
    after: after && traceTo(space, runs, after.node, after.step),
  };
}

function wordFor(firstFires: boolean, before: boolean, after: boolean): OrderWord {
  if (!firstFires || !(before || after)) return 'UNREACHABLE';
  if (before && after) return 'EITHER';
  return after ? 'ALWAYS' : 'NEVER';
}

/** One word for all values: an action that never fires anywhere spoils the question. */
function joined(words: readonly OrderWord[]): OrderWord {
  const [first = 'UNREACHABLE', ...rest] = words;
  if (rest.every(word => word === first)) return first;
  return words.includes('UNREACHABLE') ? 'UNREACHABLE' : 'EITHER';
}

function shortest(traces: readonly (Trace | null)[]): Trace | null {
  return traces.reduce((best, trace) => {
    if (best === null || trace === null) return best ?? trace;
    return trace.steps.length < best.steps.length ? trace : best;
  }, null);
}

interface LastStep {
  readonly node: Node;
  readonly step: { readonly action: number; readonly state: number };
}

/** The edge with such an action that a shortest run in `layer` takes: of equals the least state, then action. */
function leastStep(
  space: Space,
  runs: Runs,
  layer: number,
  isMeant: (action: number) => boolean,
): LastStep | null {
  const { first, target, action, states } = space.graph;
  let best: LastStep | null = null;
  for (let state = 0; state < states; state++) {
    const node = { state, layer };
    if (runs.distance(node) < 0) continue;
    const stop = first[state + 1] as number;
    for (let edge = first[state] as number; edge < stop; edge++) {
      const taken = action[edge] as number;
      if (!isMeant(taken)) continue;
      if (best === null || comesBefore(space, runs, node, best.node)) {
        best = { node, step: { action: taken, state: target[edge] as number } };
      }
      // Edges come by ascending action.
      break;
    }
  }
  return best;
}

function comesBefore(space: Space, runs: Runs, left: Node, right: Node): boolean {
  const difference = runs.distance(left) - runs.distance(right);
  if (difference !== 0) return difference < 0;
  return compareStates(stateOf(space, left.state), stateOf(space, right.state)) < 0;
}
