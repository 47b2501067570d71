// The sequence chart as a picture of its own. In: a timeline, its words, a title. Out: an SVG file that follows the
// reader's light or dark scheme and loads nothing.

import type { Timeline } from '../../explain/timeline.ts';
import { type ChartWords, drawChart } from './chart.ts';
import { HEAD } from './chart-layout.ts';
import { CHART_STYLE, DARK, HATCHES, LIGHT } from './chart-style.ts';
import { clip, markup } from './markup.ts';
import { foldedRows } from './rows.ts';
import { switchSteps } from './switches.ts';

const MARGIN = 12;
const TITLE = 30;

export function sequenceSvg(
  timeline: Timeline,
  words: ChartWords,
  noReturn: number | null,
  title: string,
): string {
  const rows = foldedRows(timeline.steps.length, switchSteps(timeline), noReturn);
  const { width, head, body } = drawChart(timeline, rows, words);
  const [w, h] = [width + 2 * MARGIN, TITLE + HEAD + body.height + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-labelledby="title">`,
    `<title id="title">${markup(clip(title, 300))}</title>`,
    `<style>svg {${LIGHT} background: var(--page); }`,
    `@media (prefers-color-scheme: dark) { svg {${DARK} } }`,
    `${CHART_STYLE}.title { font: 600 14px system-ui, sans-serif; fill: var(--ink); }</style>`,
    HATCHES,
    `<rect x="0" y="0" width="${w}" height="${h}" fill="var(--page)"/>`,
    `<text class="title" x="${MARGIN}" y="26">${markup(clip(title, Math.floor(w / 8)))}</text>`,
    `<g class="chart"><g transform="translate(${MARGIN} ${MARGIN + TITLE})">`,
    head.svg,
    `</g><g transform="translate(${MARGIN} ${MARGIN + TITLE + HEAD})">`,
    body.svg,
    '</g></g></svg>',
    '',
  ].join('\n');
}
