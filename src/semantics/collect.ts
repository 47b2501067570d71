// Declarations: who owns which name. In: the trees of a model. Out: symbols and scopes, with duplicates and
// misplaced declarations reported. Nothing inside of expressions is looked at here.

import type {
  Declaration,
  EventLoopDecl,
  HostDecl,
  Index,
  Name,
  ObjectDecl,
  Parameter,
  ProcedureDecl,
  SourceTree,
  TaskDecl,
  TaskItem,
  ThreadDecl,
} from '../syntax/tree.ts';
import { type Checking, describe, error, nameOf } from './checking.ts';
import { collectConstructors, collectTypes } from './collect-types.ts';
import type {
  BoundSymbol,
  CheckedModel,
  ConstSymbol,
  DefSymbol,
  HostSymbol,
  LoopSymbol,
  ModelSymbol,
  ObjectSymbol,
  ProcedureSymbol,
  TaskSymbol,
  ThreadSymbol,
  TypeSymbol,
} from './model.ts';
import { newScope, type Scope } from './scope.ts';

type Mutable<T> = T extends readonly (infer E)[] ? E[] : never;

/** The symbols of a model in source order. */
export interface Collected {
  readonly variants: Mutable<CheckedModel['variants']>;
  readonly versions: Mutable<CheckedModel['versions']>;
  readonly params: Mutable<CheckedModel['params']>;
  readonly consts: ConstSymbol[];
  readonly types: TypeSymbol[];
  readonly defs: DefSymbol[];
  readonly procedures: ProcedureSymbol[];
  readonly hosts: OpenHost[];
  readonly objects: ObjectSymbol[];
  readonly actions: Mutable<CheckedModel['actions']>;
  readonly properties: Mutable<CheckedModel['properties']>;
}

/** A host while its blocks are being joined. */
export interface OpenHost extends HostSymbol {
  readonly decls: HostDecl[];
  readonly objects: ObjectSymbol[];
  readonly threads: (ThreadSymbol | LoopSymbol)[];
  readonly actions: Mutable<HostSymbol['actions']>;
}

export function collect(check: Checking, trees: readonly SourceTree[]): Collected {
  const into: Collected = {
    variants: [],
    versions: [],
    params: [],
    consts: [],
    types: [],
    defs: [],
    procedures: [],
    hosts: [],
    objects: [],
    actions: [],
    properties: [],
  };
  for (const tree of trees) {
    collectTypes(check, tree);
    for (const decl of tree.declarations) declareTop(check, into, decl);
  }
  for (const host of into.hosts) exposeTasks(check, host);
  return into;
}

function declareTop(check: Checking, into: Collected, decl: Declaration): void {
  switch (decl.kind) {
    case 'variant':
    case 'version':
      declareChoice(check, into, decl);
      return;
    case 'param':
      into.params.push(declare(check, check.top, decl.name, { kind: 'param', decl }));
      return;
    case 'const':
      into.consts.push(declare(check, check.top, decl.name, { kind: 'const', decl }));
      return;
    case 'type':
      into.types.push(declare(check, check.top, decl.name, { kind: 'type', decl }));
      return;
    case 'def': {
      const parameters = decl.parameters.map(parameter => parameterSymbol(check, parameter));
      into.defs.push(declare(check, check.top, decl.name, { kind: 'def', decl, parameters }));
      return;
    }
    case 'procedure':
      declareProcedure(check, into, decl, null);
      return;
    case 'host':
      declareHost(check, into, decl);
      return;
    case 'thread':
    case 'eventloop':
      misplaced(check, decl, `${decl.kind} '${decl.name.text}' must stand in a host`);
      return;
    case 'action':
      into.actions.push(decl);
      return;
    case 'property':
      into.properties.push(decl);
      return;
    default:
      into.objects.push(objectSymbol(check, check.top, decl, null));
  }
}

function declareChoice(
  check: Checking,
  into: Collected,
  decl: Extract<Declaration, { kind: 'variant' | 'version' }>,
): void {
  if (decl.kind === 'variant') {
    const symbol = declare(check, check.top, decl.name, { kind: 'variant' as const, decl });
    into.variants.push(symbol);
    collectConstructors(check, symbol);
  } else {
    const symbol = declare(check, check.top, decl.name, { kind: 'version' as const, decl });
    into.versions.push(symbol);
    collectConstructors(check, symbol);
  }
}

