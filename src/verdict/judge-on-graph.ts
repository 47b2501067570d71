// Verdicts that need the graph of all states: partial deadlock, always possible, order, lock order. In: the
// graph and a property. Out: its result, with trace, cause and waits; what every violation has in common
// (no way back, all causes) is added elsewhere.

import { leastState } from '../graph/least.ts';
import { eachEdge } from '../graph/reach.ts';
import { levelOf, type StateSet } from '../graph/state-graph.ts';
import { compareStates } from '../system/transition-system.ts';
import { causeOfAction, causeOfDeadlock } from './cause.ts';
import type { GraphProperty } from './needs-graph.ts';
import { orderOf } from './order.ts';
import { plainResult } from './plain-result.ts';
import type { BlockedTask, CauseDetail, Checked, PropertyResult, Trace } from './result.ts';
import { type Space, stateOf, traceTo } from './space.ts';
import { type Stuck, stuckTasks } from './stuck.ts';
import { violationsOf } from './violations.ts';
import { waitAnalysis } from './waits.ts';

export function judgeOnGraph(space: Space, property: GraphProperty): PropertyResult {
  switch (property.kind) {
    case 'order':
      return judgeOrder(space, property);
    case 'lock-order':
      return judgeLockOrder(space, property);
    case 'partial-deadlock':
      return judgePartialDeadlock(space, property);
    case 'always-possible':
      return judgePossible(space, property);
  }
}

/** Holds where the second always comes after the first; the trace shows otherwise, or else that it comes. */
function judgeOrder(
  space: Space,
  property: Extract<GraphProperty, { kind: 'order' }>,
): PropertyResult {
  const order = orderOf(space, property);
  const { word, before, after } = order;
  if (word === 'ALWAYS') return { ...plainResult(property, 'holds'), trace: after, order };
  const trace = word === 'UNREACHABLE' ? null : before;
  return { ...violatedBy(space, property, trace), order };
}

function judgePossible(
  space: Space,
  property: Extract<GraphProperty, { kind: 'always-possible' }>,
): PropertyResult {
  const violations = violationsOf(space, property);
  const id = violations === null ? -1 : least(space, violations.states);
  if (id < 0) return plainResult(property, 'holds');
  return violatedBy(space, property, runTo(space, id));
}

function judgePartialDeadlock(
  space: Space,
  property: Extract<GraphProperty, { kind: 'partial-deadlock' }>,
): PropertyResult {
  const { program } = space.system;
  const stuck = stuckTasks(space);
  const id = least(space, stuck.states);
  if (id < 0) return plainResult(property, 'holds');
  const waits = waitsOfStuck(space, id, stuck.tasksAt(id));
  const cause = causeOfDeadlock(program, property.name, waits);
  const causeDetails = causesOfStuck(space, property.name, stuck);
  return {
    ...plainResult(property, 'violated'),
    trace: runTo(space, id),
    cause,
    causes: [...new Set([cause, ...causeDetails.map(detail => detail.cause)])].sort(),
    causeDetails,
    waits,
  };
}

/** Causes are told for no more states than this. */
const MOST_ENTRIES = 4096;

/** One entry per cause, sorted, over the states in which some task has just got stuck; empty if too many. */
function causesOfStuck(space: Space, name: string, stuck: Stuck): CauseDetail[] {
  const { system, graph } = space;
  const entries = new Set<number>(stuck.states[0] === 1 ? [0] : []);
  eachEdge(
    graph,
    () => true,
    (source, target) => {
      if (stuck.states[source] !== 1 && stuck.states[target] === 1) entries.add(target);
    },
  );
  if (entries.size > MOST_ENTRIES) return [];
  const found = new Map<string, CauseDetail>();
  for (const id of entries) {
    const waits = waitsOfStuck(space, id, stuck.tasksAt(id));
    const cause = causeOfDeadlock(system.program, name, waits);
    const known = found.get(cause);
    const depth = Math.min(levelOf(graph, id), known?.depth ?? Number.POSITIVE_INFINITY);
    found.set(cause, { cause, states: (known?.states ?? 0) + 1, depth });
  }
  return [...found.values()].sort((a, b) => (a.cause < b.cause ? -1 : 1));
}

/** The stuck tasks take the place of the knot: they are what the property speaks of. */
function waitsOfStuck(space: Space, id: number, tasks: readonly number[]): BlockedTask[] {
  const blocked = waitAnalysis(space.system).blockedTasks(stateOf(space, id));
  return blocked
    .map(one => ({ ...one, knot: tasks.includes(one.task) }))
    .filter(({ knot }) => knot)
    .sort((a, b) => a.task - b.task);
}

function judgeLockOrder(
  space: Space,
  property: Extract<GraphProperty, { kind: 'lock-order' }>,
): PropertyResult {
  const wrong = violationsOf(space, property)?.edges ?? new Set<number>();
  const edge = leastEdge(space, wrong);
  if (edge === null) return plainResult(property, 'holds');
  const { graph } = space;
  const last = {
    action: graph.action[edge.number] as number,
    state: graph.target[edge.number] as number,
  };
  const node = { state: edge.source, layer: 0 };
  return violatedBy(space, property, traceTo(space, space.runs(), node, last));
}

function violatedBy(space: Space, property: Checked, trace: Trace | null): PropertyResult {
  const result = plainResult(property, 'violated');
  if (trace === null) return result;
  const last = trace.steps.at(-1)?.action ?? null;
  const cause = causeOfAction(space.system.program, property.name, last);
  return { ...result, trace, cause, causes: [cause] };
}

function runTo(space: Space, state: number): Trace {
  return traceTo(space, space.runs(), { state, layer: 0 });
}

function least({ graph, system }: Space, states: StateSet): number {
  return leastState(graph, states, system.width);
}

/** The edge whose source is least in depth, then in state vector; of its edges the first. */
function leastEdge(
  space: Space,
  edges: ReadonlySet<number>,
): { readonly number: number; readonly source: number } | null {
  const { graph } = space;
  let best: { number: number; source: number } | null = null;
  for (let source = 0; source < graph.states; source++) {
    const stop = graph.first[source + 1] as number;
    for (let number = graph.first[source] as number; number < stop; number++) {
      if (!edges.has(number)) continue;
      if (best === null || isLess(space, source, best.source)) best = { number, source };
      break;
    }
  }
  return best;
}

function isLess(space: Space, left: number, right: number): boolean {
  const difference = levelOf(space.graph, left) - levelOf(space.graph, right);
  if (difference !== 0) return difference < 0;
  return compareStates(stateOf(space, left), stateOf(space, right)) < 0;
}
