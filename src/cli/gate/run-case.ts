// One case of a gate, from the path of its model to its result. In: plain data, so that a worker thread can be told
// it. Out: what was found, or why nothing could be checked. Used by the worker and by the process itself.

import { compileForManyRuns } from '../../codegen/compiled.ts';
import { renderDiagnostics } from '../../diagnostic/render.ts';
import { nodeHost } from '../../explore/node-host.ts';
import type { CaseChoice } from '../../gate/model-shape.ts';
import { type Observation, observe } from '../../gate/observation.ts';
import { check } from '../../verdict/check.ts';
import type { RunResult } from '../../verdict/result.ts';
import type { EngineName } from '../limits.ts';
import { type Loaded, loadModel, lowerModel } from '../load.ts';

export interface CaseTask {
  /** Path of the model. */
  readonly model: string;
  readonly choice: CaseChoice;
  readonly limits: CaseLimits;
}

export interface CaseLimits {
  readonly engine: EngineName;
  readonly maxMemory: number;
  readonly maxStates: number | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
}

export type CaseOutcome =
  | { readonly kind: 'found'; readonly found: Observation }
  /** The model cannot be run under this choice: text for standard error. */
  | { readonly kind: 'wrong'; readonly text: string };

/** Models that were read before. */
export type ModelCache = Map<string, Promise<Loaded>>;

export async function runCase(
  task: CaseTask,
  models: ModelCache,
  signal?: AbortSignal,
): Promise<CaseOutcome> {
  const run = await checkCase(task, models, signal, true);
  return typeof run === 'string'
    ? { kind: 'wrong', text: run }
    : { kind: 'found', found: observe(run) };
}

/** The whole result, traces included (less where it is to be `brief`); text where the model cannot be run. */
export async function checkCase(
  { model, choice, limits }: CaseTask,
  models: ModelCache,
  signal?: AbortSignal,
  brief = false,
): Promise<RunResult | string> {
  const loading = models.get(model) ?? loadModel(model);
  models.set(model, loading);
  const outcome = await loading;
  if (outcome.kind === 'message') return `mcheck: ${outcome.message}\n`;
  if (outcome.kind === 'diagnostics') return renderDiagnostics(outcome.diagnostics);
  const { program, diagnostics } = lowerModel(outcome.loaded.model, choice);
  if (program === null) return renderDiagnostics(diagnostics);
  const { engine, ...most } = limits;
  return check(program, {
    host: nodeHost,
    ...(engine === 'interpreter' ? {} : { compile: compileForManyRuns }),
    ...most,
    brief,
    signal,
  });
}
