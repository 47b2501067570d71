// What can go wrong in an action. In: expressions, statements, actions. Out: truth values, never too small.
// Evaluates nothing.

import type { Expr, Statement } from '../ir/expr.ts';
import { expressionsOf, operandsOf } from '../ir/operands.ts';
import type { Action } from '../ir/program.ts';

/** False only if no state makes the expression go wrong. */
export function exprCanFail(expr: Expr): boolean {
  if (expr.kind === 'element' || expr.kind === 'checked') return true;
  return operandsOf(expr).some(exprCanFail);
}

/** False only if the statement succeeds in every state in which its action is enabled. */
export function statementCanFail(statement: Statement): boolean {
  if (expressionsOf(statement).some(exprCanFail)) return true;
  switch (statement.kind) {
    case 'assign':
    case 'push':
    case 'remove':
      return statement.failure !== null;
    case 'assign-element':
    case 'require':
      return true;
    case 'clear':
      return false;
    case 'if':
      return [...statement.then, ...statement.otherwise].some(statementCanFail);
  }
}

export function actionCanFail({ guard, effects }: Action): boolean {
  return guard.some(({ condition }) => exprCanFail(condition)) || effects.some(statementCanFail);
}
