// The table of all variants. In: the runs of a matrix and what each of them chose. Out: text, one line per run,
// one column per choice and per property. Where that takes more than 100 columns, what holds in every run
// goes below the table; then properties get numbers and a legend, then verdicts get short; if that is too wide as well,
// each run becomes a list.

import { escapeText } from '../diagnostic/escape.ts';
import type { PropertyResult, RunResult, Verdict } from '../verdict/result.ts';
import { changeLines } from './changes.ts';
import { commandLines } from './command.ts';
import type { NamedChoice } from './context.ts';
import type { Style } from './layout.ts';
import { counted, hang, PLAIN, table } from './layout.ts';

/** Columns a terminal has for a table. */
const WIDEST = 100;

/** A run and the choices that tell it from the others. */
export interface MatrixRow {
  readonly run: RunResult;
  readonly choice: readonly NamedChoice[];
}

export interface MatrixContext {
  readonly file: string;
  /** The command that tells the story of a violated row; null where there is none. */
  readonly story: readonly string[] | null;
  /** Most columns; a table on a terminal may be wider than a mail. */
  readonly width?: number;
}

/** The table. */
export function matrixText(
  rows: readonly MatrixRow[],
  context: MatrixContext,
  style: Style = PLAIN,
): string {
  const names = propertyNames(rows);
  const width = context.width ?? WIDEST;
  const lines = [
    `mcheck: matrix  ${escapeText(context.file)}`,
    summary(rows),
    '',
    ...bodyLines(rows, names, width, style),
    ...changeLines(rows, width),
    ...(context.story === null ? [] : ['', ...commandLines('Story:  ', context.story)]),
  ];
  return `${lines.join('\n')}\n`;
}

function bodyLines(
  rows: readonly MatrixRow[],
  names: readonly string[],
  width: number,
  style: Style,
): string[] {
  const grid = (shown: readonly string[], heads: readonly string[], cell: Cell) =>
    gridOf(rows, { names: shown, heads, cell, width }, style);
  const all = grid(names, names.map(escapeText), cellOf);
  if (all !== null) return all;
  const open = names.filter(name => !holdsEverywhere(rows, name));
  const shown = open.length > 0 ? open : names;
  const steady = names.filter(name => !shown.includes(name));
  const below =
    steady.length === 0 ? [] : ['', ...hang('Hold in every run: ', escapeText(steady.join(', ')))];
  const named = grid(shown, shown.map(escapeText), cellOf);
  if (named !== null) return [...named, ...below];
  const numbers = shown.map((_, i) => `P${i + 1}`);
  const legend = shown.flatMap((name, i) => hang(`P${i + 1}`.padEnd(5), escapeText(name)));
  const numbered = grid(shown, numbers, cellOf) ?? grid(shown, numbers, shortCell);
  if (numbered !== null) return [...legend, '', ...numbered, ...below];
  const tiny = grid(shown, numbers, tinyCell);
  if (tiny !== null) return [...legend, ...TINY_LEGEND, '', ...tiny, ...below];
  return rows.flatMap(row => listOf(row, style));
}

/** Nothing to compare; a bound has its largest value to tell. */
function holdsEverywhere(rows: readonly MatrixRow[], name: string): boolean {
  return rows.every(({ run }) => {
    const result = run.properties.find(({ property }) => property.name === name);
    return result?.verdict === 'holds' && result.property.kind !== 'bound';
  });
}

function propertyNames(rows: readonly MatrixRow[]): string[] {
  const results = rows.flatMap(row => row.run.properties);
  return [...new Set(results.map(result => result.property.name))];
}

type Cell = (result: PropertyResult | undefined) => string;

interface Grid {
  readonly names: readonly string[];
  readonly heads: readonly string[];
  readonly cell: Cell;
  readonly width: number;
}

/** null if it is wider than may be. */
function gridOf(rows: readonly MatrixRow[], grid: Grid, style: Style): string[] | null {
  const { names, heads, cell } = grid;
  const axes = [...new Set(rows.flatMap(row => row.choice.map(one => one.name)))];
  const first = axes.length === 0 ? [''] : axes.map(escapeText);
  const head = [...first, ...heads, 'states'];
  const cells = rows.map(({ run, choice }) => [
    ...(axes.length === 0 ? ['default'] : axes.map(name => chosenValue(choice, name))),
    ...names.map(name => cell(run.properties.find(result => result.property.name === name))),
    statesOf(run),
  ]);
  const lines = table([head, ...cells], [head.length - 1]);
  const width = Math.max(...lines.map(line => line.length));
  if (width > grid.width) return null;
  const [top = '', ...rest] = lines;
  return [top, '-'.repeat(width), ...rest.map(line => styled(line, style))];
}

function chosenValue(choice: readonly NamedChoice[], name: string): string {
  return escapeText(choice.find(one => one.name === name)?.value ?? '');
}

/** One run as a list: what is violated, what is unknown, what holds. */
function listOf({ run, choice }: MatrixRow, style: Style): string[] {
  const title = choice.map(one => `${one.name}: ${one.value}`).join(', ') || 'default';
  const lines = hang('', `${escapeText(title)}  (${statesOf(run)} states)`);
  for (const verdict of ['violated', 'unknown', 'holds'] as const) {
    const some = run.properties.filter(result => result.verdict === verdict);
    if (some.length === 0) continue;
    const all = verdict === 'holds' && some.length === run.properties.length;
    const others = verdict === 'holds' && !all;
    const text = all
      ? 'everything'
      : others
        ? `the other ${some.length}`
        : some.map(result => listed(result)).join(', ');
    const found = hang(`    ${verdict.padEnd(8)}  `, escapeText(text));
    lines.push(...found.map((line, i) => (i === 0 ? styled(line, style) : line)));
  }
  return lines;
}

function listed(result: PropertyResult): string {
  const detail = cellOf(result).slice(result.verdict.length);
  return `${result.property.name}${detail}`;
}

function statesOf(run: RunResult): string {
  return `${run.stats.states}${run.complete ? '' : '+'}`;
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

/** The same in fewer letters: `FAIL 12`, `ok`, `?`. */
function shortCell(result: PropertyResult | undefined): string {
  return cellOf(result).replace('violated', 'FAIL').replace('holds', 'ok').replace('unknown', '?');
}

const TINY_LEGEND = ['31   violated by a run of 31 steps;  x  violated;  .  holds;  ?  unknown'];

/** In as few as can be: `31`, `.`, `?`; of a bound also its largest value. */
function tinyCell(result: PropertyResult | undefined): string {
  return shortCell(result)
    .replace(/^FAIL$/, 'x')
    .replace(/^FAIL /, '')
    .replace(/^ok$/, '.')
    .replace(/^ok /, '');
}

function summary(rows: readonly MatrixRow[]): string {
  const count = (verdict: Verdict) => rows.filter(row => row.run.verdict === verdict).length;
  const parts = (['violated', 'unknown', 'holds'] as const)
    .filter(verdict => count(verdict) > 0)
    .map(verdict => `${count(verdict)} ${verdict}`);
  const limits = new Set(rows.flatMap(row => row.run.limit ?? []));
  if (limits.size > 0) parts.push(`stopped by: ${[...limits].join(', ')}`);
  return `${counted(rows.length, 'run')}: ${parts.join(', ')}`;
}

function styled(line: string, style: Style): string {
  return line
    .replace(/ (violated|unknown|holds)\b/g, (_, word: Verdict) => ` ${style(word, word)}`)
    .replace(/ FAIL\b/g, () => ` ${style('violated', 'FAIL')}`);
}
