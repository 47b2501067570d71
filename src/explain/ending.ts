// How a trace ends: a hang, an action that goes wrong, or a condition that became false. In: program, result
// and trace. Out: plain data with the values that the condition reads. It evaluates nothing itself.

import type { SourceFile, Span } from '../diagnostic/source.ts';
import { positionAt } from '../diagnostic/source.ts';
import { readsOf } from '../ir/access.ts';
import type { Expr } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';
import type { PropertyResult, Trace } from '../verdict/result.ts';
import { locationsOf, queueContent, shownValue } from './values.ts';

export type Ending =
  | { readonly kind: 'hang' }
  /** The last step goes wrong; `assertion` if by an assert of the model. */
  | {
      readonly kind: 'failure';
      readonly assertion: boolean;
      readonly message: string;
      readonly place: Place;
    }
  /** The condition is false in the last state. */
  | {
      readonly kind: 'false';
      readonly text: string;
      readonly place: Place;
      readonly values: readonly NamedValue[];
    }
  /** A witness: the last state attains the value, or is the state asked for. */
  | { readonly kind: 'reached' }
  /** The condition cannot come true any more by system and user actions. */
  | { readonly kind: 'impossible'; readonly text: string; readonly place: Place }
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

export function endingOf(program: Program, result: PropertyResult, trace: Trace): Ending {
  if (trace.failure !== null) {
    const { error, message, span } = trace.failure;
    return { kind: 'failure', assertion: error === 'assert', message, place: placeOf(span) };
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
      const last = trace.steps.at(-1)?.state ?? trace.initial;
      return {
        kind: 'false',
        text: sourceText(property.span),
        place: placeOf(property.span),
        values: valuesRead(program, property.condition, last),
      };
    }
    case 'always-possible':
    case 'lock-order':
    case 'order': {
      if (result.verdict !== 'violated') return { kind: 'reached' };
      const kind = property.kind === 'always-possible' ? 'impossible' : 'order';
      return { kind, text: sourceText(property.span), place: placeOf(property.span) };
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
  const cells = readsOf(expr);
  const locations = locationsOf(program);
  const named = new Map<string, string>();
  for (const id of cells) {
    const queue = program.queues.find(
      one => id === one.length || (id >= one.first && id < one.first + one.capacity),
    );
    if (queue !== undefined) {
      named.set(queue.name, queueContent(queue, state));
      continue;
    }
    const cell = program.cells[id];
    if (cell !== undefined && (cell.shown || locations.has(id))) {
      named.set(cell.name, shownValue(cell, state[id] ?? 0, locations));
    }
  }
  return [...named].map(([name, value]) => ({ name, value }));
}
