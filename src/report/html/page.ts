// The page of a check, a matrix or an order. In: a report. Out: one HTML file, whole without its script. It carries the
// results it shows, so that `replay` and `report` read it back.

import type { SourceFile } from '../../diagnostic/source.ts';
import { storyLines } from '../columns.ts';
import { PLAIN } from '../layout.ts';
import type { RunReport } from '../report.ts';
import { runsOf, storyOf } from '../report.ts';
import { screen, verdictLine } from '../text.ts';
import { carried } from './carried.ts';
import { type Case, type Cases, casesOf } from './cases.ts';
import { dataElement } from './data.ts';
import { pageDocument } from './document.ts';
import { filmOf } from './film.ts';
import type { Film, PageData } from './film-shape.ts';
import { BAR, INSPECTOR, KEYS, LEGEND } from './part/bar.ts';
import { footer } from './part/footer.ts';
import { heading, safe, why } from './part/heading.ts';
import { results } from './part/results.ts';
import { listings } from './part/source.ts';
import { PATTERNS, staticChart, staticRows, stepTable } from './part/steps.ts';
import { Texts } from './texts.ts';

export async function runPage(report: RunReport): Promise<string> {
  const cases = await casesOf(report);
  const texts = new Texts();
  const files = filesOf(report);
  const films = cases.told.map(told =>
    filmOf(
      told,
      texts,
      files.map(({ path }) => path),
    ),
  );
  const [first] = cases.told;
  const several = runsOf(report).length > 1;
  const body = [
    PATTERNS,
    '<a class="skip" href="#chart">to the chart</a>',
    `<header>${heading(report)}</header>`,
    '<main>',
    // Of several runs the table comes first, of one the reason.
    ...(several ? [results(report, cases)] : []),
    why(report, first),
    ...tracePart(films, texts),
    ...(several ? [] : [results(report, cases)]),
    otherTraces(cases),
    `<section id="source" aria-label="Model"><h2>Model</h2><div id="listings">${listings(files, films)}</div></section>`,
    '</main>',
    footer(report),
    dataElement('mcheck-result', carried(report)),
    ...(films.length === 0
      ? []
      : [dataElement('mcheck-film', { texts: texts.all, films } satisfies PageData)]),
  ];
  return pageDocument(titleOf(report), body, films.length > 0);
}

/** The sources of everything that was run, each once. */
function filesOf(report: RunReport): SourceFile[] {
  const all = runsOf(report).flatMap(({ one }) => one.run.program.sources);
  return [...new Map(all.map(file => [file.path, file])).values()];
}

function titleOf(report: RunReport): string {
  const [only, ...others] = runsOf(report);
  if (only === undefined) return 'mcheck';
  if (others.length > 0) return `mcheck: ${others.length + 1} runs of ${only.one.context.file}`;
  return `mcheck: ${verdictLine(only.one.run, only.one.context)}`;
}

/** The chart, what the script shows beside it, and every step in words. */
function tracePart(films: readonly Film[], texts: Texts): string[] {
  const [film] = films;
  if (film === undefined) return [];
  const rows = staticRows(film);
  return [
    `<section id="trace" aria-label="Trace"><h2>Trace: <span id="trace-name">${safe(film.name)}</span></h2>`,
    BAR,
    `<div class="stage">${staticChart(film, rows)}${INSPECTOR}</div>`,
    LEGEND,
    KEYS,
    '<div id="live" class="sr" aria-live="polite"></div>',
    `<details class="words" open><summary>Every step in words</summary>${stepTable(film, rows, texts.all)}</details>`,
    '</section>',
  ];
}

/** The traces that are not drawn without the script, as they are told in a mail. */
function otherTraces({ told }: Cases): string {
  const others = told.slice(1).map(one => {
    const text = screenOf(one);
    return `<details class="words" open><summary>${safe(one.name)}</summary><pre>${text}</pre></details>`;
  });
  if (others.length === 0) return '';
  return `<section aria-label="Other traces"><h2>Other traces</h2>${others.join('\n')}</section>`;
}

/** A screen; of a run that goes well its steps only, because no property is told of by it. */
function screenOf({ one, result, trace, end }: Case): string {
  const told = { ...result, trace };
  const story = storyOf(one, told);
  const lone = { ...one.run, properties: [told], coverage: null };
  const lines =
    end === null
      ? screen(lone, { result: told, story }, one.context, PLAIN).split('\n')
      : [...(story === null ? [] : storyLines(story)), `     ${end}`];
  return lines.map(safe).join('\n');
}
