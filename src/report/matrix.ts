// The table of all variants. In: the runs of a matrix. Out: text, one line per run, one column per property
// with verdict and length of the trace; too many properties for 100 columns are listed by number.

import { escapeText } from '../diagnostic/escape.ts';
import type { PropertyResult, RunResult } from '../verdict/result.ts';
import { commandLines } from './command.ts';
import type { Style } from './layout.ts';
import { counted, hang, PLAIN, table } from './layout.ts';

const WIDEST = 100;

/**
 * The table of `runs`, which check the same properties under different choices. `story` is the command that
 * tells the story of a violated row; `labels` name the rows.
 */
export function matrixText(
  runs: readonly RunResult[],
  labels: readonly (readonly string[])[],
  context: { readonly file: string; readonly story: readonly string[] | null },
  style: Style = PLAIN,
): string {
  const names = propertyNames(runs);
  const choices = labels.map(label => escapeText(label.join(', ')) || 'default');
  const wide = gridOf(runs, choices, names, names.map(escapeText));
  const fits = Math.max(...wide.map(line => line.length)) <= WIDEST;
  const grid = fits
    ? wide
    : gridOf(
        runs,
        choices,
        names,
        names.map((_, i) => `P${i + 1}`),
      );
  const legend = fits
    ? []
    : names.flatMap((name, i) => hang(`P${i + 1}`.padEnd(5), escapeText(name)));
  const lines = [
    `mcheck: matrix  ${escapeText(context.file)}`,
    summary(runs),
    ...(legend.length > 0 ? ['', ...legend] : []),
    '',
    ...grid.map((line, i) => (i < 2 ? line : styled(line, style))),
    ...(context.story === null ? [] : ['', ...commandLines('Story:  ', context.story)]),
  ];
  return `${lines.join('\n')}\n`;
}

function propertyNames(runs: readonly RunResult[]): string[] {
  return [...new Set(runs.flatMap(run => run.properties.map(result => result.property.name)))];
}

function gridOf(
  runs: readonly RunResult[],
  choices: readonly string[],
  names: readonly string[],
  heads: readonly string[],
): string[] {
  const head = ['variant', ...heads, 'states'];
  const rows = runs.map((run, i) => [
    choices[i] ?? '',
    ...names.map(name => cellOf(run.properties.find(result => result.property.name === name))),
    `${run.stats.states}${run.complete ? '' : '+'}`,
  ]);
  const lines = table([head, ...rows], [head.length - 1]);
  const rule = '-'.repeat(Math.max(...lines.map(line => line.length)));
  return [lines[0] ?? '', rule, ...lines.slice(1)];
}

/** `violated 12`: the trace has 12 steps; `holds`, `unknown`; a bound also its largest value. */
function cellOf(result: PropertyResult | undefined): string {
  if (result === undefined) return '-';
  if (result.verdict === 'violated') {
    return result.trace === null ? 'violated' : `violated ${result.trace.steps.length}`;
  }
  if (result.property.kind === 'bound' && result.value !== null) {
    return `${result.verdict} ${result.verdict === 'holds' ? '=' : '>='}${result.value}`;
  }
  return result.verdict;
}

function summary(runs: readonly RunResult[]): string {
  const count = (verdict: string) => runs.filter(run => run.verdict === verdict).length;
  const parts = (['violated', 'unknown', 'holds'] as const)
    .filter(verdict => count(verdict) > 0)
    .map(verdict => `${count(verdict)} ${verdict}`);
  const limits = new Set(runs.flatMap(run => run.limit ?? []));
  if (limits.size > 0) parts.push(`stopped by: ${[...limits].join(', ')}`);
  return `${counted(runs.length, 'run')}: ${parts.join(', ')}`;
}

function styled(line: string, style: Style): string {
  return line.replace(
    / (violated|unknown|holds)\b/g,
    (_, verdict: 'violated' | 'unknown' | 'holds') => ` ${style(verdict, verdict)}`,
  );
}
