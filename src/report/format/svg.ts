// `--format svg`: the sequence chart of a trace. In: a report. Out: an SVG file.

import { picture } from '../picture/drawn.ts';
import { sequenceSvg } from '../picture/svg.ts';
import type { Renderer } from '../report.ts';

export const svg: Renderer = {
  check: report =>
    picture(report, ({ timeline, words, noReturn, title }) =>
      sequenceSvg(timeline, words, noReturn, title),
    ),
};
