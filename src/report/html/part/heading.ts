// The top of a page: what was found, why, how to see it again. In: a report and its first trace. Out: HTML.

import type { Ending } from '../../../explain/ending.ts';
import type { Why } from '../../../explain/why.ts';
import type { Verdict } from '../../../verdict/result.ts';
import { shellWord } from '../../command.ts';
import { counted } from '../../layout.ts';
import { clip, markup } from '../../picture/markup.ts';
import { endText } from '../../picture/words.ts';
import type { AskedActions, ReportedModel, ReportedRun, RunReport } from '../../report.ts';
import { runsOf, storyOf, toldOf } from '../../report.ts';
import { factsOf } from '../../text.ts';
import { titleOf } from '../../title.ts';
import type { Case } from '../cases.ts';

const LONGEST = 300;
const MOST_VALUES = 12;

export function safe(text: string): string {
  return markup(clip(text, LONGEST));
}

/** Verdict, model and choice; of several runs their number. */
export function heading(report: RunReport): string {
  const runs = runsOf(report).map(({ one }) => one);
  const [only, ...others] = runs;
  if (only === undefined) return '<h1>nothing was checked</h1>';
  const file = `<span class="file">${safe([...new Set(runs.map(({ context }) => context.file))].join(', '))}</span>`;
  if (others.length > 0)
    return `<h1>${badge(worst(runs))} ${file}</h1><p class="facts">${sums(runs)}</p>`;
  const { asked } = report.models[0] ?? { asked: null };
  if (asked !== null) return answer(only, asked, file);
  const result = toldOf(only);
  const title = result === null ? only.run.verdict.toUpperCase() : titleOf(result);
  const verdict = result?.verdict ?? only.run.verdict;
  const story = result === null ? null : storyOf(only, result);
  return [
    `<h1>${badge(verdict, title)} ${file}</h1>`,
    `<p class="facts">${choices(only)}${safe(factsOf(only.run, story, only.context).join('; '))}</p>`,
  ].join('\n');
}

/** Of an order: the word, and the two actions. */
function answer({ run }: ReportedRun, asked: AskedActions, file: string): string {
  const result = run.properties.find(({ property }) => property.name === asked.property);
  const word = result?.order?.word ?? 'unknown';
  const states = `${counted(run.stats.states, 'state')} (${run.complete ? 'complete' : 'not complete'})`;
  return [
    `<h1>${badge(result?.order == null ? 'unknown' : 'holds', word)} ${file}</h1>`,
    `<p class="facts">is <code>${safe(asked.first)}</code> always before <code>${safe(asked.second)}</code>? ${safe(states)}</p>`,
  ].join('\n');
}

function badge(verdict: Verdict, text: string = verdict): string {
  return `<span class="badge ${verdict}">${safe(text)}</span>`;
}

export function choices({ context }: ReportedRun): string {
  return context.choice
    .map(({ name, value }) => `<span class="chip">${safe(name)}: ${safe(value)}</span>`)
    .join('');
}

function worst(runs: readonly ReportedRun[]): Verdict {
  const verdicts = runs.map(({ run }) => run.verdict);
  return (['violated', 'unknown'] as const).find(one => verdicts.includes(one)) ?? 'holds';
}

function sums(runs: readonly ReportedRun[]): string {
  const parts = (['violated', 'unknown', 'holds'] as const).flatMap(verdict => {
    const count = runs.filter(({ run }) => run.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${counted(runs.length, 'run')}: ${parts.join(', ')}`;
}

/** Who waits for whom, where there was no way back any more, the command; of the first failure. */
export function why(report: RunReport, first: Case | undefined): string {
  const [only] = runsOf(report);
  if (first === undefined) return only === undefined ? '' : rerun(only.model, only.one);
  const story = storyOf(first.one, first.result);
  const failing = first.result.verdict === 'violated';
  const sentences = story?.why ?? [];
  const parts = [
    story === null || !failing ? '' : endPart(story.ending),
    sentences.length === 0 ? '' : `<dl>${sentences.map(sentence).join('')}</dl>`,
    story === null ? '' : backText(first),
    acceptedText(first),
  ].filter(part => part !== '');
  const box =
    parts.length === 0
      ? ''
      : `<section class="why" aria-label="Why"><h2>Why ${safe(first.name)}</h2>${parts.join('\n')}</section>`;
  return [box, rerun(first.model, first.one)].join('\n');
}

/** What is wrong with the last state, where that is more than that nothing moves. */
function endPart(ending: Ending): string {
  const text = endText(ending);
  if (text === null || ending.kind === 'hang') return '';
  const place =
    'place' in ending
      ? ` <span class="note">${safe(`${ending.place.file}:${ending.place.line}`)}</span>`
      : '';
  const values =
    ending.kind === 'false' ? ending.values.map(({ name, value }) => `${name} = ${value}`) : [];
  const shown = values.slice(0, MOST_VALUES).map(one => `<li class="mono">${safe(one)}</li>`);
  const list = shown.length === 0 ? '' : `<ul>${shown.join('')}</ul>`;
  return `<p><strong>${safe(text)}</strong>${place}</p>${list}`;
}

function acceptedText({ one, result }: Case): string {
  const why = one.context.accepted?.get(result.property.name);
  return why === undefined ? '' : `<p class="back">Accepted: ${safe(why)}</p>`;
}

function sentence({ thread, knot, text, notes }: Why): string {
  const more = notes.map(note => `<br><span class="note">${safe(note)}</span>`).join('');
  return `<dt${knot ? '' : ' class="lesser"'}>${safe(thread)}</dt><dd>${safe(text)}${more}</dd>`;
}

function backText({ one, result }: Case): string {
  const back = storyOf(one, result)?.noReturn ?? null;
  if (back === null) return '';
  if (back.usedUp.length > 0)
    return `<p class="back">bound reached: ${safe(back.usedUp.join(', '))}</p>`;
  if (back.step === 0) return '<p class="back"><strong>No way back</strong> from the start.</p>';
  const could =
    back.instead.length === 0
      ? ''
      : ` Before it, ${safe(back.instead.join(' or '))} could have run instead.`;
  return `<p class="back"><strong>No way back</strong> after <a href="#s=${back.step}">step ${back.step}</a>.${could}</p>`;
}

function rerun({ asked }: ReportedModel, { context }: ReportedRun): string {
  const [program = 'mcheck', file = '', ...rest] = context.rerun;
  const words =
    asked === null ? context.rerun : [program, 'order', file, asked.first, asked.second, ...rest];
  const command = words.map(word => shellWord(clip(word, LONGEST))).join(' ');
  return `<pre class="rerun">${markup(command)}</pre>`;
}
