// What every builder needs: the tokens, a place for diagnostics, and safe access to the nodes of the
// concrete syntax tree. In: nodes. Out: names, spans, lists.

import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { Span } from '../../diagnostic/source.ts';
import type { Cst } from '../cst.ts';
import { type Tokens, tokenText } from '../tokens.ts';
import type { Name } from '../tree.ts';

export interface Build {
  readonly tokens: Tokens;
  /** What is wrong with the text although it matches the grammar. */
  readonly diagnostics: Diagnostic[];
  /** How many properties of each kind were left without a name so far. */
  readonly unnamed: Map<string, number>;
}

/** The child at a fixed place of a rule; its absence is a mismatch of grammar and builder. */
export function kid(node: Cst, at: number): Cst {
  const child = node.children[at];
  if (child === undefined) throw new Error(`rule '${node.rule}' has no child ${at}`);
  return child;
}

/** The node in an optional child, or null. */
export function option(node: Cst, at: number): Cst | null {
  return kid(node, at).children[0] ?? null;
}

export function present(node: Cst, at: number): boolean {
  return kid(node, at).children.length > 0;
}

/** The elements of `X ("," X)*` whose first X is child `at`. */
export function elements(node: Cst, at = 0): readonly Cst[] {
  return [kid(node, at), ...kid(node, at + 2).children];
}

/** The text of the first token of a node. */
export function textOf(b: Build, node: Cst): string {
  return tokenText(b.tokens, node.start);
}

export function spanOf(b: Build, node: Cst): Span {
  return spanBetween(b, node.start, node.end);
}

/** From the start of one node to the end of another. */
export function spanAcross(b: Build, first: Cst, last: Cst): Span {
  return spanBetween(b, first.start, last.end);
}

function spanBetween(b: Build, start: number, end: number): Span {
  const { file, starts, ends } = b.tokens;
  const from = starts[start] ?? file.text.length;
  return { file, start: from, end: end > start ? (ends[end - 1] ?? from) : from };
}

export function nameOf(b: Build, node: Cst): Name {
  return { text: textOf(b, node), span: spanOf(b, node) };
}

/** The names of a `names` node. */
export function namesOf(b: Build, node: Cst): Name[] {
  return elements(node).map(element => nameOf(b, element));
}

/** A name the text leaves out: it has no width, which is how the printer knows it. */
export function impliedName(text: string, at: Span): Name {
  return { text, span: { file: at.file, start: at.start, end: at.start } };
}
