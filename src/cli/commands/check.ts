// `mcheck MODEL...`: every property of each model, under each choice asked for.

import { escapeText } from '../../diagnostic/escape.ts';
import type { FormatName } from '../../report/formats.ts';
import type { ReportedModel } from '../../report/report.ts';
import { runsOf } from '../../report/report.ts';
import { verdictLine } from '../../report/text.ts';
import type { Arguments } from '../arguments.ts';
import { exitCodeWith, loadBaseline, reportStale, withAccepted } from '../baseline.ts';
import { reportedModel, runPlan } from '../checking.ts';
import { checkpointsOf } from '../checkpoints.ts';
import { EXIT, type ExitCode, worst } from '../exit-code.ts';
import { explainReduction } from '../explain-reduction.ts';
import { limitsOf } from '../limits.ts';
import { makePlans } from '../plan.ts';
import { present } from '../present.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf } from '../values.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, 'check', problems);
  const explains = args.switches.has('explain-reduction');
  if (explains) refuseWithExplanation(format, args, problems);
  const baseline = await loadBaseline(args, terminal, problems);
  const plans = await makePlans(args, terminal, problems, false);
  if (plans === null || baseline === null) return EXIT.usage;
  if (explains) return explainReduction(plans, args, limits, terminal);
  const checkpoints = await checkpointsOf(args, plans, limits, problems);
  if (checkpoints === null) return refused(problems, args, terminal);
  const models: ReportedModel[] = [];
  for (const plan of plans) {
    const runs = await runPlan(plan, args, limits, terminal, undefined, checkpoints.options);
    models.push(withAccepted(reportedModel(plan, runs, args, limits), baseline));
    if (terminal.interrupt.aborted) break;
  }
  const report = { subject: 'check' as const, models };
  const all = runsOf(report).map(({ one }) => one);
  const verdicts = all.map(one => verdictLine(one.run, one.context));
  const code = worst([
    ...all.map(exitCodeWith),
    ...(terminal.interrupt.aborted ? [EXIT.undecided] : []),
  ]);
  await reportStale(baseline, models, terminal);
  const presented = await present(report, format, { verdicts, code }, args, terminal);
  return lost(checkpoints.problem(), verdicts, terminal, presented);
}

/** An explanation is text, of whole runs. */
function refuseWithExplanation(format: FormatName, args: Arguments, problems: string[]): void {
  if (format !== 'text') problems.push('--explain-reduction is for --format text only');
  for (const name of ['checkpoint', 'resume', 'baseline'] as const) {
    if (args.values.has(name))
      problems.push(`--explain-reduction and --${name} exclude each other`);
  }
}

/** What is wrong with the checkpoints asked for. */
async function refused(
  problems: readonly string[],
  args: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  for (const problem of problems) await terminal.err(`mcheck: ${problem}\n`);
  await terminal.err(`Try 'mcheck ${args.command} --help'.\n`);
  return EXIT.usage;
}

/** A checkpoint that could not be written does not stop the run, but it is an output that is missing. */
async function lost(
  problem: string | null,
  verdicts: readonly string[],
  terminal: Terminal,
  code: ExitCode,
): Promise<ExitCode> {
  if (problem === null) return code;
  const lines = verdicts.map(line => `${line}\n`).join('');
  await terminal.err(`${lines}mcheck: cannot write the checkpoint: ${escapeText(problem)}\n`);
  return EXIT.output;
}
