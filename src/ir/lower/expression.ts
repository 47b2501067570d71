// Value expressions: syntax -> integer expressions over cells. In: checked syntax and a scope. Out: an
// expression with its type; constants fold away. Paths to objects are `path.ts`, attempts `attempt.ts`.

import type { Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, FALSE, TRUE } from '../expr.ts';
import {
  and,
  arith,
  cell,
  checked,
  compare,
  constant,
  divide,
  element,
  equal,
  implies,
  ite,
  not,
  or,
} from '../fold.ts';
import { BOOL, fieldValue, highest, lowest, sizeOf, type ValueType } from '../value-type.ts';
import { lowerApply } from './apply.ts';
import { entityComparison } from './compare-entity.ts';
import type { Cases, Entity, Lowered } from './entity.ts';
import { assertExact } from './limits.ts';
import { domainValues, hasMember, typeOfName } from './members.ts';
import { messageInChannel } from './message.ts';
import { arrayOffset, resolve } from './path.ts';
import { type Scope, withValue } from './scope.ts';
import { lowerAt, lowerStatus } from './status.ts';
import { valueType } from './types.ts';
import { coerce, embed, failure, lowered, number, within } from './values.ts';

/** `expected` guides set literals and null; it is a hint, not a conversion. */
export function lowerExpr(expr: Syntax, scope: Scope, expected: ValueType | null = null): Lowered {
  scope.builder.countExpression();
  switch (expr.kind) {
    case 'number':
      return number(expr.value);
    case 'bool':
      return truthOf(expr.value ? TRUE : FALSE);
    case 'null':
      return lowered(
        constant(0),
        expected?.kind === 'nullable' ? expected : { kind: 'nullable', of: BOOL },
      );
    case 'name':
      return lowerName(expr, scope);
    case 'member':
      return lowerMember(expr, scope);
    case 'index':
      return lowerIndex(expr, scope);
    case 'apply':
      return lowerApply(expr, scope);
    case 'unary':
      return lowerUnary(expr, scope);
    case 'binary':
      return lowerBinary(expr, scope, expected);
    case 'if':
      return lowerIf(expr, scope, expected);
    case 'set':
      return lowerSet(expr, scope, expected);
    case 'record':
      return lowerRecord(expr, scope);
    case 'quantified':
      return lowerQuantified(expr, scope);
    case 'full': {
      const of = valueType({ kind: 'named', name: expr.type, span: expr.span }, scope);
      return lowered(constant(2 ** sizeOf(of) - 1), { kind: 'set', of });
    }
    case 'at':
      return truthOf(lowerAt(expr, scope));
    case 'status':
      return truthOf(lowerStatus(expr, scope));
    case 'pick':
    case 'wildcard':
    case 'cas':
    case 'try_send':
    case 'try_recv':
      throw new Error(`${expr.kind} is not a value`);
  }
}

/** A condition: 0 or 1. */
export function lowerCondition(expr: Syntax, scope: Scope): Expr {
  return lowerExpr(expr, scope, BOOL).expr;
}

function truthOf(expr: Expr): Lowered {
  return lowered(expr, BOOL);
}

// ---------------------------------------------------------------- names and paths

function lowerName(expr: Extract<Syntax, { kind: 'name' }>, scope: Scope): Lowered {
  const symbol = scope.builder.model.refs.get(expr.name);
  switch (symbol?.kind) {
    case 'param': {
      const chosen = scope.builder.choice.params[symbol.decl.name.text];
      return number(chosen ?? 0);
    }
    case 'const':
      return lowerExpr(symbol.decl.value, { ...scope, frame: scope.builder.top });
    case 'variant': {
      const chosen = scope.builder.choice.variant[symbol.decl.name.text];
      return choiceValue(
        symbol.decl.values,
        symbol.decl.values.findIndex(v => v.text === chosen),
      );
    }
    case 'version': {
      const chosen =
        scope.builder.choice.versions[versionKey(scope.host?.name ?? '', symbol.decl.name.text)];
      return choiceValue(
        symbol.decl.values,
        symbol.decl.values.findIndex(v => v.text === chosen),
      );
    }
    case 'choice-value':
      return choiceValue(symbol.of.decl.values, symbol.ordinal);
    case 'constructor':
      return constructorValue(valueType(symbol.of, scope), symbol.ordinal);
    case 'def':
      return lowerExpr(symbol.decl.body, scope);
    case 'type': {
      const of = valueType({ kind: 'named', name: expr.name, span: expr.span }, scope);
      return lowered(constant(2 ** sizeOf(of) - 1), { kind: 'set', of });
    }
    default:
      return readCases(resolve(expr, scope), expr, scope);
  }
}

