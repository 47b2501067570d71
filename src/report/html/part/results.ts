// The verdicts as a table: of one run its properties, of several a row each. In: a report and its cases. Out: HTML; a
// verdict whose trace is on the page leads to it.

import type { PropertyResult } from '../../../verdict/result.ts';
import type { ReportedRun, RunReport } from '../../report.ts';
import { runsOf } from '../../report.ts';
import { remarkOn } from '../../text.ts';
import type { Cases } from '../cases.ts';
import { safe } from './heading.ts';

export function results(report: RunReport, cases: Cases): string {
  const runs = runsOf(report).map(({ one }) => one);
  const [only, ...others] = runs;
  if (only === undefined) return '';
  const table = others.length === 0 ? propertyTable(only, cases) : runTable(runs, cases);
  const left =
    cases.left === 0 ? '' : `<p>${cases.left} further traces are left out of this page.</p>`;
  return `<section aria-label="Verdicts"><h2>Verdicts</h2><div class="scroll">${table}</div>${left}</section>`;
}

function propertyTable(one: ReportedRun, cases: Cases): string {
  const rows = one.run.properties.map(
    result =>
      `<tr><td>${safe(result.property.name)}</td><td class="verdict">${linked(one, result, result.verdict, cases)}</td>` +
      `<td>${safe(remark(one, result))}</td><td class="mono">${safe(result.causes.join(' '))}</td></tr>`,
  );
  return `<table><thead><tr><th>property</th><th>verdict</th><th></th><th>cause</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

/** With the reason, where the finding is accepted as it is. */
function remark({ context }: ReportedRun, result: PropertyResult): string {
  const why = context.accepted?.get(result.property.name);
  const parts = [remarkOn(result), why === undefined ? '' : `accepted: ${why}`];
  return parts.filter(part => part !== '').join('; ');
}

function runTable(runs: readonly ReportedRun[], cases: Cases): string {
  const names = [
    ...new Set(runs.flatMap(({ run }) => run.properties.map(one => one.property.name))),
  ];
  const axes = [...new Set(runs.flatMap(({ context }) => context.choice.map(({ name }) => name)))];
  const files = new Set(runs.map(({ context }) => context.file)).size > 1;
  const compares = runs.some(({ changes }) => changes.length > 0);
  const last = compares ? ['against the first'] : [];
  const head = [...(files ? ['model'] : []), ...axes, ...names, 'states', ...last];
  const rows = runs.map(one => {
    const { run, context, changes } = one;
    const choice = axes.map(axis => context.choice.find(({ name }) => name === axis)?.value ?? '');
    const cells = names.map(name => {
      const result = run.properties.find(({ property }) => property.name === name);
      return result === undefined ? '' : linked(one, result, wordFor(one, result), cases);
    });
    const states = `${run.stats.states}${run.complete ? '' : '+'}`;
    const plain = [...(files ? [safe(context.file)] : []), ...choice.map(safe)].map(inCell);
    const verdicts = cells.map(cell => `<td class="verdict">${cell}</td>`);
    const rest = [states, ...(compares ? [safe(byWord(changes))] : [])].map(inCell);
    return `<tr>${[...plain, ...verdicts, ...rest].join('')}</tr>`;
  });
  const titles = head.map(title => `<th scope="col">${safe(title)}</th>`).join('');
  return `<table><thead><tr>${titles}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

const inCell = (text: string) => `<td>${text}</td>`;

/** `narrows deadlock, order; adds errors` */
function byWord(changes: ReportedRun['changes']): string {
  const words = [...new Set(changes.map(({ word }) => word))];
  return words
    .map(word => {
      const names = changes.filter(one => one.word === word).map(({ property }) => property);
      return `${word} ${names.join(', ')}`;
    })
    .join('; ');
}

function wordFor({ context }: ReportedRun, result: PropertyResult): string {
  const { verdict, trace, value, property } = result;
  const accepted = context.accepted?.has(property.name) === true ? ', accepted' : '';
  if (verdict === 'violated' && trace !== null) {
    return `violated ${trace.steps.length}${accepted}`;
  }
  return property.kind === 'bound' && value !== null ? `${verdict} ${value}` : verdict;
}

function linked(one: ReportedRun, result: PropertyResult, word: string, cases: Cases): string {
  const film = cases.told.findIndex(
    told => told.one === one && told.result.property === result.property && told.end === null,
  );
  const text = film < 0 ? safe(word) : `<a href="#t=${film}">${safe(word)}</a>`;
  return `<span class="${result.verdict}">${text}</span>`;
}
