// The entry of the command line. In: words and a terminal. Out: an exit code. It parses, dispatches and turns
// whatever escapes a command into one clear message; it checks nothing itself.

import { commandOf } from './commands.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { commandHelp, generalHelp } from './help.ts';
import { parseArguments } from './parse-arguments.ts';
import type { Terminal } from './terminal.ts';
import { processTerminal } from './terminal.ts';
import { version } from './version.ts';

/** Runs this process's command line and leaves its exit code in `process.exitCode`. */
export async function runProcess(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processTerminal());
}

/** Runs one command line. Never throws. */
export async function main(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    await terminal.err(internalErrorText(words, error, terminal.env.MCHECK_DEBUG !== undefined));
    return EXIT.internal;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const parsed = parseArguments(words);
  switch (parsed.kind) {
    case 'wrong':
      await terminal.err(`mcheck: ${parsed.message}\nTry 'mcheck --help'.\n`);
      return EXIT.usage;
    case 'version':
      return printed(terminal, `mcheck ${version()}\n`);
    case 'help':
      return printed(
        terminal,
        parsed.command === null ? await generalHelp() : await commandHelp(parsed.command),
      );
    case 'run': {
      const command = await commandOf(parsed.args.command).load();
      return command.run(parsed.args, terminal);
    }
  }
}

async function printed(terminal: Terminal, text: string): Promise<ExitCode> {
  return typeof (await terminal.out(text)) === 'object' ? EXIT.output : EXIT.ok;
}

function internalErrorText(words: readonly string[], error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = debug && error instanceof Error ? `${error.stack}\n` : '';
  return [
    `mcheck: internal error: ${message}`,
    `This is a mistake in mcheck ${version()} (Node ${process.versions.node}), not in your model.`,
    `Please report it with the model and this command line: mcheck ${words.join(' ')}`,
    stack,
  ].join('\n');
}
