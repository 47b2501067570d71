// `--format plantuml`: a trace as a sequence diagram. In: a report. Out: PlantUML.

import { picture } from '../picture/drawn.ts';
import { plantumlText } from '../picture/plantuml.ts';
import type { Renderer } from '../report.ts';

export const plantuml: Renderer = {
  check: report =>
    picture(report, ({ timeline, words, noReturn }) => plantumlText(timeline, words, noReturn)),
};
