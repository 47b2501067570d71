// Types, parameters, indices, `only`. In: nodes of the concrete syntax tree. Out: type expressions.

import type { Cst } from '../cst.ts';
import type { EnumMember, Expr, Index, Parameter, RangeType, TypeExpr } from '../tree.ts';
import { type Build, elements, kid, nameOf, option, present, spanOf } from './context.ts';
import { expression } from './expressions.ts';

/** A `type` node. */
export function typeOf(b: Build, node: Cst): TypeExpr {
  const base = baseType(b, kid(kid(node, 0), 0));
  return present(node, 1) ? { kind: 'nullable', of: base, span: spanOf(b, node) } : base;
}

function baseType(b: Build, form: Cst): TypeExpr {
  const span = spanOf(b, form);
  switch (form.rule) {
    case 'baseType_bool':
      return { kind: 'bool', span };
    case 'baseType_named':
      return { kind: 'named', name: nameOf(b, kid(kid(form, 0), 0)), span };
    case 'baseType_enum':
      return {
        kind: 'enum',
        members: elements(form, 1).map(member => enumMember(b, member)),
        span,
      };
    case 'baseType_set':
      return { kind: 'set', of: typeOf(b, kid(form, 2)), span };
    case 'baseType_array':
      return { kind: 'array', index: typeOf(b, kid(form, 2)), of: typeOf(b, kid(form, 5)), span };
    case 'baseType_queue':
      return {
        kind: 'queue',
        capacity: expression(b, kid(form, 2)),
        of: typeOf(b, kid(form, 5)),
        span,
      };
    case 'baseType_record':
      return { kind: 'record', fields: parameterList(b, kid(form, 2)), span };
    default:
      return range(b, kid(form, 0));
  }
}

/** A `range` node: `low..high`. */
export function range(b: Build, node: Cst): RangeType {
  return {
    kind: 'range',
    low: expression(b, kid(node, 0)),
    high: expression(b, kid(node, 2)),
    span: spanOf(b, node),
  };
}

function enumMember(b: Build, node: Cst): EnumMember {
  return {
    name: nameOf(b, kid(node, 0)),
    parameters: parametersOf(b, option(node, 1)),
    span: spanOf(b, node),
  };
}

/** An optional `parameters` node, `(x : T, y : U)`. */
export function parametersOf(b: Build, node: Cst | null): Parameter[] {
  const list = node === null ? null : option(node, 1);
  return list === null ? [] : parameterList(b, list);
}

function parameterList(b: Build, node: Cst): Parameter[] {
  return elements(node).map(parameter => ({
    name: nameOf(b, kid(parameter, 0)),
    type: typeOf(b, kid(parameter, 2)),
    span: spanOf(b, parameter),
  }));
}

/** The optional `indexes` node in child `at`, `[c in T, d in U]`. */
export function indexesOf(b: Build, node: Cst, at: number): Index[] {
  const indexes = option(node, at);
  return indexes === null ? [] : elements(indexes, 1).map(index => indexOf(b, index));
}

/** An `index` node, `c in T`. */
export function indexOf(b: Build, node: Cst): Index {
  return { name: nameOf(b, kid(node, 0)), type: typeOf(b, kid(node, 2)), span: spanOf(b, node) };
}

/**
 * The expression after the words of an optional clause in child `at`: `only P` and `max N` have it at
 * place 1.
 */
export function clause(b: Build, node: Cst, at: number): Expr | null {
  const found = option(node, at);
  return found === null ? null : expression(b, kid(found, 1));
}
