// States of which only some cells are known. In: values for some cells. Out: values of cells, which are numbers
// or terms. A term stands for a value that nobody has asked for yet: the unknown value of a cell, or an
// expression over such values. Equal terms are the same object, so that two runs can be compared without
// knowing any value. Whoever needs a number is told which cell to fix first.

import type { CellId, Expr } from '../ir/expr.ts';
import { compareNumbers, computeArith } from '../ir/fold.ts';
import { operandsOf } from '../ir/operands.ts';
import type { Program } from '../ir/program.ts';

export type Value = number | Term;

/** The value a cell had at first, or that of an expression over earlier values. */
export type Term =
  | { readonly kind: 'cell'; readonly id: number; readonly cell: CellId }
  | { readonly kind: 'expr'; readonly id: number; readonly expr: Expr; readonly reads: Reads };

type Reads = ReadonlyMap<CellId, Value>;

/** Thrown where the number in a cell is needed before anything can be said, or only its class. */
export class Need {
  readonly cell: CellId;
  /** Values of one class need not be told apart; null: each is its own. */
  readonly classOf: ((value: number) => Class) | null;

  constructor(cell: CellId, classOf: Need['classOf'] = null) {
    this.cell = cell;
    this.classOf = classOf;
  }
}

/** What an expression over one cell comes to: a number, or what goes wrong. */
export type Class = number | string;

/** Where the values of cells come from. */
export interface Source {
  value(cell: CellId): number;
  /** The value of an expression that reads this cell only. */
  apply(cell: CellId, expression: (value: number) => number): number;
}

/** The values that a cell may have had at first. */
export interface Values {
  /** null: they are many. */
  all(cell: CellId): readonly number[] | null;
  /** null: there are several. */
  only(cell: CellId): number | null;
}

/** Every term of one comparison, once. */
export class Terms {
  private readonly program: Program;
  private readonly values: Values;
  private readonly cells = new Map<CellId, Term>();
  private readonly exprs = new Map<Expr, Map<string, Term>>();
  private count = 0;

  constructor(program: Program, values: Values) {
    this.program = program;
    this.values = values;
  }

  /** Throws Need where the value depends on a cell that is not fixed. */
  forced(value: Value): number {
    if (typeof value === 'number') return value;
    if (value.kind === 'cell') throw new Need(value.cell);
    const { expr, reads } = value;
    return evaluate(expr, {
      value: cell => this.forced(reads.get(cell) ?? 0),
      apply: (cell, expression) => this.applied(reads.get(cell) ?? 0, expression),
    });
  }

  /** The expression's value, if it is the same for all that `value` can be. Throws Need, Wrong. */
  applied(value: Value, expression: (value: number) => number): number {
    if (typeof value === 'number') return expression(value);
    if (value.kind === 'expr') return expression(this.forced(value));
    const all = this.values.all(value.cell);
    const first = all?.[0];
    if (all === null || first === undefined) throw new Need(value.cell);
    const found = classOf(expression, first);
    for (let i = 1; i < all.length; i++) {
      if (classOf(expression, all[i] as number) === found) continue;
      throw new Need(value.cell, other => classOf(expression, other));
    }
    if (typeof found === 'string') throw new Wrong(found);
    return found;
  }

  /** A number where it can be no other. */
  ofCell(cell: CellId): Value {
    const only = this.values.only(cell);
    if (only !== null) return only;
    const known = this.cells.get(cell);
    if (known !== undefined) return known;
    const term: Term = { kind: 'cell', id: this.count++, cell };
    this.cells.set(cell, term);
    return term;
  }

  ofExpr(expr: Expr, reads: Reads): Term {
    const same = this.exprs.get(expr) ?? new Map<string, Term>();
    this.exprs.set(expr, same);
    const key = [...reads.values()].map(keyOf).join();
    const known = same.get(key);
    if (known !== undefined) return known;
    const term: Term = { kind: 'expr', id: this.count++, expr, reads };
    same.set(key, term);
    return term;
  }

  /** Whether every value the term can have lies in lo..hi. */
  within(value: Value, lo: number, hi: number): boolean {
    if (typeof value === 'number') return value >= lo && value <= hi;
    if (value.kind === 'expr') return false;
    const cell = this.program.cells[value.cell];
    return cell !== undefined && cell.lo >= lo && cell.hi <= hi;
  }
}

/** Different for different values of one `Terms`. */
export function keyOf(value: Value): string {
  return typeof value === 'number' ? String(value) : `t${value.id}`;
}

export class PartialState implements Source {
  private readonly terms: Terms;
  private readonly fixed: ReadonlyMap<CellId, number>;
  private readonly changed: Map<CellId, Value>;
  /** Cells whose first value was looked at; null: nobody asks. */
  private readonly looked: Set<CellId> | null;

  constructor(
    terms: Terms,
    fixed: ReadonlyMap<CellId, number>,
    {
      changed = new Map(),
      looked = null,
    }: { readonly changed?: Map<CellId, Value>; readonly looked?: Set<CellId> | null } = {},
  ) {
    this.terms = terms;
    this.fixed = fixed;
    this.changed = changed;
    this.looked = looked;
  }

