// Expressions and patterns as text on one line. In: tree nodes. Out: canonical text with no more brackets
// than needed, except that quantifiers and conditionals are bracketed wherever something is around them.

import type { AttemptExpr, BinaryOperator, Expr, Name, Pattern } from '../tree.ts';

/** Where the text stands. */
export interface Place {
  /** `t at L, M` may be written without braces: nothing around it uses commas. */
  readonly wide: boolean;
  /** No blanks around arithmetic: in ranges, `0..N-1`. */
  readonly tight: boolean;
}

export const WIDE: Place = { wide: true, tight: false };
export const NARROW: Place = { wide: false, tight: false };
export const TIGHT: Place = { wide: false, tight: true };

const LEVELS: Readonly<Record<BinaryOperator, number>> = {
  implies: 1,
  or: 2,
  and: 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  in: 5,
  '+': 6,
  '-': 6,
  '&': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};
const NOT = 4;
const COMPARISON = 5;
const NEGATION = 8;
const PRIMARY = 9;

/** `level`: how tightly the surroundings bind; a looser expression gets brackets. */
export function expr(node: Expr, place: Place, level = 0): string {
  const own = levelOf(node);
  if (own < level) return `(${expr(node, WIDE)})`;
  switch (node.kind) {
    case 'binary':
      return binary(node.operator, node.left, node.right, place);
    case 'unary':
      return unary(node, place);
    case 'quantified': {
      const { quantifier, variable, domain, body } = node;
      return `${quantifier} ${variable.text} in ${expr(domain, NARROW)}: ${expr(body, loosen(place))}`;
    }
    case 'if': {
      const { condition, then, otherwise } = node;
      return `if ${expr(condition, WIDE)} then ${expr(then, WIDE)} else ${expr(otherwise, loosen(place))}`;
    }
    case 'cas':
    case 'try_send':
    case 'try_recv':
      return attempt(node);
    default:
      return simple(node, place);
  }
}

function loosen(place: Place): Place {
  return { ...place, tight: false };
}

function levelOf(node: Expr): number {
  switch (node.kind) {
    case 'binary':
      return LEVELS[node.operator];
    case 'unary':
      if (node.operator === '-') return NEGATION;
      return isIn(node.operand) ? COMPARISON : NOT;
    case 'quantified':
    case 'if':
    case 'try_send':
    case 'try_recv':
      return 0;
    default:
      return PRIMARY;
  }
}

function isIn(node: Expr): node is Expr & { readonly kind: 'binary' } {
  return node.kind === 'binary' && node.operator === 'in';
}

function binary(operator: string, left: Expr, right: Expr, place: Place): string {
  const level = LEVELS[(operator === 'not in' ? 'in' : operator) as BinaryOperator];
  // Comparisons do not chain, `implies` groups to the right, the others to the left.
  const leftLevel = level === COMPARISON || operator === 'implies' ? level + 1 : level;
  const rightLevel = operator === 'implies' ? level : level + 1;
  const sign = place.tight && level > COMPARISON ? operator : ` ${operator} `;
  return `${expr(left, place, Math.max(1, leftLevel))}${sign}${expr(right, place, Math.max(1, rightLevel))}`;
}

function unary(node: Expr & { readonly kind: 'unary' }, place: Place): string {
  const { operator, operand } = node;
  if (operator === '-') return `-${expr(operand, place, NEGATION)}`;
  if (isIn(operand)) return binary('not in', operand.left, operand.right, place);
  return `not ${expr(operand, place, COMPARISON)}`;
}

type Simple = Exclude<
  Expr,
  AttemptExpr | { readonly kind: 'binary' | 'unary' | 'quantified' | 'if' }
>;

function simple(node: Simple, place: Place): string {
  switch (node.kind) {
    case 'number':
    case 'bool':
      return String(node.value);
    case 'null':
      return 'null';
    case 'wildcard':
      return '_';
    case 'name':
      return node.name.text;
    case 'member':
      return `${expr(node.base, place, PRIMARY)}.${node.member.text}`;
    case 'index':
      return `${expr(node.base, place, PRIMARY)}[${list(node.args)}]`;
    case 'apply':
      return `${node.name.text}(${list(node.args)})`;
    case 'set':
      return node.members.length === 0 ? '{}' : `{ ${list(node.members)} }`;
    case 'record': {
      const fields = node.fields.map(({ name, value }) => `${name.text}: ${expr(value, NARROW)}`);
      return `{ ${fields.join(', ')} }`;
    }
    case 'full':
      return `all ${node.type.text}`;
    case 'at':
      return `${expr(node.thread, place, PRIMARY)} at ${locations(node.locations, place)}`;
    case 'status':
      return `${expr(node.thread, place, PRIMARY)} ${node.status}`;
    case 'pick':
      return `?${expr(node.target, NARROW)}${inDomain(node.domain)}`;
  }
}

function locations(names: readonly Name[], place: Place): string {
  const text = nameList(names);
  return place.wide || names.length === 1 ? text : `{ ${text} }`;
}

export function nameList(names: readonly Name[]): string {
  return names.map(name => name.text).join(', ');
}

/** Expressions with commas between them. */
export function list(nodes: readonly Expr[]): string {
  return nodes.map(node => expr(node, NARROW)).join(', ');
}

export function attempt(node: AttemptExpr): string {
  switch (node.kind) {
    case 'cas':
      return `cas(${list([node.target, node.expected, node.value])})`;
    case 'try_send':
      return `try_send ${expr(node.channel, NARROW)} ${expr(node.message, NARROW)}`;
    case 'try_recv':
      return `try_recv ${expr(node.channel, NARROW)} ${pattern(node.pattern)}`;
  }
}

export function pattern(node: Pattern): string {
  switch (node.kind) {
    case 'bind':
      return `?${expr(node.target, NARROW)}${inDomain(node.domain)}`;
    case 'any':
      return '_';
    case 'other':
      return 'other';
    case 'equal':
      return expr(node.value, NARROW);
    case 'message':
      return `${node.name.text}(${node.args.map(pattern).join(', ')})`;
    case 'record': {
      const fields = node.fields.map(field => `${field.name.text}: ${pattern(field.pattern)}`);
      return `{ ${fields.join(', ')} }`;
    }
  }
}

function inDomain(domain: Expr | null): string {
  return domain === null ? '' : ` in ${expr(domain, NARROW)}`;
}

/** On one line if it fits into `width`, else one line for each part of the outermost `and`, `or`, `implies`. */
export function conditionLines(node: Expr, width: number): string[] {
  const flat = expr(node, WIDE);
  if (flat.length <= width || node.kind !== 'binary' || node.operator === 'in') return [flat];
  const { operator } = node;
  if (operator !== 'and' && operator !== 'or' && operator !== 'implies') return [flat];
  const level = LEVELS[operator] + 1;
  const parts = operator === 'implies' ? rightParts(node) : leftParts(node, operator);
  const last = parts.length - 1;
  return parts.map((part, at) => {
    const text = expr(part, WIDE, operator === 'implies' && at === last ? 1 : level);
    return at === 0 ? text : `${operator} ${text}`;
  });
}

function leftParts(node: Expr, operator: BinaryOperator): Expr[] {
  if (node.kind !== 'binary' || node.operator !== operator) return [node];
  return [...leftParts(node.left, operator), node.right];
}

function rightParts(node: Expr): Expr[] {
  if (node.kind !== 'binary' || node.operator !== 'implies') return [node];
  return [node.left, ...rightParts(node.right)];
}
