// Taking an action in a partial state. In: effects. Out: the state after them, or that they go wrong. What is
// computed from unknown values stays a term; only where the course of events depends on a value is it asked for.

import { readsOf } from '../ir/access.ts';
import { canFail } from '../ir/can-fail.ts';
import type { CellId, Expr, Statement } from '../ir/expr.ts';
import type { Cell, Program, Queue } from '../ir/program.ts';
import {
  evaluate,
  keyOf,
  Need,
  type PartialState,
  type Terms,
  type Value,
  Wrong,
} from './partial-state.ts';

/** Thrown where a valuation breaks what the lowering relies on: it is none of the program's. */
export class Impossible {}

/**
 * What has been taken for granted so far: checks on unknown values, by their text. A run that `assumes` passes
 * every check on an unknown value and notes it; any other passes the noted ones and asks for the values of others.
 */
export interface Checks {
  readonly passed: Set<string>;
  readonly assumes: boolean;
}

/** What a run of effects needs to know. */
export interface Setting {
  readonly program: Program;
  readonly terms: Terms;
  /** Of which cells the number is asked for where a term would do; none if not given. */
  readonly asks?: (cell: CellId) => boolean;
}

/** Changes `state`. Throws Wrong, Need, Impossible. */
export function take(
  statements: readonly Statement[],
  state: PartialState,
  checks: Checks,
  setting: Setting,
): void {
  for (let i = 0; i < statements.length; i++) {
    takeOne(statements[i] as Statement, state, checks, setting);
  }
}

function takeOne(
  statement: Statement,
  state: PartialState,
  checks: Checks,
  setting: Setting,
): void {
  const { program } = setting;
  switch (statement.kind) {
    case 'assign': {
      const value = resultOf(statement.value, state, checks, setting);
      assign(statement.cell, value, statement.failure?.error ?? null, state, checks, setting);
      return;
    }
    case 'assign-element': {
      const index = evaluate(statement.index, state);
      if (index < 0 || index >= statement.count) throw new Wrong(statement.failure.error);
      const value = resultOf(statement.value, state, checks, setting);
      const error = statement.rangeFailure?.error ?? null;
      assign(statement.first + index, value, error, state, checks, setting);
      return;
    }
    case 'push': {
      const value = resultOf(statement.value, state, checks, setting);
      const error = statement.failure?.error ?? null;
      push(queueOf(program, statement.queue), value, error, state, setting.terms);
      return;
    }
    case 'remove':
      remove(statement, queueOf(program, statement.queue), state, program);
      return;
    case 'clear': {
      const { length, first, capacity } = queueOf(program, statement.queue);
      state.write(length, 0);
      for (let slot = first; slot < first + capacity; slot++)
        state.write(slot, vacant(program, slot));
      return;
    }
    case 'if': {
      const holds = evaluate(statement.condition, state) !== 0;
      take(holds ? statement.then : statement.otherwise, state, checks, setting);
      return;
    }
    case 'require': {
      const value = resultOf(statement.condition, state, checks, setting);
      const passes = pass(
        `require ${keyOf(value)}`,
        value,
        checks,
        setting.terms,
        number => number !== 0,
      );
      if (!passes) throw new Wrong(statement.failure.error);
      return;
    }
  }
}

const partial = new WeakMap<Expr, boolean>();

function isPartial(expr: Expr): boolean {
  const known = partial.get(expr) ?? canFail(expr);
  partial.set(expr, known);
  return known;
}

const read = new WeakMap<Expr, ReadonlySet<CellId>>();

function cellsRead(expr: Expr): ReadonlySet<CellId> {
  const known = read.get(expr) ?? readsOf(expr);
  read.set(expr, known);
  return known;
}

/** A number where all that is read is known, else a term. Throws Wrong, Need. */
function resultOf(expr: Expr, state: PartialState, checks: Checks, setting: Setting): Value {
  if (expr.kind === 'const') return expr.value;
  if (expr.kind === 'cell') return state.read(expr.cell);
  if (setting.asks !== undefined) {
    try {
      return evaluate(expr, state);
    } catch (thrown) {
      if (!(thrown instanceof Need) || setting.asks(thrown.cell)) throw thrown;
    }
  }
  const reads = new Map<CellId, Value>();
  for (const cell of cellsRead(expr)) reads.set(cell, state.read(cell));
  if ([...reads.values()].every(value => typeof value === 'number')) {
    return evaluate(expr, state);
  }
  const term = setting.terms.ofExpr(expr, reads);
  if (isPartial(expr)) pass(`value ${keyOf(term)}`, term, checks, setting.terms, () => true);
  return term;
}

function assign(
  cell: CellId,
  value: Value,
  error: string | null,
  state: PartialState,
  checks: Checks,
  setting: Setting,
): void {
  const { lo, hi } = setting.program.cells[cell] as Cell;
  const fits = (number: number) => number >= lo && number <= hi;
  if (typeof value === 'number') {
    if (!fits(value)) throw error === null ? new Impossible() : new Wrong(error);
  } else if (error !== null && !setting.terms.within(value, lo, hi)) {
    if (!pass(`${keyOf(value)} in ${lo}..${hi}`, value, checks, setting.terms, fits))
      throw new Wrong(error);
  }
  state.write(cell, value);
}

/** Whether a check on a value is passed. Throws Need where that has to be found out. */
function pass(
  text: string,
  value: Value,
  checks: Checks,
  terms: Terms,
  holds: (value: number) => boolean,
): boolean {
  if (typeof value === 'number') return holds(value);
  if (checks.passed.has(text)) return true;
  if (!checks.assumes) return holds(terms.forced(value));
  checks.passed.add(text);
  return true;
}

function push(
  queue: Queue,
  value: Value,
  error: string | null,
  state: PartialState,
  terms: Terms,
): void {
  const { length, first, capacity, order } = queue;
  const size = state.value(length);
  if (size >= capacity) throw error === null ? new Impossible() : new Wrong(error);
  let slot = first + size;
  if (order === 'bag' && size > 0) {
    const pushed = terms.forced(value);
    for (; slot > first && state.value(slot - 1) > pushed; slot--) {
      state.write(slot, state.read(slot - 1));
    }
  }
  state.write(slot, value);
  state.write(length, size + 1);
}

function remove(
  { position, failure }: Extract<Statement, { kind: 'remove' }>,
  { length, first }: Queue,
  state: PartialState,
  program: Program,
): void {
  const size = state.value(length);
  if (position >= size) throw failure === null ? new Impossible() : new Wrong(failure.error);
  for (let slot = first + position; slot < first + size - 1; slot++) {
    state.write(slot, state.read(slot + 1));
  }
  state.write(first + size - 1, vacant(program, first));
  state.write(length, size - 1);
}

function queueOf(program: Program, id: number): Queue {
  return program.queues[id] as Queue;
}

function vacant(program: Program, slot: CellId): number {
  return (program.cells[slot] as Cell).lo;
}
