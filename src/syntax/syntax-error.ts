// A failed match as a diagnostic. In: tokens, where the match failed, what was expected there. Out: one
// diagnostic, with a hint where the slip is a usual one.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { openBracket, wrongBracket } from './bracket-hints.ts';
import { expectation, isExpected } from './expectation.ts';
import { RESERVED } from './grammar/mig.ohm-recipe.ts';
import { beginsDeclaration, beginsLine } from './recovery.ts';
import { diagnostic, type Hint, type SyntaxFailure } from './syntax-failure.ts';
import { code, type Tokens, tokenText } from './tokens.ts';

export function syntaxError(failure: SyntaxFailure): Diagnostic {
  for (const hint of HINTS) {
    const found = hint(failure);
    if (found !== null) return found;
  }
  const { tokens, at, expected } = failure;
  const wanted = expectation(expected);
  const got = at < tokens.codes.length ? `\`${tokenText(tokens, at)}\`` : 'the end of the text';
  const message = wanted === null ? `unexpected ${got}` : `expected ${wanted}, found ${got}`;
  return diagnostic(failure, 'MC1001', at, message);
}

/** Tried in this order. */
const HINTS: readonly Hint[] = [
  stray,
  openBracket,
  wrongBracket,
  reservedWord,
  outOfPlace,
  nameMissing,
  colonMissing,
  semicolon,
  assignmentAsCondition,
  guardTooLate,
  annotationTooLate,
  doMissing,
];

const C_OPERATORS: Readonly<Record<string, string>> = {
  '&&': 'Write `and`.',
  '||': 'Write `or`.',
  '|': 'Write `or`, or `+` for the union of sets.',
  '!': 'Write `not`.',
  ':=': 'Assignment is `=`.',
  '===': 'Write `==`.',
  '!==': 'Write `!=`.',
};

function stray(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  if (tokens.codes.charAt(at) !== code('<stray>')) return null;
  const text = tokenText(tokens, at);
  const operator = C_OPERATORS[text];
  if (operator !== undefined) {
    return diagnostic(failure, 'MC1008', at, `\`${text}\` is not an operator here`, operator);
  }
  if (text.startsWith('"')) {
    return diagnostic(failure, 'MC1004', at, 'this string does not end on its line');
  }
  if (/[^\p{Cc} -~]/u.test(text)) {
    const message = 'only ASCII may stand outside of strings and comments';
    return diagnostic(failure, 'MC1003', at, message);
  }
  if (/^[0-9]/.test(text)) {
    return diagnostic(failure, 'MC1002', at, `\`${text}\` is neither a number nor a name`);
  }
  return diagnostic(failure, 'MC1002', at, `the character '${text}' means nothing here`);
}

/** `name from -> to`, or a name at the start of a line that nothing follows up. */
function colonMissing(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at, expected } = failure;
  let first = at;
  while (first > 0 && !beginsItem(tokens, first)) first--;
  const words = tokens.file.text.slice(tokens.starts[first], tokens.starts[at]);
  const isRoute = tokens.codes.charAt(at) === code('->') && /^\w+\s+\w[\w\s,]*$/.test(words);
  const isBare = isExpected(expected, ':') && at > 0 && isHeadName(tokens, at - 1);
  if (!isRoute && !isBare) return null;
  const name = isBare ? at - 1 : first;
  const text = tokenText(tokens, name);
  const help = `If \`${text}\` is the name of an action or a property, write \`${text}:\`.`;
  return diagnostic(failure, 'MC1010', name, `\`:\` is missing after \`${text}\``, help);
}

const LEADING = new Set('user fault system invariant reachable goal bound'.split(' ').map(code));

function isHeadName(tokens: Tokens, at: number): boolean {
  if (!/^\w+$/.test(tokenText(tokens, at)) || beginsDeclaration(tokens, at)) return false;
  if (beginsItem(tokens, at)) return true;
  return beginsItem(tokens, at - 1) && LEADING.has(tokens.codes.charAt(at - 1));
}

/** At the start of a line, or right behind a brace. */
function beginsItem(tokens: Tokens, at: number): boolean {
  return beginsLine(tokens, at) || /[{}]/.test(tokens.codes.charAt(at - 1));
}

