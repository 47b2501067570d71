// What can be assigned: variables and parts of them. In: a path. Out: its type, and the write is recorded;
// null after a report.

import type { Expr } from '../../syntax/tree.ts';
import { describe, type Env, error, nameOf } from '../checking.ts';
import type { ModelSymbol, Type } from '../model.ts';
import { lookup } from '../scope.ts';
import { recordAccess } from './access.ts';
import { type Denoted, denote, indexMissing, isPath, type SymbolDenoted } from './denote.ts';
import { typeOf } from './type-expr.ts';
import { unknownName } from './unknown.ts';

/** The type of the variable a path names. */
export function checkTarget(env: Env, expr: Expr): Type | null {
  if (!isPath(expr)) {
    error(env.check, 'MC2009', expr.span, 'only a variable can be assigned');
    return null;
  }
  if (expr.kind === 'name' && lookup(env.scope, expr.name.text) === null) {
    unknownName(env, expr.name, 'variable', isVariable, [], DECLARE);
    return null;
  }
  const type = targetType(env, denote(env, expr), expr);
  if (type !== null) env.check.types.set(expr, type);
  return type;
}

const DECLARE =
  'Declare it where it is used: `var x : T`. `?x` and `=` assign variables that are declared.';

function isVariable(symbol: ModelSymbol): boolean {
  return symbol.kind === 'object' && symbol.decl.kind === 'var';
}

function targetType(env: Env, target: Denoted, expr: Expr): Type | null {
  switch (target.kind) {
    case 'unknown':
      return null;
    case 'part':
      return target.root === null
        ? refuse(env, expr, 'this')
        : write(env, target.root, expr, target.type);
    case 'page':
      return refuse(env, expr, 'a page', 'Pages change by `place` and `discard`.');
    case 'attribute':
      return refuse(
        env,
        expr,
        `'${target.name}'`,
        'An attribute follows from what the threads do.',
      );
    case 'symbol':
      return symbolTarget(env, target, expr);
  }
}

function symbolTarget(env: Env, target: SymbolDenoted, expr: Expr): Type | null {
  const { symbol } = target;
  if (symbol.kind !== 'object' || symbol.decl.kind !== 'var') {
    return refuse(
      env,
      expr,
      describe(symbol),
      HELP[symbol.kind === 'object' ? symbol.decl.kind : ''] ?? null,
    );
  }
  if (target.pending.length > 0) {
    indexMissing(env, target, expr.span);
    return null;
  }
  return write(env, target, expr, typeOf(env, symbol.decl.type));
}

const HELP: Record<string, string> = {
  semaphore: 'A semaphore changes by `post` and `wait`.',
  event: 'An event changes by `set` and `reset`.',
  mutex: 'A mutex changes by `lock` and `unlock`.',
};

function write(env: Env, root: SymbolDenoted, expr: Expr, type: Type): Type | null {
  const { symbol } = root;
  if (symbol.kind !== 'object' || symbol.decl.kind !== 'var')
    return refuse(env, expr, nameOf(symbol));
  recordAccess(env, root, 'write', expr.span);
  return type;
}

function refuse(env: Env, expr: Expr, what: string, help: string | null = null): null {
  error(env.check, 'MC2009', expr.span, `${what} cannot be assigned`, { help });
  return null;
}
