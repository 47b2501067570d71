// Who acts in a trace, and in which column a step is drawn. In: program and trace. Out: lanes, the lane of a
// step, the number of switches between threads. It knows nothing of widths.

import type { Action, Program } from '../ir/program.ts';
import type { Trace } from '../verdict/result.ts';

/** One acting thread, or one that hangs without ever having acted. */
export interface Lane {
  readonly process: number;
  /** `dst.main_loop` */
  readonly name: string;
  /** Tasks of it that act in this trace, by first action; none for one that only hangs. */
  readonly tasks: readonly number[];
}

/** Most threads that are drawn side by side. */
export const MOST_COLUMNS = 4;

/**
 * The acting threads: hosts in order of declaration, threads of a host by their first action. `hanging`
 * processes that never act get a lane too where there is room: that they did nothing is part of the story.
 */
export function lanesOf(program: Program, trace: Trace, hanging: readonly number[]): Lane[] {
  const tasksOf = new Map<number, number[]>();
  for (const action of actionsOf(program, trace)) {
    for (const move of action.moves) {
      const process = processOf(program, move.task);
      const tasks = tasksOf.get(process) ?? [];
      if (!tasks.includes(move.task)) tasks.push(move.task);
      tasksOf.set(process, tasks);
    }
  }
  const idle = [...new Set(hanging)].filter(process => !tasksOf.has(process));
  if (tasksOf.size + idle.length <= MOST_COLUMNS) {
    for (const process of idle) tasksOf.set(process, []);
  }
  const lanes = [...tasksOf].map(([process, tasks]) => ({
    process,
    name: program.processes[process]?.name ?? `thread ${process}`,
    tasks,
  }));
  // The sort is stable: within a host the order of first action stays.
  return lanes.sort((a, b) => hostRank(program, a.process) - hostRank(program, b.process));
}

/**
 * The lane each step is drawn in: its (first) mover's. A step of the network stands under the thread that
 * connected, else under the one that last had to do with the same object; null where nobody had, and for an
 * action of the environment.
 */
export function stepLanes(
  program: Program,
  trace: Trace,
  lanes: readonly Lane[],
): (number | null)[] {
  const touched: Touched = { any: new Map(), connect: new Map() };
  return actionsOf(program, trace).map(action => {
    const mover = action.moves[0]?.task ?? toucherOf(action, touched);
    if (mover === undefined) return null;
    if (action.moves.length > 0) {
      for (const one of action.traffic) {
        touched.any.set(one.object, mover);
        if (one.kind === 'connect') touched.connect.set(one.object, mover);
      }
    }
    const lane = lanes.findIndex(one => one.process === processOf(program, mover));
    return lane < 0 ? null : lane;
  });
}

/** Changes of the acting thread; steps of the network and of the environment are nobody's. */
export function switchesOf(program: Program, trace: Trace): number {
  let current: number | null = null;
  let switches = 0;
  for (const action of actionsOf(program, trace)) {
    const movers = action.moves.map(move => processOf(program, move.task));
    const acting = movers[0];
    if (acting === undefined || (current !== null && movers.includes(current))) continue;
    if (current !== null) switches++;
    current = acting;
  }
  return switches;
}

/** By object: the task that last had to do with it, and the one that last connected it. */
interface Touched {
  readonly any: Map<number, number>;
  readonly connect: Map<number, number>;
}

function toucherOf(action: Action, touched: Touched): number | undefined {
  const known = action.kind === 'delivery' ? touched.connect : touched.any;
  const found = action.traffic.find(one => known.has(one.object));
  return found && known.get(found.object);
}

function actionsOf(program: Program, trace: Trace): Action[] {
  return trace.steps.map(step => {
    const action = program.actions[step.action];
    if (action === undefined) throw new Error(`no action ${step.action}`);
    return action;
  });
}

function processOf(program: Program, task: number): number {
  const found = program.tasks[task];
  if (found === undefined) throw new Error(`no task ${task}`);
  return found.process;
}

function hostRank(program: Program, process: number): number {
  return program.processes[process]?.host ?? program.hosts.length;
}
