// What a picture of one trace takes: its timeline, its words, its title. In: a report. Out: these, or that there is no
// trace. Draws nothing.

import { type Timeline, timeline } from '../../explain/timeline.ts';
import type { Trace } from '../../verdict/result.ts';
import {
  firstTold,
  NO_TRACE,
  type Rendering,
  type ReportedRun,
  type RunReport,
  storyOf,
} from '../report.ts';
import { choiceText, titleOf } from '../title.ts';
import type { ChartWords } from './chart.ts';
import { chartWords, markStep } from './words.ts';

export interface Drawn {
  readonly one: ReportedRun;
  readonly trace: Trace;
  readonly timeline: Timeline;
  readonly words: ChartWords;
  /** The step below which the mark stands. */
  readonly noReturn: number | null;
  /** `DEADLOCK  models/x.mig  [fix: none]` */
  readonly title: string;
}

/** The text of a picture of the first trace that a report tells. */
export function picture(report: RunReport, draw: (drawn: Drawn) => string): Rendering {
  const told = firstTold(report);
  const trace = told?.result.trace ?? null;
  if (told === null || trace === null) return NO_TRACE;
  const { one, result } = told;
  const story = storyOf(one, result);
  if (story === null) return NO_TRACE;
  const parts = [titleOf(result), one.context.file, choiceText(one.context)];
  const text = draw({
    one,
    trace,
    timeline: timeline(one.system(), result, trace),
    words: chartWords(story),
    noReturn: markStep(story),
    title: parts.filter(part => part !== '').join('  '),
  });
  return { text };
}
