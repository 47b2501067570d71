// Members of enums and messages, and values of variants, chosen by the type that is expected: `EOS` may
// occur in several types. In: the name, the expected type. Out: the symbol, or null.

import type { Name } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { ChoiceValueSymbol, ConstructorSymbol, ModelSymbol, Type } from '../model.ts';
import { lookup } from '../scope.ts';
import { BOOL, comparable, INT, withoutNull } from '../type.ts';
import { constType } from './constant.ts';
import { defFacts } from './def.ts';
import { boundType, typeOf } from './type-expr.ts';

export type ValueName = ConstructorSymbol | ChoiceValueSymbol;

/**
 * The value a bare name stands for, or null if it is an ordinary name. What is in scope comes first, unless
 * only the value fits what is expected. Reports a name that several types have.
 */
export function valueNamed(env: Env, name: Name, expected: Type | null): ValueName | null {
  const candidates = env.check.constructors.get(name.text) ?? [];
  if (candidates.length === 0) return null;
  const fitting = candidates.find(candidate => isOf(candidate, expected));
  const inScope = lookup(env.scope, name.text);
  if (inScope !== null && (fitting === undefined || mayBeMeant(env, inScope, expected)))
    return null;
  if (fitting !== undefined) return fitting;
  if (candidates.length > 1 && expected === null) reportAmbiguous(env, name, candidates);
  return candidates[0] ?? null;
}

/** What is in scope has a value that fits. */
function mayBeMeant(env: Env, symbol: ModelSymbol, expected: Type | null): boolean {
  const type = plainType(env, symbol);
  return type !== null && (expected === null || comparable(type, expected));
}

function plainType(env: Env, symbol: ModelSymbol): Type | null {
  switch (symbol.kind) {
    case 'bound':
      return boundType(env, symbol);
    case 'object':
      if (symbol.decl.kind === 'var') return typeOf(env, symbol.decl.type);
      return symbol.decl.kind === 'semaphore' ? INT : BOOL;
    case 'param':
      return INT;
    case 'const':
      return constType(env, symbol);
    case 'variant':
    case 'version':
      return { kind: 'choice', of: symbol };
    case 'def':
      return defFacts(env, symbol).type;
    default:
      return null;
  }
}

/** True if the name can only be understood from what is expected of it. */
export function isValueName(env: Env, name: Name): boolean {
  return lookup(env.scope, name.text) === null && env.check.constructors.has(name.text);
}

export function typeOfValue(value: ValueName): Type {
  return value.kind === 'constructor'
    ? { kind: 'enum', type: value.of }
    : { kind: 'choice', of: value.of };
}

function isOf(value: ValueName, expected: Type | null): boolean {
  if (expected === null) return false;
  const type = withoutNull(expected);
  if (type.kind === 'enum') return value.kind === 'constructor' && value.of === type.type;
  return type.kind === 'choice' && value.kind === 'choice-value' && value.of === type.of;
}

function reportAmbiguous(env: Env, name: Name, candidates: readonly ValueName[]): void {
  error(env.check, 'MC2004', name.span, `'${name.text}' is a value of several types`, {
    related: candidates.map(candidate => ({
      span: declaration(candidate),
      message: 'declared here',
    })),
  });
}

function declaration(value: ValueName) {
  if (value.kind === 'constructor') return value.of.members[value.ordinal]?.span ?? value.of.span;
  return value.of.decl.values[value.ordinal]?.span ?? value.of.decl.span;
}
