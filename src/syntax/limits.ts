// The limits on a source text, checked before it is parsed. In: text or tokens. Out: one diagnostic, or
// null. Imports are not added up here; the reader of files does that.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceFile } from '../diagnostic/source.ts';
import type { Tokens } from './tokens.ts';
import { code } from './tokens.ts';

export const MAX_CHARACTERS = 1_000_000;
export const MAX_LINES = 20_000;
export const MAX_NESTING = 100;

const OPENING = new Set(['{', '(', code('[')]);
const CLOSING = new Set(['}', ')', ']']);

export function sizeError(file: SourceFile): Diagnostic | null {
  const span = { file, start: 0, end: 0 };
  if (file.text.length > MAX_CHARACTERS) {
    const message = `the source has ${file.text.length} characters; the limit is ${MAX_CHARACTERS}`;
    return { code: 'MC4001', severity: 'error', span, message };
  }
  if (file.lineStarts.length > MAX_LINES) {
    const message = `the source has ${file.lineStarts.length} lines; the limit is ${MAX_LINES}`;
    return { code: 'MC4002', severity: 'error', span, message };
  }
  return null;
}

/** Counts brackets of all kinds; unbalanced ones are the parser's business. */
export function nestingError(tokens: Tokens): Diagnostic | null {
  let depth = 0;
  for (let at = 0; at < tokens.codes.length; at++) {
    const token = tokens.codes.charAt(at);
    if (OPENING.has(token)) depth++;
    else if (CLOSING.has(token)) depth = Math.max(0, depth - 1);
    if (depth > MAX_NESTING) return tooDeep(tokens, at);
  }
  return null;
}

/** At a token. */
export function tooDeep(tokens: Tokens, at: number): Diagnostic {
  const start = tokens.starts[at] ?? tokens.file.text.length;
  return {
    code: 'MC4003',
    severity: 'error',
    span: { file: tokens.file, start, end: tokens.ends[at] ?? start },
    message: `nested more than ${MAX_NESTING} deep here`,
  };
}
