// A report in the format that was asked for. In: the report, its verdicts and exit code. Out: it is delivered. A format
// with nothing to show leaves the exit code as it is and says so on standard error.

import { escapeText } from '../diagnostic/escape.ts';
import type { FormatName } from '../report/formats.ts';
import { rendererOf } from '../report/renderers.ts';
import type { GateReport, Rendering, RenderOptions, RunReport } from '../report/report.ts';
import type { Arguments } from './arguments.ts';
import { styleFor } from './colours.ts';
import { type Delivery, deliver } from './deliver.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { appendText } from './files.ts';
import type { Terminal } from './terminal.ts';

export async function present(
  report: RunReport | GateReport,
  format: FormatName,
  outcome: Omit<Delivery, 'text'>,
  args: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const rendering = await rendered(report, format, outcome.verdicts, args, terminal);
  if ('text' in rendering) {
    const problem = await summarise(rendering.summary, terminal);
    const code = await deliver({ text: rendering.text, ...outcome }, args, terminal);
    if (problem === null) return code;
    await terminal.err(`mcheck: cannot write the step summary: ${escapeText(problem)}\n`);
    return EXIT.output;
  }
  const verdicts = args.switches.has('quiet') ? [] : outcome.verdicts;
  await terminal.err([...verdicts, `mcheck: ${rendering.nothing}`, ''].join('\n'));
  return outcome.code;
}

/** A step of a GitHub action has a file to which Markdown is added. */
async function summarise(summary: string | undefined, { env }: Terminal): Promise<string | null> {
  const file = env.GITHUB_STEP_SUMMARY;
  return summary === undefined || file === undefined || file === ''
    ? null
    : appendText(file, `${summary}\n`);
}

async function rendered(
  report: RunReport | GateReport,
  format: FormatName,
  verdicts: readonly string[],
  args: Arguments,
  terminal: Terminal,
): Promise<Rendering> {
  if (format === 'text' && args.switches.has('quiet')) {
    return { text: verdicts.map(line => `${line}\n`).join('') };
  }
  const renderer = await rendererOf(format);
  const options: RenderOptions = { style: styleFor(args, terminal) };
  const found =
    report.subject === 'gate'
      ? renderer.gate?.(report, options)
      : renderer[report.subject]?.(report, options);
  return (await found) ?? { nothing: `format ${format} cannot show this` };
}
