// Partial deadlocks: tasks that are neither at rest nor final and can never move again by system and user
// actions. In: the graph of a program's states. Out: which tasks are stuck in which states. Who waits for
// what is told elsewhere.

import { components } from '../graph/components.ts';
import type { StateSet } from '../graph/state-graph.ts';
import { readsOf } from '../ir/access.ts';
import type { Task } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';
import { type Space, stateOf } from './space.ts';

export interface Stuck {
  /** States in which some task is. */
  readonly states: StateSet;
  /** The stuck tasks of a state, by id. */
  tasksAt(state: number): number[];
}

/** Bits of one word, of which the sign is left alone. */
const TASKS_PER_PASS = 31;

export function stuckTasks(space: Space): Stuck {
  return space.once(stuckTasks, () => findStuck(space));
}

function findStuck(space: Space): Stuck {
  const { system, graph } = space;
  const { tasks } = system.program;
  const able = movableTasks(space);
  const unable = (task: Task, id: number, state: StateVector) =>
    !able(task.id, id) && system.evaluate(task.accepted, state) !== 1;
  const states = new Uint8Array(graph.states);
  const state = new Int32Array(system.width);
  const read = graph.readerOf(new Set(tasks.flatMap(({ accepted }) => [...readsOf(accepted)])));
  for (let id = 0; id < graph.states; id++) {
    read(id, state);
    if (tasks.some(task => unable(task, id, state))) states[id] = 1;
  }
  return {
    states,
    tasksAt(id) {
      const vector = stateOf(space, id);
      return tasks.filter(task => unable(task, id, vector)).map(task => task.id);
    },
  };
}

/** Whether a task can still move, now or later: per component, since its states reach the same. */
function movableTasks(space: Space): (task: number, state: number) => boolean {
  const { system, graph, possible } = space;
  const { of, count } = components(graph, possible);
  const order = byComponent(of, count);
  const passes = Math.ceil(system.program.tasks.length / TASKS_PER_PASS);
  const masks = Array.from({ length: passes }, (_, pass) =>
    movableInPass(space, of, count, order, pass),
  );
  return (task, state) => {
    const mask = masks[Math.floor(task / TASKS_PER_PASS)]?.[of[state] as number] ?? 0;
    return (mask & (1 << (task % TASKS_PER_PASS))) !== 0;
  };
}

function movableInPass(
  space: Space,
  of: Uint32Array,
  count: number,
  order: Uint32Array,
  pass: number,
): Uint32Array {
  const { system, graph, possible } = space;
  const movers = Uint32Array.from(system.program.actions, ({ moves }) =>
    moves
      .filter(({ task }) => Math.floor(task / TASKS_PER_PASS) === pass)
      .reduce((mask, { task }) => mask | (1 << (task % TASKS_PER_PASS)), 0),
  );
  const able = new Uint32Array(count);
  // A task that goes wrong is not stuck.
  for (const { state, action } of graph.failing) {
    if (system.program.actions[action]?.class === 'fault') continue;
    const component = of[state] as number;
    able[component] = (able[component] as number) | (movers[action] as number);
  }
  // Edges lead to the same component or to one that is done.
  for (const state of order) {
    const component = of[state] as number;
    let mask = able[component] as number;
    const stop = graph.first[state + 1] as number;
    for (let edge = graph.first[state] as number; edge < stop; edge++) {
      if (!possible(edge, state)) continue;
      const action = graph.action[edge] as number;
      mask |=
        (movers[action] as number) | (able[of[graph.target[edge] as number] as number] as number);
    }
    able[component] = mask;
  }
  return able;
}

/** The states, those of the lowest component first. */
function byComponent(of: Uint32Array, count: number): Uint32Array {
  const next = new Uint32Array(count + 1);
  for (const component of of) next[component + 1] = (next[component + 1] as number) + 1;
  for (let c = 0; c < count; c++) next[c + 1] = (next[c + 1] as number) + (next[c] as number);
  const order = new Uint32Array(of.length);
  for (let state = 0; state < of.length; state++) {
    const component = of[state] as number;
    const at = next[component] as number;
    order[at] = state;
    next[component] = at + 1;
  }
  return order;
}
