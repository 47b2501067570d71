// Results as the JSON document `mcheck/1`. In: the model's identity, runs with what reads their labels. Out: a
// plain object in the order of the contract. Its shape is described in schema/mcheck-1.schema.json.

import { placeOf } from '../explain/ending.ts';
import type { NoReturn } from '../explain/story.ts';
import { type LabelReader, stateBefore } from '../explain/story.ts';
import { type Change, changesOf } from '../explain/values.ts';
import type { Failure } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type {
  BlockedTask,
  PropertyResult,
  RunResult,
  Trace,
  TraceStep,
} from '../verdict/result.ts';

export const SCHEMA_NAME = 'mcheck/1';

export interface ModelIdentity {
  /** Name of the protocol. */
  readonly name: string;
  /** As given, with `/`. */
  readonly file: string;
  /** Over the model and its imports, in order. */
  readonly sha256: string;
}

/** A run, what reads its labels, and its step of no return where one was computed. */
export interface ReportedRun {
  readonly run: RunResult;
  readonly reader: LabelReader;
  readonly noReturn?: (result: PropertyResult) => NoReturn | null;
}

/** The document for one model. */
export function jsonDocument(model: ModelIdentity, runs: readonly ReportedRun[]) {
  return {
    schema: SCHEMA_NAME,
    model: { name: model.name, file: model.file, sha256: model.sha256 },
    runs: runs.map(runObject),
  };
}

export type JsonDocument = ReturnType<typeof jsonDocument>;

/** The document as text, two spaces per level, with a final newline. */
export function jsonText(document: JsonDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function runObject(reported: ReportedRun) {
  const { run } = reported;
  const { choice } = run.program;
  return {
    variant: choice.variant,
    params: choice.params,
    versions: choice.versions,
    verdict: run.verdict,
    complete: run.complete,
    limit: run.limit,
    properties: run.properties.map(result => propertyObject(reported, result)),
    stats: run.stats,
    timing: run.timing,
  };
}

function propertyObject(reported: ReportedRun, result: PropertyResult) {
  const { program } = reported.run;
  const { property, trace } = result;
  return {
    name: property.name,
    kind: property.kind,
    verdict: result.verdict,
    ...(property.kind === 'bound' ? { value: result.value, limit: property.limit } : {}),
    cause: result.cause,
    causes: result.causes,
    trace: trace && traceObject(program, trace, reported.reader),
    waits: result.waits.flatMap(one => waitObjects(program, one)),
    noReturn: reported.noReturn?.(result) ?? null,
  };
}

function traceObject(program: Program, trace: Trace, reader: LabelReader) {
  return {
    shortest: trace.shortest,
    loop: null,
    steps: trace.steps.map((step, index) =>
      stepObject(program, step, index + 1, stateBefore(trace, index), reader),
    ),
    failure: trace.failure && failureObject(trace.failure),
  };
}

function failureObject(failure: Failure) {
  return { error: failure.error, message: failure.message, source: placeOf(failure.span) };
}

function stepObject(
  program: Program,
  step: TraceStep,
  n: number,
  before: TraceStep['state'],
  reader: LabelReader,
) {
  const action = program.actions[step.action];
  if (action === undefined) throw new Error(`no action ${step.action}`);
  const [mover, partner] = action.moves.map(move => actorOf(program, move.task));
  return {
    n,
    host: mover?.host ?? null,
    thread: mover?.thread ?? null,
    task: mover?.task ?? null,
    action: action.name,
    partner: partner?.thread ?? null,
    source: placeOf(action.provenance.span),
    changes: changesObject(changesOf(program, before, step.state)),
    path: action.path,
    bindings: Object.fromEntries(action.bindings.map(one => [one.name, one.value])),
    kind: action.kind,
    class: action.class,
    label: reader.label(action.label, before),
  };
}

function changesObject(changes: readonly Change[]) {
  return Object.fromEntries(changes.map(one => [one.name, [one.before, one.after]]));
}

function waitObjects(program: Program, blocked: BlockedTask) {
  const actor = actorOf(program, blocked.task);
  const paths = (ids: readonly number[]) => [
    ...new Set(ids.map(id => program.actions[id]?.path ?? `action ${id}`)),
  ];
  return blocked.waits.map(wait => ({
    thread: actor.thread,
    task: actor.task,
    kind: wait.kind,
    on: wait.on,
    wakers: paths(wait.wakers),
    released: paths(wait.released),
    knot: blocked.knot,
    action: program.actions[wait.action]?.path ?? null,
  }));
}

interface Actor {
  readonly host: string | null;
  readonly thread: string;
  readonly task: string | null;
}

function actorOf(program: Program, id: number): Actor {
  const task = program.tasks[id];
  const process = task && program.processes[task.process];
  if (task === undefined || process === undefined) throw new Error(`no task ${id}`);
  const host = process.host === null ? null : (program.hosts[process.host]?.name ?? null);
  return { host, thread: process.name, task: task.name };
}
