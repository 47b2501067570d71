// Effects. In: a `block` node. Out: statements.

import type { Cst } from '../cst.ts';
import type { Statement, Verb } from '../tree.ts';
import { type Build, kid, nameOf, option, present, spanOf, textOf } from './context.ts';
import { attempt, expression, path } from './expressions.ts';
import { typeOf } from './types.ts';

/** A `block` node: `{ statements }`. */
export function blockOf(b: Build, block: Cst): Statement[] {
  return kid(block, 1).children.map(separated => statement(b, kid(kid(separated, 0), 0)));
}

function statement(b: Build, node: Cst): Statement {
  const span = spanOf(b, node);
  switch (node.rule) {
    case 'statement_verb':
      return { kind: 'verb', verb: textOf(b, node) as Verb, target: path(b, kid(node, 1)), span };
    case 'statement_assign':
      return assignment(b, node);
    case 'statement_assert':
      return { kind: 'assert', condition: expression(b, kid(node, 1)), span };
    case 'statement_if':
      return conditional(b, kid(node, 0));
    case 'statement_for':
      return {
        kind: 'for',
        variable: nameOf(b, kid(node, 1)),
        type: typeOf(b, kid(node, 3)),
        body: blockOf(b, kid(node, 4)),
        span,
      };
    case 'statement_place':
      return { kind: 'place', page: path(b, kid(node, 1)), ifAbsent: present(node, 2), span };
    case 'statement_push':
      return {
        kind: 'push',
        queue: path(b, kid(node, 1)),
        value: expression(b, kid(node, 3)),
        span,
      };
    case 'statement_pop':
      return { kind: 'pop', queue: path(b, kid(node, 1)), span };
    default:
      return { kind: 'attempt', attempt: attempt(b, kid(node, 0)), span };
  }
}

function assignment(b: Build, node: Cst): Statement {
  const target = path(b, kid(node, 0));
  const operator = textOf(b, kid(node, 1)) as '=' | '+=' | '-=';
  const assigned = kid(kid(node, 2), 0);
  const span = spanOf(b, node);
  if (assigned.rule === 'assigned_value') {
    return { kind: 'assign', target, operator, value: expression(b, kid(assigned, 0)), span };
  }
  if (operator !== '=') {
    b.diagnostics.push({
      code: 'MC1001',
      severity: 'error',
      span: spanOf(b, kid(node, 1)),
      message: `\`choose\` is assigned with '=', not with '${operator}'`,
    });
  }
  return { kind: 'choose', target, domain: expression(b, kid(assigned, 1)), span };
}

/** An `ifStatement` node. */
function conditional(b: Build, node: Cst): Statement {
  const branch = option(node, 3);
  return {
    kind: 'if',
    condition: expression(b, kid(node, 1)),
    then: blockOf(b, kid(node, 2)),
    otherwise: branch === null ? [] : elseBranch(b, kid(branch, 0)),
    span: spanOf(b, node),
  };
}

function elseBranch(b: Build, form: Cst): Statement[] {
  const body = kid(form, 1);
  return form.rule === 'elseBranch_if' ? [conditional(b, body)] : blockOf(b, body);
}
