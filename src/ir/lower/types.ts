// Type expressions to finite types, under the chosen parameters. In: syntax and a scope whose constants
// are known. Out: value types; container types only where a variable is declared.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr as Syntax, TypeExpr } from '../../syntax/tree.ts';
import { BOOL, lowest, MAX_DOMAIN, sizeOf, type ValueType, weighFields } from '../value-type.ts';
import { lowerExpr } from './expression.ts';
import type { Scope } from './scope.ts';

/** A type that fits in one cell. Each type expression is lowered once, so that types have an identity. */
export function valueType(type: TypeExpr, scope: Scope): ValueType {
  const known = scope.builder.types.get(type);
  if (known !== undefined) return known;
  const lowered = limited(makeType(type, null, scope), type.span, scope);
  scope.builder.types.set(type, lowered);
  return lowered;
}

function makeType(type: TypeExpr, name: string | null, scope: Scope): ValueType {
  switch (type.kind) {
    case 'bool':
      return BOOL;
    case 'range':
      return makeRange(type.low, type.high, name, type.span, scope);
    case 'named':
      return namedType(type, scope);
    case 'enum':
      return makeEnum(type, name ?? 'enum', scope);
    case 'set':
      return { kind: 'set', of: valueType(type.of, scope) };
    case 'record':
      return { kind: 'record', fields: weighFields(typedFields(type.fields, scope)) };
    case 'nullable':
      return { kind: 'nullable', of: valueType(type.of, scope) };
    case 'array':
    case 'queue':
      scope.builder.report({
        code: 'MC3090',
        severity: 'error',
        span: type.span,
        message: `an ${type.kind} cannot stand inside another value`,
        why: 'Messages, records and sets hold values of one cell; arrays and queues are variables of their own.',
        help: 'Declare a variable with an index, for example `var x[i in T] : bool`.',
      });
      return BOOL;
  }
}

function namedType(type: Extract<TypeExpr, { kind: 'named' }>, scope: Scope): ValueType {
  const symbol = scope.builder.model.refs.get(type.name);
  if (symbol?.kind !== 'type') throw new Error(`unresolved type ${type.name.text}`);
  if (symbol.decl.symmetric) scope.builder.symmetric.add(symbol.decl.name.text);
  const inner = symbol.decl.type;
  const known = scope.builder.types.get(inner);
  if (known !== undefined) return known;
  const outer: Scope = { ...scope, frame: scope.builder.top };
  const made = limited(makeType(inner, symbol.decl.name.text, outer), inner.span, scope);
  scope.builder.types.set(inner, made);
  return made;
}

function makeRange(
  low: Syntax,
  high: Syntax,
  name: string | null,
  span: Span,
  scope: Scope,
): ValueType {
  const lo = constantOf(low, scope);
  const hi = constantOf(high, scope);
  if (hi >= lo) return { kind: 'range', lo, hi, name };
  scope.builder.report({
    code: 'MC3091',
    severity: 'error',
    span,
    message: `the range ${lo}..${hi} is empty`,
    why: 'A type needs at least one value; with these parameters there is none.',
    help: 'Check the parameters and constants in its bounds.',
  });
  return { kind: 'range', lo, hi: lo, name };
}

function makeEnum(
  type: Extract<TypeExpr, { kind: 'enum' }>,
  name: string,
  scope: Scope,
): ValueType {
  if (type.members.every(member => member.parameters.length === 0)) {
    return { kind: 'enum', name, members: type.members.map(member => member.name.text) };
  }
  let base = 0;
  const members = type.members.map(member => {
    const fields = weighFields(typedFields(member.parameters, scope));
    const made = { name: member.name.text, fields, base };
    base += fields.reduce((product, field) => product * sizeOf(field.type), 1);
    return made;
  });
  return { kind: 'message', name, members };
}

function typedFields(
  fields: readonly { readonly name: { readonly text: string }; readonly type: TypeExpr }[],
  scope: Scope,
): { name: string; type: ValueType }[] {
  return fields.map(field => ({ name: field.name.text, type: valueType(field.type, scope) }));
}

function limited(type: ValueType, span: Span, scope: Scope): ValueType {
  const size = sizeOf(type);
  if (size <= MAX_DOMAIN && Math.abs(lowest(type)) < MAX_DOMAIN) return type;
  scope.builder.report({
    code: 'MC4010',
    severity: 'error',
    span,
    message: `this type has ${size.toExponential(2)} values; a value has at most 2^31`,
    why: 'Every value is kept in one cell of the state vector. A set takes one bit per member: at most 31 members.',
    help: 'Make the ranges in it smaller, or split it into several variables.',
  });
  return BOOL;
}

/** The value of a constant expression; anything else is a diagnostic and counts as 0. */
export function constantOf(expr: Syntax, scope: Scope): number {
  const lowered = lowerExpr(expr, { ...scope, oracle: null });
  if (lowered.expr.kind === 'const') return lowered.expr.value;
  scope.builder.report({
    code: 'MC3092',
    severity: 'error',
    span: expr.span,
    message: 'this must be a constant',
    why: 'Sizes, bounds and initial values are fixed before the first step.',
    help: 'Use numbers, `const`, `param` and variants only.',
  });
  return 0;
}
