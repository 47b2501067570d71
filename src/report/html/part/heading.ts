// The top of a page: what was found, why, how to see it again. In: a report and its first trace. Out: HTML.

import type { Why } from '../../../explain/why.ts';
import type { Verdict } from '../../../verdict/result.ts';
import { shellWord } from '../../command.ts';
import { counted } from '../../layout.ts';
import { clip, markup } from '../../picture/markup.ts';
import { endText } from '../../picture/words.ts';
import type { ReportedRun, RunReport } from '../../report.ts';
import { runsOf, storyOf } from '../../report.ts';
import { factsOf } from '../../text.ts';
import { titleOf } from '../../title.ts';
import type { Case } from '../cases.ts';

const LONGEST = 300;

export function safe(text: string): string {
  return markup(clip(text, LONGEST));
}

/** Verdict, model and choice; of several runs their number. */
export function heading(report: RunReport, first: Case | undefined): string {
  const runs = runsOf(report).map(({ one }) => one);
  const [only, ...others] = runs;
  if (only === undefined) return '<h1>nothing was checked</h1>';
  const file = `<span class="file">${safe([...new Set(runs.map(({ context }) => context.file))].join(', '))}</span>`;
  if (others.length > 0)
    return `<h1>${badge(worst(runs))} ${file}</h1><p class="facts">${sums(runs)}</p>`;
  const title = first === undefined ? only.run.verdict.toUpperCase() : titleOf(first.result);
  const verdict = first === undefined ? only.run.verdict : first.result.verdict;
  const story = first === undefined ? null : storyOf(only, first.result);
  return [
    `<h1>${badge(verdict, title)} ${file}</h1>`,
    `<p class="facts">${choices(only)}${safe(factsOf(only.run, story, only.context).join('; '))}</p>`,
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
export function why(first: Case | undefined): string {
  if (first === undefined) return '';
  const story = storyOf(first.one, first.result);
  const failing = first.result.verdict === 'violated';
  const end = story === null ? null : endText(story.ending);
  const sentences = story?.why ?? [];
  const parts = [
    end === null || !failing || story?.ending.kind === 'hang'
      ? ''
      : `<p><strong>${safe(end)}</strong></p>`,
    sentences.length === 0 ? '' : `<dl>${sentences.map(sentence).join('')}</dl>`,
    story === null ? '' : backText(first),
  ].filter(part => part !== '');
  const box =
    parts.length === 0
      ? ''
      : `<section class="why" aria-label="Why"><h2>Why ${safe(first.name)}</h2>${parts.join('\n')}</section>`;
  return [box, rerun(first.one)].join('\n');
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

function rerun({ context }: ReportedRun): string {
  const command = context.rerun.map(word => shellWord(clip(word, LONGEST))).join(' ');
  return `<pre class="rerun">${markup(command)}</pre>`;
}
