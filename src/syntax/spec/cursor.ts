// Reading tokens one by one, for the parser of specs. In: tokens. Out: words, numbers and strings with their
// places; a complaint where something else stands. Knows no grammar.

import type { Code } from '../../diagnostic/catalogue.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { Span } from '../../diagnostic/source.ts';
import { type Tokens, tokenText } from '../tokens.ts';
import type { SpecText } from './tree.ts';

export interface Cursor {
  readonly tokens: Tokens;
  at: number;
  readonly diagnostics: Diagnostic[];
  /** The code for something else than what was expected; MC1201 if not given. */
  readonly unexpected?: Code;
}

/** The text of the next token, or of the one `ahead` of it; empty at the end. */
export function peek({ tokens, at }: Cursor, ahead = 0): string {
  return at + ahead < tokens.codes.length ? tokenText(tokens, at + ahead) : '';
}

/** Takes the next token if it is this one. */
export function accept(c: Cursor, text: string): boolean {
  if (peek(c) !== text) return false;
  c.at++;
  return true;
}

/** As `accept`; complains where something else stands. */
export function demand(c: Cursor, text: string): boolean {
  return accept(c, text) || wrong(c, `\`${text}\``);
}

export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** A name; `what` says of what, for the complaint. */
export function name(c: Cursor, what: string): SpecText | null {
  return isName(peek(c)) ? take(c) : complain(c, what);
}

/** A whole number of nine digits at most. */
export function whole(c: Cursor): number | null {
  if (/^\d{1,9}$/.test(peek(c))) return Number(take(c).text);
  return complain(c, 'a number of at most nine digits');
}

/** The content of a string. */
export function string(c: Cursor, what: string): SpecText | null {
  const text = peek(c);
  if (!/^".*"$/.test(text)) return complain(c, what);
  return { ...take(c), text: text.slice(1, -1) };
}

/** The next token, whatever it is. */
export function take(c: Cursor): SpecText {
  const taken = { text: peek(c), span: spanAt(c, c.at) };
  c.at++;
  return taken;
}

/** The place of a token; of the end of the text behind the last one. */
export function spanAt({ tokens }: Cursor, at: number): Span {
  const start = tokens.starts[at] ?? tokens.ends.at(-1) ?? 0;
  return { file: tokens.file, start, end: tokens.ends[at] ?? start };
}

export function report(
  c: Cursor,
  code: Code,
  span: Span,
  message: string,
  help?: string,
  first?: Span,
): void {
  c.diagnostics.push({
    code,
    severity: 'error',
    span,
    message,
    ...(help === undefined ? {} : { help }),
    ...(first === undefined ? {} : { related: [{ span: first, message: 'the first one' }] }),
  });
}

/** Something else was expected here. */
export function complain(c: Cursor, expected: string): null {
  const text = peek(c);
  const span = spanAt(c, c.at);
  if (/^"[^"]*$/.test(text)) report(c, 'MC1004', span, 'this string does not end on its line');
  else {
    const found = text === '' ? 'the end of the text' : `\`${text}\``;
    report(c, c.unexpected ?? 'MC1201', span, `expected ${expected}, found ${found}`);
  }
  return null;
}

function wrong(c: Cursor, expected: string): false {
  complain(c, expected);
  return false;
}
