// Hosts, threads, loops and tasks come into being: processes with empty tasks first, so that objects can
// name them; flows and actions later. In: symbols. Out: frames, processes, and the bodies still to lower.

import type { HostSymbol, LoopSymbol, TaskSymbol, ThreadSymbol } from '../../semantics/model.ts';
import type { Index, Name, RunsClause, Expr as Syntax, TaskItem } from '../../syntax/tree.ts';
import { BOOL, type ValueType } from '../value-type.ts';
import { type OpenTask, range } from './builder.ts';
import { bindParameters } from './call.ts';
import { combinations, declareLocals, declareObjects, join, type Place } from './declare.ts';
import {
  type Entity,
  Frame,
  type HostEntity,
  type LoopEntity,
  type TaskEntity,
  type ThreadEntity,
} from './entity.ts';
import { lowerCondition } from './expression.ts';
import { type Flow, FlowBuilder } from './flow.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';
import { type LoopPart, TaskShape } from './shape.ts';
import { valueType } from './types.ts';

/** A task whose frame exists and whose flow is still to be made. */
export interface Body {
  readonly task: OpenTask;
  readonly symbol: ThreadSymbol | TaskSymbol;
  readonly place: Place;
  readonly scope: Scope;
  readonly host: HostEntity;
  readonly loop: {
    readonly entity: LoopEntity;
    readonly symbol: LoopSymbol;
    readonly position: number;
    readonly pending: number | null;
  } | null;
}

export interface HostBody {
  readonly entity: HostEntity;
  readonly symbol: HostSymbol;
  readonly scope: Scope;
}

/** Makes every host with its processes; binds them. Objects are declared by `declareAll`. */
export function makeHosts(top: Scope): { hosts: HostBody[]; bodies: Body[] } {
  const hosts: HostBody[] = [];
  const bodies: Body[] = [];
  for (const symbol of top.builder.model.hosts) {
    const index = symbol.decls[0]?.index ?? [];
    const made = replicate(symbol.name, index, symbol, top, (suffix, inner) => {
      const host = makeHost(symbol, `${symbol.name}${suffix}`, inner);
      hosts.push(host);
      return host.entity;
    });
    top.frame.bind(
      symbol,
      isAbsent(symbol.decls[0]?.only ?? null, top) ? { kind: 'absent', name: symbol.name } : made,
    );
  }
  for (const host of hosts) {
    for (const process of host.symbol.threads) bodies.push(...makeProcess(process, host));
  }
  return { hosts, bodies };
}

function isAbsent(only: Syntax | null, scope: Scope): boolean {
  if (only === null) return false;
  const condition = lowerCondition(only, scope);
  return condition.kind === 'const' && condition.value === 0;
}

/** One entity, or one per combination of index values. */
function replicate(
  name: string,
  index: readonly Index[],
  symbol: { readonly index: HostSymbol['index'] },
  scope: Scope,
  make: (suffix: string, inner: Scope) => Entity,
): Entity {
  if (index.length === 0) return make('', scope);
  const dims: ValueType[] = index.map(i => valueType(i.type, scope));
  scope.builder.noteIndices(name, dims);
  const instances = combinations(index, dims, symbol, scope).map(c =>
    make(`[${c.suffix}]`, c.inner),
  );
  return { kind: 'replicated', dims, instances };
}

function makeHost(symbol: HostSymbol, name: string, inner: Scope): HostBody {
  const { builder } = inner;
  const id = builder.hosts.length;
  const crashed = builder.usage.crashed.has(symbol)
    ? builder.addCell(`${name}.crashed`, BOOL, 0)
    : null;
  builder.hosts.push({ id, name, crashed });
  const entity: HostEntity = { kind: 'host', id, name, crashed, frame: new Frame(inner.frame) };
  return { entity, symbol, scope: { ...inner, frame: entity.frame, host: entity } };
}

