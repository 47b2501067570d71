// `--format text`: what a terminal shows. In: a report. Out: a screen per run, the table of a matrix, the answer to
// an order, or the rows of a gate.

import { story } from '../../explain/story.ts';
import type { Trace } from '../../verdict/result.ts';
import { gateText } from '../gate.ts';
import type { Style } from '../layout.ts';
import { matrixText } from '../matrix.ts';
import { orderText } from '../order.ts';
import type { Renderer, RenderOptions, ReportedModel, ReportedRun, RunReport } from '../report.ts';
import { runsOf, storyOf, toldOf } from '../report.ts';
import { screen } from '../text.ts';

export const text: Renderer = {
  check: (report, options) => ({ text: checkText(report, options) }),
  matrix: (report, options) => ({
    text: report.models.map(one => tableOf(one, options)).join('\n'),
  }),
  order: (report, options) => ({
    text: runsOf(report)
      .map(({ model, one }) => answerText(model, one, options.style))
      .join('\n'),
  }),
  gate: ({ document }, { style }) => ({ text: gateText(document, style) }),
};

/** A screen per run. */
function checkText(report: RunReport, { style }: RenderOptions): string {
  return runsOf(report)
    .map(({ one }) => screenText(one, style))
    .join('\n');
}

/** The first screen of a run, with the story of the result that is told. */
export function screenText(one: ReportedRun, style: Style): string {
  const result = toldOf(one);
  const told = result === null ? null : { result, story: storyOf(one, result) };
  return screen(one.run, told, one.context, style);
}

function tableOf({ identity, runs }: ReportedModel, { style }: RenderOptions): string {
  const rows = runs.map(({ run, context }) => ({ run, choice: context.choice }));
  const violated = runs.find(({ run }) => run.verdict === 'violated');
  const context = { file: identity.file, story: violated?.context.rerun ?? null };
  return matrixText(rows, context, style);
}

/** The answer to an order, with its witnesses. */
export function answerText(model: ReportedModel, one: ReportedRun, style: Style): string {
  const { asked } = model;
  const result = one.run.properties.find(({ property }) => property.name === asked?.property);
  const told = (trace: Trace | null | undefined) =>
    result === undefined || trace == null
      ? null
      : story(one.run, { ...result, verdict: 'holds', trace, noReturn: null }, one.system());
  const question = {
    run: one.run,
    first: asked?.first ?? '',
    second: asked?.second ?? '',
    answer: result?.order ?? null,
    after: told(result?.order?.after),
    before: told(result?.order?.before),
  };
  return orderText(question, one.context, style);
}
