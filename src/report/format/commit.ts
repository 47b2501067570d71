// `--format commit`: for the body of a commit message. In: a report. Out: 72 columns of plain ASCII, no line of which git
// takes for a comment or for the end of the message: the story of the first violation, or what holds.

import { findingsOf, findingText } from '../findings.ts';
import { PLAIN } from '../layout.ts';
import { type Renderer, runsOf } from '../report.ts';
import { screenText } from './text.ts';

export const commit: Renderer = {
  check: report => {
    const violated = findingsOf(report).find(({ result }) => result.verdict === 'violated');
    if (violated !== undefined) return { text: findingText(violated) };
    const screens = runsOf(report).map(({ one }) =>
      screenText({ ...one, run: { ...one.run, coverage: null } }, PLAIN),
    );
    return { text: screens.join('\n') };
  },
};
