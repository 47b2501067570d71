// What the questions of a run look for, apart from deadlocks. In: a program and questions. Out: conjunctions of
// tests; a search that keeps a way to each of them answers the questions. A test is looked for until it succeeds:
// every reduced set holds actions without which it cannot.

import { canFail } from '../ir/can-fail.ts';
import type { Expr } from '../ir/expr.ts';
import type { Action, Program } from '../ir/program.ts';
import type { Question } from './plan.ts';
import type { Relations, Test } from './relations.ts';

export interface Target {
  /** What is looked for is a state in which all of them succeed. */
  readonly tests: readonly Test[];
  /** Or: any larger value of this expression. */
  readonly largest: Expr | null;
}

export function targetsOf(
  program: Program,
  questions: readonly Question[],
  relations: Relations,
): Target[] {
  return questions.flatMap((question): Target[] => {
    switch (question.kind) {
      case 'invariant':
        // An invariant that goes wrong is not true.
        return [state(not(question.condition), true)];
      case 'reachable':
        return [state(question.condition, false)];
      case 'bound':
        return [{ tests: [], largest: question.value }];
      case 'error':
        return failures(program, relations, false);
      case 'assertion':
        return failures(program, relations, true);
      default:
        return [];
    }
  });
}

function state(expr: Expr, onFailure: boolean): Target {
  return { tests: [{ kind: 'true', expr, onFailure }], largest: null };
}

function not(operand: Expr): Expr {
  return { kind: 'not', operand };
}

/** One target per action that can go wrong, and per conjunct of its guard that can. */
function failures(program: Program, relations: Relations, assertion: boolean): Target[] {
  return program.actions
    .filter(action => relations.canGoWrong(action.id, assertion))
    .flatMap(action => [
      ...(assertion ? [] : guardFailures(action)),
      conjunction(action, action.guard.length, { kind: 'fails', action: action.id, assertion }),
    ]);
}

function guardFailures(action: Action): Target[] {
  return action.guard.flatMap(({ condition }, i) =>
    canFail(condition) ? [conjunction(action, i, { kind: 'undefined', expr: condition })] : [],
  );
}

/** The first conjuncts of the guard, and the test. */
function conjunction(action: Action, conjuncts: number, last: Test): Target {
  const tests = action.guard
    .slice(0, conjuncts)
    .map(({ condition }): Test => ({ kind: 'true', expr: condition, onFailure: false }));
  return { tests: [...tests, last], largest: null };
}
