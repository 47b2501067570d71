// Results as the JSON document `mcheck/1`. In: a model and its runs. Out: a
// plain object in the order of the contract. Its shape is described in schema/mcheck-1.schema.json.

import { placeOf, sourceText } from '../explain/ending.ts';
import type { LabelReader } from '../explain/story.ts';
import { type Change, changesOf } from '../explain/values.ts';
import type { Failure } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import {
  type BlockedTask,
  type OrderAnswer,
  type PropertyResult,
  type RunResult,
  stateBefore,
  type Trace,
  type TraceStep,
} from '../verdict/result.ts';
import { jsonLines } from './escape.ts';
import type { ReportedModel, ReportedRun, RunReport } from './report.ts';

export const SCHEMA_NAME = 'mcheck/1';

/** The document for one model: `command` is what was asked, `sources` all that it takes to run it again. */
export function jsonDocument(model: ReportedModel, command: RunReport['subject']) {
  const { identity, runs, asked } = model;
  const sources = runs[0]?.run.program.sources ?? [];
  return {
    schema: SCHEMA_NAME,
    model: { name: identity.name, file: identity.file, sha256: identity.sha256 },
    runs: runs.map(runObject),
    command,
    ...(asked === null ? {} : { asked }),
    sources: sources.map(({ path, text }) => ({ file: path, text })),
  };
}

export type JsonDocument = ReturnType<typeof jsonDocument>;

/** The document as text, two spaces per level, with a final newline; several models make an array. */
export function jsonText(documents: readonly JsonDocument[]): string {
  const [only, ...others] = documents;
  return jsonLines(others.length === 0 ? only : documents, 2);
}

function runObject(reported: ReportedRun) {
  const { run, context } = reported;
  const { choice } = run.program;
  return {
    variant: choice.variant,
    params: choice.params,
    versions: choice.versions,
    verdict: run.verdict,
    complete: run.complete,
    limit: run.limit,
    properties: run.properties.map(result => propertyObject(reported, result)),
    coverage: coverageObject(run),
    refused: run.refused,
    stats: run.stats,
    timing: run.timing,
    choice: context.choice,
    rerun: context.rerun,
    ...(context.sampled === undefined ? {} : { sampled: context.sampled }),
  };
}

function propertyObject(reported: ReportedRun, result: PropertyResult) {
  const { program } = reported.run;
  const { property, trace } = result;
  const accepted = reported.context.accepted?.get(property.name);
  const change = reported.changes.find(one => one.property === property.name);
  return {
    name: property.name,
    kind: property.kind,
    verdict: result.verdict,
    ...(property.kind === 'bound' ? { value: result.value, limit: property.limit } : {}),
    ...(change === undefined ? {} : { change: { word: change.word, causes: change.causes } }),
    ...(result.order === null
      ? {}
      : { order: orderObject(program, result.order, reported.system()) }),
    ...(accepted === undefined || result.verdict !== 'violated' ? {} : { accepted }),
    cause: result.cause,
    causes: result.causes,
    causeDetails: result.causeDetails,
    trace: trace && traceObject(program, trace, reported.system()),
    waits: result.waits.flatMap(one => waitObjects(program, one)),
    noReturn: result.noReturn && {
      step: result.noReturn.step,
      instead: pathsOf(program, result.noReturn.instead),
      usedUp: pathsOf(program, result.noReturn.usedUp),
    },
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
  return blocked.waits.map(wait => ({
    thread: actor.thread,
    task: actor.task,
    kind: wait.kind,
    on: wait.on,
    wakers: pathsOf(program, wait.wakers),
    released: pathsOf(program, wait.released),
    knot: blocked.knot,
    action: program.actions[wait.action]?.path ?? null,
    ...(wait.head === undefined ? {} : { head: wait.head }),
  }));
}

function pathsOf(program: Program, ids: readonly number[]): string[] {
  return [...new Set(ids.map(id => program.actions[id]?.path ?? `action ${id}`))];
}

/** What a complete run never did; null where that is not known. */
function coverageObject({ coverage }: RunResult) {
  return (
    coverage && {
      actions: coverage.actions.map(({ name, span, never }) => ({
        name,
        source: placeOf(span),
        never: never && {
          role: never.role,
          text: sourceText(never.span),
          source: placeOf(never.span),
        },
      })),
      locations: coverage.locations.map(({ name, span }) => ({ name, source: placeOf(span) })),
      properties: coverage.properties.map(({ name, span, reason }) => ({
        name,
        source: placeOf(span),
        reason,
      })),
    }
  );
}

function orderObject(program: Program, order: OrderAnswer, reader: LabelReader) {
  return {
    word: order.word,
    pairs: order.pairs,
    after: order.after && traceObject(program, order.after, reader),
    before: order.before && traceObject(program, order.before, reader),
  };
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
