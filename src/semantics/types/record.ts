// Record values: `{ dev: d, idx: 0 }`. In: the literal and what is expected. Out: its type: the expected one,
// or the only record type of the model with these fields.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { RecordTypeExpr, Type } from '../model.ts';
import { showType, UNKNOWN, withoutNull } from '../type.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { typeOf } from './type-expr.ts';
import { didYouMean } from './unknown.ts';

type RecordExpr = Extract<Expr, { kind: 'record' }>;

export function checkRecord(env: Env, expr: RecordExpr, expected: Type | null): Type {
  const type = recordType(env, expr, expected);
  if (type === null) {
    for (const field of expr.fields) checkExpr(env, field.value, null);
    return UNKNOWN;
  }
  checkFields(env, expr, type);
  return { kind: 'record', type };
}

function recordType(env: Env, expr: RecordExpr, expected: Type | null): RecordTypeExpr | null {
  const wanted = expected === null ? null : withoutNull(expected);
  if (wanted?.kind === 'record') return wanted.type;
  if (wanted !== null && wanted.kind !== 'unknown') {
    error(env.check, 'MC2007', expr.span, `this must be ${showType(wanted)}, it is a record`);
    return null;
  }
  const names = new Set(expr.fields.map(field => field.name.text));
  const candidates = env.check.records.filter(
    record =>
      record.fields.length === names.size &&
      record.fields.every(field => names.has(field.name.text)),
  );
  if (candidates.length === 1) return candidates[0] ?? null;
  error(env.check, 'MC2015', expr.span, 'nothing here says which record type this is');
  return null;
}

function checkFields(env: Env, expr: RecordExpr, type: RecordTypeExpr): void {
  const given = new Set<string>();
  for (const { name, value } of expr.fields) {
    const field = type.fields.find(candidate => candidate.name.text === name.text);
    if (field === undefined) {
      const help = didYouMean(
        name.text,
        type.fields.map(candidate => candidate.name.text),
      );
      error(env.check, 'MC2005', name.span, `the record has no field '${name.text}'`, { help });
      checkExpr(env, value, null);
      continue;
    }
    if (given.has(name.text))
      error(env.check, 'MC2002', name.span, `field '${name.text}' is given twice`);
    given.add(name.text);
    env.check.refs.set(name, { kind: 'field', name: name.text });
    expectType(env, value, typeOf(env, field.type), `field '${name.text}'`);
  }
  const missing = type.fields
    .filter(field => !given.has(field.name.text))
    .map(field => `'${field.name.text}'`);
  if (missing.length === 0) return;
  error(env.check, 'MC2010', expr.span, `the record lacks ${missing.join(', ')}`, {
    help: 'In a pattern the fields that do not matter may be left out; a value has all of them.',
  });
}
