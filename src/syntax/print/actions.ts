// Actions as lines. In: the actions of one block. Out: elements whose names, `from` and `to` stand in
// columns as far as neighbours without a blank line or comment between them go.

import type { ActionDecl, Annotation, Statement } from '../tree.ts';
import { conditionLines, expr, NARROW, nameList } from './expressions.ts';
import {
  type Element,
  hasBlankLine,
  INDENT,
  interleave,
  pad,
  peekComment,
  type Source,
  takeComments,
  WIDTH,
} from './layout.ts';
import { only } from './objects.ts';
import { operation, target } from './operations.ts';
import { flatBlock, startOfBlock, statementElements } from './statements.ts';
import { indexed } from './types.ts';

/** How wide the columns of a group of neighbours are. */
export interface Columns {
  readonly name: number;
  readonly from: number;
  readonly to: number;
}

/** Longer texts stand out of their column. */
const WIDEST: Columns = { name: 30, from: 24, to: 20 };

/** Continuation lines of an action. */
const HANG = 4;

export function columnsOf(actions: readonly ActionDecl[]): Columns {
  const widest = (texts: readonly string[], most: number) =>
    Math.max(0, ...texts.map(({ length }) => length).filter(length => length <= most));
  return {
    name: widest(actions.map(head), WIDEST.name),
    from: widest(actions.map(from), WIDEST.from),
    to: widest(actions.map(to), WIDEST.to),
  };
}

/** Whether `second` goes on with the columns of `first`, which stands before it in the text. */
export function areNeighbours(source: Source, first: ActionDecl, second: ActionDecl): boolean {
  const between = source.text.slice(first.span.end, second.span.start);
  const [, ...after] = between.split('\n');
  if (hasBlankLine(between) || after.some(line => line.includes('//'))) return false;
  const body = bodyStart(source, second);
  return !source.comments.some(({ span }) => span.start >= second.span.start && span.start < body);
}

export function actionElement(source: Source, node: ActionDecl, columns: Columns): Element {
  return { span: node.span, lines: indent => actionLines(source, node, columns, indent) };
}

/** Where the comments begin that stay inside of the action: at its effects. */
function bodyStart(source: Source, node: ActionDecl): number {
  const starts = [node.effects, node.timeout?.effects ?? []].map(list =>
    startOfBlock(source, list),
  );
  return Math.min(node.span.end, ...starts.filter(start => start !== null));
}

function head(node: ActionDecl): string {
  const kind = node.class === 'system' ? '' : `${node.class} `;
  const bound = node.bound === null ? '' : ` at most ${expr(node.bound, NARROW)}`;
  return `${kind}${indexed(node.name, node.index)}${bound}:`;
}

function from(node: ActionDecl): string {
  if (node.from === null) return '';
  return node.from.kind === 'anywhere' ? 'anywhere' : nameList(node.from.names);
}

function to(node: ActionDecl): string {
  return node.to === null ? '' : target(node.to);
}

function header(node: ActionDecl, columns: Columns): string {
  const name = head(node).padEnd(columns.name);
  if (node.to === null) return name;
  const begins =
    node.from === null && columns.from === 0 ? '' : `${from(node).padEnd(columns.from)} `;
  return `${name} ${begins}-> ${to(node).padEnd(columns.to)}`;
}

/** A part of an action behind its route. */
type Part =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'annotation'; readonly text: string }
  | {
      readonly kind: 'block';
      readonly lead: string;
      readonly statements: readonly Statement[];
      readonly behind: string;
      readonly end: number;
    };

