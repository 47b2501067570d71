// A program as Promela, for SPIN. In: a program. Out: text with the same state graph: one state per state,
// one d_step per transition; or why there can be none. What goes wrong is a verdict and no state, so that
// the guard of each step says that it succeeds. Runs nothing.

import type { Program } from '../ir/program.ts';
import type { Context } from './promela/context.ts';
import { headerLines } from './promela/header.ts';
import { makeNames, OWN } from './promela/names.ts';
import { environmentLines, propertyLines, systemLines } from './promela/process.ts';
import { needsScratch } from './promela/statement.ts';
import { declaration, storageOf } from './promela/storage.ts';

export type Exported =
  | { readonly text: string; readonly problems: null }
  /** Sentences for the user. */
  | { readonly text: null; readonly problems: readonly string[] };

/**
 * The text of a Promela model with the state graph of `program`: as many states, and as many transitions, to
 * which SPIN adds one for the initial state. Macros switch on what is to be verified; the text's header
 * explains them.
 */
export function promelaOf(program: Program): Exported {
  const names = makeNames();
  const storage = storageOf(program, names);
  const problems = new Set<string>();
  const context: Context = { program, storage, names, problems, subject: program.name };
  const sections = [
    headerLines(context),
    [...storage.variables.map(declaration), ...scratchLines(program)],
    ['#ifdef ERRORS', '#define FAIL assert(false)', '#else', '#define FAIL skip', '#endif'],
    systemLines(context),
    environmentLines(context),
    ...program.properties.map(property => propertyLines(property, context)),
  ];
  if (problems.size > 0) return { text: null, problems: [...problems] };
  const text = sections
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n');
  return { text, problems: null };
}

function scratchLines({ actions, queues }: Program): string[] {
  const needed = actions.some(action => needsScratch(action.effects, queues));
  return needed ? [`int ${OWN.slot}, ${OWN.value};  /* used within steps; 0 between them */`] : [];
}
