// Which traces a page tells. In: a report. Out: traces with a name each: every violated property of every run, the
// witnesses, both sides of an order, and beside the first failure the nearest run that goes well.

import { passingTrace } from '../../explain/passing.ts';
import type { PropertyResult, Trace } from '../../verdict/result.ts';
import type { ReportedModel, ReportedRun, RunReport } from '../report.ts';
import { runsOf } from '../report.ts';
import { choiceText, titleOf } from '../title.ts';

export interface Case {
  readonly model: ReportedModel;
  readonly one: ReportedRun;
  readonly result: PropertyResult;
  readonly trace: Trace;
  readonly name: string;
  /** What its last state is, where the result does not say it. */
  readonly end: string | null;
}

/** The traces of a page; more would make it too large to mail. */
export const MOST_CASES = 40;
/** The nearest run that goes well is looked for in spaces of up to this many states. */
const MOST_STATES = 500_000;

export interface Cases {
  readonly told: readonly Case[];
  /** Traces for which there was no room. */
  readonly left: number;
}

/** What tells the traces of a page apart. */
interface Naming {
  readonly choices: boolean;
  readonly files: boolean;
}

export async function casesOf(report: RunReport): Promise<Cases> {
  const several = runsOf(report).length > 1;
  const naming = { choices: several, files: report.models.length > 1 };
  const failing = runsOf(report).flatMap(({ model, one }) =>
    one.run.properties
      .filter(({ verdict }) => verdict === 'violated')
      .flatMap(result => caseOf(model, one, result, result.trace, nameOf(one, result, naming))),
  );
  const witnesses = runsOf(report).flatMap(({ model, one }) =>
    one.run.properties
      .filter(({ verdict }) => verdict !== 'violated')
      .flatMap(result => witnessesOf(model, one, result, naming)),
  );
  // What is accepted as it is comes after what is not.
  const isAccepted = ({ one, result }: Case) =>
    one.context.accepted?.has(result.property.name) === true;
  failing.sort((a, b) => Number(isAccepted(a)) - Number(isAccepted(b)));
  const [first, ...others] = failing;
  const passing = first === undefined ? [] : await passingCase(first, naming);
  const all = [...(first === undefined ? [] : [first]), ...passing, ...others, ...witnesses];
  return { told: all.slice(0, MOST_CASES), left: Math.max(0, all.length - MOST_CASES) };
}

function caseOf(
  model: ReportedModel,
  one: ReportedRun,
  result: PropertyResult,
  trace: Trace | null,
  name: string,
  end: string | null = null,
): Case[] {
  return trace === null ? [] : [{ model, one, result, trace, name, end }];
}

function nameOf({ context }: ReportedRun, result: PropertyResult, naming: Naming): string {
  const property = result.property.name;
  const title = titleOf(result);
  const what = title.toLowerCase().includes(property.toLowerCase())
    ? title
    : `${title} ${property}`;
  return named(what, context, naming);
}

function named(what: string, context: ReportedRun['context'], naming: Naming): string {
  const parts = [naming.files ? context.file : '', naming.choices ? choiceText(context) : '', what];
  return parts.filter(part => part !== '').join(' ');
}

/** Of a matrix there would be too many. */
function witnessesOf(
  model: ReportedModel,
  one: ReportedRun,
  result: PropertyResult,
  naming: Naming,
): Case[] {
  if (naming.choices && result.order === null) return [];
  const asked = { ...result, verdict: 'holds' as const, noReturn: null };
  if (result.order !== null) {
    const [first, second] = [
      model.asked?.first ?? 'the first',
      model.asked?.second ?? 'the second',
    ];
    return [
      ...caseOf(
        model,
        one,
        asked,
        result.order.after,
        named(`${first}, then ${second}`, one.context, naming),
      ),
      ...caseOf(
        model,
        one,
        asked,
        result.order.before,
        named(`${second} without ${first} before`, one.context, naming),
      ),
    ];
  }
  const { kind, name } = result.property;
  const word = kind === 'bound' ? `largest value of ${name}` : `reached: ${name}`;
  return caseOf(model, one, asked, result.trace, named(word, one.context, naming));
}

async function passingCase({ model, one, result }: Case, naming: Naming): Promise<Case[]> {
  const { stats, complete } = one.run;
  if (!complete || stats.states > MOST_STATES || result.noReturn === null) return [];
  const space = await one.space();
  if (typeof space === 'string') return [];
  const fine = { ...result, verdict: 'holds' as const, noReturn: null, waits: [] };
  const name = named('nearest run that goes well', one.context, naming);
  return caseOf(model, one, fine, passingTrace(space, result), name, 'a goal is reached');
}
