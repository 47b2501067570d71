// Files, hosts, threads, loops, procedures and the small declarations. In: nodes of the concrete syntax
// tree. Out: tree declarations.

import type { Cst } from '../cst.ts';
import type {
  Declaration,
  EventLoopDecl,
  HostDecl,
  ImportDecl,
  LocationDecl,
  ObjectDecl,
  ProcedureDecl,
  RunsClause,
  SourceTree,
  TaskDecl,
  TaskItem,
  ThreadDecl,
} from '../tree.ts';
import { actionOf, eachOf } from './actions.ts';
import {
  type Build,
  impliedName,
  kid,
  nameOf,
  namesOf,
  option,
  present,
  spanOf,
  textOf,
} from './context.ts';
import { expression, path, valuesOf } from './expressions.ts';
import { objectOf } from './objects.ts';
import { propertyOf } from './properties.ts';
import { clause, indexesOf, parametersOf, range, typeOf } from './types.ts';

/** The root of a match from the start rule `file`. */
export function fileOf(b: Build, root: Cst): SourceTree {
  const protocol = option(root, 0);
  return {
    file: b.tokens.file,
    protocol: protocol === null ? null : nameOf(b, kid(protocol, 1)),
    imports: kid(root, 1).children.map(node => importOf(b, node)),
    declarations: kid(root, 2).children.map(node => declaration(b, node)),
    comments: b.tokens.comments,
  };
}

function importOf(b: Build, node: Cst): ImportDecl {
  return { path: textOf(b, kid(node, 1)).slice(1, -1), span: spanOf(b, node) };
}

function declaration(b: Build, wrapper: Cst): Declaration {
  const node = kid(wrapper, 0);
  switch (node.rule) {
    case 'action':
      return actionOf(b, node);
    case 'object':
      return objectOf(b, node);
    case 'property':
      return propertyOf(b, node);
    case 'host':
      return host(b, node);
    case 'thread':
      return thread(b, node);
    case 'eventloop':
      return eventLoop(b, node);
    case 'procedure':
      return procedure(b, node);
    default:
      return small(b, node);
  }
}

function small(b: Build, node: Cst): Declaration {
  const head = { name: nameOf(b, kid(node, 1)), span: spanOf(b, node) };
  switch (node.rule) {
    case 'variant':
    case 'version':
      return { kind: node.rule, ...head, values: namesOf(b, kid(node, 3)) };
    case 'param':
      return {
        kind: 'param',
        ...head,
        value: expression(b, kid(node, 3)),
        range: range(b, kid(node, 5)),
      };
    case 'const':
      return { kind: 'const', ...head, value: expression(b, kid(node, 3)) };
    case 'typeDecl':
      return { kind: 'type', ...head, type: typeOf(b, kid(node, 3)), symmetric: present(node, 4) };
    case 'def':
      return {
        kind: 'def',
        ...head,
        parameters: parametersOf(b, option(node, 2)),
        body: expression(b, kid(node, 4)),
      };
    default:
      throw new Error(`no builder for a declaration '${node.rule}'`);
  }
}

function host(b: Build, node: Cst): HostDecl {
  return {
    kind: 'host',
    name: nameOf(b, kid(node, 1)),
    index: indexesOf(b, node, 2),
    only: clause(b, node, 3),
    items: kid(node, 5).children.map(item => declaration(b, item)),
    span: spanOf(b, node),
  };
}

function thread(b: Build, node: Cst): ThreadDecl {
  return {
    kind: 'thread',
    daemon: present(node, 0),
    name: nameOf(b, kid(node, 2)),
    index: indexesOf(b, node, 3),
    ...body(b, kid(kid(node, 4), 0)),
    span: spanOf(b, node),
  };
}

function task(b: Build, node: Cst): TaskDecl {
  const form = kid(kid(node, 0), 0).rule.replace('taskForm_', '') as TaskDecl['form'];
  return {
    kind: 'task',
    form,
    name: nameOf(b, kid(node, 1)),
    index: indexesOf(b, node, 2),
    ...body(b, kid(kid(node, 3), 0)),
    span: spanOf(b, node),
  };
}

/** A `threadBody_runs` or `threadBody_items` node. */
function body(b: Build, node: Cst): Pick<ThreadDecl, 'runs' | 'only' | 'items'> {
  if (node.rule === 'threadBody_items') {
    return { runs: null, only: clause(b, node, 0), items: itemsOf(b, kid(node, 1)) };
  }
  const items = option(node, 2);
  return {
    runs: runs(b, kid(node, 0)),
    only: clause(b, node, 1),
    items: items === null ? [] : itemsOf(b, items),
  };
}

function runs(b: Build, node: Cst): RunsClause {
  const args = option(node, 2);
  return {
    procedure: nameOf(b, kid(node, 1)),
    args: args === null ? [] : valuesOf(b, option(args, 1)),
    span: spanOf(b, node),
  };
}

function eventLoop(b: Build, node: Cst): EventLoopDecl {
  const holds = option(node, 3);
  const objects: ObjectDecl[] = [];
  const tasks: TaskDecl[] = [];
  for (const item of kid(node, 6).children) {
    const inner = kid(item, 0);
    if (inner.rule === 'task') tasks.push(task(b, inner));
    else objects.push(objectOf(b, inner));
  }
  return {
    kind: 'eventloop',
    name: nameOf(b, kid(node, 1)),
    index: indexesOf(b, node, 2),
    holds: holds === null ? null : path(b, kid(holds, 1)),
    only: clause(b, node, 4),
    objects,
    tasks,
    span: spanOf(b, node),
  };
}

function procedure(b: Build, node: Cst): ProcedureDecl {
  const name = nameOf(b, kid(node, 1));
  const returns = option(node, 3);
  return {
    kind: 'procedure',
    name,
    parameters: parametersOf(b, option(node, 2)),
    outcomes: returns === null ? [impliedName('done', name.span)] : namesOf(b, kid(returns, 2)),
    only: clause(b, node, 4),
    items: itemsOf(b, kid(node, 5)),
    span: spanOf(b, node),
  };
}

/** An `items` node: `{ items }`. */
function itemsOf(b: Build, node: Cst): TaskItem[] {
  return kid(node, 1).children.map(item => {
    const inner = kid(item, 0);
    if (inner.rule === 'action') return actionOf(b, inner);
    if (inner.rule === 'each') return eachOf(b, inner);
    if (inner.rule === 'object') return objectOf(b, inner);
    return locations(b, kid(inner, 0));
  });
}

function locations(b: Build, node: Cst): LocationDecl {
  const base = { kind: 'locations' as const, when: null, allowed: [], span: spanOf(b, node) };
  switch (node.rule) {
    case 'locations_start':
      return { ...base, role: 'start', names: [nameOf(b, kid(node, 1))] };
    case 'locations_final':
      return { ...base, role: 'final', names: namesOf(b, kid(node, 1)) };
    case 'locations_rests':
      return { ...base, role: 'rests', names: namesOf(b, kid(node, 1)), when: clause(b, node, 2) };
    case 'locations_yields': {
      const allowed = option(node, 2);
      return {
        ...base,
        role: 'yields',
        names: namesOf(b, kid(node, 1)),
        allowed: allowed === null ? [] : namesOf(b, kid(allowed, 1)),
      };
    }
    default:
      return { ...base, role: 'rests', names: [] };
  }
}
