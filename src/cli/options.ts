// Every option of every command, once: name, meaning, what it takes. In: nothing. Out: a table that both the
// parser and the help read. Values stay text here; each command reads them with `values.ts`.

export interface OptionSpec {
  /** What the value is called in the help; null for a switch. */
  readonly value: string | null;
  readonly describe: string;
  readonly alias?: string;
  /** May be given more than once. */
  readonly repeatable?: boolean;
}

/** As in `report/formats.ts`, which a start does not load. */
const FORMATS =
  'text mail commit rst html json junit tap sarif codequality github itf aut svg mermaid plantuml dot perfetto';

export const OPTIONS = {
  variant: {
    value: 'NAME=VALUE',
    describe: 'choose a variant (or a version: HOST.NAME=VALUE); NAME=all checks each',
    repeatable: true,
  },
  param: {
    value: 'NAME=VALUE',
    describe: 'set a parameter; NAME=1..4 checks each value',
    repeatable: true,
  },
  property: {
    value: 'NAME',
    describe: 'check only this property',
    repeatable: true,
  },
  strict: { value: null, describe: 'fail too if something declared is never exercised' },
  first: { value: null, describe: 'stop at the first violation' },
  search: { value: 'ORDER', describe: 'search order: bfs (breadth first, the default) or dfs' },
  engine: { value: 'NAME', describe: 'compiled (default) or interpreter, the slow reference' },
  reduction: {
    value: 'LIST',
    describe:
      'fewer states where no answer is lost: stubborn, deletion, symmetry, slice, dead; none (default)',
  },
  'explain-reduction': {
    value: null,
    describe: 'instead of the result: what depends on what, and what each reduction saves',
  },
  'no-reduction': { value: null, describe: 'the same as --reduction none' },
  'max-states': { value: 'N', describe: 'stop after N states' },
  'max-memory': { value: 'SIZE', describe: 'stop at this much memory: 512M, 4G' },
  timeout: { value: 'SECONDS', describe: 'stop each run after this time' },
  checkpoint: { value: 'FILE', describe: 'keep how far the run is in FILE, to resume it' },
  'checkpoint-every': { value: 'SECONDS', describe: 'how often, at most (default 30)' },
  resume: { value: 'FILE', describe: 'go on from a checkpoint of the same run' },
  format: { value: 'FORMAT', describe: FORMATS },
  output: {
    value: 'FILE',
    describe: 'write the result to FILE, whose ending implies the format',
    alias: 'o',
  },
  baseline: { value: 'FILE', describe: 'violations that are accepted, with a reason each' },
  'raw-order': { value: null, describe: 'show steps as they were found, not regrouped per thread' },
  'no-color': { value: null, describe: 'no colours, even on a terminal' },
  quiet: { value: null, describe: 'one line per run, no progress', alias: 'q' },
  seed: { value: 'N', describe: 'repeat the walks of this seed' },
  walks: { value: 'N', describe: 'number of walks (default 1000)' },
  steps: { value: 'N', describe: 'most steps per walk (default 1000)' },
  slow: { value: null, describe: 'run the slow cases, too' },
  to: { value: 'TARGET', describe: 'what to write: promela, for SPIN' },
  explain: { value: 'NAME', describe: "why a case (such as 'fix=none PAGES=2') is not met" },
  workers: {
    value: 'N',
    describe: 'work on N threads (default: 1; for a gate, as many as there are cores)',
  },
  check: { value: null, describe: 'change nothing; exit 1 if a file is not formatted' },
  help: { value: null, describe: 'show this help', alias: 'h' },
  version: { value: null, describe: 'show the version', alias: 'V' },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof OPTIONS;

export function optionSpec(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}
