// The thread columns of a story in 72 characters, or rows when more than four threads act. In: story. Out:
// lines. A cell may run on over the empty columns to its right, as in a table drawn by hand.

import { escapeText } from '../diagnostic/escape.ts';
import { type Lane, MOST_COLUMNS } from '../explain/lanes.ts';
import type { Story } from '../explain/story.ts';
import { counted, hang, WIDTH, wrap } from './layout.ts';
import { type Gap, isGap, type Row, shownRows } from './rows.ts';

const GUTTER = 5;
const GAP = 2;

/** Head and rows of the story's table. */
export function storyLines(story: Story): string[] {
  const told = { ...story, rows: shownRows(story) };
  const columns = story.lanes.length <= MOST_COLUMNS ? columnsOf(told) : null;
  return columns === null ? rowLines(told) : columnLines(told, columns);
}

interface Told extends Omit<Story, 'rows'> {
  readonly rows: readonly (Row | Gap)[];
}

const MARK = '<-- no way back';
const MOST_ALTERNATIVES = 3;

/** The lines of the step after which there is no way back, with the mark and what could have run. */
function marked(story: Told, row: Row, lines: readonly string[]): readonly string[] {
  const { noReturn } = story;
  if (noReturn === null || noReturn.step !== row.n || noReturn.usedUp.length > 0) return lines;
  const [first = '', ...rest] = lines;
  const beside = `${first.padEnd(38)}  ${MARK}`;
  const fits = beside.length <= WIDTH;
  const head = fits ? [beside, ...rest] : [...lines, `${' '.repeat(40)}${MARK}`];
  return [...head, ...insteadLines(noReturn.instead)];
}

function insteadLines(instead: readonly string[]): string[] {
  if (instead.length === 0) return [];
  const shown =
    instead.length > MOST_ALTERNATIVES ? instead.slice(0, MOST_ALTERNATIVES - 1) : instead;
  const more = instead.length - shown.length;
  const names = [...shown, ...(more > 0 ? [`${more} other actions`] : [])].map(escapeText);
  const last = names.pop() ?? '';
  const text = names.length === 0 ? last : `${names.join(', ')} or ${last}`;
  return hang(' '.repeat(GUTTER), `(could have run ${text} instead)`);
}

interface Column {
  /** The thread's name in the lines of the head. */
  readonly head: readonly string[];
  readonly start: number;
  readonly width: number;
}

/** null: the names do not fit side by side. */
function columnsOf(story: Told): Column[] | null {
  for (const split of [wholeName, hostAndThread, wordsOfName]) {
    const heads = story.lanes.map(lane => split(escapeText(lane.name)));
    const columns = place(story, heads);
    if (columns !== null) return columns;
  }
  return null;
}

const wholeName = (name: string): string[] => [name];
const hostAndThread = (name: string): string[] => cutAfterDot(name);
const wordsOfName = (name: string): string[] => cutAfterDot(name).flatMap(part => wrap(part, 14));

function cutAfterDot(name: string): string[] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name] : [name.slice(0, dot + 1), name.slice(dot + 1)];
}

/** Narrowest widths first; what is left goes to the last column, then to those that want more. */
function place(story: Told, heads: readonly (readonly string[])[]): Column[] | null {
  const widths = heads.map(head => Math.max(...head.map(line => line.length)));
  const wanted = heads.map((_, lane) => Math.max(widths[lane] ?? 0, widestCell(story.rows, lane)));
  const room = WIDTH - GUTTER - GAP * (heads.length - 1);
  let left = room - widths.reduce((sum, width) => sum + width, 0);
  if (left < 0 || (heads.length > 1 && left < narrowest(widths, wanted))) return null;
  const order = widths.map((_, lane) => lane).sort((a, b) => b - a);
  for (const lane of order) {
    const more = Math.min(left, (wanted[lane] ?? 0) - (widths[lane] ?? 0));
    widths[lane] = (widths[lane] ?? 0) + more;
    left -= more;
  }
  let start = GUTTER;
  return heads.map((head, lane) => {
    const column = { head, start, width: widths[lane] ?? 0 };
    start += column.width + GAP;
    return column;
  });
}

