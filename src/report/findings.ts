// What a pipeline is told: one finding per property of each run. In: a report. Out: names, places and one-line messages
// that stay the same when lines move. Formats nothing.

import { createHash } from 'node:crypto';
import { type Place, placeOf } from '../explain/ending.ts';
import type { Story } from '../explain/story.ts';
import type { Program } from '../ir/program.ts';
import type { PropertyResult } from '../verdict/result.ts';
import { counted } from './layout.ts';
import { type ReportedModel, type ReportedRun, type RunReport, runsOf, storyOf } from './report.ts';
import { limitText, screen } from './text.ts';
import { choiceText, titleOf } from './title.ts';

export interface Finding {
  readonly model: ReportedModel;
  readonly one: ReportedRun;
  readonly result: PropertyResult;
  /** `models/x.mig [fix: none]` */
  readonly run: string;
  /** `DEADLOCK`, `VIOLATED accepted_before_run` */
  readonly title: string;
  /** What is to be read first; one line. */
  readonly message: string;
  /** Where to look: what is waited for, what fails, or the property. */
  readonly place: Place;
  /** Why it is accepted as it is; null where it is not. */
  readonly accepted: string | null;
  /** The same as long as model, choice, property and cause are: 64 hex digits. */
  readonly fingerprint: string;
}

/** In the order of the runs and of their properties. */
export function findingsOf(report: RunReport): Finding[] {
  return runsOf(report).flatMap(({ model, one }) =>
    one.run.properties.map(result => findingOf(model, one, result)),
  );
}

function findingOf(model: ReportedModel, one: ReportedRun, result: PropertyResult): Finding {
  const violated = result.verdict === 'violated';
  const told = violated ? storyOf(one, result) : null;
  return {
    model,
    one,
    result,
    run: runName(one),
    title: titleOf(result),
    message: messageOf(one, result, told),
    place: placeOfResult(one.run.program, result),
    accepted: violated ? (one.context.accepted?.get(result.property.name) ?? null) : null,
    fingerprint: fingerprintOf(model, one, result),
  };
}

/** `models/x.mig [fix: none]` */
export function runName({ context }: ReportedRun): string {
  return [context.file, choiceText(context)].filter(part => part !== '').join(' ');
}

/** The screen that tells of this finding alone. */
export function findingText({ one, result }: Finding): string {
  const alone = { ...one.run, properties: [result], coverage: null };
  return screen(alone, { result, story: storyOf(one, result) }, one.context);
}

function messageOf(one: ReportedRun, result: PropertyResult, told: Story | null): string {
  const { property, verdict } = result;
  if (verdict === 'unknown') return `${property.name} is not decided: ${limitText(one.run)}`;
  if (verdict === 'holds') return `${property.name} holds`;
  const steps = told === null ? '' : ` after ${counted(told.steps, 'step')}`;
  return `${titleOf(result)}${steps}: ${reasonOf(result, told)}`;
}

/** Who waits for what, what goes wrong, or what is false. */
function reasonOf(result: PropertyResult, told: Story | null): string {
  if (told === null) {
    return result.property.kind === 'reachable'
      ? 'no reachable state satisfies it'
      : 'see the report';
  }
  const { ending, why } = told;
  switch (ending.kind) {
    case 'hang': {
      const knot = why.filter(one => one.knot);
      const told = (knot.length > 0 ? knot : why).map(({ thread, text }) => `${thread} ${text}`);
      return told.join('; ') || 'nothing can move';
    }
    case 'failure':
      return ending.message;
    case 'false':
    case 'impossible':
    case 'order':
      return ending.text;
    case 'bound':
      return `the value is ${ending.value}, the limit is ${ending.limit}`;
    case 'reached':
      return 'see the report';
  }
}

function placeOfResult(program: Program, result: PropertyResult): Place {
  const { property, trace, waits } = result;
  if (trace?.failure != null) return placeOf(trace.failure.span);
  // What keeps a loop from its turn says more than the turn.
  const all = waits.flatMap(blocked => blocked.waits);
  const wait = all.find(({ kind }) => kind !== 'turn') ?? all[0];
  const action = wait === undefined ? undefined : program.actions[wait.action];
  if (wait !== undefined && action !== undefined) {
    return placeOf(action.guard[wait.conjunct]?.span ?? action.provenance.span);
  }
  if ('span' in property) return placeOf(property.span);
  return { file: program.sources[0]?.path ?? '', line: 1 };
}

/** Lines, steps and state counts do not enter it. */
function fingerprintOf({ identity }: ReportedModel, { run }: ReportedRun, result: PropertyResult) {
  const { variant, params, versions } = run.program.choice;
  const parts = [identity.name, variant, params, versions, result.property.name, result.cause];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
