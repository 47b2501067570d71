// Effects with a bool value: cas, try_send, try_recv. In: the attempt and what to do on success and on
// failure. Out: effects. The outcome is decided in the state the effect sees.

import type { AttemptExpr, Expr as Syntax } from '../../syntax/tree.ts';
import { and, compare, constant } from '../fold.ts';
import { assignTo } from './assign.ts';
import { channelSend, receiveFrom, sendTo } from './channel.ts';
import type { Entity } from './entity.ts';
import { lowerExpr } from './expression.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';
import { type Effect, ifEffect } from './statement.ts';
import { coerce } from './values.ts';

export function isAttempt(expr: Syntax): expr is AttemptExpr {
  return expr.kind === 'cas' || expr.kind === 'try_send' || expr.kind === 'try_recv';
}

export function lowerAttempt(
  attempt: AttemptExpr,
  scope: Scope,
  success: readonly Effect[],
  otherwise: readonly Effect[],
): readonly Effect[] {
  switch (attempt.kind) {
    case 'cas': {
      const current = lowerExpr(attempt.target, scope);
      const expected = coerce(
        lowerExpr(attempt.expected, scope, current.type),
        current.type,
        attempt.expected.span,
      );
      const value = lowerExpr(attempt.value, scope, current.type);
      const store = assignTo(attempt.target, value, attempt.span, scope);
      return [ifEffect(compare('==', current.expr, expected), [...store, ...success], otherwise)];
    }
    case 'try_send':
      return overInstances(attempt.channel, scope, entity => {
        const send = sendTo(entity, attempt.message, scope, attempt.span);
        return [ifEffect(send.condition, [...channelSend(send), ...success], otherwise)];
      });
    case 'try_recv':
      return overInstances(attempt.channel, scope, entity => {
        const options = receiveFrom(entity, attempt.pattern, scope, [], attempt.span);
        return options.reduceRight<readonly Effect[]>(
          (rest, option) => [
            ifEffect(option.condition, [...option.binds, ...option.remove, ...success], rest),
          ],
          otherwise,
        );
      });
  }
}

function overInstances(
  path: Syntax,
  scope: Scope,
  effects: (entity: Entity) => readonly Effect[],
): readonly Effect[] {
  const cases = resolve(path, scope);
  const none: readonly Effect[] =
    cases.invalid === null
      ? []
      : [{ kind: 'require', condition: constant(0), failure: cases.invalid.failure }];
  return cases.cases.reduceRight<readonly Effect[]>(
    (rest, c) => [ifEffect(and([c.when]), effects(c.entity), rest)],
    none,
  );
}
