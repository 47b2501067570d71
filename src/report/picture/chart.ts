// The sequence chart: threads as columns, steps as boxes, what passes between them as arrows, waits as hatched bars.
// In: a timeline and the rows to draw. Out: SVG elements, head and body apart so that the head can stay in sight. The
// looks are classes of `chart-style.ts`. It runs in the page as well, hence knows neither files nor Node.

import type { Timeline } from '../../explain/timeline.ts';
import { chartArrows } from './chart-arrows.ts';
import { CHARACTER, HEAD, type Layout, layoutOf, ROW, SMALL_CHARACTER } from './chart-layout.ts';
import { clip, markup, tooltip } from './markup.ts';
import type { Row } from './rows.ts';

export interface ChartWords {
  /** What the mark says: `no way back; could have run accept instead`. */
  readonly mark: string;
  /** What stands below the last step: `hang`; null where nothing does. */
  readonly end: string | null;
  /** The end is what one hopes for. */
  readonly well: boolean;
}

export interface Chart {
  readonly width: number;
  readonly head: { readonly height: number; readonly svg: string };
  readonly body: { readonly height: number; readonly svg: string };
}

export function drawChart(timeline: Timeline, rows: readonly Row[], words: ChartWords): Chart {
  const layout = layoutOf(timeline, rows);
  const { width, height } = layout;
  const parts = [
    ...switchBands(timeline, layout),
    ...lifelines(layout, height),
    ...timeline.waits.flatMap(span => waitBar(timeline, layout, span)),
    ...chartArrows(timeline.arrows, layout),
    ...rows.flatMap(row => drawRow(timeline, layout, row, words)),
    ...loopBracket(timeline, layout),
    ...ending(layout, words),
  ];
  return {
    width,
    head: { height: HEAD, svg: head(timeline, layout) },
    body: { height, svg: parts.join('\n') },
  };
}

function head(timeline: Timeline, layout: Layout): string {
  const parts: string[] = [];
  const hosts = [...new Set(timeline.lanes.map(lane => lane.host))];
  for (const host of hosts) {
    const mine = layout.lanes.filter((_, i) => timeline.lanes[i]?.host === host);
    const [first, last] = [mine[0], mine.at(-1)];
    if (host === null || first === undefined || last === undefined) continue;
    const right = last.x + last.width;
    parts.push(
      `<rect class="host h${hosts.indexOf(host) % 3}" x="${first.x + 2}" y="2" width="${right - first.x - 4}" height="18" rx="4"/>`,
      `<text class="host-name" x="${(first.x + right) / 2}" y="15">${markup(clip(host, (right - first.x) / CHARACTER))}</text>`,
    );
  }
  timeline.lanes.forEach((lane, i) => {
    const place = layout.lanes[i];
    if (place === undefined) return;
    const name = lane.host === null ? lane.name : lane.name.replace(`${lane.host}.`, '');
    const shown = markup(clip(name, (place.width - 6) / CHARACTER));
    parts.push(
      `<g class="lane-name">${tooltip(lane.name)}<text x="${place.middle}" y="37">${shown}</text></g>`,
    );
  });
  return parts.join('\n');
}

/** Runs of steps of one thread, every other one shaded. */
function switchBands(timeline: Timeline, layout: Layout): string[] {
  const bands: string[] = [];
  let shade = false;
  let lane: number | null = null;
  let top = 0;
  const flush = (bottom: number) => {
    if (shade && bottom > top) {
      bands.push(
        `<rect class="band" x="0" y="${top}" width="${layout.width}" height="${bottom - top}"/>`,
      );
    }
    top = bottom;
  };
  for (const { row, y } of layout.rows) {
    const acting = row.kind === 'step' ? (timeline.steps[row.n - 1]?.lane ?? null) : null;
    if (acting === null || acting === lane) continue;
    if (lane !== null) {
      flush(y - ROW / 2);
      shade = !shade;
    }
    lane = acting;
  }
  flush(layout.stepsEnd);
  return bands;
}

function lifelines({ lanes }: Layout, height: number): string[] {
  return lanes.map(
    ({ middle }) => `<line class="life" x1="${middle}" y1="0" x2="${middle}" y2="${height}"/>`,
  );
}