function choiceValue(values: readonly { readonly text: string }[], ordinal: number): Lowered {
  return lowered(constant(ordinal), {
    kind: 'enum',
    name: 'variant',
    members: values.map(v => v.text),
  });
}

/** A constructor without arguments. */
export function constructorValue(type: ValueType, ordinal: number): Lowered {
  const base = type.kind === 'message' ? (type.members[ordinal]?.base ?? 0) : ordinal;
  return lowered(constant(base), type);
}

function lowerMember(expr: Extract<Syntax, { kind: 'member' }>, scope: Scope): Lowered {
  const symbol = scope.builder.model.refs.get(expr.member);
  if (symbol?.kind === 'field') return lowerField(expr, symbol.name, scope);
  if (symbol?.kind === 'attribute') {
    return overCases(resolve(expr.base, scope), entity => attribute(entity, symbol.name, scope));
  }
  if (symbol?.kind === 'version') return hostVersion(expr, symbol.decl, scope);
  return readCases(resolve(expr, scope), expr, scope);
}

/** Instances of a replicated host have one version: `src[1]` that of `src`. */
function versionKey(host: string, version: string): string {
  return `${host.replace(/\[.*$/, '')}.${version}`;
}

function hostVersion(
  expr: Extract<Syntax, { kind: 'member' }>,
  decl: {
    readonly name: { readonly text: string };
    readonly values: readonly { readonly text: string }[];
  },
  scope: Scope,
): Lowered {
  // By its symbol: `only` may ask before the hosts are made.
  const base = expr.base.kind === 'index' ? expr.base.base : expr.base;
  const host = base.kind === 'name' ? scope.builder.model.refs.get(base.name) : undefined;
  const name = host?.kind === 'host' ? host.name : '';
  const chosen = scope.builder.choice.versions[versionKey(name, decl.name.text)];
  return choiceValue(
    decl.values,
    decl.values.findIndex(v => v.text === chosen),
  );
}

function lowerField(
  expr: Extract<Syntax, { kind: 'member' }>,
  name: string,
  scope: Scope,
): Lowered {
  const record = plain(lowerExpr(expr.base, scope), expr.base);
  if (record.type.kind !== 'record') throw new Error('field of a value that is not a record');
  return readField(record, name);
}

export function readField(record: Lowered, name: string): Lowered {
  const field =
    record.type.kind === 'record' ? record.type.fields.find(f => f.name === name) : undefined;
  if (field === undefined) throw new Error(`no field ${name}`);
  if (record.expr.kind === 'const')
    return lowered(constant(fieldValue(field, record.expr.value)), field.type);
  const index = divide(
    '%',
    divide('/', record.expr, constant(field.weight)),
    constant(sizeOf(field.type)),
  );
  return lowered(arith('+', index, constant(lowest(field.type))), field.type);
}

function lowerIndex(expr: Extract<Syntax, { kind: 'index' }>, scope: Scope): Lowered {
  const access = resolveArray(expr, scope);
  if (access === null) return readCases(resolve(expr, scope), expr, scope);
  return overCases(access.base, entity => {
    if (entity.kind !== 'array') throw new Error('index of a value that is not an array');
    const args = access.args.map(arg => lowerExpr(arg, scope));
    const offset = arrayOffset(entity.dims, args, access.args);
    const error = failure('index', `the index of ${entity.name} is out of range`, expr.span);
    const count = entity.dims.reduce((product, dim) => product * sizeOf(dim), 1);
    return lowered(element(entity.first, count, offset, error), entity.of);
  });
}

