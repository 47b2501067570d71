// Expressions, paths, patterns. In: nodes of the concrete syntax tree, where an expression is a flat list
// of operands and operators. Out: tree expressions, shaped by precedence climbing (Richards 1979; Pratt
// 1973). Comparisons do not chain: `a < b < c` is an error.

import type { Cst } from '../cst.ts';
import { MAX_NESTING, tooDeep } from '../limits.ts';
import type { AttemptExpr, BinaryOperator, Expr, FieldPattern, Name, Pattern } from '../tree.ts';
import {
  type Build,
  elements,
  kid,
  nameOf,
  namesOf,
  option,
  spanAcross,
  spanOf,
  textOf,
} from './context.ts';

const LEVELS: Readonly<Record<string, number>> = {
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
  'not in': 5,
  '+': 6,
  '-': 6,
  '&': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};
const COMPARISON = 5;
const MAX_OPERATORS = 1000;

/** A `condition`, `value` or `sum` node. */
export function expression(b: Build, node: Cst): Expr {
  const operands = elements(node);
  const operators = kid(node, 1).children;
  const single = operands[0];
  if (operators.length === 0 && single !== undefined && kid(single, 0).children.length === 0) {
    return baseOf(b, kid(single, 1));
  }
  const prefixes = operands.map(operand => kid(operand, 0).children.length);
  if (operators.length > MAX_OPERATORS || Math.max(...prefixes) > MAX_NESTING) {
    b.diagnostics.push({
      ...tooDeep(b.tokens, node.start),
      message: 'this expression is too long',
    });
    return { kind: 'null', span: spanOf(b, node) };
  }
  return climb({ b, operands, operators, at: 0, prefix: 0 }, 0);
}

/** Where precedence climbing stands: before operand `at`, of which `prefix` prefixes are consumed. */
interface Cursor {
  readonly b: Build;
  readonly operands: readonly Cst[];
  readonly operators: readonly Cst[];
  at: number;
  prefix: number;
}

function climb(cursor: Cursor, lowest: number): Expr {
  let left = unary(cursor);
  let compared = false;
  for (;;) {
    const token = cursor.operators[cursor.at - 1];
    if (token === undefined) return left;
    const operator = textOf(cursor.b, token).replace(/\s+/, ' ');
    const level = LEVELS[operator] ?? 0;
    if (level < lowest) return left;
    if (level === COMPARISON && compared) reportChain(cursor.b, token, operator);
    compared = level === COMPARISON;
    const right = climb(cursor, operator === 'implies' ? level : level + 1);
    left = combine(operator, left, right);
  }
}

/** Consumes one operand with its prefixes; `not` reaches over the comparison that follows. */
function unary(cursor: Cursor): Expr {
  const operand = cursor.operands[cursor.at];
  if (operand === undefined) throw new Error('an operator without an operand');
  const token = kid(operand, 0).children[cursor.prefix];
  if (token === undefined) {
    cursor.at++;
    cursor.prefix = 0;
    return baseOf(cursor.b, kid(operand, 1));
  }
  cursor.prefix++;
  const operator = textOf(cursor.b, token) === 'not' ? 'not' : '-';
  const inner = operator === 'not' ? climb(cursor, COMPARISON) : unary(cursor);
  const span = { ...inner.span, start: spanOf(cursor.b, token).start };
  return { kind: 'unary', operator, operand: inner, span };
}

function combine(operator: string, left: Expr, right: Expr): Expr {
  const span = { ...left.span, end: right.span.end };
  if (operator !== 'not in') {
    return { kind: 'binary', operator: operator as BinaryOperator, left, right, span };
  }
  const inside: Expr = { kind: 'binary', operator: 'in', left, right, span };
  return { kind: 'unary', operator: 'not', operand: inside, span };
}

function reportChain(b: Build, token: Cst, operator: string): void {
  b.diagnostics.push({
    code: 'MC1006',
    severity: 'error',
    span: spanOf(b, token),
    message: `comparisons do not chain: this '${operator}' follows another one`,
    help: 'Write `a < b and b < c`, or put one comparison in ( ).',
  });
}

/** A `base` or `wideBase` node. */
function baseOf(b: Build, node: Cst): Expr {
  const inner = kid(node, 0);
  const span = spanOf(b, inner);
  switch (inner.rule) {
    case 'plain':
    case 'widePlain':
      return plain(b, inner);
    case 'quantified':
    case 'wideQuantified':
      return {
        kind: 'quantified',
        quantifier: textOf(b, inner) as 'all',
        variable: nameOf(b, kid(inner, 1)),
        domain: expression(b, kid(inner, 3)),
        body: expression(b, kid(inner, 5)),
        span,
      };
    case 'conditional':
    case 'wideConditional':
      return {
        kind: 'if',
        condition: expression(b, kid(inner, 1)),
        then: expression(b, kid(inner, 3)),
        otherwise: expression(b, kid(inner, 5)),
        span,
      };
    case 'full':
      return { kind: 'full', type: nameOf(b, kid(inner, 1)), span };
    default:
      return attempt(b, inner);
  }
}

/** An `attempt` node: `cas(...)`, `try_send ...`, `try_recv ...`. */
export function attempt(b: Build, node: Cst): AttemptExpr {
  const form = kid(node, 0);
  const span = spanOf(b, form);
  switch (form.rule) {
    case 'attempt_cas':
      return {
        kind: 'cas',
        target: path(b, kid(form, 2)),
        expected: expression(b, kid(form, 4)),
        value: expression(b, kid(form, 6)),
        span,
      };
    case 'attempt_send':
      return {
        kind: 'try_send',
        channel: path(b, kid(form, 1)),
        message: expression(b, kid(form, 2)),
        span,
      };
    default:
      return {
        kind: 'try_recv',
        channel: path(b, kid(form, 1)),
        pattern: pattern(b, kid(form, 2)),
        span,
      };
  }
}

