// Who can still do what, judged by locations alone. In: a program; a state. Out: whether a task still takes
// part, and whether an action's movers can still come to where it starts. An over-approximation: guards
// are not looked at.

import type { Action, Process, Program, Task } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';

export interface Standing {
  /** Not ended, not unspawned, not on a crashed host. */
  takesPart(task: number, state: StateVector): boolean;
  /** Every mover can still come to the action's start by its own steps, an unspawned one once spawned. */
  canStillTake(action: Action, state: StateVector): boolean;
  /** Where the task can still come by its own steps, where it stands included. */
  ahead(task: number, state: StateVector): ReadonlySet<number>;
  /** Not spawned, and its host has not crashed. */
  isUnspawned(task: number, state: StateVector): boolean;
  /** Ids of the actions that start the task. */
  spawners(task: number): readonly number[];
}

export function standing(program: Program): Standing {
  const graphs = program.tasks.map(task => locationGraph(program, task));
  const reached = new Map<string, ReadonlySet<number>>();
  const role = (task: number, state: StateVector) => {
    const { at, locations } = taskOf(program, task);
    return locations[state[at] as number]?.role;
  };
  const crashed = (task: number, state: StateVector) => {
    const { host } = program.processes[taskOf(program, task).process] as Process;
    const cell = host === null ? null : (program.hosts[host]?.crashed ?? null);
    return cell !== null && state[cell] !== 0;
  };
  const reachable = (task: number, from: number) => {
    const key = `${task} ${from}`;
    const known = reached.get(key) ?? closure(graphs[task]?.edges ?? [], from);
    reached.set(key, known);
    return known;
  };
  return {
    takesPart: (task, state) =>
      role(task, state) !== 'final' && role(task, state) !== 'unspawned' && !crashed(task, state),
    canStillTake: (action, state) =>
      action.moves.every(
        ({ task, from }) =>
          !crashed(task, state) &&
          role(task, state) !== 'final' &&
          reachable(task, state[taskOf(program, task).at] as number).has(from),
      ),
    ahead: (task, state) => reachable(task, state[taskOf(program, task).at] as number),
    isUnspawned: (task, state) => role(task, state) === 'unspawned' && !crashed(task, state),
    spawners: task => graphs[task]?.spawners ?? [],
  };
}

/** The task's own moves, and what others' assignments lead to from where it is not spawned. */
function locationGraph(program: Program, task: Task) {
  const edges = task.locations.map(() => new Set<number>());
  const spawners: number[] = [];
  const unspawned = [...task.locations.keys()].filter(i => task.locations[i]?.role === 'unspawned');
  for (const action of program.actions) {
    const own = action.moves.filter(move => move.task === task.id);
    for (const { from, to } of own) for (const target of to) edges[from]?.add(target);
    if (own.length > 0) continue;
    const targets = assignedLocations(action, task);
    if (targets.length > 0) spawners.push(action.id);
    for (const from of unspawned) for (const target of targets) edges[from]?.add(target);
  }
  return { edges, spawners };
}

function assignedLocations(action: Action, task: Task): number[] {
  const targets: number[] = [];
  const visit = (statements: Action['effects']) => {
    for (const statement of statements) {
      if (statement.kind === 'if') {
        visit(statement.then);
        visit(statement.otherwise);
      }
      if (statement.kind !== 'assign' || statement.cell !== task.at) continue;
      if (statement.value.kind === 'const') targets.push(statement.value.value);
      else targets.push(...task.locations.keys());
    }
  };
  visit(action.effects);
  return targets;
}

function closure(edges: readonly ReadonlySet<number>[], from: number): ReadonlySet<number> {
  const seen = new Set([from]);
  // A set's iteration reaches what is added meanwhile.
  for (const location of seen) for (const next of edges[location] ?? []) seen.add(next);
  return seen;
}

function taskOf(program: Program, task: number): Task {
  return program.tasks[task] as Task;
}
