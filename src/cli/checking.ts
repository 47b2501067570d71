// Running the checks of a plan and putting their results into words. In: plans, limits, a format. Out: results,
// texts, exit codes. The one place where a search meets the machine.

import { compileProgram } from '../codegen/compiled.ts';
import { story } from '../explain/story.ts';
import { nodeHost } from '../explore/node-host.ts';
import type { Program } from '../ir/program.ts';
import { baselineOf, changesAgainst } from '../questions/compare.ts';
import { runAll } from '../questions/matrix.ts';
import type { ScreenContext } from '../report/context.ts';
import { type JsonDocument, jsonDocument, type ReportedRun } from '../report/json.ts';
import type { Style } from '../report/layout.ts';
import { screen } from '../report/text.ts';
import { interpreter } from '../system/interpreter.ts';
import { check } from '../verdict/check.ts';
import type { PropertyResult, RunResult } from '../verdict/result.ts';
import type { Arguments } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Limits } from './limits.ts';
import type { Plan } from './plan.ts';
import { progressLine } from './progress.ts';
import type { Terminal } from './terminal.ts';
import { textsOf } from './values.ts';

/** Checks the programs of a plan, one after the other. */
export async function runPlan(
  plan: Plan,
  args: Arguments,
  limits: Limits,
  terminal: Terminal,
  properties: readonly string[] = textsOf(args, 'property'),
): Promise<RunResult[]> {
  let number = 0;
  return runAll(plan.programs, async program => {
    number++;
    const label = plan.programs.length > 1 ? `run ${number} of ${plan.programs.length}: ` : '';
    const line = progressLine(terminal, label, !args.switches.has('quiet'));
    const result = await check(program, {
      host: nodeHost,
      ...(limits.engine === 'interpreter' ? {} : { compile: compileProgram }),
      ...(properties.length > 0 ? { properties } : {}),
      first: limits.first,
      strict: limits.strict,
      maxMemory: limits.maxMemory,
      ...(limits.maxStates === undefined ? {} : { maxStates: limits.maxStates }),
      ...(limits.timeout === undefined ? {} : { timeout: limits.timeout }),
      signal: terminal.interrupt,
      progress: counts => line.show(counts),
      violation: (name, depth) =>
        line.note(`${name}: violated at depth ${depth}; exploring the rest`),
    });
    line.clear();
    return result;
  });
}

/** The first screen of a run, with the story of its first violated property, or of the one that was asked for. */
export function screenOf(run: RunResult, context: ScreenContext, style: Style): string {
  const [only, ...others] = run.properties;
  const witness = others.length === 0 && only?.trace != null ? only : undefined;
  const result = run.properties.find(one => one.verdict === 'violated') ?? witness;
  if (result === undefined) return screen(run, null, context, style);
  return screen(run, { result, story: storyOf(run, result) }, context, style);
}

function storyOf(run: RunResult, result: PropertyResult) {
  return result.trace === null ? null : story(run, result, interpreter(run.program));
}

export function documentOf(plan: Plan, runs: readonly RunResult[]): JsonDocument {
  return jsonDocument(plan.identity, runs.map(reportedRun));
}

/** The same for a matrix: with what each run changes. */
export function matrixDocumentOf(plan: Plan, runs: readonly RunResult[]): JsonDocument {
  const reported = runs.map(run => {
    const base = baselineOf(runs, run);
    return { ...reportedRun(run), changes: base === null ? [] : changesAgainst(base, run) };
  });
  return jsonDocument(plan.identity, reported);
}

/** Labels are read by an interpreter, which is built only where there is a trace. */
function reportedRun(run: RunResult): ReportedRun {
  let reader: ReturnType<typeof interpreter> | null = null;
  return {
    run,
    reader: {
      label(parts, state) {
        reader ??= interpreter(run.program);
        return reader.label(parts, state);
      },
    },
  };
}

/** What the screen says of the model and of the command line that repeats the run. */
export function contextOf(
  plan: Plan,
  program: Program,
  args: Arguments,
  words: readonly string[],
): ScreenContext {
  const { variant, params, versions } = program.choice;
  const named = (kind: string) =>
    plan.axes.filter(axis => axis.kind === kind).map(axis => axis.name);
  const chosen: [string, string][] = [
    ...Object.entries(variant),
    ...Object.entries(versions).filter(([name]) => named('variant').includes(name)),
  ];
  const numbers = Object.entries(params).filter(([name]) => named('param').includes(name));
  return {
    file: plan.identity.file,
    sha256: plan.identity.sha256,
    choice: [...chosen, ...numbers].map(([name, value]) => ({ name, value: String(value) })),
    rerun: [
      'mcheck',
      plan.identity.file,
      ...chosen.flatMap(([name, value]) => ['--variant', `${name}=${value}`]),
      ...numbers.flatMap(([name, value]) => ['--param', `${name}=${value}`]),
      ...textsOf(args, 'property').flatMap(name => ['--property', name]),
      ...words,
    ],
  };
}

export function exitCodeOf(run: RunResult): ExitCode {
  if (run.verdict === 'violated') return EXIT.violated;
  return run.verdict === 'unknown' ? EXIT.undecided : EXIT.ok;
}
