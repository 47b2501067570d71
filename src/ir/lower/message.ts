// Message patterns against an encoded value: `REQ_PAGES(?p, _)`, `{ dev: ?d }`, `?x in S`. In: pattern
// syntax, the expression that holds the value. Out: the condition to match and the assignments of the
// bound variables. Also `PAGE(_) in ch`.

import type { Pattern, Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, type Statement, TRUE } from '../expr.ts';
import { and, arith, cell, compare, constant, divide, equal, not, or } from '../fold.ts';
import { type Field, fieldValue, lowest, sizeOf, type ValueType } from '../value-type.ts';
import { assignTo } from './assign.ts';
import type { Entity, Lowered } from './entity.ts';
import { lowerExpr } from './expression.ts';
import { hasMember } from './members.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';
import { valueType } from './types.ts';
import { coerce, lowered } from './values.ts';

export interface Match {
  readonly condition: Expr;
  readonly binds: readonly Statement[];
}

const ALWAYS: Match = { condition: TRUE, binds: [] };

/** `siblings`: what the other recv at this place take, for `other`. */
export function matchPattern(
  pattern: Pattern,
  value: Lowered,
  scope: Scope,
  siblings: readonly Expr[] = [],
): Match {
  switch (pattern.kind) {
    case 'any':
      return ALWAYS;
    case 'other':
      return { condition: not(or(siblings)), binds: [] };
    case 'bind':
      return {
        condition: pattern.domain === null ? TRUE : inDomain(value, pattern.domain, scope),
        binds: assignTo(pattern.target, value, pattern.span, scope),
      };
    case 'equal':
      return { condition: equalTo(pattern.value, value, scope), binds: [] };
    case 'message':
      return matchMessage(pattern, value, scope);
    case 'record':
      return matchFields(pattern.fields, value, scope);
  }
}

function inDomain(value: Lowered, domain: Syntax, scope: Scope): Expr {
  const set = lowerExpr(domain, scope, { kind: 'set', of: value.type });
  return hasMember(set.expr, arith('-', value.expr, constant(lowest(value.type))));
}

function equalTo(syntax: Syntax, value: Lowered, scope: Scope): Expr {
  const wanted = lowerExpr(syntax, scope, value.type);
  const target = value.type.kind === 'nullable' ? value.type : wanted.type;
  if (target.kind !== 'nullable') return compare('==', value.expr, wanted.expr);
  return compare('==', coerce(value, target, syntax.span), coerce(wanted, target, syntax.span));
}

function matchMessage(
  pattern: Extract<Pattern, { kind: 'message' }>,
  value: Lowered,
  scope: Scope,
): Match {
  const symbol = scope.builder.model.refs.get(pattern.name);
  if (symbol?.kind !== 'constructor') throw new Error(`not a message: ${pattern.name.text}`);
  const isMember = isConstructor(value, symbol.ordinal);
  if (value.type.kind !== 'message') return { condition: isMember, binds: [] };
  const member = value.type.members[symbol.ordinal];
  const parts = pattern.args.map((arg, i) => {
    const field = member?.fields[i] as Field;
    return matchPattern(arg, argumentOf(value.expr, member?.base ?? 0, field), scope);
  });
  return join([{ condition: isMember, binds: [] }, ...parts]);
}

/** The value is a message of this constructor. */
export function isConstructor(value: Lowered, ordinal: number): Expr {
  if (value.type.kind !== 'message') return equal(value.expr, ordinal);
  const member = value.type.members[ordinal];
  const base = member?.base ?? 0;
  const size = member?.fields.reduce((product, field) => product * sizeOf(field.type), 1) ?? 1;
  if (size === 1) return equal(value.expr, base);
  return and([
    compare('>=', value.expr, constant(base)),
    compare('<', value.expr, constant(base + size)),
  ]);
}

function argumentOf(value: Expr, base: number, field: Field): Lowered {
  const index = divide(
    '%',
    divide('/', arith('-', value, constant(base)), constant(field.weight)),
    constant(sizeOf(field.type)),
  );
  return lowered(arith('+', index, constant(lowest(field.type))), field.type);
}