function actionLines(source: Source, node: ActionDecl, columns: Columns, indent: number): string[] {
  const above = takeComments(source, bodyStart(source, node), indent);
  const lines = [...above, pad(indent) + header(node, columns)];
  const first = lines.length - 1;
  let broken = false;
  let afterAnnotation = false;
  for (const part of partsOf(source, node, indent)) {
    const commented = part.kind === 'block' && peekComment(source, part.end) !== null;
    const texts = commented ? null : flatPart(part);
    const gap = lines.length - 1 === first && !broken && node.to === null ? ' ' : '  ';
    const last = lines.at(-1) ?? '';
    const mayAppend = !afterAnnotation || part.kind === 'annotation';
    afterAnnotation = part.kind === 'annotation';
    broken = true;
    if (texts?.length === 1 && mayAppend && `${last}${gap}${texts[0]}`.length <= WIDTH) {
      lines[lines.length - 1] = `${last}${gap}${texts[0]}`;
    } else if (texts !== null && indent + HANG + (texts[0]?.length ?? 0) <= WIDTH) {
      lines.push(...texts.map((text, at) => pad(indent + HANG + (at === 0 ? 0 : INDENT)) + text));
    } else if (part.kind === 'block') {
      lines.push(...brokenBlock(source, part, lines, indent));
    } else {
      lines.push(...(texts ?? []).map(text => pad(indent + HANG) + text));
    }
  }
  return lines.map(line => line.trimEnd());
}

/** `do {` goes on the last line if it fits there (and is changed there), else on one of its own. */
function brokenBlock(
  source: Source,
  part: Part & { readonly kind: 'block' },
  lines: string[],
  indent: number,
): string[] {
  const last = (lines.at(-1) ?? '').trimEnd();
  const opening = `${part.lead} {`;
  const hangs = !last.includes('@') && last.length + opening.length + 2 <= WIDTH;
  const column = hangs && !last.startsWith(pad(indent + HANG)) ? indent : indent + HANG;
  if (hangs) lines[lines.length - 1] = `${lines.at(-1)}  ${opening}`;
  const inner = interleave(
    source,
    statementElements(source, part.statements),
    part.end,
    column + INDENT,
  );
  const own = hangs ? [] : [pad(column) + opening];
  return [...own, ...inner, `${pad(column)}}${part.behind}`];
}

function flatPart(part: Part): readonly string[] {
  if (part.kind === 'text') return part.lines;
  if (part.kind === 'annotation') return [part.text];
  return [`${part.lead} ${flatBlock(part.statements)}${part.behind}`];
}

function partsOf(source: Source, node: ActionDecl, indent: number): Part[] {
  const { guard, timeout, effects } = node;
  const parts: Part[] = [];
  const say = (...lines: string[]) => parts.push({ kind: 'text', lines });
  if (guard !== null) {
    const lines = conditionLines(guard.condition, WIDTH - indent - HANG - 'while '.length);
    say(`${guard.form} ${lines[0]}`, ...lines.slice(1));
  }
  if (node.operation !== null) {
    say(`${timeout === null ? '' : 'timed '}${operation(node.operation)}`);
  }
  const end = timeout?.span.start ?? node.span.end;
  if (effects.length > 0 || node.outcomes.length > 0) {
    const exits = node.outcomes.map(one => `${target(one.to)} if ${expr(one.condition, NARROW)}`);
    const behind = exits.length === 0 ? '' : ` -> ${exits.join(', ')}`;
    parts.push({ kind: 'block', lead: 'do', statements: effects, behind, end });
  }
  if (timeout !== null) {
    const lead = `timeout -> ${target(timeout.to)}`;
    const statements = timeout.effects;
    if (statements.length === 0) say(lead);
    else
      parts.push({ kind: 'block', lead: `${lead} do`, statements, behind: '', end: node.span.end });
  }
  for (const one of node.annotations)
    parts.push({ kind: 'annotation', text: annotation(source, one) });
  if (node.only !== null) say(only(node.only).trim());
  return parts;
}

/** As written: whether a word had quotes is not in the tree. */
function annotation(source: Source, node: Annotation): string {
  const written = source.text.slice(node.span.start, node.span.end);
  return (written.match(/"[^"]*"|[^ \t"]+/g) ?? []).join(' ');
}
