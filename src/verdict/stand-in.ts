// What is searched instead of a program: a slice of it, with dead variables reset, one state per orbit. In: the
// program's system, the reductions that apply, what is checked. Out: the system to search, what does not reduce
// this program, and the way back: a run of the stand-in as a run of the program itself.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { Failure } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { Observed } from '../reduction/observed.ts';
import type { Note, ReductionName, Refusal } from '../reduction/plan.ts';
import { resetDead } from '../reduction/reset-dead.ts';
import { slice } from '../reduction/slice.ts';
import type { Asked, Distinction } from '../reduction/symmetry/closed.ts';
import { type Symmetry, symmetryOf } from '../reduction/symmetry/detect.ts';
import { representative, type SymmetryGroup } from '../reduction/symmetry/group.ts';
import { type Interpreter, interpreter } from '../system/interpreter.ts';
import { quotientSystem, type Represent } from '../system/quotient-system.ts';
import type { StateVector } from '../system/transition-system.ts';
import type { Finding } from './judge.ts';
import type { Checked, TraceStep } from './result.ts';

export interface StandIn {
  /** Searched; its states are representatives. The program's own system where nothing stands in for it. */
  readonly system: Interpreter;
  /** Whose representatives its states are; null: each state stands for itself. */
  readonly group: SymmetryGroup | null;
  readonly refused: readonly Refusal[];
  readonly notes: readonly Note[];
  /** The same finding on a run of the program. */
  original(finding: Finding): Finding;
}

export function standInFor(
  system: Interpreter,
  applied: readonly ReductionName[],
  asked: readonly Checked[],
): StandIn {
  const questions = asked.flatMap(askedOf);
  const quiescence = asked.some(({ kind }) => kind === 'deadlock');
  const observed: Observed = {
    expressions: questions.map(({ expression }) => expression),
    quiescence,
  };
  let program = system.program;
  const notes: Note[] = [];
  if (applied.includes('slice')) {
    const sliced = slice(program, observed);
    notes.push(noteOn('slice', 'leaves out', sliced.cells, program));
    program = sliced.program;
  }
  if (applied.includes('dead')) {
    const reset = resetDead(program, observed);
    notes.push(noteOn('dead', 'resets', reset.cells, program));
    program = reset.program;
  }
  const symmetry = applied.includes('symmetry') ? symmetryOf(program, questions, quiescence) : null;
  const group = symmetry?.group ?? null;
  program = symmetry?.program ?? program;
  const refused: Refusal[] =
    symmetry === null || group !== null ? [] : [{ name: 'symmetry', reason: whyNot(symmetry) }];
  if (group !== null) notes.push({ name: 'symmetry', text: `exchanges ${membersOf(group)}` });
  if (program === system.program) {
    return { system, group, refused, notes, original: finding => finding };
  }
  const reduced = interpreter(program);
  const represent = group === null ? () => {} : representative(group, program.cells);
  return {
    system: group === null ? reduced : quotientSystem(reduced, represent),
    group,
    refused,
    notes,
    original: finding => originalOf(finding, system, reduced, represent),
  };
}

function askedOf(property: Checked): Asked[] {
  switch (property.kind) {
    case 'invariant':
    case 'reachable':
      return [{ name: property.name, expression: property.condition, span: property.span }];
    case 'bound':
      return [{ name: property.name, expression: property.value, span: property.span }];
    default:
      return [];
  }
}

// ---------------------------------------------------------------- what is done, and why not

function noteOn(
  name: ReductionName,
  verb: string,
  cells: readonly number[],
  program: Program,
): Note {
  const names = cells.map(cell => program.cells[cell]?.name);
  return { name, text: `${verb} ${names.length === 0 ? 'nothing' : names.join(', ')}` };
}

function membersOf({ blocks, order }: SymmetryGroup): string {
  const texts = blocks.map(({ type, kind, members }) =>
    kind === 'turn'
      ? `${type} ${members.join(', ')} in a circle`
      : `${type} ${members.join(', ')} in any order`,
  );
  return `${texts.join('; ')}: ${order} images of a state`;
}

function whyNot({ refused }: Symmetry): string {
  const reasons = refused.map(({ type, by }) => `members of ${type} differ in ${placeOf(by)}`);
  return reasons.length === 0 ? 'no type with a name has more than one member' : reasons.join(', ');
}

function placeOf(by: Distinction | null): string {
  if (by === null) return 'their names';
  if (by.span === null) return by.what;
  const { file, start } = by.span;
  return `${by.what} (${file.path}:${file.text.slice(0, start).split('\n').length})`;
}

// ---------------------------------------------------------------- the way back

function originalOf(
  finding: Finding,
  system: Interpreter,
  reduced: Interpreter,
  represent: Represent,
): Finding {
  const { trace, sighting } = finding;
  const way = new WayBack(system, reduced, represent);
  const failed = trace.failure === null ? null : (trace.steps.at(-1) ?? null);
  const taken = failed === null ? trace.steps : trace.steps.slice(0, -1);
  const steps = taken.map(step => way.take(step));
  const state = way.state;
  if (failed === null || trace.failure === null) {
    const initial = system.initial();
    return { ...finding, sighting: { ...sighting, state }, trace: { ...trace, initial, steps } };
  }
  const failing = way.fail(failed.action, trace.failure);
  return {
    ...finding,
    sighting: { ...sighting, state, failing },
    trace: {
      ...trace,
      initial: system.initial(),
      steps: [...steps, { action: failing.action, state }],
      failure: failing.failure,
    },
  };
}

/** Takes the same steps in the program and, without representatives, in what stood in for it. */
class WayBack {
  state: StateVector;
  private small: StateVector;
  private readonly system: Interpreter;
  private readonly reduced: Interpreter;
  private readonly represent: Represent;

  constructor(system: Interpreter, reduced: Interpreter, represent: Represent) {
    this.system = system;
    this.reduced = reduced;
    this.represent = represent;
    this.state = system.initial();
    this.small = reduced.initial();
  }

  /** `step` leads from representative to representative; the action of the same name may be another's. */
  take(step: TraceStep): TraceStep {
    for (const action of this.candidates(step.action)) {
      const next = this.reduced.fire(this.small, action)?.next;
      if (next == null) continue;
      const image = next.slice();
      this.represent(image);
      if (!image.every((value, cell) => value === step.state[cell])) continue;
      const fired = this.system.fire(this.state, action)?.next;
      if (fired == null) break;
      this.small = next;
      this.state = fired;
      return { action, state: fired };
    }
    throw new InternalError('a step of the reduced program is none of the program');
  }

  fail(like: number, failure: Failure): { readonly action: number; readonly failure: Failure } {
    for (const action of this.candidates(like)) {
      const found = this.system.fire(this.state, action)?.failure;
      if (found != null && (found.error === 'assert') === (failure.error === 'assert'))
        return { action, failure: found };
    }
    throw new InternalError('an error of the reduced program is none of the program');
  }

  private candidates(first: number): readonly number[] {
    const enabled = this.reduced.enabled(this.small);
    return enabled.includes(first) ? [first, ...enabled] : enabled;
  }
}
