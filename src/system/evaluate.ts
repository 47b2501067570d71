// The meaning of expressions. In: an expression of the program. Out: a function from state vectors to
// integers. What goes wrong is raised as a ModelFailure, which the action boundary catches; nothing here
// changes a state.

import type { Arithmetic, Comparison, Expr, Failure } from '../ir/expr.ts';
import type { StateVector } from './transition-system.ts';

/** The value of an expression in a state; truth values are 0 and 1. Throws ModelFailure. */
export type Evaluate = (state: StateVector) => number;

/** Raised by a partial expression or statement of the model; not an error of mcheck and without a stack. */
export class ModelFailure {
  readonly failure: Failure;

  constructor(failure: Failure) {
    this.failure = failure;
  }
}

/** The value; a failure of the model is a value too. */
export function valueOrFailure(evaluate: Evaluate, state: StateVector): number | Failure {
  try {
    return evaluate(state);
  } catch (thrown) {
    if (thrown instanceof ModelFailure) return thrown.failure;
    throw thrown;
  }
}

/** Translates an expression into a function, once; the function is called per state. */
export function compile(expr: Expr): Evaluate {
  switch (expr.kind) {
    case 'const': {
      const { value } = expr;
      return () => value;
    }
    case 'cell': {
      const { cell } = expr;
      return state => state[cell] as number;
    }
    case 'element':
      return compileElement(expr);
    case 'not': {
      const operand = compile(expr.operand);
      return state => (operand(state) === 0 ? 1 : 0);
    }
    case 'and':
      return compileAnd(expr.operands.map(compile));
    case 'or':
      return compileOr(expr.operands.map(compile));
    case 'compare':
      return compileCompare(expr.operator, compile(expr.left), compile(expr.right));
    case 'arith':
      return compileArith(expr.operator, compile(expr.left), compile(expr.right));
    case 'divide': {
      const left = compile(expr.left);
      const right = compile(expr.right);
      // `+ 0` turns -0 into 0.
      if (expr.operator === '/') return state => Math.trunc(left(state) / right(state)) + 0;
      return state => (left(state) % right(state)) + 0;
    }
    case 'popcount': {
      const operand = compile(expr.operand);
      return state => bitsSet(operand(state));
    }
    case 'ite': {
      const condition = compile(expr.condition);
      const then = compile(expr.then);
      const otherwise = compile(expr.otherwise);
      return state => (condition(state) !== 0 ? then(state) : otherwise(state));
    }
    case 'checked': {
      const condition = compile(expr.condition);
      const value = compile(expr.value);
      const raised = new ModelFailure(expr.failure);
      return state => {
        if (condition(state) === 0) throw raised;
        return value(state);
      };
    }
  }
}

function compileElement(expr: Extract<Expr, { kind: 'element' }>): Evaluate {
  const { first, count } = expr;
  const index = compile(expr.index);
  const raised = new ModelFailure(expr.failure);
  return state => {
    const at = index(state);
    if (at < 0 || at >= count) throw raised;
    return state[first + at] as number;
  };
}

function compileAnd(operands: readonly Evaluate[]): Evaluate {
  const [first, second] = operands;
  if (first !== undefined && second !== undefined && operands.length === 2) {
    return state => (first(state) !== 0 && second(state) !== 0 ? 1 : 0);
  }
  return state => {
    for (const operand of operands) if (operand(state) === 0) return 0;
    return 1;
  };
}

function compileOr(operands: readonly Evaluate[]): Evaluate {
  return state => {
    for (const operand of operands) if (operand(state) !== 0) return 1;
    return 0;
  };
}

function compileCompare(operator: Comparison, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case '==':
      return state => (left(state) === right(state) ? 1 : 0);
    case '!=':
      return state => (left(state) !== right(state) ? 1 : 0);
    case '<':
      return state => (left(state) < right(state) ? 1 : 0);
    case '<=':
      return state => (left(state) <= right(state) ? 1 : 0);
    case '>':
      return state => (left(state) > right(state) ? 1 : 0);
    case '>=':
      return state => (left(state) >= right(state) ? 1 : 0);
  }
}

function compileArith(operator: Arithmetic, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case '+':
      return state => left(state) + right(state);
    case '-':
      return state => left(state) - right(state);
    case '*':
      // `+ 0` turns -0 into 0.
      return state => left(state) * right(state) + 0;
    case '|':
      return state => left(state) | right(state);
    case '&':
      return state => left(state) & right(state);
    case '&~':
      return state => left(state) & ~right(state);
    case '<<':
      return state => left(state) << right(state);
    case '>>>':
      return state => left(state) >>> right(state);
    case 'min':
      return state => Math.min(left(state), right(state));
    case 'max':
      return state => Math.max(left(state), right(state));
  }
}

function bitsSet(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}
