// `--format json`: every fact, in the shape of the contract. In: a report. Out: one document, or an array of several.

import { jsonLines } from '../escape.ts';
import { jsonDocument, jsonText } from '../json.ts';
import type { Renderer, Rendering, RunReport } from '../report.ts';

export const json: Renderer = {
  check: documents,
  matrix: documents,
  order: documents,
  gate: ({ document }) => ({ text: jsonLines(document, 2) }),
};

function documents({ subject, models }: RunReport): Rendering {
  return { text: jsonText(models.map(model => jsonDocument(model, subject))) };
}
