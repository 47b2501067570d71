// A failed match, and how a diagnostic about one of its tokens is made.

import type { Code } from '../diagnostic/catalogue.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Expected } from './cst.ts';
import type { Tokens } from './tokens.ts';

export interface SyntaxFailure {
  readonly tokens: Tokens;
  /** The token that did not fit; the number of tokens at the end of the text. */
  readonly at: number;
  readonly expected: readonly Expected[];
}

/** Tried in turn; null where it does not apply. */
export type Hint = (failure: SyntaxFailure) => Diagnostic | null;

export function diagnostic(
  { tokens }: Pick<SyntaxFailure, 'tokens'>,
  code: Code,
  at: number,
  message: string,
  help?: string,
): Diagnostic {
  const last = tokens.ends.at(-1) ?? 0;
  const start = tokens.starts[at] ?? last;
  const span = { file: tokens.file, start, end: tokens.ends[at] ?? start };
  const base = { code, severity: 'error' as const, span, message };
  return help === undefined ? base : { ...base, help };
}
