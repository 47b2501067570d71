// States of which only some cells are known. In: values for some cells. Out: values of cells, which are numbers
// or terms. A term stands for a value that nobody has asked for yet: the unknown value of a cell, or an
// expression over such values. Equal terms are the same object, so that two runs can be compared without
// knowing any value. Whoever needs a number is told which cell to fix first.

import type { CellId, Expr } from '../ir/expr.ts';
import { compareNumbers, computeArith } from '../ir/fold.ts';
import type { Program } from '../ir/program.ts';

export type Value = number | Term;

/** The value a cell had at first, or that of an expression over earlier values. */
export type Term =
  | { readonly kind: 'cell'; readonly id: number; readonly cell: CellId }
  | { readonly kind: 'expr'; readonly id: number; readonly expr: Expr; readonly reads: Reads };

type Reads = ReadonlyMap<CellId, Value>;

/** Thrown where the number in a cell is needed before anything can be said. */
export class Need {
  readonly cell: CellId;

  constructor(cell: CellId) {
    this.cell = cell;
  }
}

/** Every term of one comparison, once. */
export class Terms {
  private readonly program: Program;
  private readonly cells = new Map<CellId, Term>();
  private readonly exprs = new Map<Expr, Map<string, Term>>();
  private count = 0;

  constructor(program: Program) {
    this.program = program;
  }

  ofCell(cell: CellId): Term {
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

export class PartialState {
  private readonly terms: Terms;
  private readonly fixed: ReadonlyMap<CellId, number>;
  private readonly changed: Map<CellId, Value>;

  constructor(terms: Terms, fixed: ReadonlyMap<CellId, number>, changed?: Map<CellId, Value>) {
    this.terms = terms;
    this.fixed = fixed;
    this.changed = changed ?? new Map();
  }

  copy(): PartialState {
    return new PartialState(this.terms, this.fixed, new Map(this.changed));
  }

  read(cell: CellId): Value {
    return this.changed.get(cell) ?? this.fixed.get(cell) ?? this.terms.ofCell(cell);
  }

  write(cell: CellId, value: Value): void {
    this.changed.set(cell, value);
  }

  /** The number in a cell; throws Need. */
  force = (cell: CellId): number => {
    return forced(this.read(cell));
  };

  written(): Iterable<CellId> {
    return this.changed.keys();
  }
}

/** Throws Need where the value depends on a cell that is not fixed. */
export function forced(value: Value): number {
  if (typeof value === 'number') return value;
  if (value.kind === 'cell') throw new Need(value.cell);
  const { expr, reads } = value;
  return evaluate(expr, cell => forced(reads.get(cell) ?? 0));
}

/** Thrown where an expression or statement goes wrong. */
export class Wrong {
  readonly error: string;

  constructor(error: string) {
    this.error = error;
  }
}

type Read = (cell: CellId) => number;
type Evaluate = (read: Read) => number;

const compiled = new WeakMap<Expr, Evaluate>();

/** The interpreter's meaning of an expression, with cells read on demand. Throws Wrong, and what `read` throws. */
export function evaluate(expr: Expr, read: Read): number {
  let found = compiled.get(expr);
  if (found === undefined) {
    found = compile(expr);
    compiled.set(expr, found);
  }
  return found(read);
}

function compile(expr: Expr): Evaluate {
  switch (expr.kind) {
    case 'const': {
      const { value } = expr;
      return () => value;
    }
    case 'cell': {
      const { cell } = expr;
      return read => read(cell);
    }
    case 'element': {
      const { first, count, failure } = expr;
      const index = compile(expr.index);
      return read => {
        const at = index(read);
        if (at < 0 || at >= count) throw new Wrong(failure.error);
        return read(first + at);
      };
    }
    case 'not': {
      const operand = compile(expr.operand);
      return read => (operand(read) === 0 ? 1 : 0);
    }
    case 'and': {
      const operands = expr.operands.map(compile);
      return read => (operands.every(operand => operand(read) !== 0) ? 1 : 0);
    }
    case 'or': {
      const operands = expr.operands.map(compile);
      return read => (operands.some(operand => operand(read) !== 0) ? 1 : 0);
    }
    case 'compare': {
      const { operator } = expr;
      const [left, right] = [compile(expr.left), compile(expr.right)];
      return read => (compareNumbers(operator, left(read), right(read)) ? 1 : 0);
    }
    case 'arith': {
      const { operator } = expr;
      const [left, right] = [compile(expr.left), compile(expr.right)];
      return read => computeArith(operator, left(read), right(read));
    }
    case 'divide': {
      const [left, right] = [compile(expr.left), compile(expr.right)];
      if (expr.operator === '/') return read => Math.trunc(left(read) / right(read)) + 0;
      return read => (left(read) % right(read)) + 0;
    }
    case 'popcount': {
      const operand = compile(expr.operand);
      return read => bitsSet(operand(read));
    }
    case 'ite': {
      const [condition, then] = [compile(expr.condition), compile(expr.then)];
      const otherwise = compile(expr.otherwise);
      return read => (condition(read) !== 0 ? then(read) : otherwise(read));
    }
    case 'checked': {
      const [condition, value] = [compile(expr.condition), compile(expr.value)];
      const { error } = expr.failure;
      return read => {
        if (condition(read) === 0) throw new Wrong(error);
        return value(read);
      };
    }
  }
}

function bitsSet(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}
