// The direct parts of an expression that are expressions themselves. In: an expression. Out: its parts, in
// source order. Patterns inside of attempts are not entered.

import type { Expr } from '../syntax/tree.ts';

export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'name':
    case 'full':
    case 'wildcard':
      return [];
    case 'member':
      return [expr.base];
    case 'index':
      return [expr.base, ...expr.args];
    case 'apply':
      return expr.args;
    case 'unary':
      return [expr.operand];
    case 'binary':
      return [expr.left, expr.right];
    case 'if':
      return [expr.condition, expr.then, expr.otherwise];
    case 'set':
      return expr.members;
    case 'record':
      return expr.fields.map(field => field.value);
    case 'quantified':
      return [expr.domain, expr.body];
    case 'at':
    case 'status':
      return [expr.thread];
    case 'pick':
      return expr.domain === null ? [expr.target] : [expr.target, expr.domain];
    case 'cas':
      return [expr.target, expr.expected, expr.value];
    case 'try_send':
      return [expr.channel, expr.message];
    case 'try_recv':
      return [expr.channel];
  }
}
