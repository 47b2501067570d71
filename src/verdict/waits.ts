// What every blocked task waits for, and the wait-for knot. In: a state of a program. Out: the blocked
// tasks with their waits, the knot first. It tells what holds in this state; whether a blocked task may
// move in another one is not asked.

import type { Conjunct, Move, Program, Task, Wait } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { findKnot } from './knot.ts';
import type { BlockedTask, WaitFor } from './result.ts';
import { standing } from './standing.ts';
import { type Wakers, wakerSearch } from './wakers.ts';

export interface WaitAnalysis {
  /**
   * Tasks without an enabled system action that have neither ended nor are unspawned or crashed; those at
   * rest only as members of the knot. The knot first, then by task id.
   */
  blockedTasks(state: StateVector): BlockedTask[];
}

/** A blocked task, before it is known whether it belongs to the knot. */
export interface Waiting {
  readonly task: number;
  readonly process: number;
  /** Stands where it may stay for ever. */
  readonly resting: boolean;
  readonly waits: readonly { readonly wait: WaitFor; readonly wakers: Wakers }[];
}

/** Prepares the analysis of one program's states. */
export function waitAnalysis(system: Interpreter): WaitAnalysis {
  const { program } = system;
  const who = standing(program);
  const starts = startsByTask(program);
  const findWakers = wakerSearch(system);

  const blockedActions = (task: Task, state: StateVector) =>
    starts[task.id]?.filter(start => start.move.from === state[task.at]) ?? [];

  const waitingTask = (task: Task, state: StateVector): Waiting => {
    const found: { wait: WaitFor; wakers: Wakers }[] = [];
    for (const start of blockedActions(task, state)) {
      const missing = firstMissing(system, start, state);
      if (missing === null) continue;
      const wakers = findWakers(missing.conjunct, task.id, state);
      merge(found, describe(system, start, missing, wakers, state), wakers, program);
    }
    const resting = system.evaluate(task.accepted, state) === 1;
    return { task: task.id, process: task.process, resting, waits: found };
  };

  return {
    blockedTasks(state) {
      const enabled = new Set(system.enabled(state));
      const present = program.tasks.filter(task => who.takesPart(task.id, state));
      const canMove = (task: Task) =>
        blockedActions(task, state).some(start => enabled.has(start.action));
      const moving = new Set(present.filter(canMove).map(task => task.process));
      const waiting = present.filter(task => !canMove(task)).map(task => waitingTask(task, state));
      const knot = findKnot(program, waiting, moving);
      return waiting
        .map(({ task, process, waits, resting }) => ({
          resting,
          blocked: { task, process, knot: knot.has(task), waits: waits.map(({ wait }) => wait) },
        }))
        .filter(({ resting, blocked }) => !resting || blocked.knot)
        .map(({ blocked }) => blocked)
        .sort((a, b) => Number(b.knot) - Number(a.knot) || a.task - b.task);
    },
  };
}

/** A system action that starts with a move of the task. */
export interface Start {
  readonly action: number;
  readonly mover: number;
  readonly move: Move;
}

/** The system actions each task can begin, by task id. */
export function startsByTask(program: Program): Start[][] {
  const starts: Start[][] = program.tasks.map(() => []);
  for (const action of program.actions) {
    if (action.class !== 'system') continue;
    action.moves.forEach((move, mover) => {
      starts[move.task]?.push({ action: action.id, mover, move });
    });
  }
  return starts;
}

export interface Missing {
  readonly conjunct: Conjunct;
  readonly index: number;
  readonly wait: Wait;
}

