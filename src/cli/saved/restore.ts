// Saved results brought back to life: the model is read again from the sources that were saved with them, and every
// trace is taken again on the interpreter. In: documents. Out: models as a report takes them, or what is wrong. What is
// shown of a saved result is thus as true as when it was found; counts and verdicts are taken as saved.

import { renderDiagnostics } from '../../diagnostic/render.ts';
import { type SourceFile, type Span, sourceFile } from '../../diagnostic/source.ts';
import type { Program } from '../../ir/program.ts';
import type { ReportedModel } from '../../report/report.ts';
import { checkModel } from '../../semantics/check-model.ts';
import type { CheckedModel } from '../../semantics/model.ts';
import { parse } from '../../syntax/parse.ts';
import type { SourceTree } from '../../syntax/tree.ts';
import { type Interpreter, interpreter } from '../../system/interpreter.ts';
import { checkedProperties } from '../../verdict/properties.ts';
import { retake } from '../../verdict/replay.ts';
import type {
  BlockedTask,
  Checked,
  Coverage,
  NoReturn,
  PropertyResult,
  RunResult,
  Trace,
} from '../../verdict/result.ts';
import { waitAnalysis } from '../../verdict/waits.ts';
import { reportedRun, withChanges } from '../checking.ts';
import { sha256 } from '../files.ts';
import type { Limits } from '../limits.ts';
import { lowerModel } from '../load.ts';
import type {
  SavedCoverage,
  SavedDocument,
  SavedProperty,
  SavedRun,
  SavedTrace,
} from './document.ts';

/** The saved results as they were reported; text: why they cannot be. */
export function restore(document: SavedDocument, limits: Limits): ReportedModel | string {
  const model = modelOf(document);
  if (typeof model === 'string') return model;
  const runs = [];
  for (const saved of document.runs) {
    const choices = { variant: { ...saved.variant, ...saved.versions }, params: saved.params };
    const { program, diagnostics } = lowerModel(model, choices);
    if (program === null) return renderDiagnostics(diagnostics);
    const system = interpreter(program);
    const run = runOf(system, saved);
    if (typeof run === 'string') return run;
    const context = {
      file: document.model.file,
      sha256: document.model.sha256,
      choice: saved.choice,
      rerun: saved.rerun,
      ...(saved.sampled === undefined ? {} : { sampled: saved.sampled }),
      ...acceptedOf(saved),
    };
    runs.push({ ...reportedRun(run, context, limits), system: () => system });
  }
  const reported = { identity: document.model, runs, asked: document.asked ?? null };
  return document.command === 'matrix' ? withChanges(reported) : reported;
}

/** What a baseline accepted when the result was saved. */
function acceptedOf({ properties }: SavedRun) {
  const accepted = new Map(
    properties.flatMap(({ name, accepted: reason }) =>
      reason === undefined ? [] : [[name, reason] as const],
    ),
  );
  return accepted.size === 0 ? {} : { accepted };
}

/** The checked model of the saved sources. */
function modelOf({ sources, model, asked }: SavedDocument): CheckedModel | string {
  // What was asked on the command line is no part of the model.
  const texts = sources.map(one => one.text);
  if (sha256(asked === undefined ? texts : texts.slice(0, -1)) !== model.sha256) {
    return 'its sources are not those of the model it names: it has been changed';
  }
  const trees: SourceTree[] = [];
  for (const { file, text } of sources) {
    const { tree, diagnostics } = parse(sourceFile(file, text));
    if (tree === null) return renderDiagnostics(diagnostics);
    trees.push(tree);
  }
  const { model: checked, diagnostics } = checkModel(trees);
  return checked ?? renderDiagnostics(diagnostics);
}

function runOf(system: Interpreter, saved: SavedRun): RunResult | string {
  const properties: PropertyResult[] = [];
  for (const one of saved.properties) {
    const result = resultOf(system, one);
    if (typeof result === 'string') return result;
    properties.push(result);
  }
  return {
    program: system.program,
    verdict: saved.verdict,
    complete: saved.complete,
    limit: saved.limit,
    properties,
    coverage: saved.coverage && coverageOf(system.program, saved.coverage),
    refused: saved.refused ?? [],
    takenOver: false,
    stats: saved.stats,
    timing: saved.timing ?? NO_TIMING,
  };
}

const NO_TIMING = {
  seconds: 0,
  cpuSeconds: 0,
  searchCpuSeconds: 0,
  peakBytes: 0,
  bytesPerState: 0,
  workers: 1,
};

