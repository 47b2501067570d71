// Members of a set or type, for `?x in S`, `choose(S)` and quantifiers. In: domain syntax. Out: one entry
// per possible member with the condition that it is one.

import type { Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, TRUE } from '../expr.ts';
import { arith, compare, constant } from '../fold.ts';
import type { ValueType } from '../value-type.ts';
import type { Lowered } from './entity.ts';
import { lowerExpr } from './expression.ts';
import { countOf } from './limits.ts';
import type { Scope } from './scope.ts';
import { valueType } from './types.ts';
import { valueAt, valuesOf } from './values.ts';

export interface Member {
  readonly index: number;
  readonly when: Expr;
}

/** The members of `domain` within `type`; without a domain, all of the type. */
export function chooseMembers(domain: Syntax | null, type: ValueType, scope: Scope): Member[] {
  const size = countOf(type);
  if (domain === null || typeOfName(domain, scope) !== null) {
    return Array.from({ length: size }, (_, index) => ({ index, when: TRUE }));
  }
  const set = lowerExpr(domain, scope, { kind: 'set', of: type });
  return Array.from({ length: size }, (_, index) => ({ index, when: hasMember(set.expr, index) }));
}

/** 1 where bit `index` of a set's encoding is set. */
export function hasMember(set: Expr, index: number | Expr): Expr {
  const shift = typeof index === 'number' ? constant(index) : index;
  return compare('==', arith('&', arith('>>>', set, shift), constant(1)), constant(1));
}

/** The type a domain expression names, or null if it is a set expression. */
export function typeOfName(domain: Syntax, scope: Scope): ValueType | null {
  if (domain.kind === 'full')
    return valueType({ kind: 'named', name: domain.type, span: domain.span }, scope);
  if (domain.kind !== 'name') return null;
  const symbol = scope.builder.model.refs.get(domain.name);
  if (symbol?.kind !== 'type') return null;
  return valueType({ kind: 'named', name: domain.name, span: domain.span }, scope);
}

/** Values a quantifier ranges over, each with the condition under which it belongs to the domain. */
export function domainValues(domain: Syntax, scope: Scope): { value: Lowered; when: Expr }[] {
  const named = typeOfName(domain, scope);
  if (named !== null) return valuesOf(named).map(value => ({ value, when: TRUE }));
  const set = lowerExpr(domain, scope);
  if (set.type.kind !== 'set') throw new Error('the domain of a quantifier is not a set');
  const of = set.type.of;
  return chooseMembers(domain, of, scope).map(m => ({ value: valueAt(of, m.index), when: m.when }));
}