// ---------------------------------------------------------------- hosts

function declareHost(check: Checking, into: Collected, decl: HostDecl): void {
  const known = into.hosts.find(host => host.name === decl.name.text);
  const host = known ?? newHost(check, into, decl);
  if (known !== undefined) {
    check.refs.set(decl.name, known);
    joinIndex(check, known, decl);
  }
  host.decls.push(decl);
  const scope = scopeOf(check, host);
  for (const item of decl.items) declareInHost(check, into, host, scope, item);
}

function newHost(check: Checking, into: Collected, decl: HostDecl): OpenHost {
  const host: OpenHost = {
    kind: 'host',
    name: decl.name.text,
    decls: [],
    index: indexSymbols(check, decl.index),
    objects: [],
    threads: [],
    actions: [],
  };
  declare(check, check.top, decl.name, host);
  openScope(check, host, check.top, host.index);
  into.hosts.push(host);
  return host;
}

/** A later block may leave the index out; what it gives must be that of the first block. */
function joinIndex(check: Checking, host: OpenHost, decl: HostDecl): void {
  if (decl.index.length === 0) return;
  const same = decl.index.length === host.index.length;
  decl.index.forEach((index, i) => {
    const first = host.index[i];
    if (same && first !== undefined && first.name.text === index.name.text)
      check.refs.set(index.name, first);
    else
      error(
        check,
        'MC2010',
        index.span,
        `the blocks of host '${host.name}' have different indices`,
      );
  });
}

function declareInHost(
  check: Checking,
  into: Collected,
  host: OpenHost,
  scope: Scope,
  decl: Declaration,
): void {
  switch (decl.kind) {
    case 'thread':
      host.threads.push(declareThread(check, host, scope, decl));
      return;
    case 'eventloop':
      host.threads.push(declareLoop(check, host, scope, decl));
      return;
    case 'procedure':
      declareProcedure(check, into, decl, host);
      return;
    case 'action':
      host.actions.push(decl);
      return;
    case 'property':
    case 'host':
    case 'variant':
    case 'version':
    case 'param':
    case 'const':
    case 'type':
    case 'def':
      misplaced(check, decl, `a ${decl.kind} must stand at the top level, not in a host`);
      return;
    default:
      host.objects.push(objectSymbol(check, scope, decl, host));
  }
}

function misplaced(check: Checking, decl: Declaration, message: string): void {
  error(check, 'MC3020', 'name' in decl ? decl.name.span : decl.span, message);
}

function declareThread(
  check: Checking,
  host: OpenHost,
  scope: Scope,
  decl: ThreadDecl,
): ThreadSymbol {
  const index = indexSymbols(check, decl.index);
  const objects: ObjectSymbol[] = [];
  const symbol = declare(check, scope, decl.name, {
    kind: 'thread' as const,
    decl,
    host,
    index,
    objects,
  });
  check.owners.set(symbol, host);
  const inner = openScope(check, symbol, scope, index);
  objects.push(...declareLocals(check, symbol, inner, decl.items));
  return symbol;
}

function declareLoop(
  check: Checking,
  host: OpenHost,
  scope: Scope,
  decl: EventLoopDecl,
): LoopSymbol {
  const index = indexSymbols(check, decl.index);
  const objects: ObjectSymbol[] = [];
  const tasks: TaskSymbol[] = [];
  const symbol = declare(check, scope, decl.name, {
    kind: 'loop' as const,
    decl,
    host,
    index,
    objects,
    tasks,
  });
  check.owners.set(symbol, host);
  const inner = openScope(check, symbol, scope, index);
  for (const object of decl.objects) objects.push(objectSymbol(check, inner, object, symbol));
  for (const task of decl.tasks) tasks.push(declareTask(check, symbol, inner, task));
  return symbol;
}

function declareTask(check: Checking, loop: LoopSymbol, scope: Scope, decl: TaskDecl): TaskSymbol {
  const index = indexSymbols(check, decl.index);
  const objects: ObjectSymbol[] = [];
  const symbol = declare(check, scope, decl.name, { kind: 'task' as const, decl, index, objects });
  check.owners.set(symbol, loop);
  const inner = openScope(check, symbol, scope, index);
  objects.push(...declareLocals(check, symbol, inner, decl.items));
  return symbol;
}