function matchFields(
  fields: readonly { readonly name: { readonly text: string }; readonly pattern: Pattern }[],
  value: Lowered,
  scope: Scope,
): Match {
  const type = value.type;
  if (type.kind !== 'record') throw new Error('a record pattern against another value');
  return join(
    fields.map(({ name, pattern }) => {
      const field = type.fields.find(f => f.name === name.text);
      if (field === undefined) throw new Error(`no field ${name.text}`);
      const part =
        value.expr.kind === 'const'
          ? lowered(constant(fieldValue(field, value.expr.value)), field.type)
          : argumentOf(value.expr, 0, field);
      return matchPattern(pattern, part, scope);
    }),
  );
}

function join(parts: readonly Match[]): Match {
  return { condition: and(parts.map(p => p.condition)), binds: parts.flatMap(p => p.binds) };
}

// ---------------------------------------------------------------- membership in a channel

/** `PAGE(_) in main`: some message under way matches; null if the right side is no channel or queue. */
export function messageInChannel(left: Syntax, right: Syntax, scope: Scope): Expr | null {
  const symbol = endOf(right, scope);
  if (symbol === null) return null;
  return or(
    symbol.flatMap(({ when, entity }) =>
      lanes(entity, left, scope).map(({ queue, type }) => {
        const q = scope.builder.queue(queue);
        const slots = Array.from({ length: q.capacity }, (_, i) => {
          const value = lowered(cell(q.first + i), type);
          return and([compare('>', cell(q.length), constant(i)), matchExpr(left, value, scope)]);
        });
        return and([when, or(slots)]);
      }),
    ),
  );
}

function endOf(right: Syntax, scope: Scope): { when: Expr; entity: Entity }[] | null {
  if (right.kind !== 'name' && right.kind !== 'member' && right.kind !== 'index') return null;
  if (right.kind === 'name') {
    const symbol = scope.builder.model.refs.get(right.name);
    if (symbol?.kind !== 'object' && symbol?.kind !== 'bound') return null;
  }
  if (scope.builder.model.types.get(right)?.kind === 'set') return null;
  const cases = resolve(right, scope).cases.map(c => ({ when: c.when, entity: c.entity }));
  const kind = cases[0]?.entity.kind;
  return kind === 'stream' || kind === 'channel' || kind === 'queue' ? cases : null;
}

/** The queues in which a message of the left side's type can be. */
function lanes(entity: Entity, left: Syntax, scope: Scope): { queue: number; type: ValueType }[] {
  if (entity.kind === 'queue') return [{ queue: entity.queue, type: entity.element }];
  if (entity.kind === 'channel')
    return entity.queue === null ? [] : [{ queue: entity.queue, type: entity.message }];
  if (entity.kind !== 'stream') return [];
  const lanesOf = entity.back === null ? [entity.forward] : [entity.forward, entity.back];
  const wanted = constructorType(left, scope);
  const chosen = lanesOf.filter(lane => wanted === null || lane.message === wanted);
  return chosen.flatMap(lane =>
    [lane.queue, ...(lane.buffer === null ? [] : [lane.buffer])].map(queue => ({
      queue,
      type: lane.message,
    })),
  );
}

function constructorType(expr: Syntax, scope: Scope): ValueType | null {
  const name = expr.kind === 'apply' || expr.kind === 'name' ? expr.name : null;
  const symbol = name === null ? undefined : scope.builder.model.refs.get(name);
  return symbol?.kind === 'constructor' ? valueType(symbol.of, scope) : null;
}

/** An expression used as a pattern: `_` is any, a constructor matches argument by argument. */
function matchExpr(expr: Syntax, value: Lowered, scope: Scope): Expr {
  if (expr.kind === 'wildcard') return TRUE;
  if (expr.kind !== 'apply') return equalTo(expr, value, scope);
  const symbol = scope.builder.model.refs.get(expr.name);
  if (symbol?.kind !== 'constructor' || value.type.kind !== 'message')
    return equalTo(expr, value, scope);
  const member = value.type.members[symbol.ordinal];
  const args = expr.args.map((arg, i) =>
    matchExpr(arg, argumentOf(value.expr, member?.base ?? 0, member?.fields[i] as Field), scope),
  );
  return and([isConstructor(value, symbol.ordinal), ...args]);
}
