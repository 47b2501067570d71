// Leaves out assignments whose value the same effects overwrite before they read it. In: effects. Out: effects
// that lead to the same state and go wrong in the same cases.

import { readsOfStatement, writesOf } from '../ir/access.ts';
import type { CellId, Statement } from '../ir/expr.ts';
import type { Queue } from '../ir/program.ts';
import { statementCanFail } from './partial.ts';

export function withoutOverwritten(
  effects: readonly Statement[],
  queues: readonly Queue[],
  later: ReadonlySet<CellId> = new Set(),
): Statement[] {
  const overwritten = new Set(later);
  const kept: Statement[] = [];
  for (const effect of [...effects].reverse()) {
    const one = simplified(effect, queues, overwritten);
    if (one === null) continue;
    kept.push(one);
    if (one.kind === 'assign') overwritten.add(one.cell);
    if (one.kind === 'clear') writesOf(one, queues, overwritten);
    for (const cell of readsOfStatement(one, queues)) overwritten.delete(cell);
  }
  return kept.reverse();
}

function simplified(
  effect: Statement,
  queues: readonly Queue[],
  overwritten: ReadonlySet<CellId>,
): Statement | null {
  if (effect.kind === 'if') {
    const then = withoutOverwritten(effect.then, queues, overwritten);
    const otherwise = withoutOverwritten(effect.otherwise, queues, overwritten);
    const one = { ...effect, then, otherwise };
    return then.length + otherwise.length > 0 || statementCanFail(one) ? one : null;
  }
  const isLost = effect.kind === 'assign' && overwritten.has(effect.cell);
  return isLost && !statementCanFail(effect) ? null : effect;
}
