// Patterns of `recv` and `take`. In: the pattern and the type of what it is matched against. Out: names
// resolved, types noted; variables that are bound count as written.

import type { Pattern } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { Type } from '../model.ts';
import { comparable, showType, withoutNull } from '../type.ts';
import { checkExpr } from './expr.ts';
import { constructorArity, messageNamed } from './message.ts';
import { checkBinding } from './pick.ts';
import { typeOf } from './type-expr.ts';
import { didYouMean } from './unknown.ts';

export function checkPattern(env: Env, pattern: Pattern, type: Type): void {
  if (pattern.kind === 'other') {
    error(
      env.check,
      'MC2018',
      pattern.span,
      '`other` is what no other `recv` at this location takes: it stands alone after `recv ch`',
    );
  }
  checkRecvPattern(env, pattern, type);
}

/** The whole pattern of a `recv`, which may be `other`. */
export function checkRecvPattern(env: Env, pattern: Pattern, type: Type): void {
  env.check.patternTypes.set(pattern, type);
  switch (pattern.kind) {
    case 'any':
    case 'other':
      return;
    case 'bind':
      checkBinding(env, pattern.target, pattern.domain, type);
      return;
    case 'equal': {
      const value = checkExpr(env, pattern.value, type);
      if (!comparable(value, type)) {
        error(
          env.check,
          'MC2007',
          pattern.span,
          `what arrives is ${showType(type)}, this is ${showType(value)}`,
        );
      }
      return;
    }
    case 'message':
      checkMessage(env, pattern, type);
      return;
    case 'record':
      checkFields(env, pattern, type);
  }
}

function checkMessage(env: Env, pattern: Extract<Pattern, { kind: 'message' }>, type: Type): void {
  const member = messageNamed(env, pattern.name.text, type);
  if (member === null) {
    const plain = withoutNull(type);
    if (plain.kind === 'unknown') return;
    const names = plain.kind === 'enum' ? plain.type.members.map(member => member.name.text) : [];
    error(
      env.check,
      'MC2001',
      pattern.name.span,
      `no message '${pattern.name.text}' can arrive here`,
      {
        help: didYouMean(pattern.name.text, names),
      },
    );
    return;
  }
  env.check.refs.set(pattern.name, member);
  constructorArity(env, member, pattern.args.length, pattern.span);
  const parameters = member.of.members[member.ordinal]?.parameters ?? [];
  pattern.args.forEach((arg, i) => {
    const parameter = parameters[i];
    if (parameter !== undefined) checkPattern(env, arg, typeOf(env, parameter.type));
  });
}

function checkFields(env: Env, pattern: Extract<Pattern, { kind: 'record' }>, type: Type): void {
  const record = withoutNull(type);
  if (record.kind === 'unknown') return;
  if (record.kind !== 'record') {
    error(env.check, 'MC2007', pattern.span, `what arrives is ${showType(type)}, not a record`);
    return;
  }
  for (const { name, pattern: inner } of pattern.fields) {
    const field = record.type.fields.find(candidate => candidate.name.text === name.text);
    if (field === undefined) {
      const help = didYouMean(
        name.text,
        record.type.fields.map(candidate => candidate.name.text),
      );
      error(env.check, 'MC2005', name.span, `the record has no field '${name.text}'`, { help });
      continue;
    }
    env.check.refs.set(name, { kind: 'field', name: name.text });
    checkPattern(env, inner, typeOf(env, field.type));
  }
}
