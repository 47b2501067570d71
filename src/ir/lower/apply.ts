// `f(x)`: definitions, message constructors and the built-in functions len, size, head, owner, min, max.
// In: checked syntax. Out: lowered values. `owner` is only meaningful in a comparison.

import type { Expr as Syntax } from '../../syntax/tree.ts';
import { arith, cell, checked, compare, constant, popcount } from '../fold.ts';
import { BOOL, highest, lowest, type ValueType } from '../value-type.ts';
import type { Entity, Lowered } from './entity.ts';
import { lowerExpr, overCases } from './expression.ts';
import { resolve } from './path.ts';
import { type Scope, withValue } from './scope.ts';
import { valueType } from './types.ts';
import { embed, failure, lowered } from './values.ts';

type Apply = Extract<Syntax, { kind: 'apply' }>;

export function lowerApply(expr: Apply, scope: Scope): Lowered {
  const symbol = scope.builder.model.refs.get(expr.name);
  if (symbol?.kind === 'def') {
    const bound = symbol.parameters.reduce(
      (inner, parameter, i) =>
        withValue(inner, parameter, lowerExpr(expr.args[i] as Syntax, scope)),
      scope,
    );
    return lowerExpr(symbol.decl.body, bound);
  }
  if (symbol?.kind === 'constructor')
    return message(valueType(symbol.of, scope), symbol.ordinal, expr, scope);
  return builtin(expr, scope);
}

function message(type: ValueType, ordinal: number, expr: Apply, scope: Scope): Lowered {
  if (type.kind !== 'message') return lowered(constant(ordinal), type);
  const member = type.members[ordinal];
  if (member === undefined) throw new Error('no such constructor');
  const terms = member.fields.map((field, i) => {
    const arg = expr.args[i] as Syntax;
    return arith(
      '*',
      embed(lowerExpr(arg, scope, field.type), field.type, arg.span),
      constant(field.weight),
    );
  });
  return lowered(
    terms.reduce((sum, term) => arith('+', sum, term), constant(member.base)),
    type,
  );
}

function builtin(expr: Apply, scope: Scope): Lowered {
  const argument = expr.args[0] as Syntax;
  switch (expr.name.text) {
    case 'size':
      return setSize(lowerExpr(argument, scope));
    case 'len':
      return overCases(resolve(argument, scope), entity => length(entity, scope));
    case 'head':
      return overCases(resolve(argument, scope), entity => head(entity, expr, scope));
    case 'min':
    case 'max':
      return extremeOf(expr.name.text, expr, scope);
    default:
      throw new Error(`unknown function ${expr.name.text}`);
  }
}

function setSize(set: Lowered): Lowered {
  return lowered(popcount(set.expr), { kind: 'range', lo: 0, hi: 31, name: null });
}

/** A stream counts what is under way from its first host. */
function queueOf(entity: Entity): number {
  if (entity.kind === 'queue') return entity.queue;
  if (entity.kind === 'stream') return entity.forward.queue;
  if (entity.kind === 'listener') return entity.queue;
  if (entity.kind === 'channel' && entity.queue !== null) return entity.queue;
  throw new Error(`${entity.kind} has no length`);
}

function length(entity: Entity, scope: Scope): Lowered {
  const queue = scope.builder.queue(queueOf(entity));
  return lowered(cell(queue.length), { kind: 'range', lo: 0, hi: queue.capacity, name: null });
}

function head(entity: Entity, expr: Apply, scope: Scope): Lowered {
  const queue = scope.builder.queue(queueOf(entity));
  const some = compare('>', cell(queue.length), constant(0));
  const error = failure('underflow', `${queue.name} is empty`, expr.span);
  return lowered(checked(some, cell(queue.first), error), queue.element);
}

function extremeOf(operator: 'min' | 'max', expr: Apply, scope: Scope): Lowered {
  const [left, right] = expr.args.map(arg => lowerExpr(arg, scope)) as [Lowered, Lowered];
  const pick = operator === 'min' ? Math.min : Math.max;
  const type: ValueType = {
    kind: 'range',
    lo: pick(lowest(left.type), lowest(right.type)),
    hi: pick(highest(left.type), highest(right.type)),
    name: null,
  };
  return lowered(arith(operator, left.expr, right.expr), left.type.kind === 'bool' ? BOOL : type);
}