  copy(): PartialState {
    const { looked } = this;
    return new PartialState(this.terms, this.fixed, { changed: new Map(this.changed), looked });
  }

  read(cell: CellId): Value {
    const changed = this.changed.get(cell);
    if (changed !== undefined) return changed;
    this.looked?.add(cell);
    return this.fixed.get(cell) ?? this.terms.ofCell(cell);
  }

  write(cell: CellId, value: Value): void {
    this.changed.set(cell, value);
  }

  /** The number in a cell; throws Need. */
  value(cell: CellId): number {
    return this.terms.forced(this.read(cell));
  }

  apply(cell: CellId, expression: (value: number) => number): number {
    return this.terms.applied(this.read(cell), expression);
  }

  written(): Iterable<CellId> {
    return this.changed.keys();
  }
}

function classOf(expression: (value: number) => number, value: number): Class {
  try {
    return expression(value);
  } catch (thrown) {
    if (thrown instanceof Wrong) return thrown.error;
    throw thrown;
  }
}

/** Thrown where an expression or statement goes wrong. */
export class Wrong {
  readonly error: string;

  constructor(error: string) {
    this.error = error;
  }
}

type Evaluate = (source: Source) => number;

const compiled = new WeakMap<Expr, Evaluate>();

/** The interpreter's meaning of an expression, with cells read on demand. Throws Wrong, and what the source throws. */
export function evaluate(expr: Expr, source: Source): number {
  let found = compiled.get(expr);
  if (found === undefined) {
    found = compileParts(expr);
    compiled.set(expr, found);
  }
  return found(source);
}

/** The largest parts that read one cell only are asked for as such: often their value is the same for many of its. */
function compileParts(expr: Expr): Evaluate {
  const cell = cellOf(expr);
  if (expr.kind === 'cell' || typeof cell !== 'number') return compile(expr, compileParts);
  const whole = compileWhole(expr);
  const single = new SingleValue();
  const expression = (value: number) => {
    single.only = value;
    return whole(single);
  };
  return source => source.apply(cell, expression);
}

const read = new WeakMap<Expr, ReadsOne>();

/** The one cell that an expression reads. */
type ReadsOne = CellId | 'none' | 'several';

function cellOf(expr: Expr): ReadsOne {
  const known = read.get(expr);
  if (known !== undefined) return known;
  let found: ReadsOne = 'none';
  if (expr.kind === 'cell') found = expr.cell;
  if (expr.kind === 'element') found = expr.count === 1 ? expr.first : 'several';
  const operands = operandsOf(expr);
  for (let i = 0; i < operands.length && found !== 'several'; i++) {
    const own = cellOf(operands[i] as Expr);
    if (found === 'none') found = own;
    else if (own !== 'none' && own !== found) found = 'several';
  }
  read.set(expr, found);
  return found;
}

/** A state of one cell. */
export class SingleValue implements Source {
  only = 0;

  value(): number {
    return this.only;
  }

  apply(_cell: CellId, expression: (value: number) => number): number {
    return expression(this.only);
  }
}

function compileWhole(expr: Expr): Evaluate {
  return compile(expr, compileWhole);
}

function compile(expr: Expr, part: (expr: Expr) => Evaluate): Evaluate {
  switch (expr.kind) {
    case 'const': {
      const { value } = expr;
      return () => value;
    }
    case 'cell': {
      const { cell } = expr;
      return source => source.value(cell);
    }
    case 'element': {
      const { first, count, failure } = expr;
      const index = part(expr.index);
      return source => {
        const at = index(source);
        if (at < 0 || at >= count) throw new Wrong(failure.error);
        return source.value(first + at);
      };
    }
    case 'not': {
      const operand = part(expr.operand);
      return source => (operand(source) === 0 ? 1 : 0);
    }
    case 'and': {
      const operands = expr.operands.map(part);
      return source => (operands.every(operand => operand(source) !== 0) ? 1 : 0);
    }
    case 'or': {
      const operands = expr.operands.map(part);
      return source => (operands.some(operand => operand(source) !== 0) ? 1 : 0);
    }
    case 'compare': {
      const { operator } = expr;
      const [left, right] = [part(expr.left), part(expr.right)];
      return source => (compareNumbers(operator, left(source), right(source)) ? 1 : 0);
    }
    case 'arith': {
      const { operator } = expr;
      const [left, right] = [part(expr.left), part(expr.right)];
      return source => computeArith(operator, left(source), right(source));
    }
    case 'divide': {
      const [left, right] = [part(expr.left), part(expr.right)];
      if (expr.operator === '/') return source => Math.trunc(left(source) / right(source)) + 0;
      return source => (left(source) % right(source)) + 0;
    }
    case 'popcount': {
      const operand = part(expr.operand);
      return source => bitsSet(operand(source));
    }
    case 'ite': {
      const [condition, then] = [part(expr.condition), part(expr.then)];
      const otherwise = part(expr.otherwise);
      return source => (condition(source) !== 0 ? then(source) : otherwise(source));
    }
    case 'checked': {
      const [condition, value] = [part(expr.condition), part(expr.value)];
      const { error } = expr.failure;
      return source => {
        if (condition(source) === 0) throw new Wrong(error);
        return value(source);
      };
    }
  }
}

function bitsSet(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}
