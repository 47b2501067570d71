// `mcheck MODEL...`: every property of each model, under each choice asked for.

import { jsonText } from '../../report/json.ts';
import { verdictLine } from '../../report/text.ts';
import type { RunResult } from '../../verdict/result.ts';
import type { Arguments } from '../arguments.ts';
import { contextOf, documentOf, exitCodeOf, runPlan, screenOf } from '../checking.ts';
import { styleFor } from '../colours.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitCode, worst } from '../exit-code.ts';
import { type Limits, limitsOf } from '../limits.ts';
import { makePlans, type Plan } from '../plan.ts';
import type { Terminal } from '../terminal.ts';
import { type Format, formatOf } from '../values.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, problems);
  const plans = await makePlans(args, terminal, problems, false);
  if (plans === null) return EXIT.usage;
  const results: Checked[] = [];
  for (const plan of plans) {
    results.push({ plan, runs: await runPlan(plan, args, limits, terminal) });
    if (terminal.interrupt.aborted) break;
  }
  const verdicts = results.flatMap(({ plan, runs }) =>
    runs.map(one => verdictLine(one, contextOf(plan, one.program, args, limits.words))),
  );
  const code = worst([
    ...results.flatMap(({ runs }) => runs.map(exitCodeOf)),
    ...(terminal.interrupt.aborted ? [EXIT.undecided] : []),
  ]);
  const text = textOf(results, format, args, limits, terminal, verdicts);
  return deliver({ text, verdicts, code }, args, terminal);
}

interface Checked {
  readonly plan: Plan;
  readonly runs: readonly RunResult[];
}

function textOf(
  results: readonly Checked[],
  format: Format,
  args: Arguments,
  limits: Limits,
  terminal: Terminal,
  verdicts: readonly string[],
): string {
  if (format === 'json') {
    const documents = results.map(({ plan, runs }) => documentOf(plan, runs));
    const [only] = documents;
    if (documents.length === 1 && only !== undefined) return jsonText(only);
    return `${JSON.stringify(documents, null, 2)}\n`;
  }
  if (args.switches.has('quiet')) return verdicts.map(line => `${line}\n`).join('');
  const style = styleFor(args, terminal);
  const screens = results.flatMap(({ plan, runs }) =>
    runs.map(one => screenOf(one, contextOf(plan, one.program, args, limits.words), style)),
  );
  return screens.join('\n');
}
