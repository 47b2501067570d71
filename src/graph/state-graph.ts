// The explored states and their transitions as flat arrays. In: the states of a complete exploration, by
// whatever engine, and the system that expands them. Out: the graph, or null where it was told to stop.
// Always of the unreduced system. It knows no property; ids are those of the exploration.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { FailingEdge } from '../explore/explore.ts';
import type { EdgeReader, EdgeRun } from '../explore/packed-edges.ts';
import { RECORD } from '../system/packed-system.ts';
import type { Failure, StateVector, TransitionSystem } from '../system/transition-system.ts';
import { type ReadableStates, type StateIndex, stateIndex } from './state-index.ts';

/** What must be known of an exploration; it has to be complete. */
export interface Explored {
  readonly store: ReadableStates;
  readonly transitions: number;
  /** Level d holds the ids levels[d] .. levels[d + 1] - 1. */
  readonly levels: readonly number[];
  /** A quicker way to all transitions than expanding every state, if the engine has one. */
  readonly edges?: (() => EdgeReader) | null;
  /** Where actions go wrong, by state, then by action, if the engine has kept it. */
  readonly failing?: readonly FailingEdge[] | null;
}

/** Ids of states, one byte each: 1 for a member. */
export type StateSet = Uint8Array;

export interface StateGraph {
  readonly states: number;
  readonly levels: readonly number[];
  /** Edges of state s: first[s] .. first[s + 1] - 1, by ascending action. */
  readonly first: Uint32Array;
  readonly target: Uint32Array;
  readonly action: Uint16Array | Uint32Array;
  /** Per state: one of REST. */
  readonly rest: Uint8Array;
  /** Where actions go wrong, by state, then by action. */
  readonly failing: readonly FailingEdge[];
  readonly index: Pick<StateIndex, 'find'>;
  read(id: number, into: StateVector): void;
  /** Reads at least the given cells; the others may keep what they held. */
  readerOf(cells: Iterable<number>): (id: number, into: StateVector) => void;
}

/** Whether a state owes a step. */
export const REST = {
  /** Some system action is enabled. */
  none: 0,
  /** No system action is enabled, and every task may stay where it is. */
  accepted: 1,
  /** No system action is enabled, and some task may not. */
  deadlock: 2,
} as const;

export interface BuildOptions {
  /** Called now and then, so that other work gets its turn; true gives up. */
  readonly stop: () => Promise<boolean>;
}

const EXPANSIONS_BETWEEN_LOOKS = 256;

/** Expands every state once more. Six bytes per transition, at most 15 per state; null if stopped. */
export async function stateGraph(
  system: TransitionSystem,
  explored: Explored,
  options: BuildOptions,
): Promise<StateGraph | null> {
  const reader = explored.edges?.() ?? null;
  const index = reader ?? stateIndex(explored.store, system.width);
  const builder = new Builder(system, explored, index);
  const { size } = explored.store;
  for (let id = 0, looks = 0; id < size; looks++) {
    if (looks % EXPANSIONS_BETWEEN_LOOKS === 0 && (await options.stop())) return null;
    id += reader === null ? builder.expand(id) : builder.take(id, reader.run(id, size));
  }
  return builder.result();
}

/** Depth of a state: the level that holds its id. */
export function levelOf({ levels }: Pick<StateGraph, 'levels'>, id: number): number {
  let low = 0;
  let high = levels.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((levels[middle] as number) <= id) low = middle;
    else high = middle;
  }
  return low;
}

class Builder {
  private readonly system: TransitionSystem;
  private readonly explored: Explored;
  private readonly index: Pick<StateIndex, 'find'>;
  private readonly first: Uint32Array;
  private readonly target: Uint32Array;
  private readonly action: Uint16Array | Uint32Array;
  private readonly rest: Uint8Array;
  private readonly failing: FailingEdge[] = [];
  private readonly current: StateVector;
  private id = 0;
  private edges = 0;

