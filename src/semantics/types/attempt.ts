// Effects with a bool value: `cas`, `try_send`, `try_recv`. In: the attempt. Out: names resolved, accesses
// recorded. Where an attempt may stand is decided by the caller.

import type { AttemptExpr, Expr } from '../../syntax/tree.ts';
import { type Env, within } from '../checking.ts';
import { BOOL, UNKNOWN } from '../type.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { messageType } from './operation.ts';
import { checkPattern } from './pattern.ts';
import { checkTarget } from './target.ts';

export function isAttempt(expr: Expr): expr is AttemptExpr {
  return expr.kind === 'cas' || expr.kind === 'try_send' || expr.kind === 'try_recv';
}

export function checkAttempt(env: Env, attempt: AttemptExpr): void {
  env.check.types.set(attempt, BOOL);
  switch (attempt.kind) {
    case 'cas': {
      const type = checkTarget(env, attempt.target) ?? UNKNOWN;
      if (type.kind !== 'unknown') checkExpr(env, attempt.target, null);
      expectType(env, attempt.expected, type, 'the expected value');
      expectType(env, attempt.value, type, 'the new value');
      return;
    }
    case 'try_send':
      expectType(
        env,
        attempt.message,
        messageType(env, attempt.channel, 'send', '`try_send`'),
        'what is sent',
      );
      return;
    case 'try_recv':
      checkPattern(
        within(env, 'operation'),
        attempt.pattern,
        messageType(env, attempt.channel, 'recv', '`try_recv`'),
      );
  }
}
