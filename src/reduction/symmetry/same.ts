// Are two expressions, or two lists of effects, the same up to a renaming? In: a renaming of the program's state.
// Out: yes, or no if that could not be shown: first by their shape, then by trying all values of the cells read.

import { readsOf } from '../../ir/access.ts';
import { canFail } from '../../ir/can-fail.ts';
import type { CellId, Expr } from '../../ir/expr.ts';
import { operandsOf } from '../../ir/operands.ts';
import type { Cell, Program } from '../../ir/program.ts';
import { highest } from '../../ir/value-type.ts';
import { evaluationOf } from './evaluate.ts';
import type { Renaming } from './renaming.ts';
import { type Domain, Valuations } from './valuations.ts';

/** What becomes of a value; null: it stays. */
export type Change = ((value: number) => number) | null;

export class Sameness {
  readonly program: Program;
  readonly renaming: Renaming;
  /** Values are tried only where these are true. */
  private readonly supposed: readonly Expr[];
  private readonly from: readonly CellId[];

  constructor(program: Program, renaming: Renaming, supposed: readonly Expr[] = []) {
    this.program = program;
    this.renaming = renaming;
    this.supposed = supposed;
    const from: CellId[] = [];
    for (const [cell, to] of renaming.cells.entries()) from[to] = cell;
    this.from = from;
  }

  /** The same question of states in which a condition is true. */
  where(...conditions: readonly Expr[]): Sameness {
    const all = [...this.supposed, ...conditions.flatMap(conjuncts)];
    return new Sameness(this.program, this.renaming, all);
  }

  /** The same question once some cells may have changed. */
  after(written: ReadonlySet<CellId>): Sameness {
    const left = this.supposed.filter(one => ![...readsOf(one)].some(cell => written.has(cell)));
    if (left.length === this.supposed.length) return this;
    return new Sameness(this.program, this.renaming, left);
  }

  /** `right` in the renamed state is always `change` of `left` in the state, errors included. */
  expressions(left: Expr, right: Expr, change: Change = null): boolean {
    return this.byShape(left, right, change) || this.byTrying(left, right, change);
  }

  /** Equal as conjunctions, disjunctions, sums: in their order, or in any if none can go wrong. */
  operands(left: readonly Expr[], right: readonly Expr[]): boolean {
    if (left.length !== right.length) return false;
    if (left.every((one, i) => this.byShape(one, right[i] as Expr, null))) return true;
    if ([...left, ...right].some(canFail)) {
      return left.every((one, i) => this.expressions(one, right[i] as Expr));
    }
    const open = right.map(expr => ({ expr, reads: keyOf(readsOf(expr)) }));
    return left.every(one => {
      const reads = keyOf([...readsOf(one)].map(cell => this.renaming.cells[cell] as CellId));
      const alike = open.filter(other => other.reads === reads);
      const found =
        alike.find(({ expr }) => this.byShape(one, expr, null)) ??
        alike.find(({ expr }) => this.byTrying(one, expr, null));
      if (found !== undefined) open.splice(open.indexOf(found), 1);
      return found !== undefined;
    });
  }

  changeOf(cell: CellId): Change {
    const table = this.renaming.values[cell];
    if (table == null) return null;
    const { lo } = this.program.cells[cell] as Cell;
    return value => table[value - lo] ?? value;
  }

  /** What the renaming does to positions of an array; undefined: it does not take it to the other. */
  positions(left: CellId, right: CellId, count: number): Change | undefined {
    const to = Array.from(
      { length: count },
      (_, i) => (this.renaming.cells[left + i] as number) - right,
    );
    if (to.some(position => position < 0 || position >= count)) return undefined;
    return to.every((position, i) => position === i) ? null : value => to[value] ?? value;
  }

  private byShape(left: Expr, right: Expr, change: Change): boolean {
    switch (left.kind) {
      case 'const':
        return right.kind === 'const' && right.value === apply(change, left.value);
      case 'cell':
        return (
          right.kind === 'cell' &&
          this.renaming.cells[left.cell] === right.cell &&
          this.agree(left.cell, change)
        );
      case 'element':
        return right.kind === 'element' && this.elements(left, right, change);
      case 'ite':
        return (
          right.kind === 'ite' &&
          this.expressions(left.condition, right.condition) &&
          this.byShape(left.then, right.then, change) &&
          this.byShape(left.otherwise, right.otherwise, change)
        );
      case 'checked':
        return (
          right.kind === 'checked' &&
          left.failure.error === right.failure.error &&
          this.expressions(left.condition, right.condition) &&
          this.byShape(left.value, right.value, change)
        );
      default:
        return change === null && this.plainShape(left, right);
    }
  }

