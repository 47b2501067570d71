// `--format rst`: reStructuredText, as the documentation of QEMU is written. In: a report. Out: a section per run: title,
// facts and story as a literal block, so that nothing of a model is taken for markup.

import { escapeText } from '../../diagnostic/escape.ts';
import { lines } from '../escape.ts';
import { runName } from '../findings.ts';
import { PLAIN } from '../layout.ts';
import { matrixText } from '../matrix.ts';
import { type Renderer, type ReportedRun, runsOf, toldOf } from '../report.ts';
import { titleOf } from '../title.ts';
import { screenText } from './text.ts';

export const rst: Renderer = {
  check: report => ({
    text: runsOf(report)
      .map(({ one }) => sectionOf(one))
      .join('\n'),
  }),
  matrix: report => ({
    text: report.models
      .map(({ identity, runs }) => {
        const rows = runs.map(({ run, context }) => ({ run, choice: context.choice }));
        const violated = runs.find(({ run }) => run.verdict === 'violated');
        const table = matrixText(rows, { file: identity.file, story: null });
        const story = violated === undefined ? '' : `\n${sectionOf(violated)}`;
        return section(`mcheck: all variants of ${identity.file}`, table) + story;
      })
      .join('\n'),
  }),
};

function sectionOf(one: ReportedRun): string {
  const told = toldOf(one);
  const what = told === null ? one.run.verdict.toUpperCase() : titleOf(told);
  return section(`mcheck: ${what} ${runName(one)}`, screenText(one, PLAIN));
}

function section(title: string, text: string): string {
  const shown = rstText(title);
  const block = lines(text).map(line => (line === '' ? '' : `   ${line}`));
  return [shown, '='.repeat(shown.length), '', '.. code-block:: text', '', ...block, ''].join('\n');
}

/** Inline markup and references are switched off. */
function rstText(text: string): string {
  return escapeText(text).replace(/[\\*`|_:<>[\]]/g, char => `\\${char}`);
}
