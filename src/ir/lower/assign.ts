// Assignments: `x = e`, `x[i] = e`, `r.f = e`. In: the target's path and a lowered value. Out: statements;
// a value that may lie outside the target's type carries the failure.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr as Syntax } from '../../syntax/tree.ts';
import type { Expr, Failure, Statement } from '../expr.ts';
import { arith, constant, not } from '../fold.ts';
import { iff } from '../fold-statement.ts';
import { highest, lowest, sizeOf, type ValueType } from '../value-type.ts';
import type { Cases, Entity, Lowered } from './entity.ts';
import { lowerExpr, readField, resolveArray } from './expression.ts';
import { arrayOffset, resolve } from './path.ts';
import type { Scope } from './scope.ts';
import { coerce, embed, failure, lowered, within } from './values.ts';

export function assignTo(
  target: Syntax,
  value: Lowered,
  span: Span,
  scope: Scope,
): readonly Statement[] {
  if (target.kind === 'member') {
    const symbol = scope.builder.model.refs.get(target.member);
    if (symbol?.kind === 'field') return assignField(target, symbol.name, value, span, scope);
  }
  if (target.kind === 'index') {
    const access = resolveArray(target, scope);
    if (access !== null) return assignElement(target, access.base, access.args, value, span, scope);
  }
  return overCases(resolve(target, scope), entity => assignScalar(entity, value, span, scope));
}

/** One statement list per instance; no instance is the path's failure. */
export function overCases(
  cases: Cases,
  statements: (entity: Entity) => readonly Statement[],
): readonly Statement[] {
  const otherwise: readonly Statement[] =
    cases.invalid === null
      ? []
      : [{ kind: 'require', condition: not(cases.invalid.when), failure: cases.invalid.failure }];
  return cases.cases.reduceRight<readonly Statement[]>(
    (rest, c) => iff(c.when, statements(c.entity), rest),
    otherwise,
  );
}

function assignScalar(
  entity: Entity,
  value: Lowered,
  span: Span,
  scope: Scope,
): readonly Statement[] {
  if (entity.kind !== 'scalar') throw new Error(`${entity.kind} cannot be assigned`);
  const expr = coerce(value, entity.type, span);
  return [
    {
      kind: 'assign',
      cell: entity.cell,
      value: expr,
      failure: rangeFailure(value, entity.type, entity.name, span, scope),
    },
  ];
}

/** null where the value's interval shows that it fits; a warning for a constant that never does. */
function rangeFailure(
  value: Lowered,
  type: ValueType,
  name: string,
  span: Span,
  scope: Scope,
): Failure | null {
  if (type.kind !== 'range') return null;
  const source = value.type.kind === 'nullable' ? value.type.of : value.type;
  if (within(source, type)) return null;
  // Of a constant only: `n += 1` under a guard may be meant for larger parameters.
  if (value.expr.kind === 'const') {
    warnAlways(name, type, span, scope);
  }
  return failure('range', `${name} would leave ${lowest(type)}..${highest(type)}`, span);
}

/** Once per place, however often it is expanded. */
function warnAlways(name: string, type: ValueType, span: Span, { builder }: Scope): void {
  const known = builder.diagnostics;
  if (known.some(d => d.severity === 'error' || d.span.start === span.start)) return;
  builder.report({
    code: 'MC3096',
    severity: 'warning',
    span,
    message: `this assignment takes ${name} out of ${lowest(type)}..${highest(type)} whenever it is reached`,
    why: 'A value outside its type is an error of the run: every run that takes this action ends here.',
    help: 'Assign a value of the type, or make the type larger.',
  });
}

function assignElement(
  target: Extract<Syntax, { kind: 'index' }>,
  base: Cases,
  indices: readonly Syntax[],
  value: Lowered,
  span: Span,
  scope: Scope,
): readonly Statement[] {
  return overCases(base, entity => {
    if (entity.kind !== 'array') throw new Error('not an array');
    const args = indices.map(arg => lowerExpr(arg, scope));
    const index = arrayOffset(entity.dims, args, indices);
    const count = entity.dims.reduce((product, dim) => product * sizeOf(dim), 1);
    const expr = coerce(value, entity.of, span);
    const range = rangeFailure(value, entity.of, entity.name, span, scope);
    if (index.kind === 'const' && index.value >= 0 && index.value < count) {
      return [{ kind: 'assign', cell: entity.first + index.value, value: expr, failure: range }];
    }
    const error = failure('index', `the index of ${entity.name} is out of range`, target.span);
    return [
      {
        kind: 'assign-element',
        first: entity.first,
        count,
        index,
        value: expr,
        failure: error,
        rangeFailure: range,
      },
    ];
  });
}

/** `r.f = e`: the record's value with one field exchanged. */
function assignField(
  target: Extract<Syntax, { kind: 'member' }>,
  name: string,
  value: Lowered,
  span: Span,
  scope: Scope,
): readonly Statement[] {
  const record = lowerExpr(target.base, scope);
  const field =
    record.type.kind === 'record' ? record.type.fields.find(f => f.name === name) : undefined;
  if (field === undefined) throw new Error(`no field ${name}`);
  const before: Expr = arith('-', readField(record, name).expr, constant(lowest(field.type)));
  const change = arith('-', embed(value, field.type, span), before);
  const next = arith('+', record.expr, arith('*', change, constant(field.weight)));
  return assignTo(target.base, lowered(next, record.type), span, scope);
}
