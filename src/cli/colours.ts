// Colours and links, on a terminal that wants them. In: terminal and arguments. Out: a style for the reports.

import { Chalk } from 'chalk';
import { PLAIN, type Role, type Style } from '../report/layout.ts';
import type { Arguments } from './arguments.ts';
import { fileLink, showsHyperlinks } from './hyperlinks.ts';
import type { Terminal } from './terminal.ts';

/** Plain unless the text goes to a terminal and neither NO_COLOR nor --no-color says otherwise. */
export function styleFor(args: Arguments, terminal: Terminal): Style {
  const noColor = (terminal.env.NO_COLOR ?? '') !== '' || args.switches.has('no-color');
  if (!terminal.outIsTTY || noColor || args.values.has('output')) return PLAIN;
  const chalk = new Chalk({ level: 1 });
  const styles: Readonly<Record<Role, (text: string) => string>> = {
    holds: chalk.green,
    violated: chalk.red.bold,
    unknown: chalk.yellow,
    strong: chalk.bold,
    dim: chalk.dim,
    place: showsHyperlinks(terminal.env) ? place => fileLink(place) : place => place,
  };
  return (role, text) => styles[role](text);
}
