// The commands: name, help, options, and where the code is. In: nothing. Out: a table; the code of a command
// is loaded only when it runs, because a start must be quick.

import type { Arguments } from './arguments.ts';
import type { CommandName } from './command-names.ts';
import type { ExitCode } from './exit-code.ts';
import type { OptionName } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  readonly summary: string;
  /** Positional arguments as shown in the help. */
  readonly takes: string;
  readonly options: readonly OptionName[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly load: () => Promise<CommandModule>;
}

export interface CommandModule {
  run(args: Arguments, terminal: Terminal): Promise<ExitCode>;
}

const CHOICE = ['variant', 'param', 'property'] as const;
const LIMITS = [
  'strict',
  'first',
  'search',
  'engine',
  'reduction',
  'no-reduction',
  'max-states',
  'max-memory',
  'timeout',
  'raw-order',
] as const;
/** An order is judged on the graph of all states. */
const NOT_FOR_ORDER: ReadonlySet<OptionName> = new Set([
  'strict',
  'first',
  'reduction',
  'no-reduction',
]);
const CHECKPOINTS = ['checkpoint', 'checkpoint-every', 'resume'] as const;
const OUTPUT = ['format', 'output', 'no-color', 'quiet'] as const;

const COMMANDS = {
  check: {
    summary: 'check every property of a model (the default command)',
    takes: 'MODEL...',
    options: [
      ...CHOICE,
      ...LIMITS,
      'explain-reduction',
      'workers',
      ...CHECKPOINTS,
      'baseline',
      ...OUTPUT,
    ],
    examples: [
      ['mcheck protocol.mig', 'check the default variant'],
      ['mcheck protocol.mig --variant fix=merged', 'another variant'],
      ['mcheck protocol.mig --param PAGES=1..3', 'three runs'],
      ['mcheck protocol.mig -o result.json', 'save the result for replay'],
      ['mcheck protocol.mig --checkpoint run', 'a long run, to go on with --resume run'],
    ],
    load: () => import('./commands/check.ts'),
  },
  matrix: {
    summary: 'check all variants of a model, as one table',
    takes: 'MODEL',
    options: [...CHOICE, ...LIMITS, 'workers', 'baseline', ...OUTPUT],
    examples: [
      ['mcheck matrix protocol.mig', 'every variant, every property'],
      ['mcheck matrix protocol.mig --variant fix=merged', 'only where fix is merged'],
    ],
    load: () => import('./commands/matrix.ts'),
  },
  order: {
    summary: 'does one action always come before another',
    takes: 'MODEL A B',
    options: ['variant', 'param', ...LIMITS.filter(name => !NOT_FOR_ORDER.has(name)), ...OUTPUT],
    examples: [['mcheck order protocol.mig src.main.connect dst.loop.cb.accept', 'over all runs']],
    load: () => import('./commands/order.ts'),
  },
  gate: {
    summary: 'check that each model gives what its spec expects',
    takes: '[SPEC...]',
    options: [
      'slow',
      'explain',
      'workers',
      'engine',
      'max-states',
      'max-memory',
      'timeout',
      ...OUTPUT,
    ],
    examples: [
      ['mcheck gate', 'every spec in the folder specs'],
      ['mcheck gate a.spec --slow', 'one spec, with its slow cases'],
      ["mcheck gate --explain 'fix=none PAGES=2'", 'why one changed'],
    ],
    load: () => import('./commands/gate.ts'),
  },
  simulate: {
    summary: 'walk through a model at random, looking for a violation',
    takes: 'MODEL',
    options: [...CHOICE, 'seed', 'walks', 'steps', 'raw-order', ...OUTPUT],
    examples: [
      ['mcheck simulate protocol.mig', 'a new seed each time, printed'],
      ['mcheck simulate protocol.mig --seed 7', 'the same walks again'],
    ],
    load: () => import('./commands/simulate.ts'),
  },
  replay: {
    summary: 're-execute the counterexamples of a saved result',
    takes: 'FILE',
    options: ['property', 'quiet'],
    examples: [['mcheck replay result.json', 'exit 1 while it still fails, 0 once it does not']],
    load: () => import('./commands/replay.ts'),
  },
  report: {
    summary: 'show saved results in another format',
    takes: 'FILE...',
    options: [
      ...CHOICE,
      'engine',
      'max-states',
      'max-memory',
      'timeout',
      'raw-order',
      'baseline',
      ...OUTPUT,
    ],
    examples: [
      ['mcheck report result.json', 'the screen of a saved result'],
      ['mcheck report result.json -o result.xml', 'as JUnit'],
    ],
    load: () => import('./commands/report.ts'),
  },
  export: {
    summary: 'write a model for another tool, with the same state graph',
    takes: 'MODEL',
    options: ['to', 'variant', 'param', 'output', 'quiet'],
    examples: [
      ['mcheck export protocol.mig --to promela -o protocol.pml', 'for SPIN'],
      ['mcheck export protocol.mig --to promela --variant fix=merged', 'another variant'],
    ],
    load: () => import('./commands/export.ts'),
  },
  fmt: {
    summary: 'format models in place',
    takes: 'MODEL...',
    options: ['check', 'quiet'],
    examples: [['mcheck fmt --check models/*.mig', 'for continuous integration']],
    load: () => import('./commands/fmt.ts'),
  },
  explain: {
    summary: 'explain a diagnostic code',
    takes: '[CODE]',
    options: [],
    examples: [['mcheck explain MC2001', 'one code; without a code: all of them']],
    load: () => import('./commands/explain.ts'),
  },
} as const satisfies Record<CommandName, Command>;

export function commandOf(name: CommandName): Command {
  return COMMANDS[name];
}
