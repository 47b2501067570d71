// Statement constructors that fold constants. In: expressions and statements. Out: statement lists.

import type { Expr, Statement } from './expr.ts';

export function iff(
  condition: Expr,
  then: readonly Statement[],
  otherwise: readonly Statement[] = [],
): readonly Statement[] {
  if (condition.kind === 'const') return condition.value !== 0 ? then : otherwise;
  if (then.length === 0 && otherwise.length === 0) return [];
  return [{ kind: 'if', condition, then, otherwise }];
}

/** Sets a cell to a value that lowering knows to be in its domain. */
export function set(cell: number, value: Expr | number): Statement {
  return {
    kind: 'assign',
    cell,
    value: typeof value === 'number' ? { kind: 'const', value } : value,
    failure: null,
  };
}
