// Messages: constructors with arguments. In: a name or an application where a message type is expected.
// Out: the constructor, and its arguments checked.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr } from '../../syntax/tree.ts';
import { type Env, error, nameOf } from '../checking.ts';
import type { ConstructorSymbol, Type } from '../model.ts';
import { withoutNull } from '../type.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { checkPick } from './pick.ts';
import { typeOf } from './type-expr.ts';

/** The constructor of this name in a message type; null if the type has none. */
export function messageNamed(env: Env, name: string, type: Type): ConstructorSymbol | null {
  const message = withoutNull(type);
  if (message.kind !== 'enum') return null;
  for (const candidate of env.check.constructors.get(name) ?? []) {
    if (candidate.kind === 'constructor' && candidate.of === message.type) return candidate;
  }
  return null;
}

/** `RAM(0)`; returns its type. */
export function checkConstruction(
  env: Env,
  member: ConstructorSymbol,
  expr: Extract<Expr, { kind: 'apply' }>,
): Type {
  constructorArity(env, member, expr.args.length, expr.span);
  const parameters = member.of.members[member.ordinal]?.parameters ?? [];
  expr.args.forEach((arg, i) => {
    const parameter = parameters[i];
    if (parameter === undefined) {
      if (arg.kind !== 'pick' && arg.kind !== 'wildcard') checkExpr(env, arg, null);
      return;
    }
    const type = typeOf(env, parameter.type);
    if (arg.kind === 'pick') checkPick(env, arg, type);
    else expectType(env, arg, type, `'${parameter.name.text}' of ${nameOf(member)}`);
  });
  return { kind: 'enum', type: member.of };
}

export function constructorArity(
  env: Env,
  member: ConstructorSymbol,
  given: number,
  span: Span,
): boolean {
  const wanted = member.of.members[member.ordinal]?.parameters.length ?? 0;
  if (wanted === given) return true;
  const name = nameOf(member);
  const message =
    wanted === 0
      ? `'${name}' takes no arguments`
      : `'${name}' takes ${wanted === 1 ? 'one argument' : `${wanted} arguments`}, not ${given}`;
  error(env.check, 'MC2010', span, message);
  return false;
}