function waitBar(timeline: Timeline, layout: Layout, span: Timeline['waits'][number]): string[] {
  const lane = layout.lanes[span.lane];
  if (lane === undefined) return [];
  const last = span.to >= timeline.steps.length;
  const top = layout.after(span.from);
  const bottom = last ? layout.height - 4 : layout.at(span.to + 1);
  if (bottom - top < ROW / 2) return [];
  const room = Math.floor((lane.width - 6) / SMALL_CHARACTER);
  const text = markup(clip(shortWait(span.text, timeline.lanes[span.lane]?.host ?? null), room));
  return [
    `<g class="wait${span.knot ? ' knot' : ''}">${tooltip(span.text)}` +
      `<rect class="bar" x="${lane.middle - 5}" y="${top}" width="10" height="${bottom - top}" rx="3"/>` +
      `<rect class="hatch" x="${lane.middle - 5}" y="${top}" width="10" height="${bottom - top}" rx="3"/>` +
      `<text class="wait-text" x="${lane.middle}" y="${top + 16}">${text}</text></g>`,
  ];
}

/** `waits for page dst.ram[0]` as `page ram[0]` in a lane of dst. */
function shortWait(text: string, host: string | null): string {
  const short = text.replace(/^waits (for )?/, '');
  return host === null ? short : short.replace(` ${host}.`, ' ');
}

function drawRow(timeline: Timeline, layout: Layout, row: Row, words: ChartWords): string[] {
  const { width } = layout;
  switch (row.kind) {
    case 'step':
      return drawStep(timeline, layout, row.n);
    case 'fold': {
      const y = layout.at(row.from);
      const count = row.to - row.from + 1;
      const text = `${count} step${count === 1 ? '' : 's'} not drawn`;
      return [
        `<g class="fold"><rect x="0" y="${y - 9}" width="${width}" height="18"/><text x="52" y="${y + 4}">⋮ ${text}</text></g>`,
      ];
    }
    case 'mark': {
      const y = layout.markAt;
      return y === null
        ? []
        : [
            `<g class="mark">${tooltip(words.mark)}<rect x="0" y="${y - 11}" width="${width}" height="22"/>` +
              `<text x="52" y="${y + 4}">${markup(clip(words.mark, (width - 60) / CHARACTER))}</text></g>`,
          ];
    }
  }
}

function drawStep(timeline: Timeline, layout: Layout, n: number): string[] {
  const step = timeline.steps[n - 1];
  if (step === undefined) return [];
  const y = layout.at(n);
  const thread = step.lane === null ? 'environment' : (timeline.lanes[step.lane]?.name ?? '');
  const title = `${n}. ${thread}${step.task === null ? '' : ` (${step.task})`}: ${step.text}`;
  const boxes = [step.lane, ...(step.partner === null ? [] : [step.partner])].map((lane, i) => {
    const box = layout.box(n, lane, i);
    const text = i === 0 ? step.text : step.text.replace(/^send\b/, 'recv');
    const shown = markup(clip(text, (box.right - box.left - 10) / CHARACTER));
    return (
      `<rect class="box" x="${box.left}" y="${y - 10}" width="${box.right - box.left}" height="20" rx="5"/>` +
      `<text class="label" x="${(box.left + box.right) / 2}" y="${y + 4}">${shown}</text>`
    );
  });
  const kind = step.class === 'system' ? step.kind : step.class;
  return [
    `<g class="step ${kind}" data-n="${n}">${tooltip(title)}` +
      `<rect class="hit" x="0" y="${y - ROW / 2}" width="${layout.width}" height="${ROW}"/>` +
      `<text class="n" x="40" y="${y + 4}">${n}</text>${boxes.join('')}</g>`,
  ];
}

/** The part of the run that comes again and again. */
function loopBracket({ loop, steps }: Timeline, layout: Layout): string[] {
  if (loop === null) return [];
  const [top, bottom] = [layout.at(loop), layout.at(steps.length)];
  return [
    `<g class="loop"><title>steps ${loop} to ${steps.length} repeat for ever</title>` +
      `<path d="M14 ${bottom} H7 V${top} H14 M10 ${top - 4} L15 ${top} L10 ${top + 4}"/></g>`,
  ];
}

function ending({ stepsEnd, width }: Layout, { end, well }: ChartWords): string[] {
  if (end === null) return [];
  const y = stepsEnd + 18;
  return [
    `<g class="end${well ? ' well' : ''}"><rect x="0" y="${y - 12}" width="${width}" height="24"/><text x="52" y="${y + 4}">${markup(clip(end, (width - 60) / CHARACTER))}</text></g>`,
  ];
}