function makeProcess(symbol: ThreadSymbol | LoopSymbol, host: HostBody): Body[] {
  const { scope } = host;
  if (isAbsent(symbol.decl.only, scope)) {
    scope.frame.bind(symbol, { kind: 'absent', name: symbol.decl.name.text });
    if (symbol.kind === 'loop') {
      for (const task of symbol.tasks)
        scope.frame.bind(task, { kind: 'absent', name: task.decl.name.text });
    }
    return [];
  }
  const bodies: Body[] = [];
  const instances: { process: number; host: number }[] = [];
  const base = `${host.entity.name}.${symbol.decl.name.text}`;
  const entity = replicate(base, symbol.decl.index, symbol, scope, (suffix, inner) => {
    const name = `${base}${suffix}`;
    const family = `${host.symbol.name}.${symbol.decl.name.text}`;
    const made =
      symbol.kind === 'thread'
        ? makeThread(symbol, { name, family }, inner, host.entity)
        : makeLoop(symbol, { name, family }, inner, host.entity);
    bodies.push(...made.bodies);
    instances.push({ process: made.process, host: host.entity.id });
    return made.entity;
  });
  const { builder } = scope;
  builder.instances.set(symbol, [...(builder.instances.get(symbol) ?? []), ...instances]);
  scope.frame.bind(symbol, entity);
  return bodies;
}

function addTask(
  process: number,
  name: string | null,
  form: OpenTask['form'],
  place: Place,
  scope: Scope,
): OpenTask {
  const { builder } = scope;
  const id = builder.tasks.length;
  // The type is made anew when the locations are known.
  const at = builder.addCell(`${place.name}.at`, range(0, 0), 0);
  const task: OpenTask = {
    id,
    process,
    name,
    form,
    at,
    locations: [],
    initial: 0,
    start: 0,
    locals: [],
  };
  builder.tasks.push(task);
  return task;
}

function makeThread(
  symbol: ThreadSymbol,
  place: Place,
  inner: Scope,
  host: HostEntity,
): { entity: Entity; bodies: Body[]; process: number } {
  const { builder } = inner;
  const process = builder.processes.length;
  const task = addTask(process, null, 'thread', place, inner);
  builder.processes.push({
    id: process,
    host: host.id,
    kind: 'thread',
    name: place.name,
    family: place.family,
    running: null,
    tasks: [task.id],
    span: symbol.decl.span,
  });
  builder.threadObjects.set(
    task.id,
    builder.addObject('thread', place.name, place.family, symbol.decl.span, [task.at]),
  );
  const frame = new Frame(inner.frame);
  const scope: Scope = { ...inner, frame, process };
  const entity: ThreadEntity = {
    kind: 'thread',
    process,
    task: task.id,
    host,
    name: place.name,
    frame,
  };
  return { entity, process, bodies: [{ task, symbol, place, scope, host, loop: null }] };
}

function makeLoop(
  symbol: LoopSymbol,
  place: Place,
  inner: Scope,
  host: HostEntity,
): { entity: Entity; bodies: Body[]; process: number } {
  const { builder } = inner;
  const process = builder.processes.length;
  const tasks: number[] = [];
  const span = symbol.decl.span;
  const running = builder.addCell(`${place.name}.running`, range(0, 0), 0, false);
  builder.processes.push({
    id: process,
    host: host.id,
    kind: 'loop',
    name: place.name,
    family: place.family,
    running,
    tasks,
    span,
  });
  builder.addObject('loop', place.name, place.family, span, [running]);
  const frame = new Frame(inner.frame);
  const scope: Scope = { ...inner, frame, process };
  const entity: LoopEntity = { kind: 'loop', process, host, name: place.name, running, frame };
  const bodies: Body[] = [];
  for (const task of symbol.tasks) {
    if (isAbsent(task.decl.only, scope)) {
      bindTask(task, { kind: 'absent', name: task.decl.name.text }, frame, host);
      continue;
    }
    const base = `${place.name}.${task.decl.name.text}`;
    const made = replicate(base, task.decl.index, task, scope, (suffix, taskScope) => {
      const body = makeTask(task, suffix, place, taskScope, host, entity, symbol, tasks);
      bodies.push(body.body);
      return body.entity;
    });
    bindTask(task, made, frame, host);
  }
  const members = ['nobody', ...tasks.map(id => builder.task(id).name ?? '')];
  builder.retype(running, { kind: 'enum', name: 'task', members }, 0);
  return { entity, bodies, process };
}

