// Lowering: a checked model and a choice of variant and parameters become a program. In: the checked
// model. Out: the program, or diagnostics. Every primitive of the language ends here; nothing below this
// room knows what a stream or an event loop is.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { CheckedModel } from '../semantics/model.ts';
import type { Expr } from './expr.ts';
import { and, cell, equal, or } from './fold.ts';
import { Builder } from './lower/builder.ts';
import { type ChoiceRequest, choose } from './lower/choice.ts';
import { nameConnections } from './lower/connections.ts';
import { declareObjects } from './lower/declare.ts';
import { addEnvironment } from './lower/environment.ts';
import { lowerCondition } from './lower/expression.ts';
import type { Flow } from './lower/flow.ts';
import {
  type Body,
  declareInside,
  findNests,
  type HostBody,
  makeFlow,
  makeHosts,
  makeShape,
} from './lower/hosts.ts';
import { checkLimits, spanOf, TooLarge, tooLargeDiagnostic } from './lower/limits.ts';
import { addNetwork } from './lower/network.ts';
import { resolveParams, usageUnder } from './lower/params.ts';
import { LeftOut } from './lower/path.ts';
import { lowerProperties } from './lower/property.ts';
import { meeting, pairRendezvous } from './lower/rendezvous.ts';
import type { Scope } from './lower/scope.ts';
import { inRole } from './lower/status.ts';
import { lowerTask, type Work } from './lower/task.ts';
import type { Program, Task } from './program.ts';

export type { ChoiceRequest } from './lower/choice.ts';

/** Lowers the model; `program` is null iff some diagnostic is an error. */
export function lower(
  model: CheckedModel,
  request: ChoiceRequest,
): { program: Program | null; diagnostics: Diagnostic[] } {
  try {
    return lowerWithin(model, request);
  } catch (thrown) {
    return { program: null, diagnostics: [rejection(thrown, model)] };
  }
}

function rejection(thrown: unknown, model: CheckedModel): Diagnostic {
  if (thrown instanceof TooLarge) return tooLargeDiagnostic(thrown, model);
  if (!(thrown instanceof LeftOut)) throw thrown;
  return {
    code: 'MC3095',
    severity: 'error',
    span: thrown.span,
    message: thrown.message,
    why: 'What is used must exist under every variant and parameter under which it is used.',
    help: 'Put the same `only` behind the declaration that uses it.',
  };
}

/** Raises TooLarge where expansion grows past a limit, LeftOut where something is used that `only` removed. */
function lowerWithin(model: CheckedModel, request: ChoiceRequest): ReturnType<typeof lower> {
  const chosen = choose(model, request);
  if (chosen.diagnostics.length > 0) return { program: null, diagnostics: chosen.diagnostics };
  const { choice, diagnostics } = resolveParams(model, chosen.choice);
  if (diagnostics.length > 0) return { program: null, diagnostics };
  const builder = new Builder(model, choice, usageUnder(model, choice));
  const program = build(builder);
  checkLimits(program);
  if (isEmpty(program)) builder.diagnostics.push(nothingCanHappen(model));
  const failed = builder.diagnostics.some(d => d.severity === 'error');
  return { program: failed ? null : program, diagnostics: builder.diagnostics };
}

/** No verdict about it would say anything. A thread without actions is stuck, which is a finding. */
function isEmpty({ tasks, actions }: Program): boolean {
  return tasks.length === 0 && actions.length === 0;
}

function nothingCanHappen(model: CheckedModel): Diagnostic {
  const chosen = model.variants.length + model.versions.length + model.params.length > 0;
  return {
    code: 'MC3103',
    severity: 'error',
    span: spanOf(model),
    message: `the model has no thread, no task and no action${chosen ? ' under this choice' : ''}`,
    why: 'Nothing can happen in it, so that whatever is asked of it would seem to hold.',
    help: 'Write a host with a thread and its actions; if there was one, the file may have been cut off.',
  };
}

function build(builder: Builder): Program {
  const { model } = builder;
  const top: Scope = { builder, frame: builder.top, host: null, process: null, oracle: null };
  const { hosts, bodies } = makeHosts(top);
  nameConnections(top);
  const listenersFirst = [...model.objects].sort((a, b) => rank(a.decl.kind) - rank(b.decl.kind));
  declareObjects(listenersFirst, { name: '', family: '' }, top);
  declareInside(hosts, bodies);
  const flows = bodies.map(makeFlow);
  const tasks = lowerTasks(bodies, flows, builder);
  addNetwork(top);
  addEnvironments(hosts, top);
  const properties = lowerProperties(model.properties, top);
  return {
    name: model.name,
    sources: model.trees.map(tree => tree.file),
    choice: builder.choice,
    cells: builder.cells,
    queues: builder.queues,
    objects: builder.objects,
    hosts: builder.hosts,
    processes: builder.processes,
    tasks,
    actions: builder.actions,
    properties,
    withheld: builder.withheld,
    replication: { indices: builder.indices, symmetric: builder.symmetric },
  };
}

/** Streams name their listener, so listeners come first; otherwise the order of the source stays. */
function rank(kind: string): number {
  return kind === 'listener' ? 0 : 1;
}

function lowerTasks(bodies: readonly Body[], flows: readonly Flow[], builder: Builder): Task[] {
  const nests = findNests(bodies, flows);
  const shapes = bodies.map((body, i) => makeShape(body, flows[i] as Flow, nests));
  const work: Work = { halves: [], later: [] };
  for (const shape of shapes) lowerTask(shape, builder, work);
  pairRendezvous(work.halves, builder);
  for (const finish of work.later) finish(meeting(work.halves));
  return bodies.map((body, i) => {
    const { task } = body;
    const members = task.locations.map(location => location.name);
    builder.retype(task.at, { kind: 'enum', name: 'location', members }, task.initial);
    const { id, process, name, form, at, locations, initial } = task;
    return {
      id,
      process,
      name,
      form,
      at,
      locations,
      initial,
      accepted: accepted(body, flows[i] as Flow),
    };
  });
}

/** Final, not spawned, crashed, or standing where it may rest; callbacks rest between their turns. */
function accepted(body: Body, flow: Flow): Expr {
  const { task, host } = body;
  const resting = flow.rests.map(rest => {
    const there = or(
      rest.locations
        .flatMap(location => standingAt(body, location))
        .map(index => equal(cell(task.at), index)),
    );
    return rest.when === null ? there : and([there, lowerCondition(rest.when, rest.scope)]);
  });
  const crashed = host.crashed === null ? [] : [equal(cell(host.crashed), 1)];
  const idle =
    task.form === 'callback' || task.form === 'deferred' ? [equal(cell(task.at), task.start)] : [];
  return or([inRole(task, ['final', 'unspawned']), ...crashed, ...idle, ...resting]);
}

/** A location and the hidden ones that belong to it (after a yield, before the first turn, inside an operation). */
function standingAt(body: Body, location: number): number[] {
  const { locations } = body.task;
  const name = locations[location]?.name;
  return locations.flatMap((other, i) => {
    const belongs =
      i === location || (other.hidden && other.role !== 'unspawned' && other.name === name);
    return belongs ? [i] : [];
  });
}

function addEnvironments(hosts: readonly HostBody[], top: Scope): void {
  addEnvironment(top.builder.model.actions, '', top);
  for (const host of hosts) addEnvironment(host.symbol.actions, host.entity.name, host.scope);
}
