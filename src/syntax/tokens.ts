// Text to tokens. In: a source file. Out: one character per token (the input of the grammar), the place
// of each token, and the comments. Never fails: what is no token becomes a `<stray>` one, which no rule
// of the grammar accepts, so that the parser reports it in its place.

import type { SourceFile } from '../diagnostic/source.ts';
import { TOKENS } from './grammar/mig.ohm-recipe.ts';
import type { Comment } from './tree.ts';

export interface Tokens {
  readonly file: SourceFile;
  /** One UTF-16 unit per token; see `TOKENS` for what stands for what. */
  readonly codes: string;
  /** Offsets in the text, one per token. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly comments: readonly Comment[];
}

const NAME = code('<name>');
const NUMBER = code('<number>');
const STRING = code('<string>');
const ANNOTATION = code('<annotation>');
const NOT_IN = code('not in');
const STRAY = code('<stray>');
const WORDS = new Map(Object.entries(TOKENS).filter(([token]) => /^[a-z]/.test(token)));

/** The character that stands for a token of the grammar; a single character stands for itself. */
export function code(token: string): string {
  return TOKENS[token] ?? token;
}

/** Blanks, comments, words, numbers, strings, annotations, operators, in this order of trial. */
const TOKEN =
  /([ \t\r\n]+)|(\/\/[^\n\r]*)|(not[ \t\r\n]+in(?![A-Za-z0-9_])|[A-Za-z_][A-Za-z0-9_]*)|([0-9]+(?![A-Za-z0-9_]))|("[^"\n\r]*")|(@[A-Za-z_][A-Za-z0-9_]*)|(?!&&|:=|[=!]==)(->|[+-]=|[=!<>]=|\.\.|[{}()[\]:;,.=<>+\-*/%&?])/y;

/** C's operators and runs of other characters: each is one stray token. */
const OTHER = /&&|\|\||:=|[=!]==?|[0-9]+[A-Za-z0-9_]+|"[^"\n\r]*|@|[!-~]|\p{Cc}|[^\p{Cc} -~]+/uy;

/**
 * One word of an annotation: a string, or what stands up to a blank. A clause of the action on the same line
 * is none: read as words, it would silently be lost.
 */
const ANNOTATION_WORD = /[ \t]+(?![@}]|\/\/|(?:only|when|while|do)(?![!-~]))("[^"\n\r]*"|[!#-~]+)/y;

export function tokenize(file: SourceFile): Tokens {
  const { text } = file;
  const codes: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const comments: Comment[] = [];
  const add = (kind: string, start: number, end: number) => {
    codes.push(kind);
    starts.push(start);
    ends.push(end);
  };
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      const end = endOf(OTHER, text, at);
      add(STRAY, at, end);
      at = end;
      continue;
    }
    const [whole, blank, comment, word, number, string, annotation] = match;
    let end = at + whole.length;
    if (comment !== undefined) {
      comments.push({ text: whole.trimEnd(), span: { file, start: at, end } });
    } else if (blank === undefined) {
      if (annotation !== undefined) end = annotationEnd(text, end);
      add(kindOf(whole, word, number, string, annotation), at, end);
    }
    at = end;
  }
  return { file, codes: codes.join(''), starts, ends, comments };
}

function kindOf(
  whole: string,
  word: string | undefined,
  number: string | undefined,
  string: string | undefined,
  annotation: string | undefined,
): string {
  if (word !== undefined && /\s/.test(word)) return NOT_IN;
  if (word !== undefined) return WORDS.get(word) ?? (word === '_' ? '_' : NAME);
  if (number !== undefined) return NUMBER;
  if (string !== undefined) return STRING;
  if (annotation !== undefined) return ANNOTATION;
  return TOKENS[whole] ?? whole;
}

function annotationEnd(text: string, start: number): number {
  let end = start;
  for (;;) {
    ANNOTATION_WORD.lastIndex = end;
    const match = ANNOTATION_WORD.exec(text);
    if (match === null) return end;
    end += match[0].length;
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 1);
}

/** The words after the name of an annotation, strings without their quotes. */
export function annotationWords(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|[^ \t]+/g)].slice(1).map(match => match[1] ?? match[0]);
}

/** The text of a token. */
export function tokenText(tokens: Tokens, index: number): string {
  return tokens.file.text.slice(tokens.starts[index], tokens.ends[index]);
}
