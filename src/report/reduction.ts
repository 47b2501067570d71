// What a reduction is made from and what it saved, as text. In: a program, the pairs of dependent actions, runs with
// and without. Out: lines. Pairs within one thread are counted and not listed: a thread is at one place at a time.

import { escapeText } from '../diagnostic/escape.ts';
import type { Action, Program } from '../ir/program.ts';
import type { Disturbed } from '../reduction/explain-dependence.ts';
import type { Note, Refusal } from '../reduction/plan.ts';
import type { RunResult } from '../verdict/result.ts';
import { hang, table } from './layout.ts';

export interface ExplainedReduction {
  readonly program: Program;
  /** How the program is called: the path of its model and what was chosen. */
  readonly title: string;
  /** The first without reductions, then by what was used. */
  readonly runs: readonly RunResult[];
  readonly refused: readonly Refusal[];
  /** What was found in the program. */
  readonly notes: readonly Note[];
  readonly disturbances: readonly Disturbed[];
}

/** Values of one pair that are shown. */
const MOST_VALUES = 4;

export function reductionText(explained: ExplainedReduction): string {
  const { program, title, disturbances } = explained;
  const between = disturbances.filter(one => !sameThread(program, one));
  const pairs = program.actions.length * (program.actions.length - 1);
  const within = disturbances.length - between.length;
  const lines = [
    escapeText(title),
    '',
    ...savedLines(explained),
    '',
    ...hang(
      '',
      `Of ${pairs} pairs of actions ${disturbances.length} are dependent, ${within} of them within one thread:`,
    ),
    ...pairLines(program, between),
  ];
  return `${lines.join('\n')}\n`;
}

function savedLines({ runs, refused, notes }: ExplainedReduction): string[] {
  const rows = runs.map(({ stats, complete, timing }) => [
    `  ${stats.reductions.length === 0 ? 'no reduction' : stats.reductions.join(', ')}`,
    `${stats.states}${complete ? '' : '+'} states`,
    `${stats.transitions}${complete ? '' : '+'} transitions`,
    `${timing.searchCpuSeconds.toFixed(2)} s`,
  ]);
  return [
    ...table(rows, [1, 2, 3]),
    ...notes.flatMap(({ name, text }) => hang('  ', `${name} ${escapeText(text)}`)),
    ...refused.flatMap(({ name, reason }) =>
      hang('  ', `${name} is not used: ${escapeText(reason)}`),
    ),
  ];
}

/** Expansions of one declaration are one line, with the values of the first. */
function pairLines(program: Program, disturbances: readonly Disturbed[]): string[] {
  const byPath = new Map<string, Map<string, Disturbed>>();
  for (const one of disturbances) {
    const path = pathOf(program, one.action);
    const sentences = byPath.get(path) ?? new Map<string, Disturbed>();
    byPath.set(path, sentences);
    const sentence = sentenceOf(program, one);
    if (!sentences.has(sentence)) sentences.set(sentence, one);
  }
  return [...byPath].flatMap(([path, sentences]) => [
    `  ${escapeText(path)}`,
    ...[...sentences].flatMap(([sentence, one]) => hang('    - ', sentence + valuesOf(one))),
  ]);
}

function sentenceOf(program: Program, { by, reason }: Disturbed): string {
  const other = escapeText(pathOf(program, by));
  switch (reason) {
    case 'disables':
      return `is disabled by ${other}`;
    case 'blocked':
      return `disables ${other}`;
    case 'outcome':
      return `leads elsewhere after ${other}`;
    case null:
      return `may be disturbed by ${other} (too many values to try)`;
  }
}

function valuesOf({ values }: Disturbed): string {
  if (values.length === 0) return '';
  const shown = values.slice(0, MOST_VALUES).map(({ name, value }) => `${name} = ${value}`);
  const more = values.length > MOST_VALUES ? ', ...' : '';
  return escapeText(` where ${shown.join(', ')}${more}`);
}

function pathOf(program: Program, action: number): string {
  return program.actions[action]?.path ?? '';
}

function sameThread(program: Program, { action, by }: Disturbed): boolean {
  const own = threadsOf(program, program.actions[action]);
  return threadsOf(program, program.actions[by]).some(thread => own.includes(thread));
}

function threadsOf(program: Program, action: Action | undefined): number[] {
  return (action?.moves ?? []).flatMap(({ task }) => program.tasks[task]?.process ?? []);
}
