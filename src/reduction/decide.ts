// Questions about all states, decided by trying values. In: a question, put as a run over partial states. Out:
// whether some valuation answers it with yes, and which. Values are tried only of cells that the run asks for,
// so that what two actions do not share costs nothing. A question that needs too many runs is answered with yes.

import type { CellId } from '../ir/expr.ts';
import { type Interval, intersection, type Knowledge } from '../ir/interval.ts';
import type { Cell, Program } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import { Budget } from './budget.ts';
import { classesOf } from './classes.ts';
import { Impossible } from './partial-run.ts';
import { Need, PartialState, Terms, Wrong } from './partial-state.ts';
import { QueueSlots } from './queue-slots.ts';
import type { ValuePairs } from './value-pairs.ts';

/** The answer of one run: no, or what makes it yes. Throws Need, and Impossible or Wrong for no. */
export type Run<Reason> = (state: PartialState, terms: Terms) => Reason | null;

/** What is taken to be so. */
export interface Supposition {
  /** Within these bounds cells are. */
  readonly known: ReadonlyMap<CellId, Interval>;
  /** These cells have these values. */
  readonly given?: ReadonlyMap<CellId, number>;
  /** Literals that can hold; null: any. */
  readonly where: Int32Array | null;
}

export interface Answer<Reason> {
  /** null: too many values to try. */
  readonly reason: Reason | null;
  /** Cells and values that show it; empty where `reason` is null. */
  readonly values: ReadonlyMap<CellId, number>;
}

/** Runs before a question is answered with yes. */
const MOST_RUNS = { most: 4000, least: 30, inAll: 300_000 };

/** Cells with more values are not divided into classes. */
const MOST_VALUES = 256;

interface Question<Reason> {
  readonly run: Run<Reason>;
  readonly domain: Knowledge;
  /** Cells whose value is known. */
  readonly fixed: Map<CellId, number>;
  /** Cells of whose value something is known: it is one of these. */
  readonly subsets: Map<CellId, readonly number[]>;
  /** Literals that can hold together with all that is known; null: any. */
  together: Int32Array | null;
  /** Values of cells, as far as `together` and `subsets` tell; null: too many. */
  values: Map<CellId, readonly number[] | null>;
  /** Runs that may still be made. */
  left: number;
}

export class Decider {
  private readonly program: Program;
  private readonly values: ValueSets['values'];
  private readonly pairs: ValuePairs | null;
  private readonly slots: QueueSlots;
  private readonly budget = new Budget(MOST_RUNS);

  /** Without `pairs` all values that cells can have are tried together. */
  constructor(program: Program, { values }: ValueSets, pairs: ValuePairs | null) {
    this.program = program;
    this.values = values;
    this.pairs = pairs;
    this.slots = new QueueSlots(program);
  }

  /** Runs made so far. */
  get runs(): number {
    return this.budget.spent;
  }

  /** null: no valuation that is within `known` and agrees with all else has a reason. */
  decide<Reason>(
    run: Run<Reason>,
    { known, given = new Map(), where }: Supposition,
  ): Answer<Reason> | null {
    let together = where;
    const domain: Knowledge = cell => {
      const whole = this.program.cells[cell] as Cell;
      const narrowed = known.get(cell);
      return narrowed === undefined ? whole : intersection(narrowed, whole);
    };
    const fixed = new Map<CellId, number>();
    for (const cell of known.keys()) {
      const { lo, hi } = domain(cell);
      if (lo > hi) return null;
      if (lo === hi) this.slots.fix(fixed, cell, lo);
    }
    for (const [cell, value] of given) {
      if (!this.allows(together, cell, value)) return null;
      this.slots.fix(fixed, cell, value);
      together = this.narrowed(together, cell, [value]);
    }
    const allowed = this.budget.share();
    const subsets = new Map<CellId, readonly number[]>();
    const values = new Map<CellId, readonly number[] | null>();
    const question = { run, domain, fixed, subsets, together, values, left: allowed };
    const answer = this.search(question);
    this.budget.spend(allowed - question.left);
    return answer;
  }

