// A trace as pictures and words that need no script. In: a film. Out: the chart as SVG, and a table with every step that
// the chart draws and what it changed.

import { type Chart, drawChart } from '../../picture/chart.ts';
import { HATCHES } from '../../picture/chart-style.ts';
import { clip, markup } from '../../picture/markup.ts';
import { foldedRows, foldedSteps, type Row } from '../../picture/rows.ts';
import type { Film } from '../film-shape.ts';

const MOST_CHANGES = 8;

export function staticRows(film: Film): Row[] {
  return foldedRows(film.timeline.steps.length, film.switches, film.noReturn);
}

/** The hatching for every chart of the page. */
export const PATTERNS = `<svg class="sr" width="0" height="0" aria-hidden="true">${HATCHES}</svg>`;

export function staticChart(film: Film, rows: readonly Row[]): string {
  const { width, head, body } = drawChart(film.timeline, rows, film.words);
  const folded = foldedSteps(rows);
  const note =
    folded === 0
      ? ''
      : `<p class="only-dead">The first 100 steps, the last 200 and switches between them are drawn; ${folded} of ${film.timeline.steps.length} steps are not.</p>`;
  return `${note}<div id="chart" class="chart-box" tabindex="0" role="region" aria-label="Sequence chart; its steps are told in words below" data-film="0">${picture(head, width, 'head')}${picture(body, width, 'body')}</div>`;
}

function picture(part: Chart['head'], width: number, name: string): string {
  return `<svg class="chart ${name}" role="img" aria-label="${name} of the chart" width="${width}" height="${part.height}" viewBox="0 0 ${width} ${part.height}">${part.svg}</svg>`;
}

export function stepTable(film: Film, rows: readonly Row[], texts: readonly string[]): string {
  const values = [...film.initial];
  let done = 0;
  const lines = rows.flatMap(row => {
    if (row.kind === 'mark') {
      return [
        `<tr><td></td><td colspan="3"><strong>${markup(clip(film.words.mark, 300))}</strong></td></tr>`,
      ];
    }
    if (row.kind === 'fold') {
      return [
        `<tr><td></td><td colspan="3">steps ${row.from} to ${row.to} are left out here</td></tr>`,
      ];
    }
    // Values go on through steps that are left out.
    for (; done < row.n - 1; done++) take(values, film.changes[done] ?? []);
    return [stepLine(film, row.n, values, texts)];
  });
  const head =
    '<thead><tr><th>step</th><th>thread</th><th>does</th><th>which changes</th></tr></thead>';
  return `<div class="scroll"><table class="steps">${head}<tbody>${lines.join('\n')}</tbody></table></div>`;
}

function take(values: number[], changes: readonly number[]): void {
  for (let i = 0; i < changes.length; i += 2) values[changes[i] ?? 0] = changes[i + 1] ?? 0;
}

function stepLine(
  film: Film,
  n: number,
  values: readonly number[],
  texts: readonly string[],
): string {
  const { steps, lanes } = film.timeline;
  const step = steps[n - 1];
  const changes = film.changes[n - 1] ?? [];
  const told: string[] = [];
  for (let i = 0; i < changes.length; i += 2) {
    const variable = film.variables[changes[i] ?? 0];
    if (variable === undefined) continue;
    const show = (text: number | undefined) => {
      const value = texts[text ?? 0] ?? '';
      return variable.kind === 'queue' ? `[${value.replaceAll('\n', ', ')}]` : value;
    };
    told.push(
      `${texts[variable.name]}: ${show(values[changes[i] ?? 0])} → ${show(changes[i + 1])}`,
    );
  }
  const shown = told.slice(0, MOST_CHANGES).map(text => markup(clip(text, 160)));
  if (told.length > shown.length) shown.push(`and ${told.length - shown.length} more`);
  const thread = step?.lane == null ? 'environment' : (lanes[step.lane]?.name ?? '');
  const task = step?.task == null ? '' : ` (${step.task})`;
  return `<tr id="s=${n}"><td>${n}</td><td>${markup(clip(thread + task, 120))}</td><td>${markup(clip(step?.text ?? '', 160))}</td><td>${shown.join('<br>')}</td></tr>`;
}
