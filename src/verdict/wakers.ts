// Who could end a wait: the necessary enabling set of a false conjunct. In: a blocked task's false conjunct
// in a state. Out: the actions that could make it true and the threads that own them. It says who could,
// not whether they ever will.

import { readsOf, writesOf } from '../ir/access.ts';
import type { CellId } from '../ir/expr.ts';
import type { Action, Conjunct, Program, Task } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { mayEnable } from './enabling.ts';
import { firstMissingPart, type MissingPart, missingPart } from './missing-part.ts';
import { type Standing, standing } from './standing.ts';

export interface Wakers {
  /** System actions with an owner; those nobody owns are replaced by what would enable them. */
  readonly actions: ReadonlySet<number>;
  /** User and fault actions. */
  readonly released: ReadonlySet<number>;
  /** The threads to wait for; an unspawned one stands for those that spawn it. */
  readonly processes: ReadonlySet<number>;
  /** Tasks that own one of `actions`. */
  readonly tasks: ReadonlySet<number>;
  /** An action that nobody owns is enabled: the wait can end by itself. */
  readonly moving: boolean;
}

export type FindWakers = (conjunct: Conjunct, blocked: number | null, state: StateVector) => Wakers;

/** The search for wakers in states of one program. What does not depend on the state is kept. */
export function wakerSearch(system: Interpreter): FindWakers {
  const { program } = system;
  const candidates = candidateSearch(system, writersByCell(program));
  const who = standing(program);
  return (conjunct, blocked, state) => {
    const scene: Scene = { system, who, candidates, blocked, state };
    const found: Collected = {
      actions: new Set(),
      released: new Set(),
      processes: new Set(),
      tasks: new Set(),
      moving: false,
    };
    collect(scene, conjunct, found, new Set());
    return found;
  };
}

/** One question: who wakes `blocked` in `state`. */
interface Scene {
  readonly system: Interpreter;
  readonly who: Standing;
  readonly candidates: (conjunct: Conjunct, state: StateVector) => readonly Action[];
  readonly blocked: number | null;
  readonly state: StateVector;
}

function collect(scene: Scene, conjunct: Conjunct, found: Collected, visited: Set<number>): void {
  const { system, who, candidates, blocked, state } = scene;
  for (const action of candidates(conjunct, state)) {
    if (visited.has(action.id) || action.moves.some(move => move.task === blocked)) continue;
    if (!who.canStillTake(action, state)) continue;
    if (action.class !== 'system') {
      if (!isUsedUp(system, action, state)) found.released.add(action.id);
    } else if (action.moves.length > 0) {
      collectOwned(scene, action, found);
    } else {
      visited.add(action.id);
      passThrough(scene, action, found, visited);
    }
  }
}

/** The network and its like cannot be waited for; what they wait for can. */
function passThrough(scene: Scene, action: Action, found: Collected, visited: Set<number>): void {
  const values = scene.system.conjunctValues(scene.state, action.id);
  const missing = action.guard[values.indexOf(false)];
  if (missing === undefined) found.moving = true;
  else collect(scene, missing, found, visited);
}

function collectOwned(scene: Scene, action: Action, found: Collected): void {
  const owners = action.moves.flatMap(({ task }) => ownersOf(scene, task, new Set()));
  if (owners.length === 0) return;
  found.actions.add(action.id);
  for (const { task } of action.moves) found.tasks.add(task);
  for (const process of owners) found.processes.add(process);
}

/** The thread of a task; of one that is not spawned, the threads that can spawn it. */
function ownersOf(scene: Scene, task: number, visited: ReadonlySet<number>): number[] {
  const { system, who, state } = scene;
  const { tasks, actions } = system.program;
  if (!who.isUnspawned(task, state)) return [(tasks[task] as Task).process];
  return who.spawners(task).flatMap(id => {
    const spawner = actions[id] as Action;
    if (visited.has(id) || spawner.class !== 'system' || !who.canStillTake(spawner, state)) {
      return [];
    }
    return spawner.moves.flatMap(move => ownersOf(scene, move.task, new Set([...visited, id])));
  });
}

interface Collected {
  readonly actions: Set<number>;
  readonly released: Set<number>;
  readonly processes: Set<number>;
  readonly tasks: Set<number>;
  moving: boolean;
}

/** Actions that may make true what a conjunct lacks, by ascending id. */
function candidateSearch(system: Interpreter, writers: ReadonlyMap<CellId, readonly number[]>) {
  const { program } = system;
  const known = new Map<Conjunct, Map<string, readonly Action[]>>();

  const search = ({ condition }: MissingPart, current: StateVector | null): readonly Action[] => {
    const ids = new Set([...readsOf(condition)].flatMap(cell => writers.get(cell) ?? []));
    return [...ids]
      .sort((a, b) => a - b)
      .map(id => program.actions[id] as Action)
      .filter(action => mayEnable(program, action, condition, current));
  };

  return (conjunct: Conjunct, state: StateVector): readonly Action[] => {
    const part = isHeld(conjunct) ? firstMissingPart : missingPart;
    const missing = part(system, conjunct.condition, state);
    const current = isHeld(conjunct) ? state : null;
    const key = `${missing.key} ${current === null ? '' : valuesRead(missing, current)}`;
    const parts = known.get(conjunct) ?? new Map<string, readonly Action[]>();
    known.set(conjunct, parts);
    const actions = parts.get(key) ?? search(missing, current);
    parts.set(key, actions);
    return actions;
  };
}

/** All that a search from given values depends on. */
function valuesRead({ condition }: MissingPart, current: StateVector): string {
  return [...readsOf(condition)].map(cell => current[cell]).join();
}

/**
 * A lock or a turn is held by someone, and only a step of the holder changes that: candidates must be able
 * to act while it is held as it is now.
 */
function isHeld({ wait }: Conjunct): boolean {
  return wait?.kind === 'mutex' || wait?.kind === 'turn';
}

/** Its bound of occurrences is reached. */
function isUsedUp(system: Interpreter, action: Action, state: StateVector): boolean {
  const values = system.conjunctValues(state, action.id);
  return action.guard.some((conjunct, i) => conjunct.role === 'bound' && values[i] === false);
}

function writersByCell(program: Program): ReadonlyMap<CellId, readonly number[]> {
  const writers = new Map<CellId, number[]>();
  for (const action of program.actions) {
    const cells = new Set<CellId>();
    for (const effect of action.effects) writesOf(effect, program.queues, cells);
    for (const cell of cells) {
      const list = writers.get(cell) ?? [];
      writers.set(cell, list);
      list.push(action.id);
    }
  }
  return writers;
}