/** The last column cannot run on to the right: it needs room for at least this much text. */
function narrowest(widths: readonly number[], wanted: readonly number[]): number {
  const last = widths.length - 1;
  return Math.max(0, Math.min(wanted[last] ?? 0, 14) - (widths[last] ?? 0));
}

function widestCell(rows: readonly (Row | Gap)[], lane: number): number {
  const cells = rows.flatMap(row =>
    isGap(row) ? [] : row.cells.filter(cell => cell.lane === lane),
  );
  return Math.max(0, ...cells.map(cell => escapeText(cell.text).length));
}

function columnLines(story: Told, columns: readonly Column[]): string[] {
  const height = Math.max(0, ...columns.map(column => column.head.length));
  const head = Array.from({ length: height }, (_, line) =>
    sideBySide(columns, column => column.head[line - height + column.head.length] ?? ''),
  );
  const rule = sideBySide(columns, column =>
    '-'.repeat(Math.max(...column.head.map(line => line.length))),
  );
  const rows = story.rows.flatMap(row =>
    isGap(row) ? gapLines(row) : marked(story, row, rowInColumns(row, columns)),
  );
  return [...head, rule, ...rows];
}

function gapLines({ left }: Gap): string[] {
  return [`${' '.repeat(GUTTER)}... ${counted(left, 'step')}; --format json has them ...`];
}

function sideBySide(columns: readonly Column[], text: (column: Column) => string): string {
  return columns.reduce((line, column) => line.padEnd(column.start) + text(column), '').trimEnd();
}

function rowInColumns(row: Row, columns: readonly Column[]): string[] {
  let number = String(row.first).padStart(3);
  const lines: string[] = [];
  for (const cell of row.cells) {
    const start = cell.lane === null ? GUTTER : (columns[cell.lane]?.start ?? GUTTER);
    const texts = cell.task === null ? [cell.text] : [`(${cell.task})`, cell.text];
    for (const text of texts) {
      for (const line of wrap(escapeText(text), WIDTH - start)) {
        lines.push((number === '' ? '' : `${number} `).padEnd(start) + line);
        number = '';
      }
    }
  }
  return lines;
}

/** `n  thread  step`; the thread where it is another than in the row above. */
function rowLines(story: Told): string[] {
  const names = story.lanes.map(lane => shortName(lane));
  const width = Math.max(6, ...names.map(name => name.length));
  const head = `     ${'thread'.padEnd(width)}  step`;
  const rule = `     ${'-'.repeat(width)}  ${'-'.repeat(WIDTH - GUTTER - width - GAP)}`;
  let above: number | null = null;
  const rows = story.rows.flatMap(row => {
    if (isGap(row)) return gapLines(row);
    const lines = rowAsLine(row, above, names, width);
    if (!isNetwork(row)) above = row.cells.at(-1)?.lane ?? null;
    return marked(story, row, lines);
  });
  return [head, rule, ...rows];
}

/** What the network does is nobody's step; only a column needs a place for it. */
function isNetwork({ kind }: Row): boolean {
  return kind === 'delivery' || kind === 'notice';
}

function rowAsLine(
  row: Row,
  above: number | null,
  names: readonly string[],
  width: number,
): string[] {
  return row.cells.flatMap((cell, i) => {
    const number = i === 0 ? String(row.first).padStart(3) : '   ';
    const known = cell.lane === null || isNetwork(row) || (i === 0 && cell.lane === above);
    const thread = known ? '' : (names[cell.lane] ?? '');
    const task = cell.task === null ? '' : `(${cell.task}) `;
    return hang(`${number}  ${thread.padEnd(width)}  `, escapeText(task + cell.text));
  });
}

/** At most half a line: the end of a long name says more than its beginning. */
function shortName(lane: Lane): string {
  const name = escapeText(lane.name);
  return name.length <= 32 ? name : `..${name.slice(-30)}`;
}
