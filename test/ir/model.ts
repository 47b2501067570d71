// Tiny models for tests of the lowering. In: a text, without its `protocol` line, and a choice. Out: the
// program, all its reachable states, and the result of a check. Judges nothing.

import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { nodeHost } from '../../src/explore/node-host.ts';
import type { ErrorKind, Failure } from '../../src/ir/expr.ts';
import { type ChoiceRequest, lower } from '../../src/ir/lower.ts';
import type { Program } from '../../src/ir/program.ts';
import { showValue } from '../../src/ir/value-type.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parse } from '../../src/syntax/parse.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { check } from '../../src/verdict/check.ts';
import type { PropertyResult, RunResult } from '../../src/verdict/result.ts';

type Choices = Partial<ChoiceRequest>;

/** The program of a model that must be right; warnings are fine. */
export function program(text: string, choices: Choices = {}): Program {
  const { tree, diagnostics } = parse(sourceFile('test.mig', `protocol test\n${text}`));
  if (tree === null) throw new Error(renderDiagnostics(diagnostics));
  const checked = checkModel([tree]);
  const errors = checked.diagnostics.filter(one => one.severity === 'error');
  if (checked.model === null) throw new Error(renderDiagnostics(errors));
  const lowered = lower(checked.model, { variant: {}, params: {}, ...choices });
  if (lowered.program === null) throw new Error(renderDiagnostics(lowered.diagnostics));
  return lowered.program;
}

/** One host with one thread; its body begins with `start s`. */
export function thread(body: string, objects = '', top = ''): string {
  return `${top}\nhost src {\n${objects}\nthread t {\nstart s\n${body}\n}\n}\ndeadlock free\n`;
}

export interface Step {
  /** `src.t.act` or `src.t.act p=1` */
  readonly action: string;
  readonly from: number;
  /** null: the action goes wrong */
  readonly to: number | null;
  readonly failure: Failure | null;
}

/** Everything that can happen: states by number, 0 the initial one, and the steps between them. */
export interface Space {
  readonly program: Program;
  readonly states: readonly Int32Array[];
  readonly steps: readonly Step[];
}

export function space(text: string, choices: Choices = {}): Space {
  const built = program(text, choices);
  const system = interpreter(built);
  const states = [system.initial()];
  const numbers = new Map([[String(states[0]), 0]]);
  const steps: Step[] = [];
  for (let from = 0; from < states.length; from++) {
    const state = states[from] as Int32Array;
    for (const id of system.enabled(state)) {
      const fired = system.fire(state, id);
      if (fired === null) throw new Error('an enabled action that cannot be taken');
      const { next, failure } = fired;
      if (next !== null && !numbers.has(String(next)))
        numbers.set(String(next), states.push(next) - 1);
      const to = next === null ? null : (numbers.get(String(next)) as number);
      steps.push({ action: nameOf(built, id), from, to, failure });
    }
  }
  return { program: built, states, steps };
}

/** Path of an action with its index and choice values. */
export function nameOf(built: Program, id: number): string {
  const action = built.actions[id];
  const values = action?.bindings.map(({ name, value }) => ` ${name}=${value}`) ?? [];
  return `${action?.path}${values.join('')}`;
}

/** Text of a cell in one state: `src.x`. */
export function shown({ program: built, states }: Space, cell: string, state: number): string {
  const found = built.cells.find(one => one.name === cell);
  if (found === undefined)
    throw new Error(`no cell ${cell}: ${built.cells.map(c => c.name).join(' ')}`);
  return showValue(found.type, states[state]?.[found.id] as number);
}

/** Every value a cell takes, sorted. */
export function values(all: Space, cell: string): string[] {
  return [...new Set(all.states.map((_, i) => shown(all, cell, i)))].sort();
}

/** Every value a cell has where nothing can happen any more, sorted. */
export function endings(all: Space, cell: string): string[] {
  const moving = new Set(all.steps.map(({ from }) => from));
  const last = all.states.flatMap((_, i) => (moving.has(i) ? [] : [shown(all, cell, i)]));
  return [...new Set(last)].sort();
}

/** Names of the steps possible in a state, the initial one if none is given; sorted. */
export function enabled(all: Space, state = 0): string[] {
  return all.steps
    .filter(({ from }) => from === state)
    .map(({ action }) => action)
    .sort();
}

/** Every step that is ever taken, once, sorted. */
export function taken(all: Space): string[] {
  return [...new Set(all.steps.map(({ action }) => action))].sort();
}

/** The state that a run of these steps, by the ends of their names, leads to. */
export function follow(all: Space, ...names: readonly string[]): number {
  return names.reduce((state, name) => {
    const next = all.steps.find(({ from, action }) => from === state && action.endsWith(name));
    if (next === undefined || next.to === null) {
      throw new Error(`no step ${name} among: ${enabled(all, state).join(', ')}`);
    }
    return next.to;
  }, 0);
}

/** What goes wrong, each kind once. */
export function failures(all: Space): ErrorKind[] {
  return [
    ...new Set(all.steps.flatMap(({ failure }) => (failure === null ? [] : [failure.error]))),
  ].sort();
}

// ---------------------------------------------------------------- verdicts

export interface Run extends RunResult {
  /** Names of the violated properties, sorted. */
  readonly violated: readonly string[];
  property(name: string): PropertyResult;
  /** Names of the steps of a property's trace. */
  trace(name: string): readonly string[];
}

export async function run(text: string, choices: Choices = {}): Promise<Run> {
  const built = program(text, choices);
  const result = await check(built, { host: nodeHost });
  const property = (name: string): PropertyResult => {
    const found = result.properties.find(one => one.property.name === name);
    if (found === undefined) throw new Error(`no property ${name}`);
    return found;
  };
  return {
    ...result,
    violated: result.properties
      .filter(({ verdict }) => verdict === 'violated')
      .map(one => one.property.name)
      .sort(),
    property,
    trace: name => property(name).trace?.steps.map(({ action }) => nameOf(built, action)) ?? [],
  };
}

/** States, transitions, deadlocks. */
export function counts({ stats }: RunResult): [number, number, number] {
  return [stats.states, stats.transitions, stats.deadlocks];
}
