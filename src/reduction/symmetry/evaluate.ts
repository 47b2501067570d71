// The value of an expression, for deciding whether two are the same function. In: an expression and the values
// of cells. Out: its value, or the kind of error it ends in. `system/evaluate.ts` is the meaning; this is the
// same in the plainest form, for this room sees no system.

import type { CellId, ErrorKind, Expr } from '../../ir/expr.ts';
import { compareNumbers, computeArith } from '../../ir/fold.ts';

/** What evaluation ends in where the expression goes wrong. */
export class Wrong {
  readonly error: ErrorKind;

  constructor(error: ErrorKind) {
    this.error = error;
  }
}

export function evaluationOf(expr: Expr, read: (cell: CellId) => number): number | ErrorKind {
  try {
    return evaluate(expr, read);
  } catch (thrown) {
    if (thrown instanceof Wrong) return thrown.error;
    throw thrown;
  }
}

/** Throws Wrong. */
export function evaluate(expr: Expr, read: (cell: CellId) => number): number {
  switch (expr.kind) {
    case 'const':
      return expr.value;
    case 'cell':
      return read(expr.cell);
    case 'element': {
      const at = evaluate(expr.index, read);
      if (at < 0 || at >= expr.count) throw new Wrong(expr.failure.error);
      return read(expr.first + at);
    }
    case 'not':
      return evaluate(expr.operand, read) === 0 ? 1 : 0;
    case 'and':
      return expr.operands.every(operand => evaluate(operand, read) !== 0) ? 1 : 0;
    case 'or':
      return expr.operands.some(operand => evaluate(operand, read) !== 0) ? 1 : 0;
    case 'compare': {
      const left = evaluate(expr.left, read);
      return compareNumbers(expr.operator, left, evaluate(expr.right, read)) ? 1 : 0;
    }
    case 'arith': {
      const left = evaluate(expr.left, read);
      return computeArith(expr.operator, left, evaluate(expr.right, read));
    }
    case 'divide': {
      const left = evaluate(expr.left, read);
      const right = evaluate(expr.right, read);
      return (expr.operator === '/' ? Math.trunc(left / right) : left % right) + 0;
    }
    case 'popcount': {
      let bits = 0;
      for (let rest = evaluate(expr.operand, read); rest > 0; rest = Math.floor(rest / 2))
        bits += rest % 2;
      return bits;
    }
    case 'ite':
      return evaluate(evaluate(expr.condition, read) !== 0 ? expr.then : expr.otherwise, read);
    case 'checked':
      if (evaluate(expr.condition, read) === 0) throw new Wrong(expr.failure.error);
      return evaluate(expr.value, read);
  }
}
