// The verdict on one property. In: the exploration and what the search saw of the property. Out: its
// result, with cause and waits. Searches nothing; a space that was not explored to its end proves nothing.

import { type Exploration, MAX_LISTED_DEADLOCKS } from '../explore/explore.ts';
import type { Sighting } from '../explore/monitor.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { causeOfAction, causeOfDeadlock } from './cause.ts';
import type { BlockedTask, Checked, PropertyResult, Trace, Verdict } from './result.ts';
import { isUndecided } from './undecided.ts';
import { type WaitAnalysis, waitAnalysis } from './waits.ts';

/** What the search saw of one property. */
export interface Finding {
  readonly property: Checked;
  readonly sighting: Sighting;
  readonly trace: Trace;
  readonly failingActions: readonly number[];
}

/** `finding` is null where nothing was seen. */
export function judge(
  system: Interpreter,
  exploration: Exploration,
  property: Checked,
  finding: Finding | null,
): PropertyResult {
  const verdict = verdictOn(property, finding, exploration.complete);
  const result = {
    property,
    verdict,
    value: property.kind === 'bound' ? (finding?.sighting.value ?? null) : null,
    trace: finding?.trace ?? null,
  };
  if (verdict !== 'violated' || finding === null) {
    return { ...result, cause: null, causes: [], waits: [] };
  }
  if (property.kind === 'deadlock') {
    return { ...result, ...deadlockCauses(system, exploration, property.name, finding) };
  }
  return { ...result, ...actionCauses(system, property.name, finding), waits: [] };
}

function verdictOn(property: Checked, finding: Finding | null, complete: boolean): Verdict {
  const otherwise = complete ? 'holds' : 'unknown';
  if (isUndecided(property)) return 'unknown';
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
  exploration: Exploration,
  name: string,
  finding: Finding,
): Causes & { readonly waits: readonly BlockedTask[] } {
  const { program } = system;
  const analysis = waitAnalysis(system);
  const waits = analysis.blockedTasks(finding.sighting.state);
  const cause = causeOfDeadlock(program, name, waits);
  const causes = new Set([cause]);
  if (exploration.deadlocks <= MAX_LISTED_DEADLOCKS) {
    for (const blocked of listedDeadlocks(analysis, exploration, system.width)) {
      causes.add(causeOfDeadlock(program, name, blocked));
    }
  }
  return { cause, causes: [...causes].sort(), waits };
}

function* listedDeadlocks(
  analysis: WaitAnalysis,
  exploration: Exploration,
  width: number,
): Generator<BlockedTask[]> {
  const state = new Int32Array(width);
  for (const id of exploration.deadlockIds) {
    exploration.store.read(id, state);
    yield analysis.blockedTasks(state);
  }
}

/** The last action made it so; of an error, every action that goes wrong somewhere is a cause. */
function actionCauses(system: Interpreter, name: string, finding: Finding): Causes {
  const { program } = system;
  const cause = causeOfAction(program, name, finding.trace.steps.at(-1)?.action ?? null);
  const failing = finding.failingActions.map(action => causeOfAction(program, name, action));
  return { cause, causes: [...new Set([cause, ...failing])].sort() };
}
