// `--format mail`: what goes to a mailing list. In: a report. Out: a subject line and a body of 72 columns in plain ASCII:
// the story of the first violation, the table of the variants where several were asked for, how to repeat it.

import { escapeText } from '../../diagnostic/escape.ts';
import { runName } from '../findings.ts';
import { PLAIN, WIDTH } from '../layout.ts';
import { matrixText } from '../matrix.ts';
import {
  type Renderer,
  type ReportedModel,
  type ReportedRun,
  type RunReport,
  runsOf,
  toldOf,
} from '../report.ts';
import { titleOf } from '../title.ts';
import { answerText, screenText } from './text.ts';

export const mail: Renderer = {
  check: report => ({ text: letter(report) }),
  matrix: report => ({ text: letter(report) }),
  order: report => {
    const answers = runsOf(report).map(({ model, one }) => answerText(model, one, PLAIN));
    const [first = ''] = answers;
    return { text: `Subject: ${first.split('\n')[0] ?? ''}\n\n${answers.join('\n')}` };
  },
};

function letter(report: RunReport): string {
  const [main] = runsOf(report).sort((a, b) => rank(a.one) - rank(b.one));
  if (main === undefined) return '';
  const tables = report.models.filter(({ runs }) => runs.length > 1).map(tableOf);
  const screen = screenText({ ...main.one, run: { ...main.one.run, coverage: null } }, PLAIN);
  return `Subject: ${subjectOf(main.one)}\n\n${[screen, ...tables].join('\n')}`;
}

/** What is violated before what is not decided; otherwise the first. */
function rank({ run }: ReportedRun): number {
  return ['violated', 'unknown', 'holds'].indexOf(run.verdict);
}

function subjectOf(one: ReportedRun): string {
  const told = toldOf(one);
  const what = told === null ? one.run.verdict.toUpperCase() : titleOf(told);
  return escapeText(`mcheck: ${what} ${runName(one)}`);
}

/** Without its own title and without a story to point to: both are above. */
function tableOf({ identity, runs }: ReportedModel): string {
  const rows = runs.map(({ run, context }) => ({ run, choice: context.choice }));
  return matrixText(rows, { file: identity.file, story: null, width: WIDTH });
}
