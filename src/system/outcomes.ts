// How an enabled action goes wrong, if it does: taken once for all states that look alike to it. In: an action and
// what takes it. Out: the same answers. For states that are asked of one after another, by the hundred thousand.

import { readsOf, readsOfStatement } from '../ir/access.ts';
import { canFail } from '../ir/can-fail.ts';
import type { CellId, Failure } from '../ir/expr.ts';
import type { Action, Program } from '../ir/program.ts';
import { Numbering } from './numbering.ts';
import type { StateVector } from './transition-system.ts';

export type Outcome = (state: StateVector) => Failure | null;

/** Up to this many combinations of values have a place in an array. */
const MOST_PLACES = 2 ** 16;

/** The same as `take`, whose answer the cells that the action reads decide. */
export function remembered(action: Action, { cells, queues }: Program, take: Outcome): Outcome {
  const reads = new Set<CellId>();
  // Of an enabled action, a guard that cannot go wrong is true.
  const partial = action.guard.some(({ condition }) => canFail(condition));
  for (const { condition } of partial ? action.guard : []) readsOf(condition, reads);
  for (const effect of action.effects) readsOfStatement(effect, queues, reads);
  const numbering = new Numbering(reads, cells);
  if (numbering.size > MOST_PLACES) return take;
  const answers: (Failure | null | undefined)[] = new Array(numbering.size).fill(undefined);
  return state => {
    const number = numbering.numberOf(state);
    const known = answers[number];
    if (known !== undefined) return known;
    const answer = take(state);
    answers[number] = answer;
    return answer;
  };
}
