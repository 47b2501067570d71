// `mcheck matrix MODEL`: the product of all declared variants, as one table.

import { verdictLine } from '../../report/text.ts';
import type { RunResult } from '../../verdict/result.ts';
import type { Arguments } from '../arguments.ts';
import { loadBaseline, reportStale, withAccepted } from '../baseline.ts';
import { reportedModel, runPlan, withChanges } from '../checking.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { limitsOf } from '../limits.ts';
import { makePlans } from '../plan.ts';
import { present } from '../present.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf } from '../values.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, 'matrix', problems);
  if (args.positionals.length > 1) problems.push('matrix takes one model');
  const baseline = await loadBaseline(args, terminal, problems);
  const [plan] = (await makePlans(args, terminal, problems, true)) ?? [];
  if (plan === undefined || baseline === null) return EXIT.usage;
  // The table shows no story.
  const brief = format === 'text';
  const runs = await runPlan(plan, args, limits, terminal, undefined, { brief });
  const model = withAccepted(withChanges(reportedModel(plan, runs, args, limits)), baseline);
  await reportStale(baseline, [model], terminal);
  const verdicts = model.runs.map(one => verdictLine(one.run, one.context));
  const code =
    runs.length === plan.programs.length && runs.every(isDecided) ? EXIT.ok : EXIT.undecided;
  const report = { subject: 'matrix' as const, models: [model] };
  return present(report, format, { verdicts, code }, args, terminal);
}

/** Every cell of the row has an answer. */
function isDecided(one: RunResult): boolean {
  return one.properties.every(result => result.verdict !== 'unknown');
}
