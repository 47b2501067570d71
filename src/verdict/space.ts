// A program's explored states as a graph, with what the analyses share. In: a complete exploration. Out: the
// graph and sets of states; null where the space is too large or the run was told to stop. Judges nothing.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { Exploration } from '../explore/explore.ts';
import type { PathStep } from '../explore/paths.ts';
import { ANY_RUN, type GraphStep, type Node, type Runs, runsOf } from '../graph/paths.ts';
import { type EdgeFilter, type Reverse, reverse } from '../graph/reach.ts';
import { REST, type StateGraph, type StateSet, stateGraph } from '../graph/state-graph.ts';
import { readsOf } from '../ir/access.ts';
import type { CellId } from '../ir/expr.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { remembered } from './projection.ts';
import { isTrue } from './properties.ts';
import type { Trace } from './result.ts';

export interface Space {
  readonly system: Interpreter;
  readonly graph: StateGraph;
  /** Edges of system and user actions: what can be done, faults left out. */
  readonly possible: EdgeFilter;
  /** The same, turned round. */
  backwards(): Reverse;
  /** The states in which something holds that reads the given cells only. */
  where(reads: Iterable<CellId>, holds: (state: StateVector) => boolean): StateSet;
  /** The model's goals, or without any: what owes no step and may stay. */
  goals(): StateSet;
  /** All runs, for shortest paths. */
  runs(): Runs;
  /** What was made for this question about the space before, else what is made now. */
  once<T>(question: object, make: () => T): T;
}

/** The graph of a complete exploration; null if it was stopped meanwhile. */
export async function spaceOf(
  system: Interpreter,
  exploration: Exploration,
  stop: () => Promise<boolean>,
): Promise<Space | null> {
  const graph = await stateGraph(system, exploration, { stop });
  if (graph === null) return null;
  const faults = Uint8Array.from(system.program.actions, one => Number(one.class === 'fault'));
  const possible: EdgeFilter = edge => faults[graph.action[edge] as number] === 0;
  let backwards: Reverse | null = null;
  let runs: Runs | null = null;
  let goals: StateSet | null = null;
  const answers = new Map<object, unknown>();
  const space: Space = {
    system,
    graph,
    possible,
    backwards() {
      backwards ??= reverse(graph, possible);
      return backwards;
    },
    where(reads, holds) {
      const cells = [...reads];
      const asked = remembered(cells, system.program.cells, holds);
      const read = graph.readerOf(cells);
      const state = new Int32Array(system.width);
      const set = new Uint8Array(graph.states);
      for (let id = 0; id < graph.states; id++) {
        read(id, state);
        if (asked(state)) set[id] = 1;
      }
      return set;
    },
    goals() {
      goals ??= goalStates(space);
      return goals;
    },
    runs() {
      runs ??= runsOf(graph, ANY_RUN, system.width);
      return runs;
    },
    once<T>(question: object, make: () => T): T {
      if (!answers.has(question)) answers.set(question, make());
      return answers.get(question) as T;
    },
  };
  return space;
}

function goalStates({ system, graph, where }: Space): StateSet {
  const goals = system.program.properties.filter(property => property.kind === 'goal');
  if (goals.length === 0) return graph.rest.map(rest => Number(rest === REST.accepted));
  const reads = new Set(goals.flatMap(goal => [...readsOf(goal.condition)]));
  return where(reads, state => goals.some(goal => isTrue(system.evaluate(goal.condition, state))));
}

/** A state vector of its own. */
export function stateOf({ system, graph }: Space, id: number): StateVector {
  const state = new Int32Array(system.width);
  graph.read(id, state);
  return state;
}

/** The shortest run to a state that was explored: the one that is rebuilt from the levels, too. */
export function runTo(space: Space, state: StateVector): PathStep[] {
  const id = space.graph.index.find(state);
  if (id < 0) throw new InternalError('a state that was sighted is not among the explored ones');
  return stepsOf(space, space.runs().path({ state: id, layer: 0 }));
}

function stepsOf(space: Space, steps: readonly GraphStep[]): PathStep[] {
  return steps.map(({ action, state }) => ({ action, state: stateOf(space, state) }));
}

/** The shortest run to a node, and one step more where one is given. */
export function traceTo(
  space: Space,
  runs: Runs,
  node: Node,
  last: { readonly action: number; readonly state: number } | null = null,
): Trace {
  const steps = last === null ? runs.path(node) : [...runs.path(node), last];
  return {
    shortest: true,
    initial: space.system.initial(),
    steps: stepsOf(space, steps),
    failure: null,
  };
}