/** The first false conjunct: the mover's own ones in order, then those of its partner. */
export function firstMissing(
  system: Interpreter,
  start: Start,
  state: StateVector,
): Missing | null {
  const guard = system.program.actions[start.action]?.guard ?? [];
  const values = system.conjunctValues(state, start.action);
  const isOwn = ({ move }: Conjunct) => move === start.mover || move === -1;
  const order = [...guard.keys()].sort(
    (a, b) => Number(!isOwn(guard[a] as Conjunct)) - Number(!isOwn(guard[b] as Conjunct)) || a - b,
  );
  const index = order.find(i => values[i] === false);
  if (index === undefined) return null;
  const conjunct = guard[index] as Conjunct;
  // Another instance or case is meant here: no wait at all.
  if (conjunct.role === 'location' && isOwn(conjunct)) return null;
  const own = isOwn(conjunct) ? conjunct.wait : null;
  return { conjunct, index, wait: own ?? rendezvousWait(system.program, start) };
}

/** What a mover waits for when its partner is not ready: the exchange itself. */
function rendezvousWait(program: Program, start: Start): Wait {
  const action = program.actions[start.action];
  const operation = action?.guard.find(
    ({ role, move, wait }) => role === 'operation' && move === start.mover && wait !== null,
  );
  if (operation?.wait != null) return operation.wait;
  const object = program.objects[action?.traffic[0]?.object ?? -1];
  const name = object?.name ?? action?.name ?? '';
  const alone = action?.moves.length !== 2;
  return {
    kind: alone ? 'condition' : start.mover === 0 ? 'send' : 'recv',
    object: object?.id ?? null,
    on: [name],
    family: object?.family ?? name,
  };
}

function describe(
  system: Interpreter,
  start: Start,
  missing: Missing,
  wakers: Wakers,
  state: StateVector,
): WaitFor {
  const { kind, object, on, family } = missing.wait;
  return {
    kind,
    object,
    on: system.label(on, state),
    family,
    action: start.action,
    conjunct: missing.index,
    wakers: [...wakers.actions],
    released: [...wakers.released],
    ...unexpectedHead(system, start.action, kind, state),
  };
}

/** A receiver that is blocked although a message is there: on a FIFO it will be for ever. */
function unexpectedHead(
  system: Interpreter,
  id: number,
  kind: Wait['kind'],
  state: StateVector,
): { head?: string } {
  if (kind !== 'recv') return {};
  const { actions, queues } = system.program;
  const message = actions[id]?.traffic.find(one => one.kind === 'recv')?.message ?? [];
  const [part] = message;
  if (part === undefined || typeof part === 'string' || part.value.kind !== 'cell') return {};
  const { cell } = part.value;
  const queue = queues.find(({ first, order }) => first === cell && order === 'fifo');
  const length = queue === undefined ? 0 : (state[queue.length] ?? 0);
  return length === 0 ? {} : { head: system.label(message, state) };
}

/** One wait per (kind, on); another action that waits for the same adds its wakers. */
function merge(
  found: { wait: WaitFor; wakers: Wakers }[],
  wait: WaitFor,
  wakers: Wakers,
  program: Program,
): void {
  const at = found.findIndex(known => known.wait.kind === wait.kind && known.wait.on === wait.on);
  const known = found[at];
  const joined = known === undefined ? wakers : joinWakers(known.wakers, wakers);
  const entry = {
    wait: {
      ...(known?.wait ?? wait),
      wakers: declarations(program, joined.actions),
      released: declarations(program, joined.released),
    },
    wakers: joined,
  };
  if (known === undefined) found.push(entry);
  else found[at] = entry;
}

function joinWakers(left: Wakers, right: Wakers): Wakers {
  return {
    actions: new Set([...left.actions, ...right.actions]),
    released: new Set([...left.released, ...right.released]),
    processes: new Set([...left.processes, ...right.processes]),
    tasks: new Set([...left.tasks, ...right.tasks]),
    moving: left.moving || right.moving,
  };
}

/** Ascending ids; of the expansions of one declaration the least. */
function declarations(program: Program, ids: ReadonlySet<number>): number[] {
  const seen = new Set<string>();
  return [...ids]
    .sort((a, b) => a - b)
    .filter(id => {
      const path = program.actions[id]?.path ?? '';
      if (seen.has(path)) return false;
      seen.add(path);
      return true;
    });
}
