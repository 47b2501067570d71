// Which values a cell can ever hold. In: a program. Out: per cell a set of values, never too small: what some
// action that may happen assigns, whatever the order. A variable that only ever is one of three values needs
// two bits, however large its type; an action that waits for a value nobody assigns never happens.
// Where sets grow large all of the domain is assumed. Explores no state.

import { canFail } from './can-fail.ts';
import type { CellId, Expr, Statement } from './expr.ts';
import { bitsSet, compareNumbers, computeArith, computeQuotient } from './fold.ts';
import type { Action, Program } from './program.ts';

export interface ValueSets {
  /** Per cell, ascending; null: any value of its domain. */
  readonly values: readonly (readonly number[] | null)[];
  /** Actions that may happen, or go wrong, by id. */
  readonly possible: readonly boolean[];
}

/** A cell that holds a value v: another, `cells[c]`, may hold `values[c]?.[v - lo]`, or v where there is no table. */
export interface Images {
  readonly cells: readonly CellId[];
  readonly values: readonly (readonly number[] | null)[];
}

/** Larger sets are not followed. */
const MOST_VALUES = 64;

/** A set of integers; null: any integer. */
type Abstract = ReadonlySet<number> | null;

/** `images`: what else is reached whenever a state is, for a search among the images of states. */
export function valueSetsOf(program: Program, images: readonly Images[] = []): ValueSets {
  const known = images.length === 0 ? withoutImages.get(program) : undefined;
  if (known !== undefined) return known;
  const analysis = new Analysis(program, images);
  while (analysis.round());
  const found = analysis.result();
  if (images.length === 0) withoutImages.set(program, found);
  return found;
}

const withoutImages = new WeakMap<Program, ValueSets>();

class Analysis {
  private readonly program: Program;
  private readonly sets: (Set<number> | null)[];
  private readonly possible: boolean[];
  private readonly images: readonly Images[];
  private changed = false;

  constructor(program: Program, images: readonly Images[]) {
    this.program = program;
    this.images = images;
    this.sets = program.cells.map(cell => new Set([cell.initial]));
    // Slots that are left hold their lowest value.
    for (const { first, capacity } of program.queues) {
      for (let i = 0; i < capacity; i++) this.add(first + i, new Set([this.lowest(first + i)]));
    }
    this.possible = program.actions.map(() => false);
  }

  /** Takes every action that may happen once; whether anything was learnt. */
  round(): boolean {
    this.changed = false;
    for (const action of this.program.actions) {
      if (!this.possible[action.id] && !this.mayHappen(action)) continue;
      this.possible[action.id] = true;
      for (const effect of action.effects) this.execute(effect);
    }
    for (const image of this.images) this.addImages(image);
    return this.changed;
  }

  private addImages({ cells, values }: Images): void {
    for (const [cell, to] of cells.entries()) {
      const table = values[cell];
      if (to === cell && table == null) continue;
      const lowest = this.lowest(cell);
      this.add(
        to,
        map(this.sets[cell] ?? null, value => table?.[value - lowest] ?? value),
      );
    }
  }

