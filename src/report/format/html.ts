// `--format html`: one file to read, to step through and to attach. In: a report. Out: a page.

import { gatePage } from '../html/gate-page.ts';
import { runPage } from '../html/page.ts';
import type { Renderer, Rendering, RunReport } from '../report.ts';

export const html: Renderer = {
  check: page,
  matrix: page,
  order: page,
  gate: ({ document }) => ({ text: gatePage(document) }),
};

async function page(report: RunReport): Promise<Rendering> {
  return { text: await runPage(report) };
}
