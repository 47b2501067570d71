// Questions about threads: `t at L, M`, `t blocked`, `t running`, `t ended`. In: the expression. Out: bool;
// the locations are checked later, when all are known.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { Type } from '../model.ts';
import { BOOL } from '../type.ts';
import { checkActor } from './object.ts';

export function checkLocation(env: Env, expr: Extract<Expr, { kind: 'at' }>): Type {
  const body = checkActor(env, expr.thread, ['thread', 'task'], '`at`', 'read');
  if (body !== null) env.check.locationUses.push({ body, names: expr.locations });
  return BOOL;
}

export function checkStatus(env: Env, expr: Extract<Expr, { kind: 'status' }>): Type {
  checkActor(env, expr.thread, ['thread', 'task', 'loop'], `\`${expr.status}\``, 'read');
  if (expr.status === 'blocked' && env.site.mode !== 'property') {
    error(env.check, 'MC2008', expr.span, 'only a property can ask whether a thread is blocked', {
      why: 'Whether a thread is blocked depends on every guard; a guard that depended on it would depend on itself.',
    });
  }
  return BOOL;
}
