// `mcheck replay FILE`: executes the counterexamples of a saved result on today's model.

import { escapeText } from '../../diagnostic/escape.ts';
import { renderDiagnostics } from '../../diagnostic/render.ts';
import { type ReplayResult, replay } from '../../verdict/replay.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readText } from '../files.ts';
import { type LoadedModel, loadModel, lowerModel } from '../load.ts';
import { type SavedTrace, savedTraces } from '../saved/traces.ts';
import type { Terminal } from '../terminal.ts';
import { textsOf } from '../values.ts';

const MOST_BYTES = 256 * 1024 * 1024;

export async function run(args: Arguments, terminal: Terminal): Promise<ExitCode> {
  const [path, ...others] = args.positionals;
  if (path === undefined || others.length > 0)
    return wrong(terminal, 'replay takes one saved result');
  const read = await readText(path, MOST_BYTES);
  if ('message' in read) return wrong(terminal, read.message);
  const saved = savedTraces(read.text);
  if (typeof saved === 'string') return wrong(terminal, `${path} ${saved}`);
  const asked = textsOf(args, 'property');
  const traces = saved.filter(one => asked.length === 0 || asked.includes(one.property));
  if (traces.length === 0) {
    if (asked.length > 0) return wrong(terminal, `${path} has no trace for ${asked.join(', ')}`);
    await terminal.out('nothing to replay: no property of this result is violated\n');
    return EXIT.ok;
  }
  return replayAll(traces, terminal);
}

async function replayAll(traces: readonly SavedTrace[], terminal: Terminal): Promise<ExitCode> {
  const models = new Map<string, LoadedModel>();
  const lines: string[] = [];
  let fails = false;
  for (const trace of traces) {
    const { file } = trace.model;
    const model = models.get(file) ?? (await loaded(file, terminal));
    if (model === null) return EXIT.usage;
    models.set(file, model);
    const { program, diagnostics } = lowerModel(model.model, trace);
    if (program === null) {
      await terminal.err(renderDiagnostics(diagnostics));
      return EXIT.usage;
    }
    const outcome = replay(program, trace);
    fails ||= outcome.fails;
    lines.push(lineFor(trace, outcome, model.identity.sha256 !== trace.model.sha256));
  }
  const written = await terminal.out(lines.map(line => `${escapeText(line)}\n`).join(''));
  if (typeof written === 'object') return EXIT.output;
  return fails ? EXIT.violated : EXIT.ok;
}

async function loaded(file: string, terminal: Terminal): Promise<LoadedModel | null> {
  const outcome = await loadModel(file);
  if (outcome.kind === 'loaded') return outcome.loaded;
  await terminal.err(
    outcome.kind === 'message'
      ? `mcheck: ${escapeText(outcome.message)}\n`
      : renderDiagnostics(outcome.diagnostics),
  );
  return null;
}

function lineFor(trace: SavedTrace, outcome: ReplayResult, changed: boolean): string {
  const choice = Object.entries(trace.variant).map(([name, value]) => `${name}: ${value}`);
  const where = choice.length === 0 ? '' : `  [${choice.join(', ')}]`;
  const note = changed ? '  (the model has changed since)' : '';
  return `${trace.property}  ${trace.model.file}${where}  ${outcomeText(trace, outcome)}${note}`;
}

function outcomeText(trace: SavedTrace, outcome: ReplayResult): string {
  if (outcome.fails) return `still fails after ${trace.steps.length} steps`;
  const step = trace.steps[outcome.step - 1]?.path ?? '';
  switch (outcome.reason) {
    case 'no-such-action':
      return `no longer fails: step ${outcome.step}, ${step}, is gone from the model`;
    case 'not-enabled':
      return `no longer fails: step ${outcome.step}, ${step}, is not enabled`;
    case 'does-not-fail':
      return 'no longer fails: its last state is fine';
    case 'no-such-property':
      return 'no longer fails: the model has no such property';
  }
}

async function wrong(terminal: Terminal, message: string): Promise<ExitCode> {
  await terminal.err(`mcheck: ${escapeText(message)}\nTry 'mcheck replay --help'.\n`);
  return EXIT.usage;
}
