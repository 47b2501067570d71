// `mcheck export MODEL --to promela`: the same protocol for another tool.

import { promelaOf } from '../../export/promela.ts';
import type { Arguments } from '../arguments.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { makePlans } from '../plan.ts';
import type { Terminal } from '../terminal.ts';
import { textOf } from '../values.ts';

const TARGETS = ['promela'] as const;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  checkTarget(args, problems);
  if (args.positionals.length > 1) problems.push('export takes one model');
  const [plan] = (await makePlans(args, terminal, problems, false)) ?? [];
  const program = plan?.programs[0];
  if (plan === undefined || program === undefined) return EXIT.usage;
  if (plan.programs.length > 1) {
    await terminal.err('mcheck: export writes one variant at a time\n');
    return EXIT.usage;
  }
  const exported = promelaOf(program);
  if (exported.text === null) {
    for (const problem of exported.problems) {
      await terminal.err(`mcheck: cannot export ${plan.identity.file}: ${problem}\n`);
    }
    return EXIT.usage;
  }
  return deliver({ text: exported.text, verdicts: [], code: EXIT.ok }, args, terminal);
}

function checkTarget(args: Arguments, problems: string[]): void {
  const target = textOf(args, 'to');
  const known = TARGETS.map(name => `--to ${name}`).join(' or ');
  if (target === undefined) problems.push(`export needs ${known}`);
  else if (!TARGETS.some(name => name === target)) {
    problems.push(`cannot export to '${target}'; use ${known}`);
  }
}