/** The arrays that are indexed, and all indices, those of `a[i][j]` too; null if it is replication. */
export function resolveArray(
  expr: Extract<Syntax, { kind: 'index' }>,
  scope: Scope,
): { readonly base: Cases; readonly args: readonly Syntax[] } | null {
  const inner = expr.base.kind === 'index' ? resolveArray(expr.base, scope) : null;
  if (inner !== null) return { base: inner.base, args: [...inner.args, ...expr.args] };
  const base = resolve(expr.base, scope);
  return base.cases[0]?.entity.kind === 'array' ? { base, args: expr.args } : null;
}

function readCases(cases: Cases, path: Syntax, scope: Scope): Lowered {
  return overCases(cases, entity => readEntity(entity, path, scope));
}

/** The value of a path: `then` of the case that applies; no case is the path's failure. */
export function overCases(cases: Cases, read: (entity: Entity) => Lowered): Lowered {
  const values = cases.cases.map(c => ({ when: c.when, value: read(c.entity) }));
  const last = values[values.length - 1];
  if (last === undefined) throw new Error('a path without instances');
  const chain = values
    .slice(0, -1)
    .reduceRight<Expr>((rest, v) => ite(v.when, v.value.expr, rest), last.value.expr);
  if (cases.invalid === null) return lowered(chain, last.value.type);
  return lowered(checked(not(cases.invalid.when), chain, cases.invalid.failure), last.value.type);
}

function readEntity(entity: Entity, path: Syntax, scope: Scope): Lowered {
  switch (entity.kind) {
    case 'value':
      return entity.value;
    case 'scalar':
      return lowered(cell(entity.cell), entity.type);
    case 'semaphore':
      return lowered(cell(entity.cell), { kind: 'range', lo: 0, hi: entity.max, name: null });
    case 'event':
    case 'resource':
      return truthOf(cell(entity.cell));
    case 'mutex':
      return truthOf(compare('!=', cell(entity.cell), constant(0)));
    case 'task':
      if (entity.pending !== null) return truthOf(cell(entity.pending));
      throw new Error('a task is not a value');
    default:
      throw new Error(
        `${entity.kind} is not a value (line ${path.span.start}, ${scope.host?.name ?? 'top'})`,
      );
  }
}

function attribute(entity: Entity, name: string, scope: Scope): Lowered {
  if (entity.kind === 'stream') {
    if (name === 'accepted') return truthOf(equal(cell(entity.phase), 3));
    if (name === 'broken') return truthOf(compare('!=', cell(entity.broken), constant(0)));
    return truthOf(and([equal(cell(entity.ends.from.cell), 1), equal(cell(entity.broken), 0)]));
  }
  if (entity.kind === 'memory') {
    const first = name === 'faults' ? entity.faults : entity.present;
    const bits = Array.from({ length: sizeOf(entity.page) }, (_, i) =>
      arith('<<', cell(first + i), constant(i)),
    );
    return lowered(
      bits.reduce((set, bit) => arith('|', set, bit), constant(0)),
      { kind: 'set', of: entity.page },
    );
  }
  if (entity.kind === 'loop') {
    const process = scope.builder.processes[entity.process];
    const members = process?.tasks.map(id => scope.builder.task(id).name ?? '') ?? [];
    return lowered(cell(entity.running), {
      kind: 'nullable',
      of: { kind: 'enum', name: 'task', members },
    });
  }
  throw new Error(`${entity.kind} has no attribute ${name}`);
}

// ---------------------------------------------------------------- operators

function lowerUnary(expr: Extract<Syntax, { kind: 'unary' }>, scope: Scope): Lowered {
  if (expr.operator === 'not') return truthOf(not(lowerCondition(expr.operand, scope)));
  return arithmetic('-', number(0), lowerExpr(expr.operand, scope));
}