function plain(b: Build, node: Cst): Expr {
  const base = stepped(b, primary(b, kid(node, 0)), kid(node, 1));
  const spot = option(node, 2);
  if (spot === null) return base;
  const form = kid(spot, 0);
  const span = spanAcross(b, node, spot);
  if (form.rule.endsWith('_status')) {
    return { kind: 'status', thread: base, status: textOf(b, form) as 'blocked', span };
  }
  return { kind: 'at', thread: base, locations: spotNames(b, form), span };
}

function spotNames(b: Build, form: Cst): Name[] {
  if (form.rule.endsWith('_set')) return namesOf(b, kid(form, 2));
  if (form.rule.endsWith('_list')) return namesOf(b, kid(form, 1));
  return [nameOf(b, kid(form, 1))];
}

/** A `path` node: a name with members and indices. */
export function path(b: Build, node: Cst): Expr {
  return stepped(b, nameExpr(b, kid(node, 0)), kid(node, 1));
}

function nameExpr(b: Build, token: Cst): Expr {
  const name = nameOf(b, token);
  return { kind: 'name', name, span: name.span };
}

function stepped(b: Build, base: Expr, steps: Cst): Expr {
  let result = base;
  for (const step of steps.children) {
    const form = kid(step, 0);
    const span = { ...base.span, end: spanOf(b, step).end };
    if (form.rule === 'step_member') {
      result = { kind: 'member', base: result, member: nameOf(b, kid(form, 1)), span };
    } else {
      const args = elements(form, 1).map(arg => indexArg(b, kid(arg, 0)));
      result = { kind: 'index', base: result, args, span };
    }
  }
  return result;
}

function indexArg(b: Build, form: Cst): Expr {
  if (form.rule === 'indexArg_value') return expression(b, kid(form, 0));
  return {
    kind: 'pick',
    target: path(b, kid(form, 1)),
    domain: domainOf(b, option(form, 2)),
    span: spanOf(b, form),
  };
}

function domainOf(b: Build, domain: Cst | null): Expr | null {
  return domain === null ? null : expression(b, kid(domain, 1));
}

function primary(b: Build, node: Cst): Expr {
  const inner = kid(node, 0);
  const span = spanOf(b, inner);
  switch (inner.rule) {
    case '_terminal':
      return word(b, inner);
    case 'apply':
      return {
        kind: 'apply',
        name: nameOf(b, kid(inner, 0)),
        args: valuesOf(b, option(inner, 2)),
        span,
      };
    case 'paren':
      return { ...expression(b, kid(inner, 1)), span };
    case 'record':
      return {
        kind: 'record',
        fields: elements(inner, 1).map(field => ({
          name: nameOf(b, kid(field, 0)),
          value: expression(b, kid(field, 2)),
        })),
        span,
      };
    default:
      return { kind: 'set', members: valuesOf(b, option(inner, 1)), span };
  }
}

/** A single token: a name, a number or a constant word. */
function word(b: Build, token: Cst): Expr {
  const text = textOf(b, token);
  const span = spanOf(b, token);
  switch (text) {
    case 'true':
    case 'false':
      return { kind: 'bool', value: text === 'true', span };
    case 'null':
      return { kind: 'null', span };
    case '_':
      return { kind: 'wildcard', span };
    default:
      return /^[0-9]/.test(text) ? number(b, token, text) : nameExpr(b, token);
  }
}

function number(b: Build, token: Cst, text: string): Expr {
  const span = spanOf(b, token);
  const value = Number(text);
  if (value > 0x7fffffff) {
    b.diagnostics.push({
      code: 'MC1007',
      severity: 'error',
      span,
      message: 'this number is too large',
      why: 'Every value is a 32-bit integer: at most 2147483647.',
    });
  }
  return { kind: 'number', value, span };
}

/** The expressions of an optional `values` node. */
export function valuesOf(b: Build, node: Cst | null): Expr[] {
  return node === null ? [] : elements(node).map(element => expression(b, element));
}

/** A `pattern` node. */
export function pattern(b: Build, node: Cst): Pattern {
  const form = kid(node, 0);
  const span = spanOf(b, form);
  switch (form.rule) {
    case 'pattern_bind':
      return {
        kind: 'bind',
        target: path(b, kid(form, 1)),
        domain: domainOf(b, option(form, 2)),
        span,
      };
    case 'pattern_any':
      return { kind: 'any', span };
    case 'pattern_other':
      return { kind: 'other', span };
    case 'pattern_message':
      return { kind: 'message', name: nameOf(b, kid(form, 0)), args: argPatterns(b, form), span };
    case 'pattern_record':
      return {
        kind: 'record',
        fields: elements(form, 1).map(field => fieldPattern(b, field)),
        span,
      };
    default:
      return { kind: 'equal', value: expression(b, kid(form, 0)), span };
  }
}

function argPatterns(b: Build, form: Cst): Pattern[] {
  const list = option(form, 2);
  return list === null ? [] : elements(list).map(element => pattern(b, element));
}

function fieldPattern(b: Build, node: Cst): FieldPattern {
  return {
    name: nameOf(b, kid(node, 0)),
    pattern: pattern(b, kid(node, 2)),
    span: spanOf(b, node),
  };
}
