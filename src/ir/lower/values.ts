// Converting lowered values between types: nullable, embedded (message argument, set member), checked
// against a range. In: lowered expressions. Out: expressions in the encoding of the target type.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr, Failure } from '../expr.ts';
import { and, arith, checked, compare, constant, ite } from '../fold.ts';
import { highest, lowest, sizeOf, type ValueType } from '../value-type.ts';
import type { Lowered } from './entity.ts';
import { countOf } from './limits.ts';

export function lowered(expr: Expr, type: ValueType): Lowered {
  return { expr, type };
}

/** An integer constant, typed by the interval that holds just it. */
export function number(value: number): Lowered {
  return { expr: constant(value), type: { kind: 'range', lo: value, hi: value, name: null } };
}

/**
 * `value` in the encoding of `target`. Ranges are not checked here: an assignment checks its cell's
 * domain itself, and `embed` checks what goes inside another value.
 */
export function coerce(value: Lowered, target: ValueType, span: Span): Expr {
  const from = value.type;
  if (target.kind === 'nullable' && from.kind !== 'nullable') {
    return arith('+', embed(value, target.of, span), constant(1));
  }
  if (target.kind !== 'nullable' && from.kind === 'nullable') {
    return arith('+', denull(value, span), constant(lowest(from.of)));
  }
  if (target.kind === 'nullable' && from.kind === 'nullable')
    return renull(value, from.of, target.of, span);
  return value.expr;
}

function renull(value: Lowered, from: ValueType, target: ValueType, span: Span): Expr {
  // The literal null has the type nullable(bool) by convention and is the constant 0.
  if (value.expr.kind === 'const' && value.expr.value === 0) return value.expr;
  if (lowest(from) === lowest(target) && sizeOf(from) <= sizeOf(target)) return value.expr;
  const inner = lowered(
    arith('+', arith('-', value.expr, constant(1)), constant(lowest(from))),
    from,
  );
  return ite(
    compare('==', value.expr, constant(0)),
    constant(0),
    arith('+', embed(inner, target, span), constant(1)),
  );
}

/** Index (0-based) of a nullable's value; null is a failure. */
function denull(value: Lowered, span: Span): Expr {
  return checked(
    compare('!=', value.expr, constant(0)),
    arith('-', value.expr, constant(1)),
    failure('null', 'null is used as a value', span),
  );
}

/** The 0-based index of `value` within `type`, checked unless its interval shows that it fits. */
export function embed(value: Lowered, type: ValueType, span: Span): Expr {
  return embedChecked(value, type, outside(type, span), span);
}

/** Like `embed`, for an index of an array: outside it is an index error. */
export function indexInto(value: Lowered, dim: ValueType, span: Span): Expr {
  const text = `the index is outside ${lowest(dim)}..${highest(dim)}`;
  return embedChecked(value, dim, failure('index', text, span), span);
}

function embedChecked(value: Lowered, type: ValueType, error: Failure, span: Span): Expr {
  const expr = coerce(value, type, span);
  const base = constant(lowest(type));
  const inner =
    value.type.kind === 'nullable' && type.kind !== 'nullable' ? value.type.of : value.type;
  if (inner.kind !== 'range' || within(inner, type)) return arith('-', expr, base);
  const fits = and([compare('>=', expr, base), compare('<=', expr, constant(highest(type)))]);
  return arith('-', checked(fits, expr, error), base);
}

/** True if every value of `inner` is one of `outer`. */
export function within(inner: ValueType, outer: ValueType): boolean {
  return lowest(inner) >= lowest(outer) && highest(inner) <= highest(outer);
}

export function outside(type: ValueType, span: Span): Failure {
  return failure('range', `the value is outside ${lowest(type)}..${highest(type)}`, span);
}

export function failure(error: Failure['error'], message: string, span: Span): Failure {
  return { error, message, span };
}

/** The value at 0-based index `index` of `type`, as a lowered value of that type. */
export function valueAt(type: ValueType, index: number): Lowered {
  return { expr: constant(index + lowest(type)), type };
}

/** Every value of a type, lowest first. */
export function valuesOf(type: ValueType): Lowered[] {
  return Array.from({ length: countOf(type) }, (_, i) => valueAt(type, i));
}
