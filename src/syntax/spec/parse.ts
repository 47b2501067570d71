// Text of a spec to its syntax tree. In: one source file. Out: the tree, or null and every independent error.
// Written by hand over the tokens of the models, because a line is all the grammar there is; it knows no model.
//
//   spec "title"   model "path"   limits { states N  seconds N }   cause NAME = HASH
//   case [NAME=VALUE ...] [slow]: OUTCOME [states N] [transitions N] [deadlocks N] [depth N]
//     because "..." source "..."
//   OUTCOME  holds | violated PROPERTY [cause CAUSE, ...] ... [unknown PROPERTY ...] | unknown PROPERTY ...

import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { SourceFile } from '../../diagnostic/source.ts';
import { sizeError } from '../limits.ts';
import { beginsLine } from '../recovery.ts';
import { tokenize } from '../tokens.ts';
import { specCase } from './case.ts';
import type { Cursor } from './cursor.ts';
import * as read from './cursor.ts';
import { type Draft, newDraft } from './draft.ts';
import type { SpecText, SpecTree } from './tree.ts';

export interface ParsedSpec {
  /** Null if and only if `diagnostics` holds an error. */
  readonly tree: SpecTree | null;
  readonly diagnostics: readonly Diagnostic[];
}

const MOST_ERRORS = 20;
const HEADS = ['spec', 'model', 'limits', 'cause', 'case'];

/** After an error reading goes on at the next line that begins with one of the five words. */
export function parseSpec(file: SourceFile): ParsedSpec {
  const tooLarge = sizeError(file);
  if (tooLarge !== null) return { tree: null, diagnostics: [tooLarge] };
  const c: Cursor = { tokens: tokenize(file), at: 0, diagnostics: [] };
  const draft = newDraft();
  while (read.peek(c) !== '' && c.diagnostics.length < MOST_ERRORS) {
    const start = c.at;
    if (!item(c, draft)) skip(c, start);
  }
  const tree = c.diagnostics.length < MOST_ERRORS ? finish(c, draft) : null;
  return { tree: c.diagnostics.length === 0 ? tree : null, diagnostics: c.diagnostics };
}

/** One declaration; false where it was given up. */
function item(c: Cursor, draft: Draft): boolean {
  switch (read.peek(c)) {
    case 'spec':
      return text(c, draft, 'title', 'a title in quotes');
    case 'model':
      return text(c, draft, 'model', 'the path of a model in quotes');
    case 'limits':
      return limits(c, draft);
    case 'cause':
      return cause(c, draft);
    case 'case':
      return specCase(c, draft);
    default:
      read.complain(c, '`spec`, `model`, `limits`, `cause` or `case`');
      return false;
  }
}

function skip(c: Cursor, start: number): void {
  c.at = Math.max(c.at, start + 1);
  while (read.peek(c) !== '' && !(beginsLine(c.tokens, c.at) && HEADS.includes(read.peek(c))))
    c.at++;
}

function text(c: Cursor, draft: Draft, key: 'title' | 'model', what: string): boolean {
  const head = read.take(c);
  const value = read.string(c, what);
  if (value === null) return false;
  once(c, head, draft[key]);
  draft[key] ??= value;
  return true;
}

function limits(c: Cursor, draft: Draft): boolean {
  const head = read.take(c);
  if (!read.demand(c, '{')) return false;
  const found: { states?: number; seconds?: number } = {};
  while (!read.accept(c, '}')) {
    const key = (['states', 'seconds'] as const).find(word => word === read.peek(c));
    if (key === undefined) return read.complain(c, '`states`, `seconds` or `}`') !== null;
    const { span } = read.take(c);
    const value = read.whole(c);
    if (value === null) return false;
    if (found[key] !== undefined) read.report(c, 'MC1203', span, `\`${key}\` is given twice`);
    found[key] = value;
  }
  once(c, head, draft.limits === null ? null : { ...head, span: draft.limits.span });
  draft.limits ??= { span: head.span, values: found };
  return true;
}

function cause(c: Cursor, draft: Draft): boolean {
  read.take(c);
  const name = read.name(c, 'a name for the cause');
  if (name === null || !read.demand(c, '=')) return false;
  if (!/^[0-9a-f]{12}$/.test(read.peek(c))) return read.complain(c, '12 hex digits') !== null;
  const { text: hash } = read.take(c);
  const first = draft.causes.get(name.text);
  if (first !== undefined) {
    const message = `the cause \`${name.text}\` is given twice`;
    read.report(c, 'MC1203', name.span, message, undefined, first.span);
  }
  draft.causes.set(name.text, { text: hash, span: name.span });
  return true;
}

function once(c: Cursor, head: SpecText, first: SpecText | null): void {
  if (first === null) return;
  read.report(c, 'MC1203', head.span, `\`${head.text}\` is given twice`, undefined, first.span);
}

function finish(c: Cursor, draft: Draft): SpecTree | null {
  const { title, model, cases } = draft;
  const end = read.spanAt(c, c.tokens.codes.length);
  if (title === null) read.report(c, 'MC1202', end, 'the spec has no title', 'Write `spec "..."`.');
  if (model === null)
    read.report(c, 'MC1202', end, 'the spec names no model', 'Write `model "..."`.');
  if (cases.length === 0 && c.diagnostics.length === 0) {
    read.report(c, 'MC1202', end, 'the spec has no case');
  }
  if (title === null || model === null) return null;
  return { file: c.tokens.file, title, model, limits: draft.limits?.values ?? {}, cases };
}