function lowerBinary(
  expr: Extract<Syntax, { kind: 'binary' }>,
  scope: Scope,
  expected: ValueType | null,
): Lowered {
  switch (expr.operator) {
    case 'and':
    case 'or':
    case 'implies':
      return lowerConnective(expr.operator, expr, scope);
    case 'in':
      return truthOf(lowerIn(expr.left, expr.right, scope));
    case '==':
    case '!=':
      return truthOf(lowerEquality(expr.operator, expr.left, expr.right, scope));
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const left = plain(lowerExpr(expr.left, scope), expr.left);
      const right = plain(lowerExpr(expr.right, scope), expr.right);
      return truthOf(compare(expr.operator, left.expr, right.expr));
    }
    default:
      return lowerArithmetic(expr, scope, expected);
  }
}

function lowerConnective(
  operator: 'and' | 'or' | 'implies',
  expr: Extract<Syntax, { kind: 'binary' }>,
  scope: Scope,
): Lowered {
  const left = lowerCondition(expr.left, scope);
  // What is never evaluated is not lowered: `P and x[i]` under a constant false P may be ill-defined.
  if (operator === 'and' && left.kind === 'const' && left.value === 0) return truthOf(FALSE);
  if (operator !== 'and' && left.kind === 'const' && (left.value === 1) === (operator === 'or'))
    return truthOf(TRUE);
  const right = lowerCondition(expr.right, scope);
  if (operator === 'and') return truthOf(and([left, right]));
  return truthOf(operator === 'or' ? or([left, right]) : implies(left, right));
}

function lowerEquality(operator: '==' | '!=', left: Syntax, right: Syntax, scope: Scope): Expr {
  const special = entityComparison(left, right, scope) ?? entityComparison(right, left, scope);
  if (special !== null) return operator === '==' ? special : not(special);
  const [a, b] = lowerPair(left, right, scope);
  const target = a.type.kind === 'nullable' ? a.type : b.type;
  if (left.kind === 'null') return compare(operator, b.expr, constant(0));
  if (right.kind === 'null') return compare(operator, a.expr, constant(0));
  if (target.kind !== 'nullable') return compare(operator, a.expr, b.expr);
  return compare(operator, looseNullable(a, target, left), looseNullable(b, target, right));
}

/** A value as `T or null` without a range check: a value outside T simply equals no member. */
function looseNullable(value: Lowered, target: ValueType, syntax: Syntax): Expr {
  if (value.type.kind === 'nullable' || target.kind !== 'nullable')
    return coerce(value, target, syntax.span);
  return arith('+', arith('-', value.expr, constant(lowest(target.of))), constant(1));
}

/** Both sides, a set literal or null taking its type from the other side. */
function lowerPair(left: Syntax, right: Syntax, scope: Scope): [Lowered, Lowered] {
  if (isLiteral(left)) {
    const b = lowerExpr(right, scope);
    return [lowerExpr(left, scope, b.type), b];
  }
  const a = lowerExpr(left, scope);
  return [a, lowerExpr(right, scope, a.type)];
}

function isLiteral(expr: Syntax): boolean {
  return expr.kind === 'set' || expr.kind === 'null';
}

function lowerArithmetic(
  expr: Extract<Syntax, { kind: 'binary' }>,
  scope: Scope,
  expected: ValueType | null,
): Lowered {
  const hint = expected?.kind === 'set' ? expected : null;
  const [left, right] =
    hint === null
      ? lowerPair(expr.left, expr.right, scope)
      : [lowerExpr(expr.left, scope, hint), lowerExpr(expr.right, scope, hint)];
  const type = left.type.kind === 'set' ? left.type : right.type;
  if (type.kind === 'set') {
    const operator = expr.operator === '+' ? '|' : expr.operator === '-' ? '&~' : '&';
    return lowered(arith(operator, left.expr, right.expr), type);
  }
  const operator = expr.operator;
  const a = plain(left, expr.left);
  const b = plain(right, expr.right);
  if (operator === '/' || operator === '%') return division(operator, a, b, expr);
  if (operator === '+' || operator === '-' || operator === '*') return arithmetic(operator, a, b);
  throw new Error(`operator ${operator} on numbers`);
}

