// Why a case is not met: what was expected and found, the reason the spec gives, the story of the counterexample,
// and the command line that repeats it. In: cases of specs by name. Out: their results, and the text.

import { escapeText } from '../../diagnostic/escape.ts';
import { judge } from '../../gate/judge.ts';
import { observe } from '../../gate/observation.ts';
import { type CaseResult, casesOf, type GateCase, type SpecResult } from '../../gate/run-gate.ts';
import { commandLines } from '../../report/command.ts';
import { screenText } from '../../report/format/text.ts';
import { expectedText, foundText } from '../../report/gate.ts';
import { choiceName, placeOfCase } from '../../report/gate-case.ts';
import { caseObject } from '../../report/gate-json.ts';
import { hang, type Role, type Style } from '../../report/layout.ts';
import type { RunResult } from '../../verdict/result.ts';
import type { Arguments } from '../arguments.ts';
import { contextOf, reportedRun } from '../checking.ts';
import { styleFor } from '../colours.ts';
import type { Limits } from '../limits.ts';
import type { LoadedModel } from '../load.ts';
import type { Plan } from '../plan.ts';
import { didYouMean } from '../suggest.ts';
import type { Terminal } from '../terminal.ts';
import { type Gated, taskOf } from './check-all.ts';
import type { LoadedSpec } from './load-specs.ts';
import { checkCase } from './run-case.ts';

interface NamedCase {
  readonly one: GateCase;
  readonly model: LoadedModel;
}

/** The cases that choose just this (`fix=none PAGES=2`, in any order; `defaults`), in every spec given. */
export function casesNamed(
  name: string,
  specs: readonly LoadedSpec[],
  problems: string[],
): NamedCase[] {
  const all = specs.flatMap(({ gate, model }) => casesOf(gate).map(one => ({ one, model })));
  const wanted = sorted(name);
  const found = all.filter(({ one }) => sorted(choiceName(one)) === wanted);
  if (found.length > 0) return found;
  const names = [...new Set(all.map(({ one }) => choiceName(one)))];
  problems.push(`no case is named '${name}'${didYouMean(name, names)}`);
  return [];
}

function sorted(name: string): string {
  return name
    .trim()
    .split(/[\s,]+/)
    .sort()
    .join(' ');
}

/** Checks the cases again, slow ones too, and keeps their traces. */
export async function explainAll(
  named: readonly NamedCase[],
  limits: Limits,
  args: Arguments,
  terminal: Terminal,
): Promise<Gated> {
  const results: SpecResult[] = [];
  const texts: string[] = [];
  for (const { one, model } of named) {
    const run = await checkCase(taskOf(one, limits), new Map(), terminal.interrupt);
    if (typeof run === 'string') return { wrong: run };
    const found = observe(run);
    const result = { ...one, ...judge(one.expected, found), found };
    results.push({ spec: one.spec, cases: [result], notCovered: [] });
    const plan = planOf(result, run, model);
    const context = contextOf(plan, run.program, args, limits.words);
    texts.push(explanation(result, run, context, limits, styleFor(args, terminal)));
  }
  return { results, text: texts.join('\n') };
}

function explanation(
  result: CaseResult,
  run: RunResult,
  context: ReturnType<typeof contextOf>,
  limits: Limits,
  style: Style,
): string {
  const head = headLines(result, style);
  if (run.verdict !== 'violated') {
    return `${[...head, '', ...commandLines('Re-run: ', context.rerun)].join('\n')}\n`;
  }
  const told = reportedRun(toldFirst(run, result), context, limits);
  return `${head.join('\n')}\n\n${screenText(told, style)}`;
}

const ROLES: Readonly<Record<CaseResult['outcome'], Role>> = {
  met: 'holds',
  contradicted: 'violated',
  undecided: 'unknown',
  skipped: 'dim',
};

function headLines(result: CaseResult, style: Style): string[] {
  const { expected, outcome, differences } = result;
  const written = caseObject(result);
  const word = style(ROLES[outcome], outcome.toUpperCase());
  const place = escapeText(`${placeOfCase(result)}  ${choiceName(result)}`);
  const row = (lead: string, text: string) =>
    hang(lead.padEnd(10), escapeText(text)).map(line => line.trimEnd());
  return [
    `mcheck: gate ${word}  ${place}`,
    ...row('expected', expectedText(written.expected)),
    ...row('found', foundText(written) ?? 'nothing'),
    ...differences.flatMap(({ text }) => row('differs', text)),
    ...row('because', expected.because),
    ...row('source', expected.source),
  ];
}

/** The violation that is not expected, or has another cause, is the one whose story is told. */
function toldFirst(run: RunResult, { differences }: CaseResult): RunResult {
  const names = differences.map(one => one.property);
  const told = run.properties.find(
    one => one.verdict === 'violated' && names.includes(one.property.name),
  );
  if (told === undefined) return run;
  return { ...run, properties: [told, ...run.properties.filter(one => one !== told)] };
}

/** The choice of the case, as if it had been given on the command line. */
function planOf({ choice }: CaseResult, run: RunResult, { identity }: LoadedModel): Plan {
  const axes = (kind: 'variant' | 'param', chosen: Readonly<Record<string, string | number>>) =>
    Object.entries(chosen).map(([name, value]) => ({ kind, name, values: [value] }));
  return {
    identity,
    programs: [run.program],
    axes: [...axes('variant', choice.variant), ...axes('param', choice.params)],
  };
}
