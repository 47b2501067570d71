// Running the checks of a plan, and what a report is told of them. In: plans, limits. Out: results, reports. The one
// place where a search meets the machine.

import { compileForManyRuns, compileProgram } from '../codegen/compiled.ts';
import { nodeHost } from '../explore/node-host.ts';
import type { Program } from '../ir/program.ts';
import { baselineOf, changesAgainst } from '../questions/compare.ts';
import { runAll } from '../questions/matrix.ts';
import type { ScreenContext } from '../report/context.ts';
import type { ReportedModel, ReportedRun } from '../report/report.ts';
import { type Interpreter, interpreter } from '../system/interpreter.ts';
import { type CheckOptions, check } from '../verdict/check.ts';
import type { RunResult } from '../verdict/result.ts';
import type { Arguments } from './arguments.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Limits } from './limits.ts';
import type { Plan } from './plan.ts';
import { progressLine } from './progress.ts';
import { exploredSpace, type SpaceLimits } from './space.ts';
import type { Terminal } from './terminal.ts';
import { textsOf } from './values.ts';

/** Checks the programs of a plan, one after the other. */
export async function runPlan(
  plan: Plan,
  args: Arguments,
  limits: Limits,
  terminal: Terminal,
  properties: readonly string[] = textsOf(args, 'property'),
  also: Checkpoints['options'] & Pick<CheckOptions, 'brief'> = {},
): Promise<RunResult[]> {
  const compile = plan.programs.length > 1 ? compileForManyRuns : compileProgram;
  return runAll(plan.programs, async program => {
    const number = plan.programs.indexOf(program) + 1;
    const label = plan.programs.length > 1 ? `run ${number} of ${plan.programs.length}: ` : '';
    const line = progressLine(terminal, label, !args.switches.has('quiet'));
    const result = await check(program, {
      host: nodeHost,
      ...(limits.engine === 'interpreter' ? {} : { compile }),
      ...(properties.length > 0 ? { properties } : {}),
      search: limits.search,
      reductions: limits.reductions,
      first: limits.first,
      strict: limits.strict,
      rawOrder: limits.rawOrder,
      maxMemory: limits.maxMemory,
      workers: limits.workers,
      ...(limits.maxStates === undefined ? {} : { maxStates: limits.maxStates }),
      ...(limits.timeout === undefined ? {} : { timeout: limits.timeout }),
      ...also,
      signal: terminal.interrupt,
      progress: counts => line.show(counts),
      violation: (name, depth) =>
        line.note(`${name}: violated at depth ${depth}; exploring the rest`),
    });
    line.clear();
    return result;
  });
}

/** The runs of a plan as a report takes them. `words` repeat a run beside its choices. */
export function reportedModel(
  plan: Plan,
  runs: readonly RunResult[],
  args: Arguments,
  limits: Limits,
): ReportedModel {
  const reported = runs.map(run =>
    reportedRun(run, contextOf(plan, run.program, args, limits.words), limits),
  );
  return { identity: plan.identity, runs: reported, asked: null };
}

/** The same for a matrix: with what each run changes. */
export function withChanges(model: ReportedModel): ReportedModel {
  const runs = model.runs.map(({ run }) => run);
  return {
    ...model,
    runs: model.runs.map(one => {
      const base = baselineOf(runs, one.run);
      return { ...one, changes: base === null ? [] : changesAgainst(base, one.run) };
    }),
  };
}

/** Labels are read by an interpreter, which is built only where there is a trace. */
export function reportedRun(
  run: RunResult,
  context: ScreenContext,
  limits: SpaceLimits,
): ReportedRun {
  let system: Interpreter | null = null;
  const reader = () => {
    system ??= interpreter(run.program);
    return system;
  };
  return {
    run,
    context,
    system: reader,
    changes: [],
    space: () => exploredSpace(reader(), limits),
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
