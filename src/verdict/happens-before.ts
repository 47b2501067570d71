// Which steps of a run must come before which: the order that any regrouping keeps. In: a program, a run, and what is
// known of the values that steps read. Out: for each step the earlier steps it depends on. Judged by the cells that
// guards and effects touch; who only appends to a queue and who only takes from its head depend on each other only where
// an element or a free place is handed over. It is no proof: whoever uses it takes the new run on the interpreter.

import { readsOf, readsOfStatement, writesOf } from '../ir/access.ts';
import type { CellId, QueueId, Statement } from '../ir/expr.ts';
import type { Action, Program, Queue } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';
import { stateBefore, type Trace } from './result.ts';

/** `preds[i]`: indices of steps before step `i`, each once. What follows from others may be left out. */
export type HappensBefore = readonly (readonly number[])[];

export interface Insight {
  /**
   * Queues are read only to see whether they are empty or full, by whoever takes from them or appends to them; without
   * it every use of a queue depends on every other.
   */
  readonly handover: boolean;
  /** Whether a step would be another one if the cell had had this value before it. */
  readonly matters: (step: number, cell: CellId, value: number) => boolean;
}

/** Every value that is read matters. */
export const NO_INSIGHT: Insight = { handover: false, matters: () => true };

export function happensBefore(program: Program, trace: Trace, insight: Insight): HappensBefore {
  const accesses = new Map<number, Access>();
  const cells = new CellUses(trace, insight);
  const queues = new Map<QueueId, QueueUse>();
  return trace.steps.map(({ action: id, state: after }, step) => {
    const action = program.actions[id] as Action;
    const access = accesses.get(id) ?? accessOf(program, action, insight.handover);
    accesses.set(id, access);
    const before = new Set<number>();
    for (const cell of access.reads) cells.read(cell, step, access.writes.has(cell), before);
    for (const cell of access.writes) cells.write(cell, step, before);
    for (const [queue, use] of access.queues) {
      const known = queues.get(queue.id) ?? emptyUse(queue, trace.initial);
      queues.set(queue.id, known);
      const grown = lengthOf(queue, after) - lengthOf(queue, stateBefore(trace, step));
      // Whoever did nothing to it this time has seen that it need not.
      if (use === 'whole' || grown !== 0) useQueue(known, use, step, queue, after, before);
    }
    before.delete(step);
    return [...before];
  });
}

interface Access {
  readonly reads: ReadonlySet<CellId>;
  readonly writes: ReadonlySet<CellId>;
  readonly queues: ReadonlyMap<Queue, 'push' | 'take' | 'whole'>;
}

function accessOf(program: Program, action: Action, handover: boolean): Access {
  const reads = new Set<CellId>();
  const writes = new Set<CellId>();
  for (const { condition } of action.guard) readsOf(condition, reads);
  for (const statement of action.effects) {
    readsOfStatement(statement, program.queues, reads);
    writesOf(statement, program.queues, writes);
  }
  const queues = new Map<Queue, 'push' | 'take' | 'whole'>();
  for (const queue of program.queues) {
    const own = cellsOf(queue).filter(cell => reads.has(cell) || writes.has(cell));
    if (own.length === 0) continue;
    queues.set(queue, handover ? useOf(action.effects, queue) : 'whole');
    for (const cell of own) {
      reads.delete(cell);
      writes.delete(cell);
    }
  }
  return { reads, writes, queues };
}

function cellsOf({ length, first, capacity }: Queue): CellId[] {
  return [length, ...Array.from({ length: capacity }, (_, i) => first + i)];
}

function useOf(effects: readonly Statement[], queue: Queue): 'push' | 'take' | 'whole' {
  const own = effects.flatMap(one => operationsOn(one, queue.id));
  if (queue.order !== 'fifo' || own.length === 0) return 'whole';
  if (own.every(one => one.kind === 'push')) return 'push';
  return own.every(one => one.kind === 'remove' && one.position === 0) ? 'take' : 'whole';
}

/** What is done to a queue, on whatever condition. */
function operationsOn(statement: Statement, queue: QueueId): Statement[] {
  if (statement.kind === 'if') {
    return [...statement.then, ...statement.otherwise].flatMap(one => operationsOn(one, queue));
  }
  return 'queue' in statement && statement.queue === queue ? [statement] : [];
}

// ---------------------------------------------------------------- cells

/** Writers of a cell that are looked at before it is taken for granted that the next one matters. */
const MOST_WRITERS = 4;

class CellUses {
  private readonly trace: Trace;
  private readonly insight: Insight;
  private readonly writers = new Map<CellId, number[]>();
  /** Steps that read the cell and for which what was written since made no difference. */
  private readonly readers = new Map<CellId, number[]>();

  constructor(trace: Trace, insight: Insight) {
    this.trace = trace;
    this.insight = insight;
  }

  /** After the last writer whose value matters; one that writes the cell as well comes after the last one. */
  read(cell: CellId, step: number, writes: boolean, before: Set<number>): void {
    const writers = this.writers.get(cell) ?? [];
    for (let i = writers.length - 1; i >= 0; i--) {
      const writer = writers[i] as number;
      const last = writes || i < writers.length - MOST_WRITERS;
      const old = stateBefore(this.trace, writer)[cell] as number;
      if (!last && !this.insight.matters(step, cell, old)) continue;
      before.add(writer);
      break;
    }
    const readers = this.readers.get(cell) ?? [];
    readers.push(step);
    this.readers.set(cell, readers);
  }

  write(cell: CellId, step: number, before: Set<number>): void {
    const writers = this.writers.get(cell) ?? [];
    const last = writers.at(-1);
    if (last !== undefined) before.add(last);
    writers.push(step);
    this.writers.set(cell, writers);
    const value = this.trace.steps[step]?.state[cell] as number;
    const readers = (this.readers.get(cell) ?? []).filter(reader => {
      if (reader === step) return false;
      if (!this.insight.matters(reader, cell, value)) return true;
      before.add(reader);
      return false;
    });
    this.readers.set(cell, readers);
  }
}

// ---------------------------------------------------------------- queues

/** What happened to a queue since it was last used as a whole. */
interface QueueUse {
  whole: number | null;
  /** Elements it had then. */
  filled: number;
  pushes: number[];
  takes: number[];
}

function emptyUse(queue: Queue, state: StateVector): QueueUse {
  return { whole: null, filled: lengthOf(queue, state), pushes: [], takes: [] };
}

function lengthOf({ length }: Queue, state: StateVector): number {
  return state[length] ?? 0;
}

function useQueue(
  known: QueueUse,
  use: 'push' | 'take' | 'whole',
  step: number,
  queue: Queue,
  after: StateVector,
  before: Set<number>,
): void {
  const { pushes, takes } = known;
  const needs = (other: number | undefined) => {
    if (other !== undefined) before.add(other);
  };
  if (known.whole !== null) before.add(known.whole);
  if (use === 'push') {
    needs(pushes.at(-1));
    // The place that the one before gave free.
    needs(takes[known.filled + pushes.length - queue.capacity]);
    pushes.push(step);
  } else if (use === 'take') {
    needs(takes.at(-1));
    needs(pushes[takes.length - known.filled]);
    takes.push(step);
  } else {
    for (const other of [...pushes, ...takes]) before.add(other);
    known.whole = step;
    known.filled = lengthOf(queue, after);
    known.pushes = [];
    known.takes = [];
  }
}
