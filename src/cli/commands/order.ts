// `mcheck order MODEL A B`: does B always come after A, never, or either way.

import { story } from '../../explain/story.ts';
import { jsonText } from '../../report/json.ts';
import { orderLine, orderText } from '../../report/order.ts';
import { interpreter } from '../../system/interpreter.ts';
import type { PropertyResult, RunResult, Trace } from '../../verdict/result.ts';
import type { Arguments } from '../arguments.ts';
import { contextOf, documentOf, runPlan } from '../checking.ts';
import { styleFor } from '../colours.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { limitsOf } from '../limits.ts';
import { makePlans, type Plan } from '../plan.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf } from '../values.ts';

/** The property that the question becomes. */
const NAME = 'asked_order';
/** The path of an action; nothing else of the command line gets into the model. */
const PATH = /^[A-Za-z_][\w.[\]]*$/;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, problems);
  const [model, ...actions] = args.positionals;
  const [first = '', second = ''] = actions;
  if (actions.length !== 2 || !actions.every(path => PATH.test(path))) {
    problems.push('order takes a model and the paths of two actions: src.migration.connect');
  }
  const question = problems.length > 0 ? null : `order ${NAME}: ${first} ${second}\n`;
  const alone = { ...args, positionals: model === undefined ? [] : [model] };
  const [plan] = (await makePlans(alone, terminal, problems, false, question)) ?? [];
  if (plan === undefined) return EXIT.usage;
  const runs = await runPlan(plan, alone, limits, terminal, [NAME]);
  const screens = runs.map(one => screenOf(plan, one, alone, first, second, terminal));
  const verdicts = runs.map(one =>
    orderLine(asked(one)?.order ?? null, contextFor(plan, one, alone)),
  );
  const quiet = args.switches.has('quiet');
  const text =
    format === 'json'
      ? jsonText(documentOf(plan, runs))
      : quiet
        ? verdicts.map(line => `${line}\n`).join('')
        : screens.join('\n');
  const undecided =
    runs.length < plan.programs.length || runs.some(one => asked(one)?.order == null);
  return deliver({ text, verdicts, code: undecided ? EXIT.undecided : EXIT.ok }, args, terminal);
}

function asked(run: RunResult): PropertyResult | null {
  return run.properties.find(({ property }) => property.name === NAME) ?? null;
}

function contextFor(plan: Plan, run: RunResult, args: Arguments) {
  return contextOf(plan, run.program, args, []);
}

function screenOf(
  plan: Plan,
  run: RunResult,
  args: Arguments,
  first: string,
  second: string,
  terminal: Terminal,
): string {
  const result = asked(run);
  const system = interpreter(run.program);
  const told = (trace: Trace | null | undefined) =>
    result === null || trace == null
      ? null
      : story(run, { ...result, verdict: 'holds', trace, noReturn: null }, system);
  const context = contextFor(plan, run, args);
  return orderText(
    {
      run,
      first,
      second,
      answer: result?.order ?? null,
      after: told(result?.order?.after),
      before: told(result?.order?.before),
    },
    context,
    styleFor(args, terminal),
  );
}
