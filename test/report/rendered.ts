// The text of a report in a format. In: a report and a format. Out: what would be printed; a failure where it shows nothing.

import type { FormatName } from '../../src/report/formats.ts';
import { PLAIN } from '../../src/report/layout.ts';
import { rendererOf } from '../../src/report/renderers.ts';
import type { GateReport, Rendering, RunReport } from '../../src/report/report.ts';

export async function rendering(
  report: RunReport | GateReport,
  format: FormatName,
): Promise<Rendering> {
  const renderer = await rendererOf(format);
  const options = { style: PLAIN };
  const found =
    report.subject === 'gate'
      ? renderer.gate?.(report, options)
      : renderer[report.subject]?.(report, options);
  if (found === undefined) throw new Error(`${format} cannot show ${report.subject}`);
  return found;
}

export async function rendered(
  report: RunReport | GateReport,
  format: FormatName,
): Promise<string> {
  const found = await rendering(report, format);
  if (!('text' in found)) throw new Error(found.nothing);
  return found.text;
}
