// `mcheck matrix MODEL`: the product of all declared variants, as one table.

import { jsonText } from '../../report/json.ts';
import { matrixText } from '../../report/matrix.ts';
import { verdictLine } from '../../report/text.ts';
import type { RunResult } from '../../verdict/result.ts';
import type { Arguments } from '../arguments.ts';
import { contextOf, matrixDocumentOf, runPlan } from '../checking.ts';
import { styleFor } from '../colours.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { limitsOf } from '../limits.ts';
import { makePlans } from '../plan.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf } from '../values.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, problems);
  if (args.positionals.length > 1) problems.push('matrix takes one model');
  const [plan] = (await makePlans(args, terminal, problems, true)) ?? [];
  if (plan === undefined) return EXIT.usage;
  const runs = await runPlan(plan, args, limits, terminal);
  const rows = runs.map(one => {
    const named = contextOf(plan, one.program, args, limits.words);
    return { run: one, choice: named.choice, rerun: named.rerun, verdict: verdictLine(one, named) };
  });
  const story = rows.find(row => row.run.verdict === 'violated')?.rerun ?? null;
  const verdicts = rows.map(row => row.verdict);
  const table = () =>
    matrixText(rows, { file: plan.identity.file, story }, styleFor(args, terminal));
  const lines = () => verdicts.map(line => `${line}\n`).join('');
  const text =
    format === 'json'
      ? jsonText(matrixDocumentOf(plan, runs))
      : args.switches.has('quiet')
        ? lines()
        : table();
  const code =
    runs.length === plan.programs.length && runs.every(isDecided) ? EXIT.ok : EXIT.undecided;
  return deliver({ text, verdicts, code }, args, terminal);
}

/** Every cell of the row has an answer. */
function isDecided(one: RunResult): boolean {
  return one.properties.every(result => result.verdict !== 'unknown');
}
