// Type expressions: which type they denote. In: a type expression and where it stands. Out: its type, with
// names resolved and bounds checked to be known before the run. How large it is only lowering knows.

import type { Name, TypeExpr } from '../../syntax/tree.ts';
import { describe, type Env, error, STATIC_SITE } from '../checking.ts';
import type { BoundSymbol, ModelSymbol, RecordTypeExpr, Type, TypeSymbol } from '../model.ts';
import { lookup, newScope, type Scope } from '../scope.ts';
import { BOOL, INT, showType, UNKNOWN } from '../type.ts';
import { expectType } from './expect.ts';
import { unknownName } from './unknown.ts';

/** The type of a type expression; checked once, remembered afterwards. */
export function typeOf(env: Env, expr: TypeExpr): Type {
  const known = env.check.typeExprs.get(expr);
  if (known !== undefined) return known;
  // For a variable in the bounds of its own type; that it is known too late is reported there.
  env.check.typeExprs.set(expr, expr.kind === 'range' ? INT : UNKNOWN);
  const type = build({ ...env, site: STATIC_SITE }, expr);
  env.check.typeExprs.set(expr, type);
  return type;
}

function build(env: Env, expr: TypeExpr): Type {
  switch (expr.kind) {
    case 'bool':
      return BOOL;
    case 'range':
      expectType(env, expr.low, INT, 'the lower bound of a range');
      expectType(env, expr.high, INT, 'the upper bound of a range');
      return INT;
    case 'named':
      return namedType(env, expr.name);
    case 'enum':
      checkMembers(env, expr);
      return { kind: 'enum', type: expr };
    case 'set':
      return { kind: 'set', of: element(env, expr.of, 'a set') };
    case 'array':
      return { kind: 'array', index: indexType(env, expr.index), of: typeOf(env, expr.of) };
    case 'queue':
      expectType(env, expr.capacity, INT, 'the capacity of a queue');
      return { kind: 'queue', of: element(env, expr.of, 'a queue') };
    case 'record':
      checkFields(env, expr);
      return { kind: 'record', type: expr };
    case 'nullable':
      return { kind: 'nullable', of: element(env, expr.of, '`or null`') };
  }
}

function checkMembers(env: Env, expr: Extract<TypeExpr, { kind: 'enum' }>): void {
  const seen = new Map<string, Name>();
  for (const member of expr.members) {
    unique(env, seen, member.name, 'member');
    const parameters = new Map<string, Name>();
    for (const parameter of member.parameters) {
      unique(env, parameters, parameter.name, 'argument');
      element(env, parameter.type, 'a message');
    }
  }
}

function checkFields(env: Env, expr: RecordTypeExpr): void {
  const seen = new Map<string, Name>();
  for (const field of expr.fields) {
    unique(env, seen, field.name, 'field');
    element(env, field.type, 'a record');
  }
}

function unique(env: Env, seen: Map<string, Name>, name: Name, what: string): void {
  const first = seen.get(name.text);
  if (first === undefined) seen.set(name.text, name);
  else {
    error(env.check, 'MC2002', name.span, `${what} '${name.text}' is declared twice`, {
      related: [{ span: first.span, message: 'first declared here' }],
    });
  }
}

/** What stands inside of another value is one value itself: no arrays and queues. */
function element(env: Env, expr: TypeExpr, inside: string): Type {
  const type = typeOf(env, expr);
  if (type.kind !== 'array' && type.kind !== 'queue') return type;
  error(
    env.check,
    'MC3090',
    expr.span,
    `${type.kind === 'array' ? 'an array' : 'a queue'} cannot stand inside of ${inside}`,
    {
      help: 'Declare an indexed variable instead: `var x[c in C] : T`.',
    },
  );
  return UNKNOWN;
}

/** A type whose values may index something: a range, an enum or a truth value. */
export function indexType(env: Env, expr: TypeExpr): Type {
  const type = typeOf(env, expr);
  const usable = ['bool', 'int', 'scalar', 'unknown'].includes(type.kind) || isPlainEnum(type);
  if (usable) return type;
  error(env.check, 'MC2007', expr.span, `an index cannot be ${showType(type)}`, {
    help: 'Use a range, a symmetric type or an enum.',
  });
  return UNKNOWN;
}

function isPlainEnum(type: Type): boolean {
  return type.kind === 'enum' && type.type.members.every(member => member.parameters.length === 0);
}

/** The type a name stands for; reports if it is none. */
export function namedType(env: Env, name: Name): Type {
  const symbol = lookup(env.scope, name.text);
  if (symbol === null) return unknownName(env, name, 'type', isType);
  env.check.refs.set(name, symbol);
  if (symbol.kind !== 'type') {
    error(env.check, 'MC2006', name.span, `'${name.text}' is a ${describe(symbol)}, not a type`);
    return UNKNOWN;
  }
  return typeOfSymbol(env, symbol);
}

function isType(symbol: ModelSymbol): boolean {
  return symbol.kind === 'type';
}

/** The type a `type` declaration gives its name. */
export function typeOfSymbol(env: Env, symbol: TypeSymbol): Type {
  const { decl } = symbol;
  if (env.check.active.has(symbol)) {
    error(env.check, 'MC2014', decl.name.span, `type '${decl.name.text}' is defined by itself`);
    return UNKNOWN;
  }
  env.check.active.add(symbol);
  const type = typeOf({ ...env, scope: env.check.top }, decl.type);
  env.check.active.delete(symbol);
  if (!decl.symmetric) return type;
  if (decl.type.kind === 'range') return { kind: 'scalar', symbol };
  if (type.kind !== 'unknown') reportSymmetric(env, symbol, type);
  return UNKNOWN;
}

function reportSymmetric(env: Env, symbol: TypeSymbol, type: Type): void {
  const { decl } = symbol;
  if (env.check.typeExprs.get(decl.type) === UNKNOWN) return;
  env.check.typeExprs.set(decl.type, UNKNOWN);
  error(
    env.check,
    'MC2016',
    decl.name.span,
    `only a range can be symmetric, not ${showType(type)}`,
  );
}

/** The type of the values a bound name may stand for. */
export function boundType(env: Env, symbol: BoundSymbol): Type {
  const known = env.check.boundTypes.get(symbol);
  if (known !== undefined) return known;
  if (symbol.type === null) return UNKNOWN;
  const top = { ...env, scope: env.check.top };
  const type = symbol.parameter === null ? indexType(top, symbol.type) : typeOf(top, symbol.type);
  env.check.boundTypes.set(symbol, type);
  return type;
}

/** The variable of an `each` or `for`, or an index of an action; its name resolves to it. */
export function boundSymbol(env: Env, name: Name, type: TypeExpr): BoundSymbol {
  const symbol: BoundSymbol = { kind: 'bound', name, type, parameter: null };
  env.check.refs.set(name, symbol);
  boundType(env, symbol);
  return symbol;
}

/** A scope with these bound names in it. One that hides another bound name is reported. */
export function bindIn(env: Env, parent: Scope, bound: readonly BoundSymbol[]): Scope {
  const scope = newScope(parent);
  for (const symbol of bound) {
    const hidden = lookup(scope, symbol.name.text);
    if (hidden?.kind === 'bound') {
      error(
        env.check,
        'MC2002',
        symbol.name.span,
        `'${symbol.name.text}' already stands for a value here`,
        {
          related: [{ span: hidden.name.span, message: 'bound here' }],
          help: 'Choose another name; one of the two could not be seen.',
        },
      );
    }
    scope.names.set(symbol.name.text, symbol);
  }
  return scope;
}
