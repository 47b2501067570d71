// `--format mermaid`: a trace as a sequence diagram for Markdown. In: a report. Out: Mermaid.

import { picture } from '../picture/drawn.ts';
import { mermaidText } from '../picture/mermaid.ts';
import type { Renderer } from '../report.ts';

export const mermaid: Renderer = {
  check: report =>
    picture(report, ({ timeline, words, noReturn }) => mermaidText(timeline, words, noReturn)),
};
