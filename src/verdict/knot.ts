// The wait-for knot. In: the blocked tasks with who could wake them, and the threads that can move. Out:
// the tasks of one knot. Nodes are OS threads: a loop with all its tasks is one.
//
// A knot is a strongly connected set of blocked threads that no edge leaves: each waits only for members.
// A thread that waits for nobody is a knot of one. Threads at rest come after a cycle of threads that are not.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { Process, Program } from '../ir/program.ts';
import type { Waiting } from './waits.ts';

/**
 * The tasks of the knot; empty if every blocked thread may be woken by one that can move. Only what a task
 * not at rest waits for, directly or not, is looked at. Of several knots it is the one with the least name.
 */
export function findKnot(
  program: Program,
  waiting: readonly Waiting[],
  moving: ReadonlySet<number>,
): ReadonlySet<number> {
  const edges = waitForEdges(waiting, moving);
  const stuck = waiting.filter(({ resting }) => !resting).map(({ process }) => process);
  const from = stuck.length > 0 ? stuck : waiting.map(({ process }) => process);
  const candidates = new Set(from.flatMap(process => [...closure(edges, process)]));
  const members = leastKnot(program, edges, candidates);
  if (members === undefined) return new Set();
  return tasksOf(waiting, cycleBefore(program, edges, members, new Set(stuck)) ?? members);
}

function leastKnot(
  program: Program,
  edges: Edges,
  candidates: ReadonlySet<number>,
): ReadonlySet<number> | undefined {
  return [...candidates]
    .sort((a, b) => compareNames(nameOf(program, a), nameOf(program, b)))
    .map(process => closure(edges, process))
    .find(reached => isKnot(edges, reached));
}

/**
 * A knot of threads at rest explains nothing where others wait for each other and could only be helped by
 * them as well: then the cycle of these others.
 */
function cycleBefore(
  program: Program,
  edges: Edges,
  knot: ReadonlySet<number>,
  stuck: ReadonlySet<number>,
): ReadonlySet<number> | undefined {
  if ([...knot].some(process => stuck.has(process))) return undefined;
  const among = new Map(
    [...edges].map(([process, targets]) => {
      const kept = [...targets].filter(to => stuck.has(to) || closure(edges, to).has(MOVING));
      return [process, new Set(kept)] as const;
    }),
  );
  const cycle = leastKnot(program, among, stuck);
  return cycle !== undefined && cycle.size > 1 ? cycle : undefined;
}

/** Stands for a thread that can move, or anything else that can happen by itself. */
const MOVING = -1;

type Edges = ReadonlyMap<number, ReadonlySet<number>>;

function waitForEdges(waiting: readonly Waiting[], moving: ReadonlySet<number>): Edges {
  const edges = new Map<number, Set<number>>([[MOVING, new Set()]]);
  for (const { process, waits } of waiting) {
    const targets = edges.get(process) ?? new Set();
    edges.set(process, targets);
    if (moving.has(process)) targets.add(MOVING);
    for (const { wakers } of waits) {
      if (wakers.moving) targets.add(MOVING);
      for (const waker of wakers.processes) targets.add(moving.has(waker) ? MOVING : waker);
    }
  }
  return edges;
}

/** Everything the thread waits for, itself included. */
function closure(edges: Edges, process: number): ReadonlySet<number> {
  const seen = new Set([process]);
  for (const member of seen) for (const next of edges.get(member) ?? []) seen.add(next);
  return seen;
}

/** Of a closed set: everyone waits for everyone. */
function isKnot(edges: Edges, closed: ReadonlySet<number>): boolean {
  if (closed.has(MOVING)) return false;
  return [...closed].every(member => closure(edges, member).size === closed.size);
}

/**
 * The members' tasks that matter: those not at rest, and those whose actions they wait for. If all are at
 * rest, all of them.
 */
function tasksOf(waiting: readonly Waiting[], members: ReadonlySet<number>): ReadonlySet<number> {
  const inside = waiting.filter(({ process }) => members.has(process));
  const stuck = inside.filter(({ resting }) => !resting);
  const tasks = new Set((stuck.length > 0 ? stuck : inside).map(({ task }) => task));
  for (const task of tasks) {
    const waits = inside.find(candidate => candidate.task === task)?.waits ?? [];
    for (const { wakers } of waits) {
      for (const waker of wakers.tasks)
        if (inside.some(other => other.task === waker)) tasks.add(waker);
    }
  }
  return tasks;
}

function nameOf(program: Program, process: number): string {
  if (process === MOVING) return '';
  const found: Process | undefined = program.processes[process];
  if (found === undefined) throw new InternalError(`no process ${process}`);
  return found.name;
}

/** By code units, for the order must not depend on a locale. */
function compareNames(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
