// The command line as data. In: the words after `mcheck`. Out: command, positional words and options, or what
// is wrong with them. It checks that options exist and have values, not what the values mean.

import yargs from 'yargs';
import type { Arguments } from './arguments.ts';
import { COMMAND_NAMES, type CommandName, isCommand } from './command-names.ts';
import { commandOf } from './commands.ts';
import type { OptionName } from './options.ts';
import { isOption, OPTIONS, optionSpec } from './options.ts';
import { didYouMean } from './suggest.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly args: Arguments }
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

export function parseArguments(words: readonly string[]): Parsed {
  const raw = parseWords(words);
  if (typeof raw === 'string') return { kind: 'wrong', message: raw };
  const positionals = raw.positionals;
  const named = positionals[0] ?? '';
  const command = isCommand(named) ? named : null;
  if (raw.options.has('help')) return { kind: 'help', command };
  if (raw.options.has('version')) return { kind: 'version' };
  if (command === null && words.length === 0) return { kind: 'help', command: null };
  const args = sortOptions(
    command ?? 'check',
    command === null ? positionals : positionals.slice(1),
    raw.options,
  );
  return typeof args === 'string' ? { kind: 'wrong', message: args } : { kind: 'run', args };
}

interface RawWords {
  readonly positionals: readonly string[];
  readonly options: ReadonlyMap<string, unknown>;
}

const STRINGS = Object.keys(OPTIONS).filter(
  name => isOption(name) && optionSpec(name).value !== null,
);
const SWITCHES = Object.keys(OPTIONS).filter(
  name => isOption(name) && optionSpec(name).value === null,
);
const ALIASES = new Map(
  Object.keys(OPTIONS).flatMap(name => {
    const alias = isOption(name) ? optionSpec(name).alias : undefined;
    return alias === undefined ? [] : [[alias, name] as const];
  }),
);

function parseWords(words: readonly string[]): RawWords | string {
  let failure: string | null = null;
  const parsed = yargs([...words])
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
      'strip-aliased': true,
    })
    .help(false)
    .version(false)
    .locale('en')
    .exitProcess(false)
    .fail(message => {
      failure = message;
    })
    .string(STRINGS)
    .boolean(SWITCHES)
    .alias(Object.fromEntries([...ALIASES].map(([alias, name]) => [name, alias])))
    .parseSync();
  if (failure !== null) return failure;
  const options = new Map<string, unknown>();
  for (const [name, value] of Object.entries(parsed)) {
    const given = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (name !== '_' && name !== '$0' && given && value !== false) options.set(name, value);
  }
  return { positionals: parsed._.map(String), options };
}

/** The arguments, or what is wrong. */
function sortOptions(
  command: CommandName,
  positionals: readonly string[],
  options: ReadonlyMap<string, unknown>,
): Arguments | string {
  const allowed = commandOf(command).options;
  const switches = new Set<OptionName>();
  const values = new Map<OptionName, readonly string[]>();
  for (const [name, value] of options) {
    if (!isOption(name)) return unknownOption(name, allowed);
    if (!allowed.includes(name)) return misplacedOption(name, command);
    const spec = optionSpec(name);
    if (spec.value === null) {
      switches.add(name);
      continue;
    }
    const given = (Array.isArray(value) ? value : [value]).map(String);
    if (given.includes('')) return `option --${name} needs a value: --${name} ${spec.value}`;
    if (given.length > 1 && !spec.repeatable) return `option --${name} is given more than once`;
    values.set(name, given);
  }
  return { command, positionals, switches, values };
}

function unknownOption(name: string, allowed: readonly OptionName[]): string {
  const shown = name.length === 1 ? `-${name}` : `--${name}`;
  return `unknown option ${shown}${didYouMean(name, allowed, '--')}`;
}

function misplacedOption(name: OptionName, command: CommandName): string {
  const homes = COMMAND_NAMES.filter(one => commandOf(one).options.includes(name));
  return `mcheck ${command} takes no --${name}; it belongs to: ${homes.join(', ')}`;
}
