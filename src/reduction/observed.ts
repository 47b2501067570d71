// What a run looks at in a state. In: nothing. Out: the shape that reductions are asked to keep. Errors are
// always looked at: a run ends where one happens.

import type { Expr } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';

export interface Observed {
  /** Conditions and values of the checked properties. */
  readonly expressions: readonly Expr[];
  /** Whether it matters which states are quiescent, and whether they are accepted. */
  readonly quiescence: boolean;
}

/** Everything a state is asked: the observed expressions, and under quiescence what accepts each task. */
export function questionsOf(program: Program, observed: Observed): readonly Expr[] {
  const accepted = observed.quiescence ? program.tasks.map(task => task.accepted) : [];
  return [...observed.expressions, ...accepted];
}
