// `--format tap`: TAP version 14, which meson reads. In: a report. Out: a test point per property of each run. Undecided
// is skipped, an accepted violation is a TODO.

import { escapeText } from '../../diagnostic/escape.ts';
import { lines } from '../escape.ts';
import { gateSuites, type Suite, suitesOf, type Test } from '../pipeline.ts';
import type { Renderer } from '../report.ts';

export const tap: Renderer = {
  check: report => ({ text: tapText(suitesOf(report)) }),
  matrix: report => ({ text: tapText(suitesOf(report)) }),
  gate: report => ({ text: tapText(gateSuites(report)) }),
};

function tapText(suites: readonly Suite[]): string {
  const points = suites.flatMap(({ name, tests }) => tests.map(test => ({ name, test })));
  const written = [
    'TAP version 14',
    `1..${points.length}`,
    ...points.flatMap(({ name, test }, i) => pointLines(i + 1, name, test)),
  ];
  return `${written.join('\n')}\n`;
}

function pointLines(n: number, suite: string, test: Test): string[] {
  const { outcome, message } = test;
  const ok = outcome === 'passed' || outcome === 'skipped' ? 'ok' : 'not ok';
  const directive =
    outcome === 'skipped'
      ? ` # SKIP ${plain(message)}`
      : outcome === 'accepted'
        ? ` # TODO ${plain(message)}`
        : '';
  const point = `${ok} ${n} - ${plain(`${suite}: ${test.name}`)}${directive}`;
  return test.details === '' ? [point] : [point, ...diagnosis(test)];
}

/** A YAML block: strings as JSON has them, the report as it is. */
function diagnosis({ kind, message, details, file, line }: Test): string[] {
  return [
    '  ---',
    `  message: ${quoted(message)}`,
    `  kind: ${quoted(kind)}`,
    `  file: ${quoted(file)}`,
    `  line: ${line}`,
    '  report: |',
    // Each line begins two columns to the right of its key; the first is not indented further.
    ...lines(details).map(one => `    ${escapeText(one)}`.trimEnd()),
    '  ...',
  ];
}

/** `#` would begin a directive. */
function plain(text: string): string {
  return escapeText(text).replace(/[\\#]/g, char => `\\${char}`);
}

function quoted(text: string): string {
  return JSON.stringify(escapeText(text));
}
