// A failed match as a diagnostic. In: tokens, where the match failed, what was expected there. Out: one
// diagnostic, with a hint where the slip is a usual one.

import type { Code } from '../diagnostic/catalogue.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Expected } from './cst.ts';
import { expectation, isExpected } from './expectation.ts';
import { RESERVED } from './grammar/mig.ohm-recipe.ts';
import { beginsDeclaration, beginsLine } from './recovery.ts';
import { code, type Tokens, tokenText } from './tokens.ts';

export interface SyntaxFailure {
  readonly tokens: Tokens;
  /** The token that did not fit; the number of tokens at the end of the text. */
  readonly at: number;
  readonly expected: readonly Expected[];
}

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

type Hint = (failure: SyntaxFailure) => Diagnostic | null;

/** Tried in this order. */
const HINTS: readonly Hint[] = [
  stray,
  openBracket,
  wrongBracket,
  reservedWord,
  outOfPlace,
  colonMissing,
  semicolon,
  assignmentAsCondition,
  doMissing,
];

function diagnostic(
  { tokens }: SyntaxFailure,
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

const C_OPERATORS: Readonly<Record<string, string>> = {
  '&&': 'write `and`',
  '||': 'write `or`',
  '|': 'write `or`, or `+` for the union of sets',
  '!': 'write `not`',
  ':=': 'assignment is `=`',
  '===': 'write `==`',
  '!==': 'write `!=`',
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

const CLOSER_OF: Readonly<Record<string, string>> = { '{': '}', '(': ')', [code('[')]: ']' };

/** The opening brackets that are still open before token `at`, outermost first. */
function openBrackets(tokens: Tokens, at: number): number[] {
  const open: number[] = [];
  for (let index = 0; index < at; index++) {
    const token = tokens.codes.charAt(index);
    const top = open.at(-1);
    if (token in CLOSER_OF) open.push(index);
    else if (top !== undefined && CLOSER_OF[tokens.codes.charAt(top)] === token) open.pop();
  }
  return open;
}

function openBracket(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  const opener = openBrackets(tokens, at).at(-1);
  if (at < tokens.codes.length || opener === undefined) return null;
  const text = tokenText(tokens, opener);
  const closer = CLOSER_OF[tokens.codes.charAt(opener)];
  return diagnostic(
    failure,
    'MC1005',
    opener,
    `this \`${text}\` is never closed`,
    `add \`${closer}\``,
  );
}

function wrongBracket(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  const found = tokens.codes.charAt(at);
  if (found !== '}' && found !== ')' && found !== ']') return null;
  const opener = openBrackets(tokens, at).at(-1);
  if (opener === undefined) {
    return diagnostic(failure, 'MC1005', at, `nothing is open that this \`${found}\` could close`);
  }
  const closer = CLOSER_OF[tokens.codes.charAt(opener)];
  if (closer === found) return null;
  const message = `expected \`${closer}\` before this \`${found}\``;
  const related = [
    { span: diagnostic(failure, 'MC1005', opener, '').span, message: 'opened here' },
  ];
  return { ...diagnostic(failure, 'MC1005', at, message), related };
}

/** `name from -> to`, or a name at the start of a line that nothing follows up. */
function colonMissing(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at, expected } = failure;
  let first = at;
  while (first > 0 && !beginsLine(tokens, first)) first--;
  const words = tokens.file.text.slice(tokens.starts[first], tokens.starts[at]);
  const isRoute = tokens.codes.charAt(at) === code('->') && /^\w+\s+\w[\w\s,]*$/.test(words);
  const isBare = isExpected(expected, ':') && at > 0 && isHeadName(tokens, at - 1);
  if (!isRoute && !isBare) return null;
  const name = isBare ? at - 1 : first;
  const text = tokenText(tokens, name);
  const help = `if \`${text}\` is the name of an action or a property: write \`${text}:\``;
  return diagnostic(failure, 'MC1010', name, `\`:\` is missing after \`${text}\``, help);
}

const LEADING = new Set('user fault system invariant reachable goal bound'.split(' ').map(code));

function isHeadName(tokens: Tokens, at: number): boolean {
  if (!/^\w+$/.test(tokenText(tokens, at)) || beginsDeclaration(tokens, at)) return false;
  if (beginsLine(tokens, at)) return true;
  return beginsLine(tokens, at - 1) && LEADING.has(tokens.codes.charAt(at - 1));
}

function semicolon(failure: SyntaxFailure): Diagnostic | null {
  if (failure.tokens.codes.charAt(failure.at) !== ';') return null;
  const help = '`;` only separates effects in `do { ... }`; remove it';
  return diagnostic(failure, 'MC1013', failure.at, 'no `;` here', help);
}

function outOfPlace(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at } = failure;
  const found = tokens.codes.charAt(at);
  if (found !== code('import') && found !== code('protocol')) return null;
  if (!beginsLine(tokens, at)) return null;
  const text = tokenText(tokens, at);
  const message = `\`${text}\` comes before all other declarations`;
  return diagnostic(failure, 'MC1014', at, message, 'move it to the top of the file');
}

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
    'write `==`',
  );
}

function doMissing(failure: SyntaxFailure): Diagnostic | null {
  const { tokens, at, expected } = failure;
  if (tokens.codes.charAt(at) !== '{' || !isExpected(expected, code('do'))) return null;
  return diagnostic(
    failure,
    'MC1011',
    at,
    '`do` is missing before the effects',
    'write `do { ... }`',
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