function resultOf(system: Interpreter, saved: SavedProperty): PropertyResult | string {
  const property = propertyOf(system.program, saved.name);
  if (property === null) return `the model has no property ${saved.name}`;
  const { verdict } = saved;
  const take = (one: SavedTrace | null, evidence: boolean) =>
    one === null ? null : traceOf(system, one, evidence ? property : null);
  const trace = take(saved.trace, verdict === 'violated');
  const after = take(saved.order?.after ?? null, false);
  const before = take(saved.order?.before ?? null, false);
  if (trace === 'wrong' || after === 'wrong' || before === 'wrong') {
    return `the trace of ${saved.name} cannot be taken: it was changed, or saved by another version of mcheck`;
  }
  return {
    property,
    verdict,
    value: saved.value ?? null,
    cause: saved.cause,
    causes: saved.causes,
    trace,
    waits: trace === null || verdict !== 'violated' ? [] : waitsOf(system, property, saved, trace),
    causeDetails: saved.causeDetails,
    noReturn: saved.noReturn && noReturnOf(system.program, saved.noReturn),
    order: saved.order === undefined ? null : { ...saved.order, after, before },
  };
}

function propertyOf(program: Program, name: string): Checked | null {
  const vacuity = { kind: 'vacuity', name: 'vacuity' } as const;
  return [...checkedProperties(program), vacuity].find(one => one.name === name) ?? null;
}

function traceOf(system: Interpreter, saved: SavedTrace, shows: Checked | null): Trace | 'wrong' {
  const steps = saved.steps.map(({ path, bindings }) => ({
    path,
    bindings: Object.entries(bindings).map(([name, value]) => ({ name, value })),
  }));
  const taken = retake(system, steps, shows);
  return taken === null ? 'wrong' : { ...taken, shortest: saved.shortest };
}

/** Who is blocked at the end of the trace; of a partial deadlock those that were named. */
function waitsOf(
  system: Interpreter,
  property: Checked,
  saved: SavedProperty,
  trace: Trace,
): BlockedTask[] {
  if (saved.waits.length === 0) return [];
  const { tasks, processes } = system.program;
  const last = trace.steps.at(-1)?.state ?? trace.initial;
  const blocked = waitAnalysis(system).blockedTasks(last);
  if (property.kind === 'deadlock') return blocked;
  const named = new Set(saved.waits.map(({ thread, task }) => `${thread} ${task ?? ''}`));
  return blocked
    .filter(one => {
      const task = tasks[one.task];
      return named.has(`${processes[one.process]?.name} ${task?.name ?? ''}`);
    })
    .map(one => ({ ...one, knot: true }))
    .sort((a, b) => a.task - b.task);
}

/** Actions are saved by path; of each path one stands for all. */
function noReturnOf(program: Program, saved: NonNullable<SavedProperty['noReturn']>): NoReturn {
  const ids = (paths: readonly string[]) =>
    paths.flatMap(path => program.actions.find(action => action.path === path)?.id ?? []);
  return { step: saved.step, instead: ids(saved.instead), usedUp: ids(saved.usedUp) };
}

function coverageOf({ sources }: Program, saved: SavedCoverage): Coverage {
  const at = ({ file, line }: { readonly file: string; readonly line: number }) =>
    lineSpan(sources, file, line);
  return {
    actions: saved.actions.map(({ name, source, never }) => ({
      name,
      span: at(source),
      never: never && { role: never.role, span: textSpan(at(never.source), never.text) },
    })),
    locations: saved.locations.map(({ name, source }) => ({ name, span: at(source) })),
    properties: saved.properties.map(({ name, source, reason }) => ({
      name,
      span: at(source),
      reason,
    })),
  };
}

function lineSpan(sources: readonly SourceFile[], path: string, line: number): Span {
  const file = sources.find(one => one.path === path) ?? sourceFile(path, '');
  const start = file.lineStarts[line - 1] ?? 0;
  return { file, start, end: start };
}

/** The words that were saved, at the line they stood in: a span of a file that has nothing else. */
function textSpan({ file, start }: Span, text: string): Span {
  const line = file.lineStarts.indexOf(start);
  const blank = '\n'.repeat(Math.max(0, line));
  return {
    file: sourceFile(file.path, blank + text),
    start: blank.length,
    end: blank.length + text.length,
  };
}
