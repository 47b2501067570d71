// Effects as text: on one line where they fit and no comment stands among them, else one on each line.

import type { Statement } from '../tree.ts';
import { attempt, expr, NARROW, WIDE } from './expressions.ts';
import {
  braced,
  type Element,
  INDENT,
  interleave,
  leaf,
  pad,
  peekComment,
  type Source,
  WIDTH,
} from './layout.ts';
import { type } from './types.ts';

/** `{ a; b }` */
export function flatBlock(statements: readonly Statement[]): string {
  return statements.length === 0 ? '{}' : `{ ${statements.map(flat).join('; ')} }`;
}

export function statementElements(source: Source, statements: readonly Statement[]): Element[] {
  return statements.map(statement => ({
    span: statement.span,
    lines: indent => statementLines(source, statement, indent),
  }));
}

/** Where the comments in front of the first statement of a block begin. */
export function startOfBlock(source: Source, statements: readonly Statement[]): number | null {
  const first = statements[0];
  if (first === undefined) return null;
  let start = first.span.start;
  for (let at = source.comments.length - 1; at >= 0; at--) {
    const span = source.comments[at]?.span;
    if (span === undefined || span.end > start) continue;
    if (/\S/.test(source.text.slice(span.end, start))) break;
    start = span.start;
  }
  return start;
}

function statementLines(source: Source, statement: Statement, indent: number): string[] {
  const { end } = statement.span;
  const text = flat(statement);
  const isBlock = statement.kind === 'if' || statement.kind === 'for';
  const fits = indent + text.length <= WIDTH && peekComment(source, end) === null;
  if (fits || !isBlock) return leaf(source, statement.span, text).lines(indent);
  if (statement.kind === 'if') return ifLines(source, statement, indent, '');
  const header = `for ${statement.variable.text} in ${type(statement.type)}`;
  return braced(source, header, statementElements(source, statement.body), end, indent);
}

function ifLines(
  source: Source,
  node: Statement & { readonly kind: 'if' },
  indent: number,
  lead: string,
): string[] {
  const header = `${lead}if ${expr(node.condition, WIDE)}`;
  const { end } = node.span;
  const elseAt = startOfBlock(source, node.otherwise) ?? end;
  const lines = braced(source, header, statementElements(source, node.then), elseAt, indent);
  const [first] = node.otherwise;
  if (first === undefined) return lines;
  if (node.otherwise.length === 1 && first.kind === 'if') {
    return [...lines.slice(0, -1), ...ifLines(source, first, indent, '} else ')];
  }
  const rest = interleave(source, statementElements(source, node.otherwise), end, indent + INDENT);
  const closed = lines.length === 1 ? [`${pad(indent)}${header} {`] : lines.slice(0, -1);
  return [...closed, `${pad(indent)}} else {`, ...rest, `${pad(indent)}}`];
}

function flat(node: Statement): string {
  switch (node.kind) {
    case 'assign':
      return `${expr(node.target, NARROW)} ${node.operator} ${expr(node.value, NARROW)}`;
    case 'verb':
      return `${node.verb} ${expr(node.target, NARROW)}`;
    case 'place':
      return `place ${expr(node.page, NARROW)}${node.ifAbsent ? ' if absent' : ''}`;
    case 'attempt':
      return attempt(node.attempt);
    case 'push':
      return `push ${expr(node.queue, NARROW)}, ${expr(node.value, NARROW)}`;
    case 'pop':
      return `pop ${expr(node.queue, NARROW)}`;
    case 'assert':
      return `assert ${expr(node.condition, NARROW)}`;
    case 'choose':
      return `${expr(node.target, NARROW)} = ${choice(expr(node.domain, NARROW), node.domain.kind)}`;
    case 'for':
      return `for ${node.variable.text} in ${type(node.type)} ${flatBlock(node.body)}`;
    case 'if':
      return flatIf(node);
  }
}

function choice(domain: string, kind: string): string {
  return kind === 'name' && /^[A-Z]/.test(domain) ? `choose ${domain}` : `choose(${domain})`;
}

function flatIf(node: Statement & { readonly kind: 'if' }): string {
  const start = `if ${expr(node.condition, WIDE)} ${flatBlock(node.then)}`;
  const [first] = node.otherwise;
  if (first === undefined) return start;
  const chained = node.otherwise.length === 1 && first.kind === 'if';
  return `${start} else ${chained ? flatIf(first) : flatBlock(node.otherwise)}`;
}
