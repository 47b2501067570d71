// Expressions in states of which something is known. In: an expression, and per cell the few values that it can have.
// Out: an expression that has the same value in all of these states, and goes wrong in the same ones; checks that
// always hold and branches that are never taken are gone. Explores no state.

import { canFail } from './can-fail.ts';
import type { CellId, Expr } from './expr.ts';
import {
  and,
  arith,
  bitsSet,
  checked,
  compare,
  compareNumbers,
  computeArith,
  computeQuotient,
  constant,
  divide,
  element,
  isFalse,
  isTrue,
  ite,
  not,
  or,
  popcount,
  truth,
} from './fold.ts';
import type { Known } from './known.ts';

/** What an expression of one cell is, for each of the values that the cell is known to have; null: it goes wrong. */
interface Image {
  readonly cell: CellId;
  readonly values: readonly number[];
  readonly results: readonly (number | null)[];
}

/** An expression as it is in the known states. */
export interface Narrowed {
  readonly expr: Expr;
  /** null: it depends on no cell, on several, or on one of which nothing is known. */
  readonly image: Image | null;
  /** What it is made of, where that says more than its image. */
  readonly made: {
    readonly of: 'and' | 'or' | 'not' | 'checked';
    readonly parts: readonly Narrowed[];
  } | null;
}

/** The same expression, in states where cells have the known values. */
export function narrow(expr: Expr, known: Known): Narrowed {
  const found = rebuilt(expr, known);
  const { image } = found;
  if (image === null || found.expr.kind === 'const') return found;
  const first = image.results[0];
  if (first == null || image.results.some(result => result !== first)) return found;
  return plain(constant(first), null);
}

/** What it can be, where that is known; a value that goes wrong is left out. */
export function resultsOf({ expr, image }: Narrowed): readonly number[] | null {
  if (expr.kind === 'const') return [expr.value];
  if (image === null) return null;
  return [...new Set(image.results)].filter(result => result !== null);
}

/** What is known where a condition has been evaluated and found true, or false. */
export function assume(condition: Narrowed, holds: boolean, known: Known): Known {
  const { image, made } = condition;
  if (made?.of === 'not') return assume(made.parts[0] as Narrowed, !holds, known);
  if (made?.of === 'checked') {
    const [check, value] = made.parts as [Narrowed, Narrowed];
    return assume(value, holds, assume(check, true, known));
  }
  if (made?.of === (holds ? 'and' : 'or'))
    return made.parts.reduce((more, part) => assume(part, holds, more), known);
  if (image === null) return known;
  const left = image.values.filter((_, i) => {
    const result = image.results[i] ?? null;
    return result !== null && (result !== 0) === holds;
  });
  return left.length === image.values.length ? known : known.with(image.cell, left);
}

function plain(expr: Expr, image: Image | null): Narrowed {
  return { expr, image, made: null };
}

function rebuilt(expr: Expr, known: Known): Narrowed {
  switch (expr.kind) {
    case 'const':
      return plain(expr, null);
    case 'cell': {
      const values = known.of(expr.cell);
      return plain(expr, values && { cell: expr.cell, values, results: values });
    }
    case 'element': {
      const { first, count, failure } = expr;
      const index = narrow(expr.index, known);
      const same = element(first, count, index.expr, failure);
      if (same.kind !== 'element') return narrow(same, known);
      const isWithin = resultsOf(index)?.every(result => result >= 0 && result < count) === true;
      return plain(isWithin ? { ...same, within: true } : same, null);
    }
    case 'not': {
      const operand = narrow(expr.operand, known);
      const image = mapped(operand, value => Number(value === 0));
      return { expr: not(operand.expr), image, made: { of: 'not', parts: [operand] } };
    }
    case 'popcount': {
      const operand = narrow(expr.operand, known);
      return plain(popcount(operand.expr), mapped(operand, bitsSet));
    }
    case 'compare': {
      const { operator } = expr;
      const [left, right] = [narrow(expr.left, known), narrow(expr.right, known)];
      const image = zipped(left, right, (a, b) => Number(compareNumbers(operator, a, b)));
      return plain(compare(operator, left.expr, right.expr), image);
    }
    case 'arith': {
      const { operator } = expr;
      const [left, right] = [narrow(expr.left, known), narrow(expr.right, known)];
      const image = zipped(left, right, (a, b) => computeArith(operator, a, b));
      return plain(arith(operator, left.expr, right.expr), image);
    }
    case 'divide': {
      const { operator } = expr;
      const [left, right] = [narrow(expr.left, known), narrow(expr.right, known)];
      const image = zipped(left, right, (a, b) =>
        b === 0 ? null : computeQuotient(operator, a, b),
      );
      return plain(divide(operator, left.expr, right.expr), image);
    }
    case 'and':
    case 'or':
      return chain(expr, known);
    case 'ite':
      return choice(expr, known);
    case 'checked':
      return check(expr, known);
  }
}