/** Tasks are named from all of their host (`schedule cb`) and through their loop. */
function bindTask(symbol: TaskSymbol, entity: Entity, loop: Frame, host: HostEntity): void {
  loop.bind(symbol, entity);
  host.frame.bind(symbol, entity);
}

function makeTask(
  symbol: TaskSymbol,
  suffix: string,
  loopPlace: Place,
  inner: Scope,
  host: HostEntity,
  loop: LoopEntity,
  loopSymbol: LoopSymbol,
  tasks: number[],
): { entity: TaskEntity; body: Body } {
  const { builder } = inner;
  const name = `${symbol.decl.name.text}${suffix}`;
  const place: Place = {
    name: join(loopPlace.name, name),
    family: join(loopPlace.family, symbol.decl.name.text),
  };
  const task = addTask(loop.process, name, symbol.decl.form, place, inner);
  tasks.push(task.id);
  const position = tasks.length;
  const pending =
    symbol.decl.form === 'deferred' ? builder.addCell(`${place.name}.pending`, BOOL, 0) : null;
  builder.threadObjects.set(
    task.id,
    builder.addObject('thread', place.name, place.family, symbol.decl.span, [task.at]),
  );
  const frame = new Frame(inner.frame);
  const entity: TaskEntity = {
    kind: 'task',
    task: task.id,
    loop,
    position,
    name: place.name,
    pending,
    frame,
  };
  const scope: Scope = { ...inner, frame };
  return {
    entity,
    body: {
      task,
      symbol,
      place,
      scope,
      host,
      loop: { entity: loop, symbol: loopSymbol, position, pending },
    },
  };
}

// ---------------------------------------------------------------- objects and bodies

/** Objects of hosts, loops and tasks, in that order, after those of the top level. */
export function declareInside(hosts: readonly HostBody[], bodies: readonly Body[]): void {
  for (const host of hosts) {
    declareObjects(
      host.symbol.objects,
      { name: host.entity.name, family: host.symbol.name },
      host.scope,
    );
  }
  const loops = new Set<LoopEntity>();
  for (const body of bodies) {
    const loop = body.loop;
    if (loop !== null && !loops.has(loop.entity)) {
      loops.add(loop.entity);
      const scope: Scope = { ...body.scope, frame: loop.entity.frame };
      const family = `${body.host.name}.${loop.symbol.decl.name.text}`;
      declareObjects(loop.symbol.objects, { name: loop.entity.name, family }, scope);
    }
    body.task.locals.push(...declareLocals(body.symbol.objects, body.place, body.scope));
  }
}

/** The control flow of a body; its locations are known after this. */
export function makeFlow(body: Body): Flow {
  const flow = new FlowBuilder(body.task, body.place);
  const daemon = body.symbol.kind === 'thread' && body.symbol.decl.daemon;
  const runs = body.symbol.decl.runs;
  if (runs === null) return flow.build(body.symbol.decl.items, [], daemon, body.scope);
  const { items, outcomes, scope } = runBody(body, runs);
  return flow.build([...items, ...body.symbol.decl.items], outcomes, daemon, scope);
}