  result(): ValueSets {
    const ascending = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b);
    return {
      values: this.sets.map(set => (set === null ? null : ascending(set))),
      possible: this.possible,
    };
  }

  /** An action whose guard goes wrong happens, too: what follows does not matter then. */
  private mayHappen(action: Action): boolean {
    for (const { condition } of action.guard) {
      if (canFail(condition)) return true;
      if (!this.mayHold(condition)) return false;
    }
    return true;
  }

  /** False only if the condition is false in every state. */
  private mayHold(condition: Expr): boolean {
    if (condition.kind === 'and') return condition.operands.every(one => this.mayHold(one));
    if (condition.kind === 'or') return condition.operands.some(one => this.mayHold(one));
    const values = this.evaluate(condition);
    return values === null || [...values].some(value => value !== 0);
  }

  private execute(statement: Statement): void {
    switch (statement.kind) {
      case 'assign':
        this.add(statement.cell, this.evaluate(statement.value));
        return;
      case 'assign-element': {
        const values = this.evaluate(statement.value);
        this.addAll(statement.first, statement.count, values);
        return;
      }
      case 'push': {
        const { first, capacity, length } = this.queue(statement.queue);
        this.addAll(first, capacity, this.evaluate(statement.value));
        this.add(length, this.moved(length, 1));
        return;
      }
      case 'remove': {
        const { length } = this.queue(statement.queue);
        this.add(length, this.moved(length, -1));
        return;
      }
      case 'clear':
        this.add(this.queue(statement.queue).length, new Set([0]));
        return;
      case 'if':
        for (const inner of [...statement.then, ...statement.otherwise]) this.execute(inner);
        return;
      case 'require':
        return;
    }
  }

  private queue(id: number) {
    const queue = this.program.queues[id];
    if (queue === undefined) throw new Error('no such queue');
    return queue;
  }

  private moved(cell: CellId, by: number): Abstract {
    const known = this.sets[cell];
    return known == null ? null : new Set([...known].map(value => value + by));
  }

  private addAll(first: CellId, count: number, values: Abstract): void {
    for (let i = 0; i < count; i++) this.add(first + i, values);
  }

  /** A value outside the domain is an error and reaches no state. */
  private add(id: CellId, values: Abstract): void {
    const known = this.sets[id];
    const cell = this.program.cells[id];
    if (known == null || cell === undefined) return;
    if (values === null) {
      this.sets[id] = null;
      this.changed = true;
      return;
    }
    for (const value of values) {
      if (value < cell.lo || value > cell.hi || known.has(value)) continue;
      known.add(value);
      this.changed = true;
    }
    if (known.size > MOST_VALUES) this.sets[id] = null;
  }

  private lowest(cell: CellId): number {
    return this.program.cells[cell]?.lo ?? 0;
  }

  // ------------------------------------------------------------ expressions

  /** The values an expression can have, those that go wrong left out. */
  private evaluate(expr: Expr): Abstract {
    switch (expr.kind) {
      case 'const':
        return new Set([expr.value]);
      case 'cell':
        return this.sets[expr.cell] ?? null;
      case 'element':
        return this.union(expr.first, expr.count);
      case 'not':
        return map(this.evaluate(expr.operand), value => Number(value === 0)) ?? TRUTH;
      case 'and':
      case 'or':
        return TRUTH;
      case 'compare': {
        const { operator } = expr;
        const found = this.combine(expr.left, expr.right, (a, b) =>
          Number(compareNumbers(operator, a, b)),
        );
        return found ?? TRUTH;
      }
      case 'arith': {
        const { operator } = expr;
        return this.combine(expr.left, expr.right, (a, b) => computeArith(operator, a, b));
      }
      case 'divide': {
        const { operator } = expr;
        // The divisor is never 0 where a quotient is used: such pairs are no values.
        const divide = (a: number, b: number) =>
          b === 0 ? Number.NaN : computeQuotient(operator, a, b);
        return this.combine(expr.left, expr.right, divide);
      }
      case 'popcount':
        return map(this.evaluate(expr.operand), bitsSet);
      case 'ite':
        return either(this.evaluate(expr.then), this.evaluate(expr.otherwise));
      case 'checked':
        return this.evaluate(expr.value);
    }
  }

  private union(first: CellId, count: number): Abstract {
    let all: Abstract = new Set();
    for (let i = 0; i < count; i++) all = either(all, this.sets[first + i] ?? null);
    return all;
  }

  private combine(left: Expr, right: Expr, by: (a: number, b: number) => number): Abstract {
    const a = this.evaluate(left);
    const b = this.evaluate(right);
    if (a === null || b === null || a.size * b.size > MOST_VALUES ** 2) return null;
    const found = new Set<number>();
    for (const x of a) for (const y of b) found.add(by(x, y));
    found.delete(Number.NaN);
    return found;
  }
}

const TRUTH: Abstract = new Set([0, 1]);

function map(values: Abstract, by: (value: number) => number): Abstract {
  return values === null ? null : new Set([...values].map(by));
}

function either(a: Abstract, b: Abstract): Abstract {
  return a === null || b === null ? null : new Set([...a, ...b]);
}
