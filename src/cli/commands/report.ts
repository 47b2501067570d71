// `mcheck report FILE...`: saved results in another format. A model is checked first, as `mcheck check` does it.

import { escapeText } from '../../diagnostic/escape.ts';
import { gateLines } from '../../report/gate.ts';
import { orderLine } from '../../report/order.ts';
import type { GateReport, ReportedModel, ReportedRun, RunReport } from '../../report/report.ts';
import { runsOf } from '../../report/report.ts';
import { verdictLine } from '../../report/text.ts';
import type { Arguments } from '../arguments.ts';
import { type Baseline, loadBaseline, reportStale, withAccepted } from '../baseline.ts';
import { reportedModel, runPlan } from '../checking.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readText } from '../files.ts';
import { type Limits, limitsOf } from '../limits.ts';
import { makePlans } from '../plan.ts';
import { present } from '../present.ts';
import { savedDocuments } from '../saved/document.ts';
import { restore } from '../saved/restore.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf } from '../values.ts';

const MOST_BYTES = 256 * 1024 * 1024;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const baseline = await loadBaseline(args, terminal, problems);
  if (baseline === null) return EXIT.usage;
  const reports: (RunReport | GateReport)[] = [];
  if (args.positionals.length === 0) problems.push('report takes saved results, or models');
  for (const path of args.positionals) {
    const report = await reportOf(path, args, limits, terminal, problems);
    if (report === null) return EXIT.usage;
    if (typeof report === 'string') problems.push(`${path}: ${report}`);
    else reports.push(report);
  }
  const report = knowing(joined(reports, problems), baseline);
  const format = formatOf(args, report?.subject ?? null, problems);
  if (report === null || problems.length > 0) {
    for (const problem of problems) await terminal.err(`mcheck: ${lineOf(problem)}\n`);
    await terminal.err("Try 'mcheck report --help'.\n");
    return EXIT.usage;
  }
  if (report.subject !== 'gate') await reportStale(baseline, report.models, terminal);
  return present(report, format, { verdicts: verdictsOf(report), code: EXIT.ok }, args, terminal);
}

/** The report of one file; text: what is wrong with it; null: that has been said already. */
async function reportOf(
  path: string,
  args: Arguments,
  limits: Limits,
  terminal: Terminal,
  problems: readonly string[],
): Promise<RunReport | GateReport | string | null> {
  if (path.toLowerCase().endsWith('.mig')) return checked(path, args, limits, terminal, problems);
  const read = await readText(path, MOST_BYTES);
  if ('message' in read) return read.message.replace(`${path}: `, '');
  const saved = savedDocuments(read.text);
  if (typeof saved === 'string') return saved;
  if (saved.kind === 'gate') return { subject: 'gate', document: saved.document };
  const models: ReportedModel[] = [];
  for (const document of saved.documents) {
    const model = restore(document, limits);
    if (typeof model === 'string') return model;
    models.push(model);
  }
  const subjects = new Set(saved.documents.map(({ command }) => command));
  const [subject = 'check'] = subjects;
  return subjects.size > 1 ? 'holds answers of different commands' : { subject, models };
}

async function checked(
  path: string,
  args: Arguments,
  limits: Limits,
  terminal: Terminal,
  problems: readonly string[],
): Promise<RunReport | null> {
  const alone = { ...args, positionals: [path] };
  const [plan] = (await makePlans(alone, terminal, [...problems], false)) ?? [];
  if (plan === undefined) return null;
  const runs = await runPlan(plan, alone, limits, terminal);
  return { subject: 'check', models: [reportedModel(plan, runs, alone, limits)] };
}

/** Several files make one report if they answer the same question. */
function joined(
  reports: readonly (RunReport | GateReport)[],
  problems: string[],
): RunReport | GateReport | null {
  const [first, ...others] = reports;
  if (first === undefined) return null;
  if (first.subject === 'gate') {
    if (others.length > 0) problems.push('the result of a gate is reported by itself');
    return first;
  }
  const same = reports.filter(
    (one): one is RunReport => one.subject !== 'gate' && one.subject === first.subject,
  );
  if (same.length < reports.length) {
    const subjects = [...new Set(reports.map(({ subject }) => subject))];
    problems.push(`results of ${subjects.join(' and ')} do not go into one report`);
  }
  return { subject: first.subject, models: same.flatMap(({ models }) => models) };
}

/** With what the baseline accepts. */
function knowing(
  report: RunReport | GateReport | null,
  baseline: Baseline,
): RunReport | GateReport | null {
  if (report === null || report.subject === 'gate') return report;
  return { ...report, models: report.models.map(model => withAccepted(model, baseline)) };
}

function verdictsOf(report: RunReport | GateReport): string[] {
  if (report.subject === 'gate') return gateLines(report.document);
  return runsOf(report).map(({ model, one }) => lineFor(model, one));
}

function lineFor({ asked }: ReportedModel, { run, context }: ReportedRun): string {
  if (asked === null) return verdictLine(run, context);
  const result = run.properties.find(({ property }) => property.name === asked.property);
  return orderLine(result?.order ?? null, context);
}

/** Diagnostics have several lines and are safe to print; anything else is one line. */
function lineOf(problem: string): string {
  return problem.split('\n').map(escapeText).join('\n').trimEnd();
}
