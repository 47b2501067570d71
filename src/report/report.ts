// What a format is given: the answer of a command with all that may be told of it. Plain data, and functions for
// what is worked out only where a format needs it. Renders nothing.

import { type Story, story } from '../explain/story.ts';
import type { Change } from '../questions/compare.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { PropertyResult, RunResult } from '../verdict/result.ts';
import type { Space } from '../verdict/space.ts';
import type { ScreenContext } from './context.ts';
import type { Subject } from './formats.ts';
import type { GateDocument } from './gate-json.ts';
import type { Style } from './layout.ts';

/** The answer of `check` or `simulate` (check), `matrix` or `order`. */
export interface RunReport {
  readonly subject: Exclude<Subject, 'gate'>;
  /** In the order given; a matrix and an order have one. */
  readonly models: readonly ReportedModel[];
}

export interface ReportedModel {
  readonly identity: ModelIdentity;
  readonly runs: readonly ReportedRun[];
  /** `order`: the two actions as asked. */
  readonly asked: AskedActions | null;
}

export interface ModelIdentity {
  /** Name of the protocol. */
  readonly name: string;
  /** As given, with `/`. */
  readonly file: string;
  /** Over the model and its imports, in order. */
  readonly sha256: string;
}

/** The property `property` asks for the order of these two. */
export interface AskedActions {
  readonly property: string;
  readonly first: string;
  readonly second: string;
}

export interface ReportedRun {
  readonly run: RunResult;
  readonly context: ScreenContext;
  /** Reads the states of its traces; made at the first call, because many formats need none. */
  readonly system: () => Interpreter;
  /** What the run changes against the first one with the same parameters; none outside of a matrix. */
  readonly changes: readonly Change[];
  /** The graph of all states, explored anew without reductions; or why there is none. */
  readonly space: () => Promise<Space | string>;
}

export interface GateReport {
  readonly subject: 'gate';
  readonly document: GateDocument;
}

/** How the answer is wanted. */
export interface RenderOptions {
  readonly style: Style;
}

/** The text of a format; or why this result has nothing to show in it. */
export type Rendering =
  | {
      readonly text: string;
      /** Markdown for the summary page of a pipeline step. */
      readonly summary?: string;
    }
  | { readonly nothing: string };

/** One format: a function for each subject it can show. */
export interface Renderer {
  readonly check?: RenderRuns;
  readonly matrix?: RenderRuns;
  readonly order?: RenderRuns;
  readonly gate?: RenderGate;
}

export type RenderRuns = (
  report: RunReport,
  options: RenderOptions,
) => Rendering | Promise<Rendering>;
export type RenderGate = (
  report: GateReport,
  options: RenderOptions,
) => Rendering | Promise<Rendering>;

/** Every run with its model, in order. */
export function runsOf(
  report: RunReport,
): { readonly model: ReportedModel; readonly one: ReportedRun }[] {
  return report.models.flatMap(model => model.runs.map(one => ({ model, one })));
}

/**
 * The result whose trace a report of this run tells: the first violated one, one that is not accepted before others;
 * the only one, if it has a witness; null where there is nothing to tell.
 */
export function toldOf({ run, context }: ReportedRun): PropertyResult | null {
  const violated = run.properties.filter(one => one.verdict === 'violated');
  const open = violated.find(({ property }) => context.accepted?.has(property.name) !== true);
  const [first] = violated;
  if (first !== undefined) return open ?? first;
  const [only, ...others] = run.properties;
  return others.length === 0 && only !== undefined && only.trace !== null ? only : null;
}

/** The story of a result; null where it has no trace. */
export function storyOf(one: ReportedRun, result: PropertyResult): Story | null {
  return result.trace === null ? null : story(one.run, result, one.system());
}

/** The first run with a trace to tell, and its result: what a picture of one trace shows. */
export function firstTold(report: RunReport): {
  readonly model: ReportedModel;
  readonly one: ReportedRun;
  readonly result: PropertyResult;
} | null {
  const told = runsOf(report).flatMap(({ model, one }) => {
    const result = toldOf(one);
    return result === null || result.trace === null ? [] : [{ model, one, result }];
  });
  return told.find(({ result }) => result.verdict === 'violated') ?? told[0] ?? null;
}

/** Said where a format shows a trace and there is none. */
export const NO_TRACE: Rendering = {
  nothing: 'there is no trace to show: nothing is violated, and no witness was asked for',
};
