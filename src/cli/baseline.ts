// --baseline: violations that are accepted. In: the file given, runs. Out: the same runs with what is accepted, exit
// codes that no longer count it, and a line for each entry that is not needed any more.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { escapeText } from '../diagnostic/escape.ts';
import { renderDiagnostics } from '../diagnostic/render.ts';
import { positionAt, sourceFile } from '../diagnostic/source.ts';
import { acceptedIn, staleEntries } from '../gate/baseline.ts';
import type { ReportedModel, ReportedRun } from '../report/report.ts';
import { type BaselineEntry, parseBaseline } from '../syntax/baseline/parse.ts';
import { MAX_CHARACTERS } from '../syntax/limits.ts';
import type { Arguments } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { readText } from './files.ts';
import type { Terminal } from './terminal.ts';
import { textOf } from './values.ts';

export type Baseline = readonly BaselineEntry[];

/** The entries of the file that was given; none without one. Null: something is wrong with it, and that was said. */
export async function loadBaseline(
  args: Arguments,
  terminal: Terminal,
  problems: string[],
): Promise<Baseline | null> {
  const path = textOf(args, 'baseline');
  if (path === undefined) return [];
  const read = await readText(path, MAX_CHARACTERS);
  if ('message' in read) {
    problems.push(escapeText(read.message));
    return [];
  }
  const { entries, diagnostics } = parseBaseline(sourceFile(path, read.text));
  if (entries === null)
    await terminal.err(renderDiagnostics(diagnostics satisfies readonly Diagnostic[]));
  return entries;
}

/** The model with what is accepted in each run. */
export function withAccepted(model: ReportedModel, baseline: Baseline): ReportedModel {
  if (baseline.length === 0) return model;
  const accept = (one: ReportedRun): ReportedRun => ({
    ...one,
    context: { ...one.context, accepted: acceptedIn(baseline, model.identity.name, one.run) },
  });
  return { ...model, runs: model.runs.map(accept) };
}

/** As without a baseline, but for violations that are accepted; of a run cut short not every cause is known. */
export function exitCodeWith({ run, context }: ReportedRun): ExitCode {
  const open = run.properties.filter(
    ({ property, verdict }) => verdict !== 'holds' && context.accepted?.has(property.name) !== true,
  );
  if (open.some(({ verdict }) => verdict === 'violated')) return EXIT.violated;
  return open.length > 0 || !run.complete ? EXIT.undecided : EXIT.ok;
}

/** Says on standard error which entries are not needed any more. */
export async function reportStale(
  baseline: Baseline,
  models: readonly ReportedModel[],
  terminal: Terminal,
): Promise<void> {
  const runs = models.flatMap(({ identity, runs: own }) =>
    own.map(({ run }) => ({ model: identity.name, run })),
  );
  for (const { span, property, cause } of staleEntries(baseline, runs)) {
    const place = `${escapeText(span.file.path)}:${positionAt(span.file, span.start).line}`;
    const what = `${property} cause ${cause ?? 'none'}`;
    await terminal.err(`mcheck: ${place}: ${what} no longer occurs; the entry can go\n`);
  }
}
