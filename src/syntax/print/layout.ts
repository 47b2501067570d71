// Lines, comments and blank lines. In: elements in the order of the text, each able to print itself. Out:
// lines in which every comment of the source stands once, and one blank line wherever there were some.

import type { Span } from '../../diagnostic/source.ts';
import type { Comment, SourceTree } from '../tree.ts';

export const WIDTH = 100;
export const INDENT = 2;

/** The source that is printed and how far its comments have been printed. */
export interface Source {
  readonly text: string;
  readonly comments: readonly Comment[];
  next: number;
}

export interface Element {
  readonly span: Span;
  /** Whole lines, indented; takes every comment inside of `span`. */
  readonly lines: (indent: number) => string[];
  /** May stay on the line of the element before it, if it was there. */
  readonly joins?: boolean;
}

export function sourceOf(tree: SourceTree): Source {
  return { text: tree.file.text, comments: tree.comments, next: 0 };
}

export function pad(indent: number): string {
  return ' '.repeat(indent);
}

/** The next comment if it begins before `end`. */
export function peekComment(source: Source, end: number): Comment | null {
  const comment = source.comments[source.next];
  return comment !== undefined && comment.span.start < end ? comment : null;
}

/** The comments that begin before `end`, as lines of their own. */
export function takeComments(source: Source, end: number, indent: number): string[] {
  const lines: string[] = [];
  for (let next = peekComment(source, end); next !== null; next = peekComment(source, end)) {
    lines.push(pad(indent) + next.text);
    source.next++;
  }
  return lines;
}

/** An element of one line; comments inside of it move above it. */
export function leaf(source: Source, span: Span, text: string): Element {
  return { span, lines: indent => [...takeComments(source, span.end, indent), pad(indent) + text] };
}

/** `header {`, the elements, `}`; the comment behind the opening brace stays there. */
export function braced(
  source: Source,
  header: string,
  elements: readonly Element[],
  end: number,
  indent: number,
  closing = '}',
): string[] {
  const behind = commentBehindBrace(source, elements[0]?.span.start ?? end);
  if (elements.length === 0 && behind === '' && peekComment(source, end) === null) {
    return [`${pad(indent)}${header} {${closing}`];
  }
  const inner = interleave(source, elements, end, indent + INDENT);
  return [`${pad(indent)}${header} {${behind}`, ...inner, pad(indent) + closing];
}

function commentBehindBrace(source: Source, end: number): string {
  const comment = peekComment(source, end);
  if (comment === null) return '';
  if (!/\{[ \t]*$/.test(source.text.slice(0, comment.span.start).slice(-WIDTH * 2))) return '';
  source.next++;
  return `  ${comment.text}`;
}

/** Elements with the comments between them, up to `end`. */
export function interleave(
  source: Source,
  elements: readonly Element[],
  end: number,
  indent: number,
): string[] {
  const lines: string[] = [];
  let done = -1;
  const separate = (start: number) => {
    if (done >= 0 && hasBlankLine(source.text.slice(done, start))) lines.push('');
  };
  const takeUntil = (until: number) => {
    for (let next = peekComment(source, until); next !== null; next = peekComment(source, until)) {
      separate(next.span.start);
      lines.push(...takeComments(source, next.span.start + 1, indent));
      done = next.span.end;
    }
  };
  for (const element of elements) {
    const before = source.next;
    takeUntil(element.span.start);
    separate(element.span.start);
    const own = element.lines(indent);
    const joined =
      source.next === before ? joinedLine(source, lines.at(-1), own, element, done) : null;
    if (joined === null) lines.push(...own);
    else lines[lines.length - 1] = joined;
    done = element.span.end;
    const trailing = trailingComment(source, done);
    if (trailing === null) continue;
    lines[lines.length - 1] += `  ${trailing.text}`;
    done = trailing.span.end;
  }
  takeUntil(end);
  return lines;
}

export function hasBlankLine(between: string): boolean {
  return /\n[ \t\r]*\n/.test(between);
}

/** The comment on the same line, behind an element that ends at `end`. */
function trailingComment(source: Source, end: number): Comment | null {
  const comment = source.comments[source.next];
  if (comment === undefined || comment.span.start < end) return null;
  if (!/^[ \t\r,;]*$/.test(source.text.slice(end, comment.span.start))) return null;
  source.next++;
  return comment;
}

function joinedLine(
  source: Source,
  last: string | undefined,
  own: readonly string[],
  element: Element,
  done: number,
): string | null {
  const text = own[0];
  if (element.joins !== true || own.length !== 1 || text === undefined) return null;
  if (last === undefined || done < 0 || last.includes('//')) return null;
  if (/[\n{]/.test(source.text.slice(done, element.span.start))) return null;
  const joined = `${last}  ${text.trimStart()}`;
  return joined.length <= WIDTH ? joined : null;
}
