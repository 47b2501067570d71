// `mcheck gate [SPEC...]`: does the checker find what the specs say it must, and nothing else.

import { availableParallelism } from 'node:os';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { escapeText } from '../../diagnostic/escape.ts';
import { renderDiagnostics } from '../../diagnostic/render.ts';
import type { GateSummary } from '../../gate/run-gate.ts';
import { gateLines } from '../../report/gate.ts';
import { gateDocument } from '../../report/gate-json.ts';
import type { Arguments } from '../arguments.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { checkAll } from '../gate/check-all.ts';
import { casesNamed, explainAll } from '../gate/explain.ts';
import { loadSpecs } from '../gate/load-specs.ts';
import { limitsOf } from '../limits.ts';
import { present } from '../present.ts';
import type { Terminal } from '../terminal.ts';
import { formatOf, textOf, wholeOf } from '../values.ts';

const CODES: Readonly<Record<GateSummary['outcome'], ExitCode>> = {
  met: EXIT.ok,
  contradicted: EXIT.violated,
  undecided: EXIT.undecided,
};

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const problems: string[] = [];
  const limits = limitsOf(args, problems);
  const format = formatOf(args, 'gate', problems);
  const threads = wholeOf(args, 'workers', 1, problems) ?? availableParallelism();
  const name = textOf(args, 'explain');
  if (name !== undefined && format !== 'text') problems.push('--explain prints text only');
  const diagnostics: Diagnostic[] = [];
  const specs = await loadSpecs(args.positionals, problems, diagnostics);
  const wrongBefore = problems.length + diagnostics.length > 0;
  const named = name === undefined || wrongBefore ? null : casesNamed(name, specs, problems);
  if (!(await complain(terminal, problems, diagnostics))) return EXIT.usage;

  const done =
    named === null
      ? await checkAll(specs, limits, threads, args, terminal)
      : await explainAll(named, limits, args, terminal);
  if ('wrong' in done) {
    await terminal.err(done.wrong);
    return EXIT.usage;
  }
  const document = gateDocument(done.results);
  const outcome = { verdicts: gateLines(document), code: CODES[document.outcome] };
  if (done.text !== null) return deliver({ text: done.text, ...outcome }, args, terminal);
  return present({ subject: 'gate', document }, format, outcome, args, terminal);
}

/** Everything that is wrong, on standard error; true if the gate may run. */
async function complain(
  terminal: Terminal,
  problems: readonly string[],
  diagnostics: readonly Diagnostic[],
): Promise<boolean> {
  const errors = diagnostics.filter(one => one.severity === 'error');
  if (errors.length > 0) await terminal.err(renderDiagnostics(errors));
  for (const problem of problems) await terminal.err(`mcheck: ${escapeText(problem)}\n`);
  if (problems.length > 0) await terminal.err("Try 'mcheck gate --help'.\n");
  return errors.length === 0 && problems.length === 0;
}