  private search<Reason>(question: Question<Reason>): Answer<Reason> | null {
    const { run, fixed } = question;
    if (question.left <= 0) return { reason: null, values: new Map() };
    question.left -= 1;
    const terms = new Terms(this.program, {
      all: cell => this.valuesOf(cell, question),
      only: cell =>
        this.pairs === null || question.together === null
          ? null
          : this.pairs.only(question.together, cell),
    });
    try {
      const reason = run(new PartialState(terms, fixed), terms);
      if (reason === null) return null;
      return { reason, values: this.exampleOf(question) };
    } catch (thrown) {
      // What was taken for granted of a value turns out to be false once it is known.
      if (thrown instanceof Impossible || thrown instanceof Wrong) return null;
      if (!(thrown instanceof Need)) throw thrown;
      const cell = this.slots.first(thrown.cell, fixed);
      return this.split(question, cell, cell === thrown.cell ? thrown.classOf : null);
    }
  }

  /** What cells can be no other than, and what they are among others. */
  private exampleOf<Reason>({ together, subsets, fixed }: Question<Reason>): Map<CellId, number> {
    const found = new Map<CellId, number>();
    for (const { id } of this.program.cells) {
      const only = together === null ? null : (this.pairs?.only(together, id) ?? null);
      const value = fixed.get(id) ?? only ?? subsets.get(id)?.[0];
      if (value !== undefined) found.set(id, value);
    }
    return found;
  }

  /** One value after the other, or one class of values. */
  private split<Reason>(
    question: Question<Reason>,
    cell: CellId,
    classOf: Need['classOf'],
  ): Answer<Reason> | null {
    const { fixed, subsets, together, values } = question;
    const before = subsets.get(cell);
    for (const members of classesOf([...this.candidates(cell, question)], classOf)) {
      const [only] = members;
      const slots =
        only !== undefined && members.length === 1 ? this.slots.fix(fixed, cell, only) : [];
      if (members.length > 1) subsets.set(cell, members);
      question.together = this.narrowed(together, cell, members);
      question.values = new Map();
      const answer = this.search(question);
      fixed.delete(cell);
      for (const slot of slots) fixed.delete(slot);
      if (before === undefined) subsets.delete(cell);
      else subsets.set(cell, before);
      if (answer !== null) return answer;
    }
    question.together = together;
    question.values = values;
    return null;
  }

  private valuesOf<Reason>(cell: CellId, question: Question<Reason>): readonly number[] | null {
    const { domain, values } = question;
    const known = values.get(cell);
    if (known !== undefined) return known;
    const { lo, hi } = domain(cell);
    const few = this.values[cell] != null || hi - lo < MOST_VALUES;
    const found = few ? [...this.candidates(cell, question)] : null;
    values.set(cell, found);
    return found;
  }

  /** Values that the cell can have as far as is known. */
  private *candidates<Reason>(
    cell: CellId,
    { domain, subsets, together }: Question<Reason>,
  ): Generator<number> {
    const { lo, hi } = domain(cell);
    const values = subsets.get(cell) ?? this.values[cell] ?? null;
    if (values === null) for (let value = lo; value <= hi; value++) yield value;
    else
      for (const value of values) {
        if (value >= lo && value <= hi && this.allows(together, cell, value)) yield value;
      }
  }

  private allows(together: Int32Array | null, cell: CellId, value: number): boolean {
    return together === null || this.pairs === null || this.pairs.allows(together, cell, value);
  }

  private narrowed(
    together: Int32Array | null,
    cell: CellId,
    values: readonly number[],
  ): Int32Array | null {
    return together === null || this.pairs === null
      ? together
      : this.pairs.given(together, cell, values);
  }
}
