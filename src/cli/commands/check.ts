// `mcheck MODEL...`: every property of each model, under each choice asked for.

import type { ReportedModel } from '../../report/report.ts';
import { runsOf } from '../../report/report.ts';
import { verdictLine } from '../../report/text.ts';
import type { Arguments } from '../arguments.ts';
import { exitCodeOf, reportedModel, runPlan } from '../checking.ts';
import { EXIT, type ExitCode, worst } from '../exit-code.ts';
import { limitsOf } from '../limits.ts';
import { makePlans } from '../plan.ts';
import { present } from '../present.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf } from '../values.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, 'check', problems);
  const plans = await makePlans(args, terminal, problems, false);
  if (plans === null) return EXIT.usage;
  const models: ReportedModel[] = [];
  for (const plan of plans) {
    const runs = await runPlan(plan, args, limits, terminal);
    models.push(reportedModel(plan, runs, args, limits));
    if (terminal.interrupt.aborted) break;
  }
  const report = { subject: 'check' as const, models };
  const all = runsOf(report).map(({ one }) => one);
  const verdicts = all.map(one => verdictLine(one.run, one.context));
  const code = worst([
    ...all.map(one => exitCodeOf(one.run)),
    ...(terminal.interrupt.aborted ? [EXIT.undecided] : []),
  ]);
  return present(report, format, { verdicts, code }, args, terminal);
}