/** `goal: P` */
function nameMissing(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  let first = Math.min(at, tokens.codes.length - 1);
  while (first > 0 && !beginsItem(tokens, first)) first--;
  if (!LEADING.has(tokens.codes.charAt(first)) || tokens.codes.charAt(first + 1) !== ':')
    return null;
  const word = tokenText(tokens, first);
  const help = `Write \`${word} NAME: ...\`; reports and specs speak of it by that name.`;
  return diagnostic(failure, 'MC1001', first, `this \`${word}\` has no name`, help);
}

function semicolon(failure: SyntaxFailure): Diagnostic | null {
  if (failure.tokens.codes.charAt(failure.at) !== ';') return null;
  const help = 'Remove it: `;` only separates effects in `do { ... }`.';
  return diagnostic(failure, 'MC1013', failure.at, 'no `;` here', help);
}

/** A word that leads a declaration was only acceptable as the name of an action. */
function outOfPlace(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at, expected } = failure;
  const lead = tokens.codes.charAt(at - 1);
  if (at === 0 || !beginsDeclaration(tokens, at - 1) || isExpected(expected, code('<name>')))
    return null;
  if (!expected.every(({ from }) => HEAD_SIGNS.has(from))) return null;
  const text = tokenText(tokens, at - 1);
  if (lead === code('import') || lead === code('protocol')) {
    const message = `\`${text}\` comes before all other declarations`;
    return diagnostic(failure, 'MC1014', at - 1, message, 'Move it to the top of the file.');
  }
  const message = `\`${text}\` cannot stand here`;
  return diagnostic(failure, 'MC1001', at - 1, message, 'Is a closing brace missing before it?');
}

const HEAD_SIGNS = new Set([':', '[', 'at'].map(code));

const CONDITION_WORDS = new Set(
  'when while if assert invariant goal reachable only whenever possible'.split(' ').map(code),
);
const NO_CONDITION = new Set(['{', '}', code('do'), code('semaphore'), code('var')]);

function assignmentAsCondition(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  if (tokens.codes.charAt(at) !== '=') return null;
  let before = at - 1;
  while (before >= 0 && !CONDITION_WORDS.has(tokens.codes.charAt(before))) {
    if (NO_CONDITION.has(tokens.codes.charAt(before))) return null;
    before--;
  }
  if (before < 0) return null;
  return diagnostic(
    failure,
    'MC1009',
    at,
    '`=` assigns, and cannot stand in a condition',
    'Write `==`.',
  );
}

/** `do { ... } when P`, `wait s when P`, `@src "f" g when P` */
function guardTooLate(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  const found = tokens.codes.charAt(at);
  if (found !== code('when') && found !== code('while')) return null;
  let before = at - 1;
  while (before >= 0 && tokens.codes.charAt(before) !== ':') {
    const token = tokens.codes.charAt(before);
    if (token === code('do') || (code('flush') <= token && token <= code('refused'))) {
      const message = `\`${tokenText(tokens, at)}\` comes before the operation and the effects`;
      return diagnostic(failure, 'MC1001', at, message);
    }
    if (token === code('<annotation>')) {
      const message = `\`${tokenText(tokens, at)}\` comes before the annotations`;
      return diagnostic(failure, 'MC1001', at, message);
    }
    before--;
  }
  return null;
}

/** `a: x -> y only P @src "f" g` */
function annotationTooLate(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  if (tokens.codes.charAt(at) !== code('<annotation>')) return null;
  let before = at - 1;
  while (before >= 0 && !/[:{}]/.test(tokens.codes.charAt(before))) {
    if (tokens.codes.charAt(before) === code('only')) {
      const help = 'The order is: operation, `do`, annotations, `only`.';
      return diagnostic(failure, 'MC1001', at, 'an annotation comes before `only`', help);
    }
    before--;
  }
  return null;
}

function doMissing(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at, expected } = failure;
  if (tokens.codes.charAt(at) !== '{' || !isExpected(expected, code('do'))) return null;
  return diagnostic(
    failure,
    'MC1011',
    at,
    '`do` is missing before the effects',
    'Write `do { ... }`.',
  );
}

function reservedWord(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at, expected } = failure;
  const text = at < tokens.codes.length ? tokenText(tokens, at) : '';
  if (!RESERVED.includes(text) || !isExpected(expected, code('<name>'))) return null;
  const onlyName = expected.every(({ from }) => from === code('<name>'));
  if (!onlyName && !beginsDeclaration(tokens, at - 1)) return null;
  return diagnostic(failure, 'MC1012', at, `\`${text}\` is a reserved word and cannot be a name`);
}
