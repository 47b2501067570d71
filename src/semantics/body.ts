// The bodies of threads, tasks and procedures, and the environment's actions. In: a body and where it
// stands. Out: names resolved, types noted, accesses recorded. Control flow is `flow.ts`.

import type { ActionDecl, EachDecl, LocationDecl, TaskItem } from '../syntax/tree.ts';
import { type BodySymbol, type Env, error, inScope, within } from './checking.ts';
import { checkIndex, checkObjectDecl, checkOnly } from './declaration.ts';
import type { LoopSymbol } from './model.ts';
import { INT } from './type.ts';
import { checkRuns } from './types/call.ts';
import { expectBool, expectType } from './types/expect.ts';
import { checkOperation } from './types/operation.ts';
import { checkCondition, checkStatements } from './types/statement.ts';
import { bindIn, boundSymbol } from './types/type-expr.ts';
import { didYouMean } from './types/unknown.ts';

/** Checks all a thread, task or procedure declares and does; `env` has its scope and site. */
export function checkBody(env: Env, body: BodySymbol): void {
  checkOnly(env, body.decl.only);
  for (const object of body.objects) checkObjectDecl(env, object);
  if (body.kind !== 'procedure') {
    checkIndex(env, body);
    if (body.decl.runs !== null) checkRuns(within(env, 'guard'), body.decl.runs);
  }
  checkItems(env, body.decl.items);
}

function checkItems(env: Env, items: readonly TaskItem[]): void {
  for (const item of items) {
    if (item.kind === 'action') checkAction(env, item);
    if (item.kind === 'each') checkEach(env, item);
    if (item.kind === 'locations') checkLocations(env, item);
  }
}

function checkEach(env: Env, each: EachDecl): void {
  const bound = boundSymbol(env, each.variable, each.type);
  checkItems(inScope(env, bindIn(env, env.scope, [bound])), each.items);
}

function checkLocations(env: Env, decl: LocationDecl): void {
  if (decl.when !== null) expectBool(within(env, 'guard'), decl.when, 'what follows `when`');
  const loop = env.site.process?.kind === 'loop' ? env.site.process : null;
  for (const name of decl.allowed) {
    const task = loop?.tasks.find(candidate => candidate.decl.name.text === name.text);
    if (task !== undefined) env.check.refs.set(name, task);
    else if (loop !== null) {
      error(
        env.check,
        'MC2001',
        name.span,
        `'${name.text}' is no task of event loop '${loop.decl.name.text}'`,
        {
          help: didYouMean(name.text, taskNames(loop)),
        },
      );
    }
  }
}

function taskNames(loop: LoopSymbol): string[] {
  return loop.tasks.map(task => task.decl.name.text);
}

/** One action: index, bound, guard, operation, effects, outcomes. */
export function checkAction(outer: Env, action: ActionDecl): void {
  const bound = action.index.map(({ name, type }) => boundSymbol(outer, name, type));
  const env: Env = {
    check: outer.check,
    scope: bindIn(outer, outer.scope, bound),
    site: { ...outer.site, action },
  };
  checkOnly(outer, action.only);
  if (action.bound !== null)
    expectType(within(outer, 'static'), action.bound, INT, 'what follows `at most`');
  if (action.guard !== null) expectBool(within(env, 'guard'), action.guard.condition, 'a guard');
  if (action.operation !== null) checkOperation(within(env, 'operation'), action.operation);
  const effects = within(env, 'effect');
  checkStatements(effects, action.effects);
  for (const outcome of action.outcomes)
    checkCondition(effects, outcome.condition, 'the condition of an outcome');
  if (action.timeout !== null) checkStatements(effects, action.timeout.effects);
}
