// Effects: statements of `do { ... }`. In: statements and where they stand. Out: names resolved, accesses
// recorded, reports.

import type { AttemptExpr, Expr, Statement, Verb } from '../../syntax/tree.ts';
import { type Env, error, inScope } from '../checking.ts';
import type { Type } from '../model.ts';
import { BOOL, fits, INT, setOf, showType, UNKNOWN, withoutNull } from '../type.ts';
import { checkAttempt, isAttempt } from './attempt.ts';
import { expectBool, expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { checkActor, checkObject, checkPage } from './object.ts';
import { memberType } from './quantified.ts';
import { endUsed } from './stream-end.ts';
import { checkTarget } from './target.ts';
import { bindIn, boundSymbol } from './type-expr.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

export function checkStatements(env: Env, statements: readonly Statement[]): void {
  for (const statement of statements) checkStatement(env, statement);
}

function checkStatement(env: Env, statement: Statement): void {
  switch (statement.kind) {
    case 'assign':
      checkAssign(env, statement);
      return;
    case 'verb':
      checkVerb(env, statement.verb, statement.target);
      return;
    case 'place':
      checkPage(env, statement.page, '`place`', 'write');
      return;
    case 'attempt':
      checkAttempt(env, statement.attempt);
      return;
    case 'push': {
      const of = queueOf(env, statement.queue, '`push`');
      expectType(env, statement.value, of, 'what is pushed');
      return;
    }
    case 'pop':
      queueOf(env, statement.queue, '`pop`');
      return;
    case 'assert':
      checkCondition(env, statement.condition, 'what is asserted');
      return;
    case 'if':
      checkCondition(env, statement.condition, 'the condition of `if`');
      checkStatements(env, statement.then);
      checkStatements(env, statement.otherwise);
      return;
    case 'for': {
      const bound = boundSymbol(env, statement.variable, statement.type);
      checkStatements(inScope(env, bindIn(env, env.scope, [bound])), statement.body);
      return;
    }
    case 'choose':
      checkChoose(env, statement);
  }
}

/** A condition that may be an attempt, under one `not` at most. */
export function checkCondition(env: Env, condition: Expr, role: string): void {
  const attempt = attemptIn(condition);
  if (attempt === null) {
    expectBool(env, condition, role);
    return;
  }
  env.check.types.set(condition, BOOL);
  checkAttempt(env, attempt);
}

function attemptIn(condition: Expr): AttemptExpr | null {
  if (isAttempt(condition)) return condition;
  const negated =
    condition.kind === 'unary' && condition.operator === 'not' ? condition.operand : null;
  return negated !== null && isAttempt(negated) ? negated : null;
}

function checkAssign(env: Env, statement: Of<'assign'>): void {
  const { target, operator, value } = statement;
  const type = checkTarget(env, target) ?? UNKNOWN;
  if (isAttempt(value)) {
    checkAttempt(env, value);
    if (operator !== '=' || !fits(BOOL, type)) {
      error(
        env.check,
        'MC2007',
        statement.span,
        `the result of \`${value.kind}\` is a truth value, this is ${showType(type)}`,
      );
    }
    return;
  }
  if (operator === '=') {
    expectType(env, value, type, 'what is assigned');
    return;
  }
  const plain = withoutNull(type);
  if (plain.kind === 'set') expectType(env, value, plain, `the right of \`${operator}\``);
  else if (plain.kind === 'int' || plain.kind === 'unknown')
    expectType(env, value, INT, `the right of \`${operator}\``);
  else {
    checkExpr(env, value, null);
    const code = plain.kind === 'scalar' ? 'MC2016' : 'MC2007';
    error(
      env.check,
      code,
      target.span,
      `\`${operator}\` needs a number or a set, this is ${showType(type)}`,
    );
  }
}

function queueOf(env: Env, expr: Expr, operation: string): Type {
  const type = checkTarget(env, expr);
  if (type === null || type.kind === 'unknown') return UNKNOWN;
  if (type.kind === 'queue') return type.of;
  error(env.check, 'MC2006', expr.span, `${operation} needs a queue, this is ${showType(type)}`);
  return UNKNOWN;
}

function checkChoose(env: Env, statement: Of<'choose'>): void {
  const type = checkTarget(env, statement.target) ?? UNKNOWN;
  const set =
    statement.domain.kind === 'set'
      ? checkExpr(env, statement.domain, setOf(withoutNull(type)))
      : null;
  const member = set?.kind === 'set' ? (set.of ?? UNKNOWN) : memberType(env, statement.domain);
  if (fits(member, type)) return;
  error(
    env.check,
    'MC2007',
    statement.domain.span,
    `this variable is ${showType(type)}, what is chosen is ${showType(member)}`,
  );
}

function checkVerb(env: Env, verb: Verb, target: Expr): void {
  const operation = `\`${verb}\``;
  switch (verb) {
    case 'post':
      checkObject(env, target, ['semaphore'], operation, 'write');
      return;
    case 'unlock':
      checkObject(env, target, ['mutex'], operation, 'write');
      if (env.site.body === null)
        error(env.check, 'MC3018', target.span, 'no thread acts here, so nobody owns a mutex');
      return;
    case 'signal':
    case 'broadcast':
      checkObject(env, target, ['condition'], operation, 'write');
      return;
    case 'set':
    case 'reset':
      checkObject(env, target, ['event'], operation, 'write');
      return;
    case 'spawn':
      checkSpawn(env, target);
      return;
    case 'schedule':
      checkSchedule(env, target);
      return;
    case 'listen':
    case 'unlisten':
      checkObject(env, target, ['listener'], operation, 'write');
      return;
    case 'break':
    case 'hang':
      checkObject(env, target, ['stream'], operation, 'write');
      return;
    case 'shutdown':
    case 'close':
    case 'flush':
      checkOwnEnd(env, target, operation);
      return;
    case 'discard':
      checkPage(env, target, operation, 'write');
      return;
    case 'crash':
      checkActor(env, target, ['host'], operation, 'write');
      return;
    case 'alloc':
    case 'use':
    case 'free':
      checkObject(env, target, ['resource'], operation, 'write');
  }
}

function checkOwnEnd(env: Env, target: Expr, operation: string): void {
  const found = checkObject(env, target, ['stream'], operation, 'write');
  if (found !== null) endUsed(env, found.decl, target.span);
}

function checkSpawn(env: Env, target: Expr): void {
  const actor = checkActor(env, target, ['thread', 'task'], '`spawn`', 'write');
  if (actor?.kind !== 'task' || actor.decl.form === 'coroutine') return;
  error(
    env.check,
    'MC3006',
    target.span,
    'a callback is not spawned: it runs whenever it is ready',
    {
      help: 'Declare it `deferred callback` and `schedule` it, or make it a coroutine.',
    },
  );
}

function checkSchedule(env: Env, target: Expr): void {
  const actor = checkActor(env, target, ['task'], '`schedule`', 'write');
  if (actor === null || actor.decl.form === 'deferred') return;
  const help =
    actor.decl.form === 'coroutine'
      ? 'A coroutine is started by `spawn`.'
      : 'Declare it `deferred callback`.';
  error(
    env.check,
    'MC3006',
    target.span,
    `only a deferred callback is scheduled, this is a ${actor.decl.form}`,
    { help },
  );
}