/** A value from a nullable one: null is a failure. */
function plain(value: Lowered, syntax: Syntax): Lowered {
  if (value.type.kind !== 'nullable') return value;
  return lowered(coerce(value, value.type.of, syntax.span), value.type.of);
}

export function arithmetic(operator: '+' | '-' | '*', left: Lowered, right: Lowered): Lowered {
  const corners = [lowest(left.type), highest(left.type)].flatMap(a =>
    [lowest(right.type), highest(right.type)].map(b =>
      operator === '+' ? a + b : operator === '-' ? a - b : a * b,
    ),
  );
  const lo = Math.min(...corners);
  const hi = Math.max(...corners);
  assertExact(lo, hi);
  return lowered(arith(operator, left.expr, right.expr), { kind: 'range', lo, hi, name: null });
}

function division(
  operator: '/' | '%',
  left: Lowered,
  right: Lowered,
  expr: Extract<Syntax, { kind: 'binary' }>,
): Lowered {
  const bound = Math.max(Math.abs(lowest(left.type)), Math.abs(highest(left.type)));
  const lo = lowest(left.type) < 0 ? -bound : 0;
  const type: ValueType = { kind: 'range', lo, hi: bound, name: null };
  const nonzero = compare('!=', right.expr, constant(0));
  const error = failure('division', 'division by zero', expr.span);
  const divisor = right.expr.kind === 'const' && right.expr.value === 0 ? constant(1) : right.expr;
  return lowered(checked(nonzero, divide(operator, left.expr, divisor), error), type);
}

function lowerIn(left: Syntax, right: Syntax, scope: Scope): Expr {
  const inChannel = messageInChannel(left, right, scope);
  if (inChannel !== null) return inChannel;
  if (right.kind === 'set')
    return or(right.members.map(member => lowerEquality('==', left, member, scope)));
  const value = lowerExpr(left, scope);
  const named = typeOfName(right, scope);
  if (named !== null) return memberOfType(value, named);
  const set = lowerExpr(right, scope);
  if (set.type.kind !== 'set') throw new Error('`in` needs a set');
  const of = set.type.of;
  const base = plain(value, left);
  const index = arith('-', base.expr, constant(lowest(of)));
  return and([memberOfType(base, of), hasMember(set.expr, index)]);
}

function memberOfType(value: Lowered, type: ValueType): Expr {
  if (value.type.kind !== 'nullable' && within(value.type, type)) return TRUE;
  if (value.type.kind === 'nullable') return compare('!=', value.expr, constant(0));
  return and([
    compare('>=', value.expr, constant(lowest(type))),
    compare('<=', value.expr, constant(highest(type))),
  ]);
}

function lowerIf(
  expr: Extract<Syntax, { kind: 'if' }>,
  scope: Scope,
  expected: ValueType | null,
): Lowered {
  const condition = lowerCondition(expr.condition, scope);
  if (condition.kind === 'const') {
    return lowerExpr(condition.value !== 0 ? expr.then : expr.otherwise, scope, expected);
  }
  const then = lowerExpr(expr.then, scope, expected);
  const otherwise = lowerExpr(expr.otherwise, scope, expected ?? then.type);
  const type = join(then.type, otherwise.type);
  return lowered(
    ite(
      condition,
      coerce(then, type, expr.then.span),
      coerce(otherwise, type, expr.otherwise.span),
    ),
    type,
  );
}

/** The type both branches fit in. */
function join(left: ValueType, right: ValueType): ValueType {
  if (left.kind === 'nullable') return left;
  if (right.kind === 'nullable') return right;
  if (left.kind !== 'range' || right.kind !== 'range') return left;
  return {
    kind: 'range',
    lo: Math.min(left.lo, right.lo),
    hi: Math.max(left.hi, right.hi),
    name: null,
  };
}

// ---------------------------------------------------------------- literals and quantifiers

