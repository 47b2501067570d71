// A program for the states that it reaches: every guard and every effect as it is for values that cells ever have, and
// where what was evaluated before it has held. In: a program and its value sets. Out: a program with the same
// transitions, and the same actions going wrong, from every state with such values.

import { writesOf } from './access.ts';
import { canFail } from './can-fail.ts';
import type { Expr, Statement } from './expr.ts';
import { isFalse, isTrue } from './fold.ts';
import { iff } from './fold-statement.ts';
import { Known } from './known.ts';
import { assume, narrow, resultsOf } from './narrow.ts';
import type { Action, Conjunct, Program } from './program.ts';
import type { ValueSets } from './value-sets.ts';

/** Actions keep their places; those that never happen are left as they are. */
export function narrowedProgram(program: Program, { values, possible }: ValueSets): Program {
  const everywhere = Known.everywhere(values);
  const narrowing = new Narrowing(program);
  return {
    ...program,
    actions: program.actions.map(action =>
      possible[action.id] === true ? narrowing.action(action, everywhere) : action,
    ),
    tasks: program.tasks.map(task => ({
      ...task,
      accepted: narrow(task.accepted, everywhere).expr,
    })),
  };
}

/** Statements as they are after some others, and what is known after them. */
interface Sequel {
  readonly statements: readonly Statement[];
  readonly known: Known;
}

class Narrowing {
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  action(action: Action, everywhere: Known): Action {
    const guard: Conjunct[] = [];
    let known = everywhere;
    for (const conjunct of action.guard) {
      const condition = narrow(conjunct.condition, known);
      if (!isTrue(condition.expr)) guard.push({ ...conjunct, condition: condition.expr });
      if (isFalse(condition.expr)) break;
      known = assume(condition, true, known);
    }
    return { ...action, guard, effects: this.all(action.effects, known).statements };
  }

  private all(statements: readonly Statement[], before: Known): Sequel {
    const kept: Statement[] = [];
    let known = before;
    for (const statement of statements) {
      const next = this.statement(statement, known);
      kept.push(...next.statements);
      known = next.known;
    }
    return { statements: kept, known };
  }

  private statement(statement: Statement, known: Known): Sequel {
    switch (statement.kind) {
      case 'assign':
        return this.assign(statement, known);
      case 'assign-element':
        return this.assignElement(statement, known);
      case 'push':
        return this.changing({ ...statement, value: narrow(statement.value, known).expr }, known);
      case 'remove':
      case 'clear':
        return this.changing(statement, known);
      case 'if':
        return this.branch(statement, known);
      case 'require': {
        const condition = narrow(statement.condition, known);
        const { expr } = condition;
        const statements = isTrue(expr) ? [] : [{ ...statement, condition: expr }];
        return { statements, known: assume(condition, true, known) };
      }
    }
  }

  private assign(statement: Extract<Statement, { kind: 'assign' }>, known: Known): Sequel {
    const { cell: id, failure } = statement;
    const value = narrow(statement.value, known);
    const cell = this.program.cells[id];
    const fits = (result: number) => cell !== undefined && result >= cell.lo && result <= cell.hi;
    const results = resultsOf(value);
    const isSafe = results?.every(fits) === true;
    const same: Statement = { ...statement, value: value.expr, failure: isSafe ? null : failure };
    const after = this.changing(same, known);
    return results === null
      ? after
      : { ...after, known: after.known.with(id, results.filter(fits)) };
  }

  private assignElement(
    statement: Extract<Statement, { kind: 'assign-element' }>,
    known: Known,
  ): Sequel {
    const { first, count, value, rangeFailure: failure } = statement;
    const index = narrow(statement.index, known).expr;
    if (index.kind === 'const' && index.value >= 0 && index.value < count)
      return this.assign({ kind: 'assign', cell: first + index.value, value, failure }, known);
    return this.changing({ ...statement, index, value: narrow(value, known).expr }, known);
  }

  private branch(statement: Extract<Statement, { kind: 'if' }>, known: Known): Sequel {
    const condition = narrow(statement.condition, known);
    const { expr } = condition;
    if (expr.kind === 'const')
      return this.all(isTrue(expr) ? statement.then : statement.otherwise, known);
    const then = this.all(statement.then, assume(condition, true, known));
    const otherwise = this.all(statement.otherwise, assume(condition, false, known));
    return {
      statements: branches(expr, then.statements, otherwise.statements),
      known: then.known.or(otherwise.known),
    };
  }

  /** What is written has some value that is reached, on the way to a state too. */
  private changing(statement: Statement, known: Known): Sequel {
    const written = writesOf(statement, this.program.queues);
    return { statements: [statement], known: known.without(written) };
  }
}

/** A condition that may go wrong is evaluated whatever follows. */
function branches(
  condition: Expr,
  then: readonly Statement[],
  otherwise: readonly Statement[],
): readonly Statement[] {
  return canFail(condition)
    ? [{ kind: 'if', condition, then, otherwise }]
    : iff(condition, then, otherwise);
}
