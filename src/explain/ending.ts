// How a trace ends: a hang, an action that goes wrong, or a condition that became false. In: program, result
// and trace. Out: plain data with the values that the condition reads. It evaluates nothing itself.

import type { SourceFile, Span } from '../diagnostic/source.ts';
import { positionAt } from '../diagnostic/source.ts';
import { readsOf } from '../ir/access.ts';
import type { CellId, Expr, Statement } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';
import { type PropertyResult, stateBefore, type Trace } from '../verdict/result.ts';
import { locationsOf, queueContent, shownValue } from './values.ts';

export type Ending =
  | { readonly kind: 'hang' }
  /** The last step goes wrong; `assertion` if by an assert of the model. */
  | {
      readonly kind: 'failure';
      readonly assertion: boolean;
      readonly message: string;
      readonly place: Place;
      /** What a failed assertion reads, as it was before the step. */
      readonly values: readonly DatedValue[];
    }
  /** The condition is false in the last state. */
  | {
      readonly kind: 'false';
      readonly text: string;
      readonly place: Place;
      readonly values: readonly DatedValue[];
      /** The step that made it so; null where it was so from the start. */
      readonly by: Maker | null;
    }
  /** A witness: the last state attains the value, or is the state asked for. */
  | { readonly kind: 'reached' }
  /** The condition cannot come true any more by system and user actions. */
  | {
      readonly kind: 'impossible';
      readonly text: string;
      readonly place: Place;
      readonly values: readonly DatedValue[];
    }
  /** The last step comes too early, or in the wrong order. */
  | { readonly kind: 'order'; readonly text: string; readonly place: Place }
  | { readonly kind: 'bound'; readonly value: number | null; readonly limit: number | null };

export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface DatedValue extends NamedValue {
  /** The step that gave it this value, from 1; 0 for the value it began with. */
  readonly since: number;
}

/** `outgoing_setup in src.main_loop` */
export interface Maker extends Place {
  readonly action: string;
  readonly thread: string | null;
}

export function endingOf(program: Program, result: PropertyResult, trace: Trace): Ending {
  if (trace.failure !== null) {
    const { error, message, span } = trace.failure;
    const assertion = error === 'assert';
    const asserted = assertion ? assertedBy(program, trace) : null;
    // The last step leads nowhere: its state is the one before it.
    const values = asserted === null ? [] : valuesAtEnd(program, asserted, trace);
    return { kind: 'failure', assertion, message, place: placeOf(span), values };
  }
  const { property } = result;
  switch (property.kind) {
    case 'deadlock':
    case 'partial-deadlock':
      return result.verdict === 'violated' ? { kind: 'hang' } : { kind: 'reached' };
    case 'bound':
      return { kind: 'bound', value: result.value, limit: property.limit };
    case 'invariant': {
      if (result.verdict !== 'violated') return { kind: 'reached' };
      return {
        kind: 'false',
        text: sourceText(property.span),
        place: placeOf(property.span),
        values: valuesAtEnd(program, property.condition, trace),
        by: makerOf(program, trace),
      };
    }
    case 'always-possible':
    case 'lock-order':
    case 'order': {
      if (result.verdict !== 'violated') return { kind: 'reached' };
      const place = placeOf(property.span);
      const text = sourceText(property.span);
      if (property.kind !== 'always-possible') return { kind: 'order', text, place };
      return {
        kind: 'impossible',
        text,
        place,
        values: valuesAtEnd(program, property.condition, trace),
      };
    }
    default:
      return { kind: 'reached' };
  }
}

export function placeOf(span: Span): Place {
  return { file: span.file.path, line: lineOf(span.file, span.start) };
}

function lineOf(file: SourceFile, offset: number): number {
  return positionAt(file, offset).line;
}

/** The words of the model, in one line. */
export function sourceText(span: Span): string {
  const text = span.file.text.slice(span.start, span.end);
  return text
    .replace(/\/\/[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Current values of what an expression reads, each variable once, in order of occurrence. */
export function valuesRead(program: Program, expr: Expr, state: StateVector): NamedValue[] {
  return variablesRead(program, expr).map(({ name, show }) => ({ name, value: show(state) }));
}

/** The same at the end of a trace, with the steps that made the values what they are. */
function valuesAtEnd(program: Program, expr: Expr, trace: Trace): DatedValue[] {
  const state = trace.steps.at(-1)?.state ?? trace.initial;
  return variablesRead(program, expr).map(({ name, cells, show }) => ({
    name,
    value: show(state),
    since: lastChange(trace, cells),
  }));
}

interface Variable {
  readonly name: string;
  readonly cells: readonly CellId[];
  show(state: StateVector): string;
}

function variablesRead(program: Program, expr: Expr): Variable[] {
  const locations = locationsOf(program);
  const named = new Map<string, Variable>();
  for (const id of readsOf(expr)) {
    const queue = program.queues.find(
      one => id === one.length || (id >= one.first && id < one.first + one.capacity),
    );
    const cell = program.cells[id];
    if (queue !== undefined) {
      const { name, length, first, capacity } = queue;
      const cells = [length, ...Array.from({ length: capacity }, (_, i) => first + i)];
      named.set(name, { name, cells, show: state => queueContent(queue, state) });
    } else if (cell !== undefined && (cell.shown || locations.has(id))) {
      const show = (state: StateVector) => shownValue(cell, state[id] ?? 0, locations);
      named.set(cell.name, { name: cell.name, cells: [id], show });
    }
  }
  return [...named.values()];
}

/** The last step that changed one of the cells, from 1; 0 if none did. */
function lastChange(trace: Trace, cells: readonly CellId[]): number {
  for (let index = trace.steps.length - 1; index >= 0; index--) {
    const [before, after] = [stateBefore(trace, index), trace.steps[index]?.state];
    if (cells.some(cell => before[cell] !== after?.[cell])) return index + 1;
  }
  return 0;
}

function makerOf(program: Program, { steps }: Trace): Maker | null {
  const last = steps.at(-1);
  const action = last === undefined ? undefined : program.actions[last.action];
  if (action === undefined) return null;
  const [move] = action.moves;
  const process = move === undefined ? undefined : program.tasks[move.task]?.process;
  const thread = process === undefined ? null : (program.processes[process]?.name ?? null);
  return {
    action: thread === null ? action.path : action.name,
    thread,
    ...placeOf(action.provenance.span),
  };
}

/** The condition of the assertion that the last step fails; null where it is not found as such. */
function assertedBy(program: Program, { steps, failure }: Trace): Expr | null {
  const effects = program.actions[steps.at(-1)?.action ?? -1]?.effects ?? [];
  const find = (statements: readonly Statement[]): Expr | null => {
    for (const one of statements) {
      if (one.kind === 'require' && one.failure === failure) return one.condition;
      const inside = one.kind === 'if' ? (find(one.then) ?? find(one.otherwise)) : null;
      if (inside !== null) return inside;
    }
    return null;
  };
  return find(effects);
}
