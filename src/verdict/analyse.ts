// What only the complete space knows: the properties that need its graph, no way back, every cause, coverage.
// In: an exploration and what the search could say. Out: the results completed. Always without reductions;
// a space that is not complete or too large leaves them as they are.

import { hasLevels, type SearchOutcome } from '../explore/explore.ts';
import type { Host } from '../explore/host.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { coverageOf, judgeCoverage } from './coverage.ts';
import type { Certify } from './evidence.ts';
import { judgeOnGraph } from './judge-on-graph.ts';
import { needsGraph } from './needs-graph.ts';
import { noReturnOf } from './no-return.ts';
import { causesByAction } from './occurrences.ts';
import { regroupResult } from './regroup.ts';
import type { Checked, Coverage, PropertyResult } from './result.ts';
import { type Space, spaceOf } from './space.ts';
import { violationsOf } from './violations.ts';

export interface AnalysisOptions {
  readonly host: Host;
  /** Used on every trace that is found here. */
  readonly certify: Certify;
  /** When the run began, by the host's clock. */
  readonly startedAt: number;
  readonly maxMemory?: number | undefined;
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly strict?: boolean | undefined;
  /** Verdicts and causes only: no way back and no coverage beyond what `strict` asks for. */
  readonly brief?: boolean | undefined;
  /** Traces as they were found. */
  readonly rawOrder?: boolean | undefined;
  /** The exploration left states out: nothing can be said of the whole space. */
  readonly reduced: boolean;
}

/** Past this many states a property that needs the graph stays `unknown`. */
export const MOST_GRAPH_STATES = 10_000_000;
/** Past this many the graph is not built only to explain what is violated, nor coverage looked for. */
export const MOST_EXPLAINED_STATES = 2_000_000;

/** The graph, where some property needs it: before there are results, for their traces can be read from it. */
export async function spaceAskedFor(
  system: Interpreter,
  exploration: SearchOutcome,
  asked: readonly Checked[],
  options: AnalysisOptions,
): Promise<Space | null> {
  const wanted = !options.reduced && exploration.complete && asked.some(needsGraph);
  if (!wanted || exploration.states > MOST_GRAPH_STATES || !hasLevels(exploration)) return null;
  return spaceOf(system, exploration, stopper(options));
}

/** Completes results in their order; under `strict` the result on `vacuity` comes last. `known`: the graph, if it was made. */
export async function analyse(
  system: Interpreter,
  exploration: SearchOutcome,
  results: readonly PropertyResult[],
  known: Space | null,
  options: AnalysisOptions,
): Promise<{ readonly properties: PropertyResult[]; readonly coverage: Coverage | null }> {
  if (options.reduced) return { properties: [...results], coverage: null };
  const space =
    known === null && hasLevels(exploration) && wantsGraph(exploration, results, options.brief)
      ? await spaceOf(system, exploration, stopper(options))
      : known;
  const properties =
    space === null ? [...results] : results.map(one => complete(space, one, options));
  const looksAtCoverage = options.strict === true || options.brief !== true;
  const small =
    looksAtCoverage && exploration.complete && exploration.states <= coverageLimit(options);
  const coverage = small ? coverageOf(system, exploration.store) : null;
  if (options.strict === true) properties.push(judgeCoverage(coverage));
  return { properties, coverage };
}

/** Whether a complete search of this size is to be turned into a graph. */
export function wantsGraph(
  { complete, states }: SearchOutcome,
  results: readonly PropertyResult[],
  brief = false,
): boolean {
  const asked = results.some(({ property }) => needsGraph(property));
  const explains = results.some(
    ({ property, verdict, trace }) =>
      verdict === 'violated' && trace !== null && !(brief && isStandstill(property)),
  );
  if (!complete) return false;
  return asked ? states <= MOST_GRAPH_STATES : explains && states <= MOST_EXPLAINED_STATES;
}

/** How many states a search should keep for what is asked here. */
export function statesToKeep(properties: readonly Checked[], strict: boolean): number {
  return strict || properties.some(needsGraph) ? MOST_GRAPH_STATES : MOST_EXPLAINED_STATES;
}

function coverageLimit({ strict }: AnalysisOptions): number {
  return strict === true ? MOST_GRAPH_STATES : MOST_EXPLAINED_STATES;
}

function complete(space: Space, result: PropertyResult, options: AnalysisOptions): PropertyResult {
  const { property } = result;
  if (!needsGraph(property)) return explained(space, result, options);
  const judged = regroupResult(space.system, judgeOnGraph(space, property), options);
  const { verdict, trace } = judged;
  if (verdict === 'violated' && trace !== null) options.certify(property, trace);
  return explained(space, judged, options);
}

/** With the causes and the step of no return, where something is violated. */
function explained(
  space: Space,
  result: PropertyResult,
  { brief = false }: AnalysisOptions,
): PropertyResult {
  const { property, verdict, trace } = result;
  if (verdict !== 'violated' || trace === null || (brief && isStandstill(property))) return result;
  const violations = violationsOf(space, property);
  if (violations === null) return result;
  const noReturn = brief ? null : noReturnOf(space, property, violations, trace);
  if (isStandstill(property)) return { ...result, noReturn };
  const causeDetails = causesByAction(space, property, violations);
  const causes = causeDetails.map(({ cause }) => cause);
  return { ...result, noReturn, causes, causeDetails };
}

/** Its causes are known without the steps that lead there. */
function isStandstill({ kind }: Checked): boolean {
  return kind === 'deadlock' || kind === 'partial-deadlock';
}

/** Gives other work its turn; true once the run has used up its time or memory, or was interrupted. */
function stopper(options: AnalysisOptions): () => Promise<boolean> {
  const { host, startedAt, timeout, maxMemory, signal } = options;
  let lastTurn = host.now();
  return async () => {
    if (host.now() - lastTurn < TURN_MILLISECONDS) return false;
    await host.pause();
    lastTurn = host.now();
    const late = timeout !== undefined && lastTurn - startedAt >= timeout * 1000;
    const large = maxMemory !== undefined && host.memory() > maxMemory;
    return late || large || signal?.aborted === true;
  };
}

const TURN_MILLISECONDS = 25;
