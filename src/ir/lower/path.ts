// Paths to what a model declares: `dst.multifd_recv[c].sem`, `main[to_dst_file]`, `x[i].field`. In: path
// syntax and a scope. Out: the entity, or one case per instance where an index depends on the state.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, TRUE } from '../expr.ts';
import { and, arith, compare, constant, equal, not, or } from '../fold.ts';
import { sizeOf, type ValueType } from '../value-type.ts';
import { type Case, type Cases, type Entity, type Lowered, single } from './entity.ts';
import { lowerExpr } from './expression.ts';
import { chooseMembers } from './members.ts';
import type { Scope } from './scope.ts';
import { failure, indexInto, valueAt, within } from './values.ts';

/** A path leads to what `only` leaves out under the chosen variant and parameters. */
export class LeftOut extends Error {
  readonly span: Span;

  constructor(name: string, span: Span) {
    super(`'${name}' does not exist here: its \`only\` leaves it out`);
    this.span = span;
  }
}

/**
 * The instances a path may mean. A path to a value is not an entity; use `lowerExpr` for those. Raises
 * LeftOut for what `only` leaves out.
 */
export function resolve(path: Syntax, scope: Scope): Cases {
  const found = resolveIfPresent(path, scope);
  for (const { entity } of found.cases) {
    if (entity.kind === 'absent') throw new LeftOut(entity.name, path.span);
  }
  return found;
}

/** Like `resolve`, for questions that have an answer without the object. */
export function resolveIfPresent(path: Syntax, scope: Scope): Cases {
  switch (path.kind) {
    case 'name': {
      const symbol = scope.builder.model.refs.get(path.name);
      const entity = symbol === undefined ? null : scope.frame.lookup(symbol);
      if (entity === null) throw new Error(`unbound name ${path.name.text}`);
      return single(entity);
    }
    case 'member':
      return mapCases(resolveIfPresent(path.base, scope), entity => memberOf(entity, path, scope));
    case 'index':
      return indexed(path, scope);
    default:
      throw new Error(`not a path: ${path.kind}`);
  }
}

function memberOf(base: Entity, path: Extract<Syntax, { kind: 'member' }>, scope: Scope): Entity {
  if (base.kind === 'absent') return base;
  const symbol = scope.builder.model.refs.get(path.member);
  if (symbol !== undefined && 'frame' in base) {
    const found = base.frame.own(symbol);
    if (found !== null) return found;
  }
  throw new Error(`unbound member ${path.member.text}`);
}

function mapCases(cases: Cases, map: (entity: Entity) => Entity): Cases {
  return { ...cases, cases: cases.cases.map(c => ({ ...c, entity: map(c.entity) })) };
}

function indexed(path: Extract<Syntax, { kind: 'index' }>, scope: Scope): Cases {
  const base = resolveIfPresent(path.base, scope);
  let invalid = base.invalid;
  const cases = base.cases.flatMap(outer => {
    if (outer.entity.kind === 'absent') return [outer];
    if (outer.entity.kind !== 'replicated') throw new Error('indexed entity is not replicated');
    const chosen = instances(outer.entity, path.args, scope);
    if (chosen.invalid !== null) {
      invalid = { when: and([outer.when, chosen.invalid.when]), failure: chosen.invalid.failure };
    }
    return chosen.cases.map(inner => ({
      when: and([outer.when, inner.when]),
      entity: inner.entity,
      picks: [...outer.picks, ...inner.picks],
    }));
  });
  return { cases, invalid };
}

function instances(
  entity: Extract<Entity, { kind: 'replicated' }>,
  args: readonly Syntax[],
  scope: Scope,
): Cases {
  let partial: { offset: number; when: Expr; picks: Case['picks'] }[] = [
    { offset: 0, when: TRUE, picks: [] },
  ];
  let invalid: Cases['invalid'] = null;
  entity.dims.forEach((dim, i) => {
    const arg = args[i] as Syntax;
    const options =
      arg.kind === 'pick' ? pickOptions(arg, dim, scope) : indexOptions(arg, dim, scope);
    if (options.invalid !== null) invalid = options.invalid;
    partial = partial.flatMap(before =>
      options.options.map(option => ({
        offset: before.offset * sizeOf(dim) + option.index,
        when: and([before.when, option.when]),
        picks: [...before.picks, ...option.picks],
      })),
    );
  });
  return {
    cases: partial.map(p => ({
      when: p.when,
      entity: entity.instances[p.offset] as Entity,
      picks: p.picks,
    })),
    invalid,
  };
}

interface Options {
  readonly options: readonly {
    readonly index: number;
    readonly when: Expr;
    readonly picks: Case['picks'];
  }[];
  readonly invalid: Cases['invalid'];
}

/** `?c` or `?c in S`: every member, to be assigned to c. */
function pickOptions(
  arg: Extract<Syntax, { kind: 'pick' }>,
  dim: ValueType,
  scope: Scope,
): Options {
  const members = chooseMembers(arg.domain, dim, scope);
  return {
    options: members.map(({ index, when }) => ({
      index,
      when,
      picks: [{ target: arg.target, value: valueAt(dim, index) }],
    })),
    invalid: null,
  };
}

function indexOptions(arg: Syntax, dim: ValueType, scope: Scope): Options {
  const value = lowerExpr(arg, scope);
  const constantIndex = constantIndexOf(value, dim);
  if (constantIndex !== null) {
    return { options: [{ index: constantIndex, when: TRUE, picks: [] }], invalid: null };
  }
  const count = sizeOf(dim);
  const options = Array.from({ length: count }, (_, index) => ({
    index,
    when: matches(value, dim, index),
    picks: [],
  }));
  return {
    options,
    invalid: invalidIndex(
      value,
      dim,
      options.map(o => o.when),
      arg,
    ),
  };
}

/** `value` is the member of `dim` at `index`; never fails. */
function matches(value: Lowered, dim: ValueType, index: number): Expr {
  const wanted = valueAt(dim, index).expr;
  if (value.type.kind !== 'nullable') return compare('==', value.expr, wanted);
  return equal(value.expr, index + 1);
}

function invalidIndex(
  value: Lowered,
  dim: ValueType,
  whens: readonly Expr[],
  arg: Syntax,
): Cases['invalid'] {
  if (value.type.kind === 'nullable') {
    return { when: equal(value.expr, 0), failure: failure('null', 'the index is null', arg.span) };
  }
  if (within(value.type, dim)) return null;
  return { when: not(or(whens)), failure: failure('index', 'the index is out of range', arg.span) };
}

function constantIndexOf(value: Lowered, dim: ValueType): number | null {
  if (value.expr.kind !== 'const' || value.type.kind === 'nullable') return null;
  const index = value.expr.value - (dim.kind === 'range' ? dim.lo : 0);
  return index >= 0 && index < sizeOf(dim) ? index : null;
}

/** Offset of an element in an array's cells: row-major, each index checked against its dimension. */
export function arrayOffset(
  dims: readonly ValueType[],
  args: readonly Lowered[],
  spans: readonly Syntax[],
): Expr {
  return dims.reduce<Expr>((offset, dim, i) => {
    const index = indexInto(args[i] as Lowered, dim, (spans[i] as Syntax).span);
    return arith('+', arith('*', offset, constant(sizeOf(dim))), index);
  }, constant(0));
}
