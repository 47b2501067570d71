// Questions about all states, decided by trying values. In: a question, put as a run over partial states. Out:
// whether some valuation answers it with yes, and which. Values are tried only of cells that the run asks for,
// so that what two actions do not share costs nothing. A question that needs too many runs is answered with yes.

import type { CellId } from '../ir/expr.ts';
import { type Interval, intersection, type Knowledge } from '../ir/interval.ts';
import type { Cell, Program, Queue } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import { Impossible } from './partial-run.ts';
import { type Class, Need, PartialState, Terms, Wrong } from './partial-state.ts';

/** The answer of one run: no, or what makes it yes. Throws Need, and Impossible or Wrong for no. */
export type Run<Reason> = (state: PartialState, terms: Terms) => Reason | null;

export interface Answer<Reason> {
  /** null: too many values to try. */
  readonly reason: Reason | null;
  /** Cells and values that show it; empty where `reason` is null. */
  readonly values: ReadonlyMap<CellId, number>;
}

/**
 * Runs of one question, and of all questions about a program, before they are answered with yes. What is left is
 * shared: a question may use up a hundredth of it.
 */
const MOST_RUNS = 4000;
const LEAST_RUNS = 30;
const MOST_RUNS_IN_ALL = 300_000;
const SHARE = 100;

/** Cells with more values are not divided into classes. */
const MOST_VALUES = 256;

interface Question<Reason> {
  readonly run: Run<Reason>;
  readonly domain: Knowledge;
  /** Cells whose value is known. */
  readonly fixed: Map<CellId, number>;
  /** Cells of whose value something is known: it is one of these. */
  readonly subsets: Map<CellId, readonly number[]>;
  /** Values of cells of which no more is known; null: too many. */
  readonly wholes: Map<CellId, readonly number[] | null>;
  /** Runs that may still be made. */
  left: number;
}

export class Decider {
  private readonly program: Program;
  private readonly values: ValueSets['values'];
  /** By cell: the queue whose length or slot it is. */
  private readonly queueOf = new Map<CellId, Queue>();
  private left = MOST_RUNS_IN_ALL;

  constructor(program: Program, { values }: ValueSets) {
    this.program = program;
    this.values = values;
    for (const queue of program.queues) {
      this.queueOf.set(queue.length, queue);
      for (let i = 0; i < queue.capacity; i++) this.queueOf.set(queue.first + i, queue);
    }
  }

  /** Runs made so far. */
  get runs(): number {
    return MOST_RUNS_IN_ALL - this.left;
  }

  /** null: no valuation within `known` that agrees with `given` has a reason. */
  decide<Reason>(
    run: Run<Reason>,
    known: ReadonlyMap<CellId, Interval>,
    given: ReadonlyMap<CellId, number> = new Map(),
  ): Answer<Reason> | null {
    const domain: Knowledge = cell => {
      const whole = this.program.cells[cell] as Cell;
      const narrowed = known.get(cell);
      return narrowed === undefined ? whole : intersection(narrowed, whole);
    };
    const fixed = new Map<CellId, number>();
    for (const cell of known.keys()) {
      const { lo, hi } = domain(cell);
      if (lo > hi) return null;
      if (lo === hi) this.fix(fixed, cell, lo);
    }
    for (const [cell, value] of given) this.fix(fixed, cell, value);
    const share = Math.max(LEAST_RUNS, Math.floor(this.left / SHARE));
    const allowed = this.left <= 0 ? 0 : Math.min(MOST_RUNS, share);
    const question = { run, domain, fixed, subsets: new Map(), wholes: new Map(), left: allowed };
    const answer = this.search(question);
    this.left -= allowed - question.left;
    return answer;
  }

  private search<Reason>(question: Question<Reason>): Answer<Reason> | null {
    const { run, fixed, subsets } = question;
    if (question.left <= 0) return { reason: null, values: new Map() };
    question.left -= 1;
    const terms = new Terms(this.program, cell => this.valuesOf(cell, question));
    try {
      const reason = run(new PartialState(terms, fixed), terms);
      if (reason === null) return null;
      const examples = [...subsets].flatMap(([cell, [value]]) =>
        value === undefined ? [] : [[cell, value] as const],
      );
      return { reason, values: new Map([...examples, ...fixed]) };
    } catch (thrown) {
      // What was taken for granted of a value turns out to be false once it is known.
      if (thrown instanceof Impossible || thrown instanceof Wrong) return null;
      if (!(thrown instanceof Need)) throw thrown;
      const cell = this.first(thrown.cell, fixed);
      return this.split(question, cell, cell === thrown.cell ? thrown.classOf : null);
    }
  }

  /** One value after the other, or one class of values. */
  private split<Reason>(
    question: Question<Reason>,
    cell: CellId,
    classOf: Need['classOf'],
  ): Answer<Reason> | null {
    const { domain, fixed, subsets } = question;
    const before = subsets.get(cell);
    const values = before ?? [...this.candidates(cell, domain(cell))];
    for (const members of classesOf(values, classOf)) {
      const [only] = members;
      const slots = only !== undefined && members.length === 1 ? this.fix(fixed, cell, only) : [];
      if (members.length > 1) subsets.set(cell, members);
      const answer = this.search(question);
      fixed.delete(cell);
      for (const slot of slots) fixed.delete(slot);
      if (before === undefined) subsets.delete(cell);
      else subsets.set(cell, before);
      if (answer !== null) return answer;
    }
    return null;
  }

  private valuesOf<Reason>(
    cell: CellId,
    { domain, subsets, wholes }: Question<Reason>,
  ): readonly number[] | null {
    const known = subsets.get(cell) ?? wholes.get(cell);
    if (known !== undefined) return known;
    const { lo, hi } = domain(cell);
    const few = this.values[cell] != null || hi - lo < MOST_VALUES;
    const whole = few ? [...this.candidates(cell, { lo, hi })] : null;
    wholes.set(cell, whole);
    return whole;
  }

  /** Values within `interval` that the cell can ever hold. */
  private *candidates(cell: CellId, { lo, hi }: Interval): Generator<number> {
    const values = this.values[cell] ?? null;
    if (values === null) for (let value = lo; value <= hi; value++) yield value;
    else for (const value of values) if (value >= lo && value <= hi) yield value;
  }

  /** What a slot of a queue holds depends on the length, which is fixed first. */
  private first(cell: CellId, fixed: ReadonlyMap<CellId, number>): CellId {
    const queue = this.queueOf.get(cell);
    return queue === undefined || fixed.has(queue.length) ? cell : queue.length;
  }

  /** Slots beyond the length of a queue hold their lowest value; returns those that are fixed with it. */
  private fix(fixed: Map<CellId, number>, cell: CellId, value: number): CellId[] {
    fixed.set(cell, value);
    const queue = this.queueOf.get(cell);
    const slots: CellId[] = [];
    if (queue?.length !== cell) return slots;
    for (let slot = queue.first + value; slot < queue.first + queue.capacity; slot++) {
      if (fixed.has(slot)) continue;
      fixed.set(slot, (this.program.cells[slot] as Cell).lo);
      slots.push(slot);
    }
    return slots;
  }
}

/** Values that need not be told apart, together. */
function classesOf(values: readonly number[], classOf: Need['classOf']): readonly number[][] {
  if (classOf === null) return values.map(value => [value]);
  const classes = new Map<Class, number[]>();
  for (const value of values) {
    const key = classOf(value);
    const members = classes.get(key);
    if (members === undefined) classes.set(key, [value]);
    else members.push(value);
  }
  return [...classes.values()];
}
