// What the questions of a run look for, apart from deadlocks. In: actions and questions. Out: tests; a search
// that keeps a way to each of them answers the questions.

import { canFail } from '../ir/can-fail.ts';
import type { Expr } from '../ir/expr.ts';
import type { Action } from '../ir/program.ts';
import type { Question } from './plan.ts';
import type { Relations, Test } from './relations.ts';

export interface Targets {
  /** States. */
  readonly states: readonly Test[];
  /** Larger values of these. */
  readonly largest: readonly Expr[];
  /** An action goes wrong: its first conjuncts hold, and the test succeeds. */
  readonly failures: readonly FailureTarget[];
}

export interface FailureTarget {
  readonly action: Action;
  readonly conjuncts: number;
  readonly test: Test;
}

export function targetsOf(
  actions: readonly Action[],
  questions: readonly Question[],
  relations: Relations,
): Targets {
  return {
    states: questions.flatMap((question): Test[] => {
      // An invariant that goes wrong is not true.
      if (question.kind === 'invariant') return [isTrue(not(question.condition), true)];
      return question.kind === 'reachable' ? [isTrue(question.condition, false)] : [];
    }),
    largest: questions.flatMap(question => (question.kind === 'bound' ? [question.value] : [])),
    failures: questions.flatMap(({ kind }) => {
      if (kind !== 'error' && kind !== 'assertion') return [];
      const assertion = kind === 'assertion';
      return actions
        .filter(({ id }) => relations.canGoWrong(id, assertion))
        .flatMap(action => failuresOf(action, assertion));
    }),
  };
}

/** One of the effects, and one per conjunct that can go wrong. */
function failuresOf(action: Action, assertion: boolean): FailureTarget[] {
  const test: Test = { kind: 'fails', action: action.id, assertion };
  const effects = { action, conjuncts: action.guard.length, test };
  if (assertion) return [effects];
  const conjuncts = action.guard.flatMap(({ condition }, i): FailureTarget[] =>
    canFail(condition)
      ? [{ action, conjuncts: i, test: { kind: 'undefined', expr: condition } }]
      : [],
  );
  return [...conjuncts, effects];
}

function isTrue(expr: Expr, onFailure: boolean): Test {
  return { kind: 'true', expr, onFailure };
}

function not(operand: Expr): Expr {
  return { kind: 'not', operand };
}
