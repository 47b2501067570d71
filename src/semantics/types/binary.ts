// Operators. In: a binary expression. Out: its type; reports operands that do not fit.

import type { Expr } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { Type } from '../model.ts';
import { BOOL, comparable, INT, setOf, showType, UNKNOWN, withoutNull } from '../type.ts';
import { isValueName } from './constructor.ts';
import { checkEntityComparison, isEntityQuestion } from './entity-compare.ts';
import { expectBool, expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { checkMessageIn } from './message-in.ts';

type Binary = Extract<Expr, { kind: 'binary' }>;

export function checkBinary(env: Env, expr: Binary, expected: Type | null): Type {
  switch (expr.operator) {
    case 'implies':
    case 'or':
    case 'and':
      expectBool(env, expr.left, `the left of \`${expr.operator}\``);
      expectBool(env, expr.right, `the right of \`${expr.operator}\``);
      return BOOL;
    case '==':
    case '!=':
      return checkEquality(env, expr);
    case '<':
    case '<=':
    case '>':
    case '>=':
      numbers(env, expr);
      return BOOL;
    case 'in':
      return checkIn(env, expr);
    case '+':
    case '-':
    case '&':
      return checkSum(env, expr, expected);
    case '*':
    case '/':
    case '%':
      numbers(env, expr);
      return INT;
  }
}

function numbers(env: Env, expr: Binary): void {
  expectType(env, expr.left, INT, `the left of \`${expr.operator}\``);
  expectType(env, expr.right, INT, `the right of \`${expr.operator}\``);
}

function checkEquality(env: Env, expr: Binary): Type {
  if (isEntityQuestion(env, expr.left) || isEntityQuestion(env, expr.right)) {
    checkEntityComparison(env, expr);
    return BOOL;
  }
  const [left, right] = bothSides(env, expr.left, expr.right);
  if (left.kind === 'entity' || right.kind === 'entity') {
    const side = left.kind === 'entity' ? expr.left : expr.right;
    error(env.check, 'MC2008', side.span, 'this is not a value and cannot be compared');
  } else if (!comparable(left, right) || isNeverNull(left, right) || isNeverNull(right, left)) {
    reportUnlike(env, expr, left, right);
  } else if (isBare(left) && isBare(right)) {
    error(env.check, 'MC2015', expr.span, 'nothing here says of which type these are');
  }
  return BOOL;
}

function reportUnlike(env: Env, expr: Binary, left: Type, right: Type): void {
  if (left.kind === 'scalar' || right.kind === 'scalar') {
    const number = left.kind === 'scalar' ? expr.right : expr.left;
    const message = 'a symmetric type has no constants: this compares it with something else';
    error(env.check, 'MC2016', number.span, message);
    return;
  }
  error(
    env.check,
    'MC2007',
    expr.span,
    `the left is ${showType(left)}, the right is ${showType(right)}`,
  );
}

/** Compared with `null` without being able to be null. */
function isNeverNull(type: Type, other: Type): boolean {
  const isNull = other.kind === 'nullable' && other.of === null;
  return isNull && type.kind !== 'nullable' && type.kind !== 'unknown';
}

function isBare(type: Type): boolean {
  return (type.kind === 'set' || type.kind === 'nullable') && type.of === null;
}

/** Checks both sides; the one that can be understood alone tells the other what is expected. */
function bothSides(env: Env, left: Expr, right: Expr): [Type, Type] {
  if (needsContext(env, left) && !needsContext(env, right)) {
    const known = checkExpr(env, right, null);
    return [checkExpr(env, left, known), known];
  }
  const known = checkExpr(env, left, null);
  return [known, checkExpr(env, right, known)];
}

function needsContext(env: Env, expr: Expr): boolean {
  switch (expr.kind) {
    case 'name':
      return isValueName(env, expr.name);
    case 'apply':
      return isValueName(env, expr.name);
    case 'set':
    case 'record':
    case 'null':
      return true;
    case 'if':
      return needsContext(env, expr.then) && needsContext(env, expr.otherwise);
    default:
      return false;
  }
}

function checkIn(env: Env, expr: Binary): Type {
  if (checkMessageIn(env, expr)) return BOOL;
  if (needsContext(env, expr.left) && !needsContext(env, expr.right)) {
    const set = checkExpr(env, expr.right, null);
    const of = elementOf(env, set, expr.right);
    if (of !== null) expectType(env, expr.left, of, 'the left of `in`');
    return BOOL;
  }
  const member = withoutNull(checkExpr(env, expr.left, null));
  const set = checkExpr(env, expr.right, setOf(member));
  const of = elementOf(env, set, expr.right);
  if (of !== null && !comparable(member, of)) {
    error(
      env.check,
      'MC2007',
      expr.left.span,
      `the set holds ${showType(of)}, this is ${showType(member)}`,
    );
  }
  return BOOL;
}

/** What the members of a set are; null if that is not known. */
function elementOf(env: Env, type: Type, set: Expr): Type | null {
  if (type.kind === 'set') return type.of;
  if (type.kind !== 'unknown') {
    error(
      env.check,
      'MC2007',
      set.span,
      `the right of \`in\` must be a set, a type or a channel, this is ${showType(type)}`,
    );
  }
  return null;
}

/** `+` and `-` of numbers or sets, `&` of sets. */
function checkSum(env: Env, expr: Binary, expected: Type | null): Type {
  const wanted = expected?.kind === 'set' ? expected : null;
  const left = checkExpr(env, expr.left, wanted);
  if (left.kind === 'set') {
    const right = expectType(env, expr.right, left, `the right of \`${expr.operator}\``);
    return left.of === null && right.kind === 'set' ? right : left;
  }
  if (left.kind === 'unknown') {
    checkExpr(env, expr.right, wanted);
    return UNKNOWN;
  }
  if (expr.operator === '&') {
    error(
      env.check,
      'MC2007',
      expr.left.span,
      `the left of \`&\` must be a set, this is ${showType(left)}`,
    );
    checkExpr(env, expr.right, null);
    return UNKNOWN;
  }
  numberAlready(env, expr.left, left, expr.operator);
  expectType(env, expr.right, INT, `the right of \`${expr.operator}\``);
  return INT;
}

function numberAlready(env: Env, left: Expr, type: Type, operator: string): void {
  const plain = withoutNull(type);
  if (plain.kind === 'int' || plain.kind === 'unknown') return;
  const code = plain.kind === 'scalar' ? 'MC2016' : 'MC2007';
  error(
    env.check,
    code,
    left.span,
    `the left of \`${operator}\` must be a number or a set, this is ${showType(type)}`,
  );
}
