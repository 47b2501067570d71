// The command line as data: what a command is given. In: nothing. Out: the shape.

import type { CommandName } from './command-names.ts';
import type { OptionName } from './options.ts';

export interface Arguments {
  readonly command: CommandName;
  readonly positionals: readonly string[];
  readonly switches: ReadonlySet<OptionName>;
  /** Values in the order given; one for options that are not repeatable. */
  readonly values: ReadonlyMap<OptionName, readonly string[]>;
}
