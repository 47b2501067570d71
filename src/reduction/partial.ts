// What can go wrong in an action. In: expressions, statements, actions. Out: kinds of errors and truth values,
// never too few. Evaluates nothing.

import { canFail } from '../ir/can-fail.ts';
import type { ErrorKind, Expr, Statement } from '../ir/expr.ts';
import { expressionsOf, operandsOf } from '../ir/operands.ts';
import type { Action } from '../ir/program.ts';

/** False only if the statement succeeds in every state in which its action is enabled. */
export function statementCanFail(statement: Statement): boolean {
  return errorsOf(statement).size > 0;
}

export function actionCanFail({ guard, effects }: Action): boolean {
  return guard.some(({ condition }) => canFail(condition)) || effects.some(statementCanFail);
}

/** Every kind of error a statement can end in. */
export function errorsOf(
  statement: Statement,
  into: Set<ErrorKind> = new Set(),
): ReadonlySet<ErrorKind> {
  for (const expr of expressionsOf(statement)) errorsOfExpr(expr, into);
  if ('failure' in statement && statement.failure !== null) into.add(statement.failure.error);
  if (statement.kind === 'assign-element' && statement.rangeFailure !== null)
    into.add(statement.rangeFailure.error);
  if (statement.kind === 'if') {
    for (const inner of [...statement.then, ...statement.otherwise]) errorsOf(inner, into);
  }
  return into;
}

function errorsOfExpr(expr: Expr, into: Set<ErrorKind> = new Set()): ReadonlySet<ErrorKind> {
  if (expr.kind === 'element' || expr.kind === 'checked') into.add(expr.failure.error);
  for (const operand of operandsOf(expr)) errorsOfExpr(operand, into);
  return into;
}
