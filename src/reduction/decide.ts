// Questions about all states, decided by trying values. In: a question, put as a run over partial states. Out:
// whether some valuation answers it with yes, and which. Values are tried only of cells that the run asks for,
// so that what two actions do not share costs nothing. A question that needs too many runs is answered with yes.

import type { CellId } from '../ir/expr.ts';
import { type Interval, intersection, type Knowledge } from '../ir/interval.ts';
import type { Cell, Program, Queue } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import { Impossible } from './partial-run.ts';
import { Need, PartialState, Terms, Wrong } from './partial-state.ts';

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
    const budget = { left: this.left <= 0 ? 0 : Math.min(MOST_RUNS, share) };
    const before = budget.left;
    const answer = this.search(run, domain, fixed, budget);
    this.left -= before - budget.left;
    return answer;
  }

  private search<Reason>(
    run: Run<Reason>,
    domain: Knowledge,
    fixed: Map<CellId, number>,
    budget: { left: number },
  ): Answer<Reason> | null {
    if (budget.left <= 0) return { reason: null, values: new Map() };
    budget.left -= 1;
    const terms = new Terms(this.program);
    try {
      const reason = run(new PartialState(terms, fixed), terms);
      return reason === null ? null : { reason, values: new Map(fixed) };
    } catch (thrown) {
      // What was taken for granted of a value turns out to be false once it is known.
      if (thrown instanceof Impossible || thrown instanceof Wrong) return null;
      if (!(thrown instanceof Need)) throw thrown;
      return this.split(run, domain, fixed, this.first(thrown.cell, fixed), budget);
    }
  }

  private split<Reason>(
    run: Run<Reason>,
    domain: Knowledge,
    fixed: Map<CellId, number>,
    cell: CellId,
    budget: { left: number },
  ): Answer<Reason> | null {
    for (const value of this.candidates(cell, domain(cell))) {
      const slots = this.fix(fixed, cell, value);
      const answer = this.search(run, domain, fixed, budget);
      fixed.delete(cell);
      for (const slot of slots) fixed.delete(slot);
      if (answer !== null) return answer;
    }
    return null;
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
