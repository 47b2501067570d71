// Calls of procedures and `runs` clauses: the procedure, its arguments, where its outcomes lead. In: the
// clause. Out: names resolved, reports. Recursion is found in `call-graph.ts`.

import type { CallOperation, Expr, Name, RunsClause } from '../../syntax/tree.ts';
import { describe, type Env, error, nameOf } from '../checking.ts';
import type { ProcedureSymbol } from '../model.ts';
import { lookup } from '../scope.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { boundType } from './type-expr.ts';
import { didYouMean, unknownName } from './unknown.ts';

export function checkCall(env: Env, call: CallOperation): void {
  const procedure = checkProcedure(env, call.procedure, call.args);
  if (procedure !== null) checkOutcomes(env, call, procedure);
}

export function checkRuns(env: Env, runs: RunsClause): ProcedureSymbol | null {
  return checkProcedure(env, runs.procedure, runs.args);
}

/** The outcomes of a procedure; without `returns` the one outcome `done`. */
export function outcomesOf(procedure: ProcedureSymbol): readonly string[] {
  const { outcomes } = procedure.decl;
  return outcomes.length === 0 ? ['done'] : outcomes.map(name => name.text);
}

function checkProcedure(env: Env, name: Name, args: readonly Expr[]): ProcedureSymbol | null {
  const symbol = lookup(env.scope, name.text);
  if (symbol?.kind !== 'procedure') {
    for (const arg of args) checkExpr(env, arg, null);
    if (symbol === null)
      unknownName(env, name, 'procedure', candidate => candidate.kind === 'procedure');
    else
      error(
        env.check,
        'MC2006',
        name.span,
        `only a procedure can be called, this is ${describe(symbol)}`,
      );
    return null;
  }
  env.check.refs.set(name, symbol);
  checkArguments(env, symbol, args, name);
  return symbol;
}

function checkArguments(
  env: Env,
  symbol: ProcedureSymbol,
  args: readonly Expr[],
  name: Name,
): void {
  const wanted = symbol.parameters.length;
  if (args.length !== wanted) {
    const words = wanted === 1 ? 'one argument' : `${wanted === 0 ? 'no' : wanted} arguments`;
    error(env.check, 'MC2010', name.span, `'${name.text}' takes ${words}, not ${args.length}`);
  }
  args.forEach((arg, i) => {
    const parameter = symbol.parameters[i];
    if (parameter === undefined) checkExpr(env, arg, null);
    else expectType(env, arg, boundType(env, parameter), `argument '${nameOf(parameter)}'`);
  });
}

function checkOutcomes(env: Env, call: CallOperation, procedure: ProcedureSymbol): void {
  const known = outcomesOf(procedure);
  const handled = new Set<string>();
  for (const { name } of call.outcomes) {
    if (!known.includes(name.text)) {
      error(
        env.check,
        'MC2013',
        name.span,
        `'${nameOf(procedure)}' has no outcome '${name.text}'`,
        {
          help: didYouMean(name.text, known) ?? `It returns ${known.join(', ')}.`,
        },
      );
    } else if (handled.has(name.text) || name.text === known[0]) {
      error(env.check, 'MC3023', name.span, `outcome '${name.text}' has two targets`, {
        help: `'${known[0]}' goes to the action's own target.`,
      });
    }
    handled.add(name.text);
  }
  const misspelt = call.outcomes.some(({ name }) => !known.includes(name.text));
  for (const outcome of known.slice(1)) {
    if (handled.has(outcome) || misspelt) continue;
    error(
      env.check,
      'MC3009',
      call.span,
      `outcome '${outcome}' of '${nameOf(procedure)}' is not handled`,
      {
        help: `Add \`${outcome} -> L\` after the call.`,
      },
    );
  }
}
