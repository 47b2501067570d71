// Where a result goes: standard output, or the file of -o. In: the text and the code of the verdict. Out: the
// exit code. A result that cannot be written is not lost: its verdict goes to standard error.

import { escapeText } from '../diagnostic/escape.ts';
import type { Arguments } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { writeText } from './files.ts';
import type { Terminal } from './terminal.ts';
import { textOf } from './values.ts';

export interface Delivery {
  readonly text: string;
  /** One line per run, for standard error where the text goes elsewhere or nowhere. */
  readonly verdicts: readonly string[];
  readonly code: ExitCode;
}

export async function deliver(
  delivery: Delivery,
  args: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const file = textOf(args, 'output');
  const verdicts = delivery.verdicts.map(line => `${line}\n`).join('');
  if (file === undefined) {
    const outcome = await terminal.out(delivery.text);
    if (typeof outcome !== 'object') return delivery.code;
    return failed(terminal, verdicts, `standard output: ${outcome.message}`);
  }
  const problem = await writeText(file, delivery.text);
  if (problem !== null) return failed(terminal, verdicts, problem);
  if (!args.switches.has('quiet')) await terminal.err(verdicts);
  return delivery.code;
}

async function failed(terminal: Terminal, verdicts: string, problem: string): Promise<ExitCode> {
  await terminal.err(`${verdicts}mcheck: cannot write the result: ${escapeText(problem)}\n`);
  return EXIT.output;
}
