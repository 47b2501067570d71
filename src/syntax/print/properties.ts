// Properties as elements: on one line where they fit, else broken at the outermost `and`, `or`, `implies`.

import type { Expr, Name, PropertyDecl } from '../tree.ts';
import { conditionLines, expr, list, NARROW, WIDE } from './expressions.ts';
import { type Element, INDENT, pad, type Source, takeComments, WIDTH } from './layout.ts';
import { only } from './objects.ts';
import { index } from './types.ts';

export function property(source: Source, node: PropertyDecl): Element {
  return {
    span: node.span,
    lines: indent => [
      ...takeComments(source, node.span.end, indent),
      ...propertyLines(node, indent),
    ],
  };
}

function propertyLines(node: PropertyDecl, indent: number): string[] {
  const behind = only(node.only);
  switch (node.form) {
    case 'deadlock':
      return [`${pad(indent)}deadlock free${behind}`];
    case 'partial-deadlock':
      return [`${pad(indent)}partial deadlock free${behind}`];
    case 'invariant': {
      const whenever = node.whenever === null ? '' : ` whenever ${expr(node.whenever, WIDE)}`;
      return condition(`invariant ${node.name.text}:`, node.condition, whenever + behind, indent);
    }
    case 'reachable':
    case 'goal':
      return condition(`${node.form} ${node.name.text}:`, node.condition, behind, indent);
    case 'always-possible':
      return condition(`always possible${label(node.name)}`, node.condition, behind, indent);
    case 'bound': {
      const limit = node.limit === null ? '' : ` <= ${expr(node.limit, NARROW)}`;
      const value = expr(node.value, NARROW, node.limit === null ? 0 : 6);
      return [`${pad(indent)}bound ${node.name.text}: ${value}${limit}${behind}`];
    }
    case 'order': {
      const per = node.per === null ? '' : ` per ${index(node.per)}`;
      const both = `${expr(node.first, NARROW)} ${expr(node.second, NARROW)}`;
      return [`${pad(indent)}order${label(node.name)} ${both}${per}${behind}`];
    }
    case 'lock-order':
      return [`${pad(indent)}lock order${label(node.name)} ${list(node.mutexes)}${behind}`];
  }
}

/** ` name:`; nothing for a name the text leaves out. */
function label({ text, span }: Name): string {
  return span.start === span.end ? '' : ` ${text}:`;
}

function condition(head: string, node: Expr, behind: string, indent: number): string[] {
  const flat = `${pad(indent)}${head} ${expr(node, WIDE)}${behind}`;
  if (flat.length <= WIDTH) return [flat];
  const inner = indent + INDENT;
  const lines = conditionLines(node, WIDTH - inner).map(
    (line, at) => pad(inner + (at > 0 ? INDENT : 0)) + line,
  );
  if (behind !== '') lines.push(`${pad(inner)}${behind.trimStart()}`);
  return [pad(indent) + head, ...lines];
}
