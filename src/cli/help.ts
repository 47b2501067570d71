// The help texts. In: the table of commands. Out: text in 80 columns, by yargs.

import yargs, { type Argv } from 'yargs';
import { COMMAND_NAMES, type CommandName } from './command-names.ts';
import { commandOf } from './commands.ts';
import type { OptionName } from './options.ts';
import { optionSpec } from './options.ts';

const WIDTH = 80;

const EXIT_CODES = `Exit codes:
  0  every property holds, over the complete state space
  1  some property is violated
  2  the command line or a model is wrong; nothing was checked
  3  undecided: a limit was reached, nothing was found violated
  4  the check ran, but its output could not be written`;

/** `mcheck --help` */
export async function generalHelp(): Promise<string> {
  const help = blank().usage(
    'mcheck checks models of live-migration protocols: it explores every\n' +
      'interleaving and tells the story of what goes wrong.\n\n' +
      'Usage: mcheck MODEL [options], or mcheck COMMAND ...',
  );
  for (const name of COMMAND_NAMES) {
    const command = commandOf(name);
    help.command(`${name} ${command.takes}`, command.summary);
  }
  addOptions(help, ['help', 'version']);
  for (const [command, meaning] of commandOf('check').examples) help.example(command, meaning);
  help.epilogue(`mcheck COMMAND --help shows the options of a command.\n\n${EXIT_CODES}`);
  return withNewline(await help.getHelp());
}

/** `mcheck COMMAND --help` */
export async function commandHelp(name: CommandName): Promise<string> {
  const command = commandOf(name);
  const short = name === 'check' ? ', or mcheck MODEL...' : '';
  const options = command.options.length > 0 ? ' [options]' : '';
  const help = blank().usage(
    `${sentence(command.summary)}\n\nUsage: mcheck ${name} ${command.takes}${options}${short}`,
  );
  addOptions(help, [...command.options, 'help']);
  for (const [example, meaning] of command.examples) help.example(example, meaning);
  if (name === 'check') help.epilogue(EXIT_CODES);
  return withNewline(await help.getHelp());
}

function blank(): Argv {
  return yargs([]).help(false).version(false).locale('en').wrap(WIDTH).scriptName('mcheck');
}

function addOptions(help: Argv, names: readonly OptionName[]): void {
  for (const name of names) {
    const { alias, describe, value } = optionSpec(name);
    const shown = value === null ? describe : `${value}: ${describe}`;
    help.option(name, { describe: shown, ...(alias === undefined ? {} : { alias }) });
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function withNewline(text: string): string {
  return `${text.trimEnd()}\n`;
}
