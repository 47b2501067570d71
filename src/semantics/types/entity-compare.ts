// Comparisons with a thread instead of a value: `owner(m) == dst.main_loop`, `owner(m) == null`,
// `dst.main_loop.running == process_incoming`. In: a comparison. Out: resolved names, reports.

import type { Expr } from '../../syntax/tree.ts';
import { describe, type Env, error } from '../checking.ts';
import type { LoopSymbol, ModelSymbol } from '../model.ts';
import { lookup, newScope } from '../scope.ts';
import { ENTITY } from '../type.ts';
import { recordAccess } from './access.ts';
import { denote, indexMissing, isPath } from './denote.ts';
import { checkObject } from './object.ts';

/** `owner(m)` or `loop.running`. */
export function isEntityQuestion(env: Env, expr: Expr): boolean {
  if (expr.kind === 'apply')
    return expr.name.text === 'owner' && lookup(env.scope, 'owner') === null;
  return expr.kind === 'member' && expr.member.text === 'running' && isPath(expr.base);
}

export function checkEntityComparison(env: Env, expr: Extract<Expr, { kind: 'binary' }>): void {
  const [question, other] = isEntityQuestion(env, expr.left)
    ? [expr.left, expr.right]
    : [expr.right, expr.left];
  env.check.types.set(question, ENTITY);
  env.check.types.set(other, ENTITY);
  if (question.kind === 'apply') {
    checkOwner(env, question);
    checkAnswer(env, other, ['thread', 'loop'], 'a thread or an event loop');
  } else if (question.kind === 'member') {
    const loop = checkRunning(env, question);
    if (loop !== null)
      checkAnswer(withTasks(env, loop), other, ['task'], 'a task of this event loop');
  }
}

export function checkOwner(env: Env, expr: Extract<Expr, { kind: 'apply' }>): void {
  const [mutex] = expr.args;
  if (mutex === undefined || expr.args.length !== 1) {
    error(env.check, 'MC2010', expr.span, '`owner` takes one mutex');
    return;
  }
  checkObject(env, mutex, ['mutex'], '`owner`', 'read');
}

function checkRunning(env: Env, expr: Extract<Expr, { kind: 'member' }>): LoopSymbol | null {
  const denoted = denote(env, expr);
  if (denoted.kind === 'unknown') return null;
  if (denoted.kind !== 'attribute' || denoted.of.symbol.kind !== 'loop') {
    error(env.check, 'MC2006', expr.span, '`running` belongs to an event loop', {
      help: 'Of a thread or task write `t running`.',
    });
    return null;
  }
  recordAccess(env, denoted.of, 'read', expr.span);
  return denoted.of.symbol;
}

/** The tasks of the loop can be named without a path. */
function withTasks(env: Env, loop: LoopSymbol): Env {
  const scope = newScope(env.scope);
  for (const task of loop.tasks) scope.names.set(task.decl.name.text, task);
  return { ...env, scope };
}

function checkAnswer(
  env: Env,
  expr: Expr,
  kinds: readonly ModelSymbol['kind'][],
  what: string,
): void {
  if (expr.kind === 'null') return;
  if (!isPath(expr)) {
    error(env.check, 'MC2006', expr.span, `this must be ${what}, or null`);
    return;
  }
  const denoted = denote(env, expr);
  if (denoted.kind === 'unknown') return;
  if (denoted.kind !== 'symbol' || !kinds.includes(denoted.symbol.kind)) {
    const is = denoted.kind === 'symbol' ? `, not ${describe(denoted.symbol)}` : '';
    error(env.check, 'MC2006', expr.span, `this must be ${what}, or null${is}`);
  } else if (denoted.pending.length > 0) {
    indexMissing(env, denoted, expr.span);
  }
}