/** `runs f(args)`: the procedure's items are the body, its outcomes the final locations. */
function runBody(
  body: Body,
  runs: RunsClause,
): { items: readonly TaskItem[]; outcomes: readonly Name[]; scope: Scope } {
  const { scope } = body;
  const symbol = scope.builder.model.refs.get(runs.procedure);
  if (symbol?.kind !== 'procedure') throw new Error(`no procedure ${runs.procedure.text}`);
  body.task.locals.push(...declareLocals(symbol.objects, body.place, scope));
  const parameters = bindParameters(symbol, runs.args, body.place.name, scope, scope);
  for (const { argument, symbol: parameter } of parameters) {
    scope.builder.report({
      code: 'MC3093',
      severity: 'error',
      span: argument.span,
      message: `the argument for '${parameter.name.text}' is not a constant of its type`,
      why: 'A body that a thread runs has its arguments before the first step.',
    });
  }
  return { items: symbol.decl.items, outcomes: symbol.decl.outcomes, scope };
}

/** The shape of a task: its turn locations and what frames each step. */
export function makeShape(body: Body, flow: Flow, nest: ReadonlyMap<LoopEntity, Nest>): TaskShape {
  const { builder } = body.scope;
  const spawned = builder.usage.spawned.has(body.symbol);
  const loop = body.loop === null ? null : loopPart(body, nest);
  const { task, place, host, symbol } = body;
  return new TaskShape(
    { task, flow, name: place.name, span: symbol.decl.span, host, loop, spawned },
    builder,
  );
}

/** The places at which tasks of a loop run a nested loop, and whom each lets in. */
export interface Nest {
  /** 0, or 1 + the place in `spots`. */
  readonly cell: number;
  readonly spots: readonly {
    readonly task: number;
    readonly location: number;
    readonly guests: ReadonlySet<string>;
  }[];
}

export function findNests(bodies: readonly Body[], flows: readonly Flow[]): Map<LoopEntity, Nest> {
  const nests = new Map<LoopEntity, Nest>();
  bodies.forEach((body, i) => {
    const spots = [...(flows[i]?.yields ?? [])]
      .filter(([, guests]) => guests.length > 0)
      .map(([location, guests]) => ({
        task: body.task.id,
        location,
        guests: new Set(guests.map(name => name.text)),
      }));
    if (body.loop === null || spots.length === 0) return;
    const { entity } = body.loop;
    const { builder } = body.scope;
    const known = nests.get(entity);
    const cell = known?.cell ?? builder.addCell(`${entity.name}.nested`, range(0, 0), 0, false);
    const all = [...(known?.spots ?? []), ...spots];
    nests.set(entity, { cell, spots: all });
    builder.retype(cell, range(0, all.length), 0);
  });
  return nests;
}

function loopPart(body: Body, nests: ReadonlyMap<LoopEntity, Nest>): LoopPart {
  const loop = body.loop;
  if (loop === null) throw new Error('not a task of a loop');
  const { builder } = body.scope;
  const holds = loop.symbol.decl.holds;
  const mutex =
    holds === null
      ? null
      : resolve(holds, { ...body.scope, frame: loop.entity.frame }).cases[0]?.entity;
  const nest = nests.get(loop.entity);
  const name = body.symbol.decl.name.text;
  return {
    object: builder.objects.findIndex(o => o.kind === 'loop' && o.name === loop.entity.name),
    process: loop.entity.process,
    running: loop.entity.running,
    position: loop.position,
    mutex: mutex?.kind === 'mutex' ? mutex : null,
    nest: nest?.cell ?? null,
    spots: spotsWhere(nest, spot => spot.task === body.task.id),
    guests: [...spotsWhere(nest, spot => spot.guests.has(name)).values()],
    pending: loop.pending,
    coroutine: body.task.form === 'coroutine',
  };
}

/** Location -> the value of the nest's cell while its task runs a nested loop there. */
function spotsWhere(
  nest: Nest | undefined,
  wanted: (spot: Nest['spots'][number]) => boolean,
): Map<number, number> {
  const spots = nest?.spots ?? [];
  return new Map(
    spots.flatMap((spot, i) => (wanted(spot) ? [[spot.location, i + 1] as const] : [])),
  );
}