/** An operand is evaluated where those before it have not decided. */
function chain(expr: Extract<Expr, { kind: 'and' | 'or' }>, known: Known): Narrowed {
  const all = expr.kind === 'and';
  const parts: Narrowed[] = [];
  let within = known;
  for (const operand of expr.operands) {
    const part = narrow(operand, within);
    parts.push(part);
    if (part.expr.kind === 'const' && (part.expr.value !== 0) !== all) break;
    within = assume(part, all, within);
  }
  const exprs = parts.map(part => part.expr);
  const isDecided = exprs.some(all ? isFalse : isTrue) && !exprs.some(canFail);
  if (isDecided) return plain(truth(!all), null);
  const image = imageOf(parts, known, at => {
    for (let i = 0; i < parts.length; i++) {
      const value = at(i);
      if (value === null) return null;
      if ((value !== 0) !== all) return Number(!all);
    }
    return Number(all);
  });
  return { expr: all ? and(exprs) : or(exprs), image, made: { of: expr.kind, parts } };
}

function choice(expr: Extract<Expr, { kind: 'ite' }>, known: Known): Narrowed {
  const condition = narrow(expr.condition, known);
  if (condition.expr.kind === 'const')
    return narrow(isTrue(condition.expr) ? expr.then : expr.otherwise, known);
  const then = narrow(expr.then, assume(condition, true, known));
  const otherwise = narrow(expr.otherwise, assume(condition, false, known));
  const image = imageOf([condition, then, otherwise], known, at => {
    const value = at(0);
    return value === null ? null : at(value !== 0 ? 1 : 2);
  });
  return plain(ite(condition.expr, then.expr, otherwise.expr), image);
}

function check(expr: Extract<Expr, { kind: 'checked' }>, known: Known): Narrowed {
  const condition = narrow(expr.condition, known);
  const value = narrow(expr.value, assume(condition, true, known));
  const image = imageOf([condition, value], known, at => (at(0) ? at(1) : null));
  const same = checked(condition.expr, value.expr, expr.failure);
  return { expr: same, image, made: { of: 'checked', parts: [condition, value] } };
}

function mapped({ image }: Narrowed, by: (value: number) => number): Image | null {
  if (image === null) return null;
  return { ...image, results: image.results.map(value => (value === null ? null : by(value))) };
}

/** Of operands that are both evaluated. */
function zipped(
  left: Narrowed,
  right: Narrowed,
  by: (left: number, right: number) => number | null,
): Image | null {
  const { cell, values } = left.image ?? right.image ?? NONE;
  if (!dependsOn(left, cell) || !dependsOn(right, cell)) return null;
  const results = values.map((_, i) => {
    const [a, b] = [resultAt(left, i), resultAt(right, i)];
    return a === null || b === null ? null : by(a, b);
  });
  return { cell, values, results };
}

const NONE = { cell: -1, values: [] };

function dependsOn({ expr, image }: Narrowed, cell: CellId): boolean {
  return expr.kind === 'const' || image?.cell === cell;
}

function resultAt({ expr, image }: Narrowed, i: number): number | null {
  return expr.kind === 'const' ? expr.value : (image?.results[i] ?? null);
}

/** Of parts that may have been narrowed with more knowledge; `by` asks for those that are evaluated. */
function imageOf(
  parts: readonly Narrowed[],
  known: Known,
  by: (at: (part: number) => number | null) => number | null,
): Image | null {
  const cell = parts.find(({ image }) => image !== null)?.image?.cell;
  const values = cell === undefined ? null : known.of(cell);
  if (cell === undefined || values === null) return null;
  if (!parts.every(part => dependsOn(part, cell))) return null;
  const results = values.map((value, i) =>
    by(part => {
      const found = parts[part] as Narrowed;
      const isSame = found.image === null || found.image.values === values;
      return resultAt(found, isSame ? i : (found.image?.values.indexOf(value) ?? -1));
    }),
  );
  return { cell, values, results };
}
