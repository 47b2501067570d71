// The only file that speaks to ohm. In: tokens and a start rule. Out: a concrete syntax tree as plain
// data, or the place of the furthest failure and what was expected there.
//
// The tree is read from ohm's own nodes: its public way in (a wrapper per node, made by `Semantics`)
// costs as much time as the match itself. ohm is pinned to one version, and a test holds the two alike.

import { createRequire } from 'node:module';
import type { Grammar, MatchResult } from 'ohm-js';
import { RECIPE } from './grammar/mig.ohm-recipe.ts';

/** One node over the tokens `start` (inclusive) to `end` (exclusive). */
export interface Cst {
  /** The rule; `_terminal` for a token, `_iter` for one column of a repetition or an option. */
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Cst[];
}

export type Match =
  | { readonly matched: true; readonly root: Cst }
  | { readonly matched: false; readonly at: number; readonly expected: readonly Expected[] };

/** A token code that would have been accepted, or a whole range of them. */
export interface Expected {
  readonly from: string;
  readonly to: string;
}

/** `file`: a whole text. `rest`: what follows a syntax error, see the grammar. */
export type StartRule = 'file' | 'rest';

interface OhmNode {
  readonly ctorName: string;
  readonly matchLength: number;
  readonly children?: readonly OhmNode[];
  /** Relative to the closest enclosing node of a rule. */
  readonly childOffsets?: readonly number[];
}

/** Exported by ohm, but missing in its types. */
interface Ohm {
  makeRecipe(recipe: string): Grammar;
}

let compiled: Grammar | null = null;

/** ohm is loaded when first needed, and as its one CommonJS file: a quarter of the time of its modules. */
function mig(): Grammar {
  if (compiled === null) {
    const ohm = createRequire(import.meta.url)('ohm-js') as Ohm;
    compiled = ohm.makeRecipe(RECIPE);
  }
  return compiled;
}

/** Matches token codes. Throws RangeError when nested too deeply. */
export function match(codes: string, start: StartRule): Match {
  const result = mig().match(codes, start);
  if (result.succeeded()) return { matched: true, root: read(rootOf(result), 0, 0) };
  const failing = result as MatchResult & Failing;
  return {
    matched: false,
    at: failing.getRightmostFailurePosition(),
    expected: failing.getRightmostFailures().flatMap(expectedBy),
  };
}

interface Failing {
  getRightmostFailurePosition(): number;
  getRightmostFailures(): readonly Failure[];
}

/** `string`: a terminal. `code`: a range, as `"x".."y"`. `description`: what must not follow. */
interface Failure {
  readonly type: string;
  readonly text: string;
}

function expectedBy(failure: Failure): Expected[] {
  if (failure.type === 'string') return [{ from: failure.text, to: failure.text }];
  const range = /^"(.|\\u....)"\.\."(.|\\u....)"$/.exec(failure.text);
  if (failure.type !== 'code' || range === null) return [];
  const [from, to] = [range[1], range[2]].map(text => JSON.parse(`"${text}"`) as string);
  return from === undefined || to === undefined ? [] : [{ from, to }];
}

function rootOf(result: MatchResult): OhmNode {
  const root = (result as unknown as { readonly _cst?: OhmNode })._cst;
  if (root === undefined) throw new Error('ohm gave a match without a tree');
  return root;
}

function read(node: OhmNode, base: number, start: number): Cst {
  const end = start + node.matchLength;
  const inner = node.ctorName === '_iter' ? base : start;
  const children: Cst[] = [];
  const nodes = node.children ?? [];
  for (let at = 0; at < nodes.length; at++) {
    const child = nodes[at];
    const offset = node.childOffsets?.[at];
    if (child === undefined || offset === undefined)
      throw new Error('ohm gave a node without a place');
    children.push(read(child, inner, inner + offset));
  }
  return { rule: node.ctorName, start, end, children };
}
