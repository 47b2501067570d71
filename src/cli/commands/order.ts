// `mcheck order MODEL A B`: does B always come after A, never, or either way.

import { orderLine } from '../../report/order.ts';
import type { PropertyResult, RunResult } from '../../verdict/result.ts';
import type { Arguments } from '../arguments.ts';
import { reportedModel, runPlan } from '../checking.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { limitsOf } from '../limits.ts';
import { makePlans } from '../plan.ts';
import { present } from '../present.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf } from '../values.ts';

/** The property that the question becomes. */
const NAME = 'asked_order';
/** The path of an action; nothing else of the command line gets into the model. */
const PATH = /^[A-Za-z_][\w.[\]]*$/;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, 'order', problems);
  const [path, ...actions] = args.positionals;
  const [first = '', second = ''] = actions;
  if (actions.length !== 2 || !actions.every(action => PATH.test(action))) {
    problems.push('order takes a model and the paths of two actions: src.migration.connect');
  }
  const question = problems.length > 0 ? null : `order ${NAME}: ${first} ${second}\n`;
  const alone = { ...args, positionals: path === undefined ? [] : [path] };
  const [plan] = (await makePlans(alone, terminal, problems, false, question)) ?? [];
  if (plan === undefined) return EXIT.usage;
  const runs = await runPlan(plan, alone, limits, terminal, [NAME]);
  const reported = reportedModel(plan, runs, alone, { ...limits, words: [] });
  const model = { ...reported, asked: { property: NAME, first, second } };
  const verdicts = reported.runs.map(one => orderLine(asked(one.run)?.order ?? null, one.context));
  const undecided =
    runs.length < plan.programs.length || runs.some(one => asked(one)?.order == null);
  const code = undecided ? EXIT.undecided : EXIT.ok;
  const report = { subject: 'order' as const, models: [model] };
  return present(report, format, { verdicts, code }, args, terminal);
}

function asked(run: RunResult): PropertyResult | null {
  return run.properties.find(({ property }) => property.name === NAME) ?? null;
}