  constructor(system: TransitionSystem, explored: Explored, index: Pick<StateIndex, 'find'>) {
    const { store, transitions } = explored;
    this.system = system;
    this.explored = explored;
    this.index = index;
    this.first = new Uint32Array(store.size + 1);
    this.target = new Uint32Array(transitions);
    const Ids = system.actionCount <= 2 ** 16 ? Uint16Array : Uint32Array;
    this.action = new Ids(transitions);
    this.rest = new Uint8Array(store.size);
    this.current = new Int32Array(system.width);
  }

  /** The transitions of one state, by expanding it; returns 1. */
  expand(id: number): number {
    this.id = id;
    this.explored.store.read(id, this.current);
    const systemActions = this.system.expand(this.current, this);
    this.first[id + 1] = this.edges;
    if (systemActions === 0) {
      this.rest[id] = this.system.accepted(this.current) ? REST.accepted : REST.deadlock;
    }
    return 1;
  }

  /** The transitions of a run of states; returns how many states. */
  take(from: number, run: EdgeRun): number {
    const { records } = run;
    if (this.edges + run.actions.length > this.target.length) {
      throw new InternalError('more transitions than explored');
    }
    let start = 0;
    for (let i = 0; i < run.states; i++) {
      const end = records[2 * i] as number;
      this.takeEdges(run, start, end);
      this.takeRecord(from + i, records[2 * i + 1] as number);
      start = end;
    }
    return run.states;
  }

  /** By ascending action: the compiled code takes them nearly in that order. */
  private takeEdges({ actions, targets }: EdgeRun, start: number, end: number): void {
    const first = this.edges;
    for (let k = start; k < end; k++) {
      let at = this.edges;
      const action = actions[k] as number;
      for (; at > first && (this.action[at - 1] as number) > action; at--) {
        this.action[at] = this.action[at - 1] as number;
        this.target[at] = this.target[at - 1] as number;
      }
      this.action[at] = action;
      this.target[at] = targets[k] as number;
      this.edges += 1;
    }
  }

  private takeRecord(id: number, bits: number): void {
    this.first[id + 1] = this.edges;
    if ((bits & RECORD.ACCEPTED) !== 0) this.rest[id] = REST.accepted;
    if ((bits & RECORD.DEADLOCK) !== 0) this.rest[id] = REST.deadlock;
    if ((bits & RECORD.FAILURE) !== 0) this.takeFailures(id);
  }

  /** What goes wrong in a state is asked of the reference system, by the search or here. */
  private takeFailures(id: number): void {
    const known = this.explored.failing ?? null;
    if (known !== null) {
      const before = this.failing.length;
      for (let one = known[before]; one?.state === id; one = known[this.failing.length]) {
        this.failing.push(one);
      }
      if (this.failing.length === before) throw new InternalError('a failure was not kept');
      return;
    }
    this.explored.store.read(id, this.current);
    this.system.failures(this.current, (action, failure) => {
      this.failing.push({ state: id, action, failure });
    });
  }

  successor(action: number, next: StateVector): void {
    const found = this.index.find(next);
    if (found < 0 || this.edges >= this.target.length) {
      throw new InternalError('a transition leads out of the explored states');
    }
    this.target[this.edges] = found;
    this.action[this.edges] = action;
    this.edges += 1;
  }

  failure(action: number, failure: Failure): void {
    this.failing.push({ state: this.id, action, failure });
  }

  result(): StateGraph {
    const { first, target, action, rest, failing, index, explored } = this;
    const { store, levels } = explored;
    if (this.edges !== target.length) throw new InternalError('fewer transitions than explored');
    return {
      states: store.size,
      levels,
      first,
      target,
      action,
      rest,
      failing,
      index,
      read: (id, into) => store.read(id, into),
      readerOf: cells => store.readerOf?.(cells) ?? ((id, into) => store.read(id, into)),
    };
  }
}
