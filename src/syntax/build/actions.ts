// Actions, their operations, and `each`. In: nodes of the concrete syntax tree. Out: tree actions.

import type { Cst } from '../cst.ts';
import { annotationWords } from '../tokens.ts';
import type {
  ActionDecl,
  Annotation,
  CallOperation,
  EachDecl,
  FromClause,
  Guard,
  Operation,
  Outcome,
  Statement,
  Target,
  Timeout,
} from '../tree.ts';
import { type Build, elements, kid, nameOf, namesOf, option, spanOf, textOf } from './context.ts';
import { expression, path, pattern, valuesOf } from './expressions.ts';
import { blockOf } from './statements.ts';
import { clause, indexesOf, typeOf } from './types.ts';

export function actionOf(b: Build, node: Cst): ActionDecl {
  const kindWord = option(node, 0);
  const bound = option(node, 3);
  const route = option(node, 5);
  const from = route === null ? null : option(route, 0);
  const performed = performance(b, kid(kid(node, 7), 0));
  return {
    kind: 'action',
    class: kindWord === null ? 'system' : (textOf(b, kindWord) as ActionDecl['class']),
    name: nameOf(b, kid(node, 1)),
    index: indexesOf(b, node, 2),
    bound: bound === null ? null : expression(b, kid(bound, 2)),
    from: from === null ? null : fromClause(b, from),
    to: route === null ? null : target(b, kid(route, 2)),
    guard: guard(b, option(node, 6)),
    ...performed,
    annotations: [...performed.annotations, ...annotationsOf(b, kid(node, 8))],
    only: clause(b, node, 9),
    span: spanOf(b, node),
  };
}

/** An `each` node. */
export function eachOf(b: Build, node: Cst): EachDecl {
  const route = option(node, 4);
  return {
    kind: 'each',
    variable: nameOf(b, kid(node, 1)),
    type: typeOf(b, kid(node, 3)),
    from: route === null ? null : nameOf(b, kid(route, 1)),
    to: route === null ? null : nameOf(b, kid(route, 3)),
    items: kid(node, 6).children.map(item => {
      const inner = kid(item, 0);
      return inner.rule === 'each' ? eachOf(b, inner) : actionOf(b, inner);
    }),
    span: spanOf(b, node),
  };
}

function fromClause(b: Build, names: Cst): FromClause {
  const span = spanOf(b, names);
  const list = namesOf(b, names);
  if (list.length === 1 && list[0]?.text === 'anywhere') return { kind: 'anywhere', span };
  return { kind: 'names', names: list, span };
}

function target(b: Build, token: Cst): Target {
  const name = nameOf(b, token);
  if (name.text === 'same') return { kind: 'same', span: name.span };
  if (name.text === 'next') return { kind: 'next', span: name.span };
  return { kind: 'name', name, span: name.span };
}

function guard(b: Build, node: Cst | null): Guard | null {
  if (node === null) return null;
  return {
    form: textOf(b, node) as Guard['form'],
    condition: expression(b, kid(node, 1)),
    span: spanOf(b, node),
  };
}

type Performance = Pick<
  ActionDecl,
  'operation' | 'timeout' | 'effects' | 'outcomes' | 'annotations'
>;

/** A `performance_timed` or `performance_plain` node: what the action does. */
function performance(b: Build, node: Cst): Performance {
  const timed = node.rule === 'performance_timed';
  const first = timed ? 1 : 0;
  const operationNode = timed ? kid(node, 1) : option(node, 0);
  const effects = option(node, first + 2);
  return {
    operation: operationNode === null ? null : operation(b, kid(kid(operationNode, 0), 0)),
    annotations: annotationsOf(b, kid(node, first + 1)),
    effects: effects === null ? [] : blockOf(b, kid(effects, 1)),
    outcomes: effects === null ? [] : outcomesOf(b, option(effects, 2)),
    timeout: timed ? timeoutOf(b, kid(node, 4)) : null,
  };
}

function timeoutOf(b: Build, node: Cst): Timeout {
  const effects = option(node, 3);
  const statements: Statement[] = effects === null ? [] : blockOf(b, kid(effects, 1));
  return { to: target(b, kid(node, 2)), effects: statements, span: spanOf(b, node) };
}

function outcomesOf(b: Build, node: Cst | null): Outcome[] {
  if (node === null) return [];
  return elements(node, 1).map(outcome => ({
    to: target(b, kid(outcome, 0)),
    condition: expression(b, kid(outcome, 2)),
    span: spanOf(b, outcome),
  }));
}

function annotationsOf(b: Build, column: Cst): Annotation[] {
  return column.children.map(token => {
    const text = textOf(b, token);
    const name = /^@(\w+)/.exec(text)?.[1] ?? '';
    return { name, args: annotationWords(text), span: spanOf(b, token) };
  });
}

/** The one alternative inside an `operationForm` node. */
function operation(b: Build, node: Cst): Operation {
  const span = spanOf(b, node);
  const at = (place: number) => path(b, kid(node, place));
  switch (node.rule) {
    case 'operationForm_recv':
      return { kind: 'recv', channel: at(1), pattern: pattern(b, kid(node, 2)), span };
    case 'operationForm_send':
      return { kind: 'send', channel: at(1), message: expression(b, kid(node, 2)), span };
    case 'operationForm_lock':
      return { kind: 'lock', mutex: at(1), span };
    case 'operationForm_wait':
      return { kind: 'wait', object: at(1), span };
    case 'operationForm_call':
      return call(b, node);
    case 'operationForm_take':
      return { kind: 'take', faults: at(1), pattern: pattern(b, kid(node, 2)), span };
    case 'operationForm_accept': {
      const into = option(node, 2);
      const variable = into === null ? null : path(b, kid(into, 1));
      return { kind: 'accept', target: at(1), into: variable, span };
    }
    case 'operationForm_condWait':
      return { kind: 'cond_wait', condition: at(1), mutex: at(3), span };
    default:
      return simple(b, node);
  }
}

function simple(b: Build, node: Cst): Operation {
  const span = spanOf(b, node);
  const operand = path(b, kid(node, 1));
  const kind = textOf(b, node);
  switch (kind) {
    case 'join':
      return { kind, thread: operand, span };
    case 'touch':
      return { kind, page: operand, span };
    case 'error':
    case 'connect':
    case 'refused':
    case 'flush':
      return { kind, stream: operand, span };
    default:
      throw new Error(`no builder for the operation '${kind}'`);
  }
}

function call(b: Build, node: Cst): CallOperation {
  const args = option(node, 2);
  const exits = option(node, 3);
  return {
    kind: 'call',
    procedure: nameOf(b, kid(node, 1)),
    args: args === null ? [] : valuesOf(b, option(args, 1)),
    outcomes: (exits === null ? [] : elements(exits)).map(exit => ({
      name: nameOf(b, kid(exit, 0)),
      to: target(b, kid(exit, 2)),
      span: spanOf(b, exit),
    })),
    span: spanOf(b, node),
  };
}
