// Where everything of a sequence chart goes. In: a timeline and its rows. Out: places in pixels. It draws nothing.

import { escapeText } from '../../diagnostic/escape.ts';
import type { Timeline } from '../../explain/timeline.ts';
import type { Row } from './rows.ts';

/** Height of a row. */
export const ROW = 26;
/** Height of the head: hosts, and below them threads. */
export const HEAD = 46;
/** About the width of a character of the chart's font, 12 pixels high. */
export const CHARACTER = 7.25;
/** The same, of the words beside a bar, 11 pixels high. */
export const SMALL_CHARACTER = 6.65;
/** Width of the column of step numbers. */
const GUTTER = 50;
const NARROWEST = 104;
const WIDEST = 236;
/** What labels may take in all lanes together. */
const ALL_LANES = 1300;
/** Room below the last step, for how the trace ends and bars that last to the end. */
const FOOT = 64;

export interface LanePlace {
  readonly x: number;
  readonly width: number;
  readonly middle: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly LanePlace[];
  readonly rows: readonly { readonly row: Row; readonly y: number }[];
  /** Below the last step. */
  readonly stepsEnd: number;
  /** Middle of the mark's row; null where it is not drawn. */
  readonly markAt: number | null;
  /** Middle of the row of step `n`; of the fold that hides it; the edge where it lies outside. */
  at(n: number): number;
  /** Where the state after step `n` begins; 0: the top. */
  after(n: number): number;
  /** Left and right edge of a step's box; `lane` null: across all lanes. `which` 1: the partner's. */
  box(
    n: number,
    lane: number | null,
    which?: number,
  ): { readonly left: number; readonly right: number };
}

export function layoutOf(timeline: Timeline, rows: readonly Row[]): Layout {
  const lanes = lanePlaces(timeline);
  const last = lanes.at(-1);
  const width = Math.max(last === undefined ? 0 : last.x + last.width, 320) + 8;
  const placed = rows.map((row, i) => ({ row, y: i * ROW + ROW / 2 }));
  const stepsEnd = rows.length * ROW;
  const height = stepsEnd + FOOT;
  const yOf = yByStep(placed);
  const ends = { first: firstStep(rows), last: lastStep(rows) };
  const at = (n: number) => yOf.get(n) ?? (n < ends.first ? 0 : n > ends.last ? stepsEnd : 0);
  return {
    width,
    height,
    lanes,
    rows: placed,
    stepsEnd,
    markAt: placed.find(({ row }) => row.kind === 'mark')?.y ?? null,
    at,
    after: n => (n < ends.first ? 0 : at(n) + (yOf.has(n) ? ROW / 2 - 2 : 0)),
    box: (n, lane) => {
      const place = lane === null ? undefined : lanes[lane];
      if (place === undefined) return { left: GUTTER, right: width - 8 };
      const text = timeline.steps[n - 1]?.text ?? '';
      const half = Math.min(place.width / 2 - 4, (escapeText(text).length * CHARACTER + 14) / 2);
      return { left: round(place.middle - half), right: round(place.middle + half) };
    },
  };
}

/** As wide as its name wants and, the fewer lanes there are, its longest label. */
function lanePlaces(timeline: Timeline): LanePlace[] {
  const longest = timeline.lanes.map(() => 0);
  const want = (lane: number, length: number) => {
    longest[lane] = Math.max(longest[lane] ?? 0, length);
  };
  for (const { lane, partner, text } of timeline.steps) {
    for (const one of [lane, partner]) if (one !== null) want(one, text.length);
  }
  // The words beside a bar are smaller, and the first ones say most.
  for (const { lane, text } of timeline.waits) want(lane, Math.min(28, text.length - 10));
  const most = Math.min(WIDEST, Math.max(NARROWEST, ALL_LANES / timeline.lanes.length));
  let x = GUTTER;
  return timeline.lanes.map(({ host, name }, lane) => {
    const own = (name.length - (host === null ? 0 : host.length + 1)) * CHARACTER + 12;
    const label = Math.min(most, (longest[lane] ?? 0) * CHARACTER + 26);
    const width = round(Math.min(WIDEST, Math.max(NARROWEST, own, label)));
    const place = { x, width, middle: round(x + width / 2) };
    x = round(x + width);
    return place;
  });
}

function yByStep(rows: Layout['rows']): Map<number, number> {
  const found = new Map<number, number>();
  for (const { row, y } of rows) {
    if (row.kind === 'step') found.set(row.n, y);
    if (row.kind === 'fold') for (let n = row.from; n <= row.to; n++) found.set(n, y);
  }
  return found;
}

function firstStep(rows: readonly Row[]): number {
  for (const row of rows) {
    if (row.kind === 'step') return row.n;
    if (row.kind === 'fold') return row.from;
  }
  return 1;
}

function lastStep(rows: readonly Row[]): number {
  for (const row of [...rows].reverse()) {
    if (row.kind === 'step') return row.n;
    if (row.kind === 'fold') return row.to;
  }
  return 0;
}

/** Tenths of a pixel: the same text on every machine. */
export function round(x: number): number {
  return Math.round(x * 10) / 10;
}
