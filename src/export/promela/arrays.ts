// Which cells must lie in one array, because an index computed in a step chooses among them. In: a program.
// Out: runs of cells that do not overlap, ascending. Names nothing.

import type { CellId, Expr, Statement } from '../../ir/expr.ts';
import { operandsOf } from '../../ir/operands.ts';
import type { Program, Property } from '../../ir/program.ts';

export interface Run {
  readonly first: CellId;
  readonly count: number;
}

/** Slots of queues, and all that is indexed anywhere; runs that overlap become one. */
export function arraysOf(program: Program): Run[] {
  const runs: Run[] = program.queues.map(({ first, capacity }) => ({ first, count: capacity }));
  for (const { guard, effects } of program.actions) {
    for (const { condition } of guard) addRuns(condition, runs);
    addRunsOfStatements(effects, runs);
  }
  for (const { accepted } of program.tasks) addRuns(accepted, runs);
  for (const property of program.properties) {
    for (const expr of expressionsOf(property)) addRuns(expr, runs);
  }
  return merged(runs.filter(run => run.count > 0));
}

function expressionsOf(property: Property): Expr[] {
  if ('condition' in property) return [property.condition];
  return property.kind === 'bound' ? [property.value] : [];
}

function addRuns(expr: Expr, runs: Run[]): void {
  if (expr.kind === 'element') runs.push({ first: expr.first, count: expr.count });
  for (const part of operandsOf(expr)) addRuns(part, runs);
}

function addRunsOfStatements(statements: readonly Statement[], runs: Run[]): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'assign':
      case 'push':
        addRuns(statement.value, runs);
        break;
      case 'assign-element':
        runs.push({ first: statement.first, count: statement.count });
        addRuns(statement.index, runs);
        addRuns(statement.value, runs);
        break;
      case 'require':
        addRuns(statement.condition, runs);
        break;
      case 'if':
        addRuns(statement.condition, runs);
        addRunsOfStatements(statement.then, runs);
        addRunsOfStatements(statement.otherwise, runs);
        break;
    }
  }
}

function merged(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of [...runs].sort((a, b) => a.first - b.first || a.count - b.count)) {
    const last = result.at(-1);
    if (last === undefined || run.first >= last.first + last.count) {
      result.push(run);
    } else {
      const end = Math.max(last.first + last.count, run.first + run.count);
      result[result.length - 1] = { first: last.first, count: end - last.first };
    }
  }
  return result;
}