function lowerSet(
  expr: Extract<Syntax, { kind: 'set' }>,
  scope: Scope,
  expected: ValueType | null,
): Lowered {
  const members = expr.members.map(member => ({ syntax: member, value: lowerExpr(member, scope) }));
  const of =
    expected?.kind === 'set'
      ? expected.of
      : members.map(m => m.value.type).reduce(join, BOOL_OR(members));
  const bits = members.map(m => arith('<<', constant(1), embed(m.value, of, m.syntax.span)));
  return lowered(
    bits.reduce((set, bit) => arith('|', set, bit), constant(0)),
    { kind: 'set', of },
  );
}

function BOOL_OR(members: readonly { readonly value: Lowered }[]): ValueType {
  return members[0]?.value.type ?? BOOL;
}

function lowerRecord(expr: Extract<Syntax, { kind: 'record' }>, scope: Scope): Lowered {
  const staticType = scope.builder.model.types.get(expr);
  if (staticType?.kind !== 'record') throw new Error('a record literal without a type');
  const type = valueType(staticType.type, scope);
  if (type.kind !== 'record') throw new Error('a record literal without a type');
  const terms = type.fields.map(field => {
    const given = expr.fields.find(f => f.name.text === field.name);
    if (given === undefined) return constant(0);
    const index = embed(lowerExpr(given.value, scope, field.type), field.type, given.value.span);
    return arith('*', index, constant(field.weight));
  });
  return lowered(
    terms.reduce((sum, term) => arith('+', sum, term), constant(0)),
    type,
  );
}

function lowerQuantified(expr: Extract<Syntax, { kind: 'quantified' }>, scope: Scope): Lowered {
  const symbol = scope.builder.model.refs.get(expr.variable);
  if (symbol === undefined) throw new Error(`unbound quantifier variable ${expr.variable.text}`);
  const items = domainValues(expr.domain, scope).map(({ value, when }) => ({
    when,
    body: () => lowerExpr(expr.body, withValue(scope, symbol, value)),
  }));
  switch (expr.quantifier) {
    case 'all':
      return truthOf(and(items.map(i => implies(i.when, i.body().expr))));
    case 'some':
      return truthOf(or(items.map(i => and([i.when, i.body().expr]))));
    case 'no':
      return truthOf(not(or(items.map(i => and([i.when, i.body().expr])))));
    case 'count':
      return items
        .map(i =>
          lowered(and([i.when, i.body().expr]), { kind: 'range', lo: 0, hi: 1, name: null }),
        )
        .reduce((sum, one) => arithmetic('+', sum, one), number(0));
    case 'sum':
      return items
        .map(i => guarded(i.when, i.body()))
        .reduce((sum, one) => arithmetic('+', sum, one), number(0));
    case 'max':
    case 'min':
      return extreme(expr.quantifier, items, expr);
  }
}

function guarded(when: Expr, value: Lowered): Lowered {
  if (when.kind === 'const') return when.value !== 0 ? value : number(0);
  const type: ValueType = {
    kind: 'range',
    lo: Math.min(0, lowest(value.type)),
    hi: Math.max(0, highest(value.type)),
    name: null,
  };
  return lowered(ite(when, value.expr, constant(0)), type);
}

/** `max`/`min` over a type; over a set expression the empty set gives the worst value of the type. */
function extreme(
  operator: 'max' | 'min',
  items: readonly { readonly when: Expr; readonly body: () => Lowered }[],
  expr: Syntax,
): Lowered {
  const values = items.map(i => ({ when: i.when, value: plain(i.body(), expr) }));
  const lo = Math.min(...values.map(v => lowest(v.value.type)));
  const hi = Math.max(...values.map(v => highest(v.value.type)));
  const worst = constant(operator === 'max' ? lo : hi);
  const terms = values.map(v => ite(v.when, v.value.expr, worst));
  const first = terms[0] ?? worst;
  return lowered(
    terms.slice(1).reduce((best, term) => arith(operator, best, term), first),
    { kind: 'range', lo, hi, name: null },
  );
}
