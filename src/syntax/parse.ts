// Text of a model to its syntax tree. In: one source file. Out: the tree, or null and every independent
// syntax error. Never throws for what a user wrote; resolves no names and reads no imports.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceFile } from '../diagnostic/source.ts';
import type { Build } from './build/context.ts';
import { fileOf } from './build/declarations.ts';
import { type Match, match } from './cst.ts';
import { nestingError, sizeError, tooDeep } from './limits.ts';
import { nextHead } from './recovery.ts';
import { syntaxError } from './syntax-error.ts';
import { type Tokens, tokenize } from './tokens.ts';
import type { SourceTree } from './tree.ts';

export interface Parsed {
  /** Null if and only if `diagnostics` holds an error. */
  readonly tree: SourceTree | null;
  readonly diagnostics: readonly Diagnostic[];
}

const MOST_ERRORS = 20;

/** A correct text is matched once. After an error the rest is matched from the next line that begins something. */
export function parse(file: SourceFile): Parsed {
  const tooLarge = sizeError(file);
  if (tooLarge !== null) return failed(tooLarge);
  const tokens = tokenize(file);
  const nested = nestingError(tokens);
  if (nested !== null) return failed(nested);
  return withinStack(() => read(tokens)) ?? failed(tooDeep(tokens, 0));
}

function read(tokens: Tokens): Parsed {
  const found = match(tokens.codes, 'file');
  return found.matched
    ? build(tokens, found)
    : { tree: null, diagnostics: allErrors(tokens, found) };
}

/** Null where a text exhausts the stack: conditions or quantifiers in one another, without brackets. */
function withinStack<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function failed(diagnostic: Diagnostic): Parsed {
  return { tree: null, diagnostics: [diagnostic] };
}

function build(tokens: Tokens, found: Match & { readonly matched: true }): Parsed {
  const b: Build = { tokens, diagnostics: [], unnamed: new Map() };
  const tree = fileOf(b, found.root);
  return { tree: b.diagnostics.length > 0 ? null : tree, diagnostics: b.diagnostics };
}

function allErrors(tokens: Tokens, first: Match & { readonly matched: false }): Diagnostic[] {
  const errors: Diagnostic[] = [];
  let from = 0;
  let found: Match | null = first;
  while (found !== null && !found.matched) {
    const at = from + found.at;
    errors.push(syntaxError({ tokens, at, expected: found.expected }));
    if (errors.length >= MOST_ERRORS) return [...errors, giveUp(tokens, at)];
    from = nextHead(tokens, Math.max(at, from + 1));
    const rest = tokens.codes.slice(from);
    found = withinStack(() => match(rest, 'rest'));
  }
  if (found === null) errors.push(tooDeep(tokens, from));
  return errors;
}

function giveUp({ file, starts }: Tokens, at: number): Diagnostic {
  const start = starts[at] ?? file.text.length;
  const message = `${MOST_ERRORS} syntax errors; the rest of the text was not read`;
  return { code: 'MC1015', severity: 'error', span: { file, start, end: start }, message };
}
