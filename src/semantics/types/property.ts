// Properties: conditions, values, actions by their path. In: a property. Out: names resolved, reports; what
// it reads counts as read.

import type { Expr, PropertyDecl } from '../../syntax/tree.ts';
import { describe, type Env, error, inScope } from '../checking.ts';
import { checkOnly } from '../declaration.ts';
import type { ActionSymbol, ModelSymbol } from '../model.ts';
import { INT } from '../type.ts';
import { recordAccess } from './access.ts';
import { findAction, pathBase } from './action-path.ts';
import { expectBool, expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { operand, wrongKind } from './object.ts';
import { bindIn, boundSymbol } from './type-expr.ts';

export function checkProperty(env: Env, property: PropertyDecl): void {
  checkOnly(env, property.only);
  switch (property.form) {
    case 'deadlock':
    case 'partial-deadlock':
      return;
    case 'invariant':
      expectBool(env, property.condition, 'an invariant');
      if (property.whenever !== null) expectBool(env, property.whenever, 'what follows `whenever`');
      return;
    case 'reachable':
    case 'goal':
    case 'always-possible':
      expectBool(env, property.condition, 'the condition of a property');
      return;
    case 'bound':
      expectType(env, property.value, INT, 'what is bounded');
      if (property.limit !== null)
        expectType(
          { ...env, site: { ...env.site, mode: 'static' } },
          property.limit,
          INT,
          'the bound',
        );
      return;
    case 'order':
      checkOrder(env, property);
      return;
    case 'lock-order':
      checkLockOrder(env, property);
  }
}

function checkOrder(env: Env, property: Extract<PropertyDecl, { form: 'order' }>): void {
  const { per } = property;
  const bound = per === null ? [] : [boundSymbol(env, per.name, per.type)];
  const inner = inScope(env, bindIn(env, env.scope, bound));
  checkActionPath(inner, property.first);
  checkActionPath(inner, property.second);
}

/** `host.thread.action`, `host.loop.task.action`; indices may be left out: any instance. */
function checkActionPath(env: Env, path: Expr): void {
  if (path.kind !== 'member') {
    if (path.kind !== 'name') checkExpr(env, path, null);
    error(env.check, 'MC5002', path.span, '`order` needs the path of an action', {
      help: 'Name its host, its thread or task, and the action: `src.migration.eof`.',
    });
    return;
  }
  const base = pathBase(env, path.base);
  if (base === null) return;
  const found = findAction(env, base, path.member);
  if (found.action === null) {
    error(
      env.check,
      'MC5002',
      path.member.span,
      `${describe(base)} has no action '${path.member.text}'`,
      {
        help: found.help ?? 'Name an action after its thread or task: `src.migration.eof`.',
      },
    );
    return;
  }
  const symbol: ActionSymbol = { kind: 'action', decl: found.action };
  env.check.refs.set(path.member, symbol);
}

function checkLockOrder(env: Env, property: Extract<PropertyDecl, { form: 'lock-order' }>): void {
  if (property.mutexes.length < 2) {
    error(env.check, 'MC5003', property.span, 'a lock order needs at least two mutexes');
  }
  for (const path of property.mutexes) {
    const found = operand(env, path);
    if (found === null) continue;
    const symbol: ModelSymbol | null = found.kind === 'symbol' ? found.symbol : null;
    if (found.kind === 'symbol' && symbol?.kind === 'object' && symbol.decl.kind === 'mutex') {
      recordAccess(env, found, 'read', path.span);
    } else {
      wrongKind(
        env,
        path,
        'mutexes',
        '`lock order`',
        symbol === null ? 'a value' : describe(symbol),
      );
    }
  }
}