/** `dst.process_incoming` is short for `dst.main_loop.process_incoming` where that is clear. */
function exposeTasks(check: Checking, host: OpenHost): void {
  const { names } = scopeOf(check, host);
  const tasks = host.threads.flatMap(thread =>
    thread.kind === 'loop' && thread.index.length === 0 ? thread.tasks : [],
  );
  for (const task of tasks) {
    const name = nameOf(task);
    const unique = tasks.filter(other => nameOf(other) === name).length === 1;
    if (unique && !names.has(name)) names.set(name, task);
  }
}

function declareProcedure(
  check: Checking,
  into: Collected,
  decl: ProcedureDecl,
  host: OpenHost | null,
): void {
  const outer = host === null ? check.top : scopeOf(check, host);
  const parameters = decl.parameters.map(parameter => parameterSymbol(check, parameter));
  const objects: ObjectSymbol[] = [];
  const symbol = declare(check, outer, decl.name, {
    kind: 'procedure' as const,
    decl,
    parameters,
    objects,
    host,
  });
  if (host !== null) check.owners.set(symbol, host);
  const inner = openScope(check, symbol, outer, parameters);
  objects.push(...declareLocals(check, symbol, inner, decl.items));
  into.procedures.push(symbol);
}

// ---------------------------------------------------------------- parts

function declareLocals(
  check: Checking,
  owner: ModelSymbol,
  scope: Scope,
  items: readonly TaskItem[],
): ObjectSymbol[] {
  const objects: ObjectSymbol[] = [];
  for (const item of items) {
    if (item.kind === 'action' || item.kind === 'each' || item.kind === 'locations') continue;
    objects.push(objectSymbol(check, scope, item, owner));
  }
  return objects;
}

function objectSymbol(
  check: Checking,
  scope: Scope,
  decl: ObjectDecl,
  owner: ModelSymbol | null,
): ObjectSymbol {
  if (decl.kind === 'stream' && owner !== null) {
    misplaced(check, decl, 'a stream joins two hosts: it must stand at the top level');
  }
  const index = indexSymbols(check, decl.index);
  const symbol = declare(check, scope, decl.name, { kind: 'object' as const, decl, index });
  if (owner !== null) check.owners.set(symbol, owner);
  return symbol;
}

function indexSymbols(check: Checking, index: readonly Index[]): BoundSymbol[] {
  return index.map(({ name, type }) => {
    const symbol: BoundSymbol = { kind: 'bound', name, type, parameter: null };
    check.refs.set(name, symbol);
    return symbol;
  });
}

function parameterSymbol(check: Checking, parameter: Parameter): BoundSymbol {
  const { name, type } = parameter;
  const symbol: BoundSymbol = { kind: 'bound', name, type, parameter };
  check.refs.set(name, symbol);
  return symbol;
}

function openScope(
  check: Checking,
  owner: ModelSymbol,
  parent: Scope,
  bound: readonly BoundSymbol[],
): Scope {
  const scope = newScope(parent);
  for (const symbol of bound) declare(check, scope, symbol.name, symbol);
  check.scopes.set(owner, scope);
  return scope;
}

function scopeOf(check: Checking, symbol: ModelSymbol): Scope {
  const scope = check.scopes.get(symbol);
  if (scope === undefined) throw new Error(`${describe(symbol)} has no scope`);
  return scope;
}

/** Enters a symbol under its name; the first of two of one name stays. */
function declare<S extends ModelSymbol>(check: Checking, scope: Scope, name: Name, symbol: S): S {
  check.refs.set(name, symbol);
  const first = scope.names.get(name.text);
  if (first === undefined) scope.names.set(name.text, symbol);
  else {
    error(check, 'MC2002', name.span, `'${name.text}' is declared twice`, {
      related: [{ span: placeOf(first), message: `${describe(first)} is declared here` }],
    });
  }
  return symbol;
}

function placeOf(symbol: ModelSymbol) {
  if (symbol.kind === 'bound') return symbol.name.span;
  if (symbol.kind === 'host') return symbol.decls[0]?.name.span ?? NOWHERE;
  if ('decl' in symbol) return symbol.decl.name.span;
  return NOWHERE;
}

const NOWHERE = { file: { path: '', text: '', lineStarts: [0] }, start: 0, end: 0 };