  private plainShape(left: Expr, right: Expr): boolean {
    if (left.kind !== right.kind) return false;
    if (left.kind === 'and' || left.kind === 'or')
      return this.operands(operandsOf(left), operandsOf(right));
    if ('operator' in left && 'operator' in right && left.operator !== right.operator) return false;
    if (left.kind === 'arith' && COMMUTATIVE.has(left.operator))
      return this.operands(terms(left, left.operator), terms(right, left.operator));
    const [one, other] = [operandsOf(left), operandsOf(right)];
    return one.every((operand, i) => this.byShape(operand, other[i] as Expr, null));
  }

  private elements(left: Element, right: Element, change: Change): boolean {
    const { first, count, failure } = left;
    if (count !== right.count || failure.error !== right.failure.error) return false;
    const positions = this.positions(first, right.first, count);
    if (positions === undefined) return false;
    for (let i = 0; i < count; i++) if (!this.agree(first + i, change)) return false;
    return this.expressions(left.index, right.index, positions);
  }

  /** The renaming changes the values of the cell in this way. */
  private agree(cell: CellId, change: Change): boolean {
    const own = this.changeOf(cell);
    if (own === null && change === null) return true;
    const { lo, hi } = this.program.cells[cell] as Cell;
    for (let value = lo; value <= hi; value++)
      if (apply(own, value) !== apply(change, value)) return false;
    return true;
  }

  private byTrying(left: Expr, right: Expr, change: Change): boolean {
    const cells = [...readsOf(left)];
    for (const cell of readsOf(right)) {
      const from = this.origin(cell);
      if (!cells.includes(from)) cells.push(from);
    }
    const valuations = new Valuations(
      cells.map(cell => this.readable(cell)),
      this.program.cells.length,
    );
    if (valuations.tooMany) return false;
    const supposed = this.supposed.filter(one => [...readsOf(one)].every(c => cells.includes(c)));
    for (const values of valuations) {
      const read = (cell: CellId) => values[cell] as number;
      if (supposed.some(one => evaluationOf(one, read) === 0)) continue;
      const readRenamed = (cell: CellId) => {
        const from = this.origin(cell);
        return this.image(from, read(from))[1];
      };
      const [one, other] = [evaluationOf(left, read), evaluationOf(right, readRenamed)];
      const expected = typeof one === 'number' ? apply(change, one) : one;
      if (expected !== other) return false;
    }
    return true;
  }

  /** The cell that the renaming takes to this one. */
  origin(cell: CellId): CellId {
    return this.from[cell] as CellId;
  }

  /** Where the renaming takes a value in a cell. */
  image(cell: CellId, value: number): [cell: CellId, value: number] {
    const { lo } = this.program.cells[cell] as Cell;
    const table = this.renaming.values[cell];
    return [this.renaming.cells[cell] as CellId, table?.[value - lo] ?? value];
  }

  /** Nobody reads a dead cell: the value above those of its type is left out. */
  readable(cell: CellId): Domain {
    const { id, lo, hi, type } = this.program.cells[cell] as Cell;
    return { id, lo, hi: Math.min(hi, highest(type)) };
  }
}

type Element = Extract<Expr, { kind: 'element' }>;

const COMMUTATIVE: ReadonlySet<string> = new Set(['+', '*', '|', '&', 'min', 'max']);

function terms(expr: Expr, operator: string): readonly Expr[] {
  if (expr.kind !== 'arith' || expr.operator !== operator) return [expr];
  return [...terms(expr.left, operator), ...terms(expr.right, operator)];
}

/** A text for a set of cells. */
function keyOf(cells: Iterable<CellId>): string {
  return [...cells].sort((a, b) => a - b).join();
}

/** What is true where a condition is true and nothing has gone wrong. */
function conjuncts(expr: Expr): readonly Expr[] {
  if (expr.kind === 'and') return expr.operands.flatMap(conjuncts);
  if (expr.kind === 'checked') return [...conjuncts(expr.condition), ...conjuncts(expr.value)];
  return [expr];
}

function apply(change: Change, value: number): number {
  return change === null ? value : change(value);
}
