// Definitions: `def idle(c : Channel) = len(data[c]) == 0`. In: the symbol, or a use of it. Out: the type of
// the body. What the body reads counts as read where the definition is used.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr } from '../../syntax/tree.ts';
import { type Access, type DefFacts, type Env, error, nameOf, type Site } from '../checking.ts';
import type { DefSymbol, Type } from '../model.ts';
import { UNKNOWN } from '../type.ts';
import { notStatic } from './access.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { bindIn, boundType } from './type-expr.ts';

const DEF_SITE: Site = {
  mode: 'guard',
  host: null,
  process: null,
  body: null,
  action: null,
  seesAll: true,
};

/** The type of `f(args)`. */
export function useDef(env: Env, symbol: DefSymbol, args: readonly Expr[], span: Span): Type {
  const { parameters } = symbol;
  if (args.length !== parameters.length) {
    error(
      env.check,
      'MC2010',
      span,
      `'${nameOf(symbol)}' takes ${parameters.length} arguments, not ${args.length}`,
    );
  }
  args.forEach((arg, i) => {
    const parameter = parameters[i];
    if (parameter === undefined) checkExpr(env, arg, null);
    else expectType(env, arg, boundType(env, parameter), `argument '${nameOf(parameter)}'`);
  });
  const facts = defFacts(env, symbol);
  applyAccesses(env, symbol, facts, span);
  return facts.type;
}

/** Checks the body once. */
export function defFacts(env: Env, symbol: DefSymbol): DefFacts {
  const { check } = env;
  const known = check.defs.get(symbol);
  if (known !== undefined) return known;
  if (check.active.has(symbol)) {
    error(
      check,
      'MC2014',
      symbol.decl.name.span,
      `definition '${nameOf(symbol)}' is defined by itself`,
    );
    return { type: UNKNOWN, accesses: [], isStatic: true };
  }
  check.active.add(symbol);
  const before = check.accesses.length;
  const inner = { check, scope: check.top, site: DEF_SITE };
  const scope = bindIn(inner, check.top, symbol.parameters);
  const type = checkExpr({ ...inner, scope }, symbol.decl.body, null);
  const accesses = distinct(check.accesses.splice(before));
  check.active.delete(symbol);
  const facts = { type, accesses, isStatic: accesses.length === 0 };
  check.defs.set(symbol, facts);
  return facts;
}

/** One of each kind: a definition made of definitions would otherwise read more than can be listed. */
function distinct(accesses: readonly Access[]): Access[] {
  const kept: Access[] = [];
  for (const access of accesses) {
    const { symbol, mode, own, host } = access;
    const known = kept.some(
      other =>
        other.symbol === symbol && other.mode === mode && other.own === own && other.host === host,
    );
    if (!known) kept.push(access);
  }
  return kept;
}

function applyAccesses(env: Env, symbol: DefSymbol, facts: DefFacts, span: Span): void {
  if (!facts.isStatic && (env.site.mode === 'static' || env.site.mode === 'initial')) {
    notStatic(env, span, nameOf(symbol));
    return;
  }
  for (const access of facts.accesses) {
    env.check.accesses.push({ ...access, site: env.site, span });
  }
  const foreign = facts.accesses.find(
    access => access.host !== null && access.host !== env.site.host,
  );
  if (foreign === undefined || env.site.seesAll) return;
  error(env.check, 'MC2003', span, `'${nameOf(symbol)}' looks into host ${foreign.host?.name}`, {
    related: [{ span: foreign.span, message: 'here' }],
  });
}
