// What a command is going to check: models loaded, choices made, programs lowered, before anything runs. In:
// arguments and paths. Out: plans, or exit code 2 with everything that is wrong on standard error.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { renderDiagnostics } from '../diagnostic/render.ts';
import type { Program } from '../ir/program.ts';
import type { Axis } from '../questions/matrix.ts';
import { product, productSize } from '../questions/matrix.ts';
import type { ModelIdentity } from '../report/report.ts';
import { checkedProperties } from '../verdict/check.ts';
import type { Arguments } from './arguments.ts';
import { chosenAxes, MOST_RUNS, matrixAxes } from './choices.ts';
import { COMMAND_NAMES } from './command-names.ts';
import { type LoadedModel, loadModel, lowerModel } from './load.ts';
import { didYouMean } from './suggest.ts';
import type { Terminal } from './terminal.ts';
import { textsOf } from './values.ts';

export interface Plan {
  readonly identity: ModelIdentity;
  /** One per run. */
  readonly programs: readonly Program[];
  /** Names of variants and parameters that vary or were given, in order. */
  readonly axes: readonly Axis[];
}

/** Loads every path, with a question of the command line; null when something is wrong with any (it has been reported then). */
export async function makePlans(
  args: Arguments,
  terminal: Terminal,
  problems: string[],
  everyVariant: boolean,
  question: string | null = null,
): Promise<Plan[] | null> {
  const plans: Plan[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of args.positionals) {
    const outcome = await loadModel(path, question);
    if (outcome.kind === 'message') problems.push(missingModel(outcome.message, path));
    else if (outcome.kind === 'diagnostics') diagnostics.push(...outcome.diagnostics);
    else {
      diagnostics.push(...outcome.loaded.warnings);
      const plan = planModel(outcome.loaded, args, everyVariant, problems, diagnostics);
      if (plan !== null) plans.push(plan);
    }
  }
  if (args.positionals.length === 0) problems.push('no model given');
  return (await report(terminal, args, problems, diagnostics)) ? plans : null;
}

/** Everything that is wrong, on standard error; true if the command may go on. */
async function report(
  terminal: Terminal,
  args: Arguments,
  problems: readonly string[],
  diagnostics: readonly Diagnostic[],
): Promise<boolean> {
  const errors = diagnostics.filter(one => one.severity === 'error');
  const shown = args.switches.has('quiet') ? errors : unique(diagnostics);
  if (shown.length > 0) await terminal.err(renderDiagnostics(shown));
  for (const problem of problems) await terminal.err(`mcheck: ${problem}\n`);
  if (problems.length > 0) await terminal.err(`Try 'mcheck ${args.command} --help'.\n`);
  return errors.length === 0 && problems.length === 0;
}

/** Lowering several choices reports the same place several times. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(one => {
    const key = `${one.code} ${one.span.file.path} ${one.span.start} ${one.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function planModel(
  loaded: LoadedModel,
  args: Arguments,
  everyVariant: boolean,
  problems: string[],
  diagnostics: Diagnostic[],
): Plan | null {
  const { identity, model } = loaded;
  const known = problems.length;
  const defaults = () => lowerModel(model, { variant: {}, params: {} }).program?.choice ?? null;
  const [variants, params] = [textsOf(args, 'variant'), textsOf(args, 'param')];
  const chosen = chosenAxes(model, variants, params, defaults, problems);
  if (problems.length > known) return null;
  const axes = everyVariant ? matrixAxes(model, chosen) : chosen;
  if (productSize(axes) > MOST_RUNS) {
    problems.push(`${identity.file}: ${productSize(axes)} runs; a command may make ${MOST_RUNS}`);
    return null;
  }
  const programs: Program[] = [];
  for (const choices of product(axes)) {
    const lowered = lowerModel(model, choices);
    diagnostics.push(...lowered.diagnostics);
    if (lowered.program !== null) programs.push(lowered.program);
  }
  checkPropertyNames(programs, textsOf(args, 'property'), identity.file, problems);
  return { identity, programs, axes };
}

function checkPropertyNames(
  programs: readonly Program[],
  asked: readonly string[],
  file: string,
  problems: string[],
): void {
  const names = [
    ...new Set(programs.flatMap(one => checkedProperties(one).map(property => property.name))),
  ];
  for (const name of asked) {
    if (programs.length === 0 || names.includes(name)) continue;
    problems.push(`${file} has no property '${name}'${didYouMean(name, names)}`);
  }
}

/** A misspelt command is taken for a model first. */
function missingModel(message: string, path: string): string {
  const hint = /^[a-z-]+$/.test(path) ? didYouMean(path, COMMAND_NAMES, 'mcheck ') : '';
  return hint.includes('did you mean') ? `no model or command '${path}'${hint}` : message;
}
