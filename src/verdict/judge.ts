// The verdict on one property. In: the exploration and what the search saw of the property. Out: its
// result, with cause and waits. Searches nothing; a space that was not explored to its end proves nothing.

import { hasLevels, MAX_LISTED_DEADLOCKS, type SearchOutcome } from '../explore/explore.ts';
import type { Sighting } from '../explore/monitor.ts';
import { levelOf } from '../graph/state-graph.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { causeOfAction, causeOfDeadlock } from './cause.ts';
import { plainResult } from './plain-result.ts';
import { monitored } from './properties.ts';
import type {
  BlockedTask,
  CauseDetail,
  Checked,
  PropertyResult,
  Trace,
  Verdict,
} from './result.ts';
import { type WaitAnalysis, waitAnalysis } from './waits.ts';

/** What the search saw of one property. */
export interface Finding {
  readonly property: Checked;
  readonly sighting: Sighting;
  readonly trace: Trace;
  readonly failingActions: readonly number[];
}

/** `finding` is null where nothing was seen. The states of the exploration are those of `searched`. */
export function judge(
  system: Interpreter,
  exploration: SearchOutcome,
  property: Checked,
  finding: Finding | null,
  searched: Interpreter,
): PropertyResult {
  const verdict = verdictOn(property, finding, exploration.complete);
  const result = {
    ...plainResult(property, verdict),
    value: property.kind === 'bound' ? (finding?.sighting.value ?? null) : null,
    trace: finding?.trace ?? null,
  };
  if (verdict !== 'violated' || finding === null) return result;
  if (property.kind === 'deadlock') {
    return { ...result, ...deadlockCauses(system, exploration, property.name, finding, searched) };
  }
  return { ...result, ...actionCauses(system, property.name, finding) };
}

function verdictOn(property: Checked, finding: Finding | null, complete: boolean): Verdict {
  const otherwise = complete ? 'holds' : 'unknown';
  if (!monitored(property)) return 'unknown';
  if (property.kind === 'reachable') {
    if (finding !== null) return 'holds';
    return complete ? 'violated' : 'unknown';
  }
  if (property.kind === 'bound') {
    const exceeded =
      property.limit !== null && finding !== null && finding.sighting.value > property.limit;
    return exceeded ? 'violated' : otherwise;
  }
  return finding === null ? otherwise : 'violated';
}

interface Causes {
  readonly cause: string;
  readonly causes: readonly string[];
}

/** Causes of all deadlock states, as long as the search listed them all; else of the trace's alone. */
function deadlockCauses(
  system: Interpreter,
  exploration: SearchOutcome,
  name: string,
  finding: Finding,
  searched: Interpreter,
): Causes & { readonly waits: readonly BlockedTask[]; readonly causeDetails: CauseDetail[] } {
  const analysis = waitAnalysis(system);
  const waits = analysis.blockedTasks(finding.sighting.state);
  const cause = causeOfDeadlock(system.program, name, waits);
  const listed = exploration.deadlocks <= MAX_LISTED_DEADLOCKS;
  const own = searched === system ? analysis : waitAnalysis(searched);
  const found = listed ? listedCauses(searched, own, exploration, name) : [];
  return {
    cause,
    causes: [...new Set([cause, ...found.map(one => one.cause)])].sort(),
    waits,
    // A search cut short has seen some of the states only, a stand-in has others; depths are those of levels.
    causeDetails:
      searched === system && exploration.complete && hasLevels(exploration)
        ? found.map(one => ({
            cause: one.cause,
            states: one.states,
            // Ids ascend with the levels, so the first state of a cause is at its least depth.
            depth: levelOf(exploration, one.first),
          }))
        : [],
  };
}

interface ListedCause {
  readonly cause: string;
  readonly states: number;
  /** Least id. */
  readonly first: number;
}

/** One entry per cause, sorted. */
function listedCauses(
  system: Interpreter,
  analysis: WaitAnalysis,
  exploration: SearchOutcome,
  name: string,
): ListedCause[] {
  const state = new Int32Array(system.width);
  const found = new Map<string, ListedCause>();
  for (const id of exploration.deadlockIds) {
    exploration.store.read(id, state);
    const cause = causeOfDeadlock(system.program, name, analysis.blockedTasks(state));
    const { states, first } = found.get(cause) ?? { states: 0, first: id };
    found.set(cause, { cause, states: states + 1, first: Math.min(first, id) });
  }
  return [...found.values()].sort((a, b) => (a.cause < b.cause ? -1 : 1));
}

/** The last action made it so; of an error, every action that goes wrong somewhere is a cause. */
function actionCauses(system: Interpreter, name: string, finding: Finding): Causes {
  const { program } = system;
  const cause = causeOfAction(program, name, finding.trace.steps.at(-1)?.action ?? null);
  const failing = finding.failingActions.map(action => causeOfAction(program, name, action));
  return { cause, causes: [...new Set([cause, ...failing])].sort() };
}
