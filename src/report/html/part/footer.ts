// What the reader should know before trusting the page: the model's own words on what it leaves out, the bounds, how
// far the search went, what it never did. In: a report. Out: HTML.

import { counted } from '../../layout.ts';
import { clip, markup } from '../../picture/markup.ts';
import type { ReportedModel, ReportedRun, RunReport } from '../../report.ts';
import { runsOf } from '../../report.ts';
import { safe } from './heading.ts';
import { openingComment } from './source.ts';

const LONGEST_COMMENT = 12_000;
const MOST_IDLE = 12;

export function footer(report: RunReport): string {
  const models = report.models.map(abstraction).join('\n');
  const [first] = runsOf(report);
  const facts = first === undefined ? '' : boundsOf(report, first.one);
  return `<footer aria-label="What this rests on"><h2>What this rests on</h2>${facts}${models}</footer>`;
}

function boundsOf(report: RunReport, first: ReportedRun): string {
  const runs = runsOf(report).map(({ one }) => one);
  const { program } = first.run;
  const queues = program.queues.map(({ name, capacity }) => `${name} holds ${capacity}`);
  const params = Object.entries(program.choice.params).map(([name, value]) => `${name} = ${value}`);
  const shown = [...params, ...queues.slice(0, MOST_IDLE)];
  if (queues.length > MOST_IDLE) shown.push(`${queues.length - MOST_IDLE} further queues`);
  const rows: [string, string][] = [
    [
      'model',
      report.models
        .map(({ identity }) => `${identity.file} (sha256 ${identity.sha256})`)
        .join('; '),
    ],
    ['bounds', shown.length === 0 ? 'none' : shown.join(', ')],
    ['search', searched(runs)],
    ['not explored', unexplored(runs)],
  ];
  if (runs.length === 1) rows.push(['never exercised', neverDone(first)]);
  rows.push(['claims', 'about this model under these bounds, not about the program it stands for']);
  return `<dl>${rows.map(([name, text]) => `<dt>${name}</dt><dd>${markup(clip(text, 2000))}</dd>`).join('')}</dl>`;
}

function searched(runs: readonly ReportedRun[]): string {
  const reductions = [...new Set(runs.flatMap(({ run }) => run.stats.reductions))];
  const engines = [...new Set(runs.map(({ run }) => run.stats.engine))];
  const reduced =
    reductions.length === 0 ? 'no reductions' : `reductions: ${reductions.join(', ')}`;
  const [only] = runs;
  const sampled = only?.context.sampled;
  if (sampled !== undefined) return `random walks only: ${sampled}`;
  return `${engines.join(' and ')} engine, ${reduced}`;
}

function unexplored(runs: readonly ReportedRun[]): string {
  const cut = runs.filter(({ run }) => !run.complete);
  if (cut.length === 0) {
    const reduced = runs.some(({ run }) => run.stats.reductions.length > 0);
    return reduced
      ? 'what the reductions leave out; the reduced space is complete'
      : 'nothing: the state space is complete';
  }
  const limits = [...new Set(cut.flatMap(({ run }) => run.limit ?? []))];
  const where =
    runs.length === 1 ? 'the search' : `${cut.length} of ${counted(runs.length, 'run')}`;
  return `${where} stopped early${limits.length === 0 ? '' : ` (${limits.join(', ')})`}: what was not reached is not known`;
}

function neverDone({ run }: ReportedRun): string {
  if (run.coverage === null) return 'not known';
  const { actions, locations, properties } = run.coverage;
  const names = [
    ...actions.map(({ name }) => `action ${name}`),
    ...locations.map(({ name }) => `location ${name}`),
    ...properties.map(({ name }) => `property ${name}`),
  ];
  const shown = names.slice(0, MOST_IDLE).join(', ');
  if (names.length === 0) return 'nothing: every action fires';
  return names.length > MOST_IDLE ? `${shown} and ${names.length - MOST_IDLE} more` : shown;
}

/** The model's own words. */
function abstraction({ identity, runs }: ReportedModel): string {
  const [file] = runs[0]?.run.program.sources ?? [];
  const text = file === undefined ? '' : openingComment(file);
  if (text === '') return '';
  const shown = text
    .split('\n')
    .map(line => markup(clip(line, 400)))
    .join('\n');
  return `<details class="words" open><summary>What ${safe(identity.name)} says of itself, and leaves out</summary><pre>${shown.slice(0, LONGEST_COMMENT)}</pre></details>`;
}
