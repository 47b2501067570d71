// Where to go on after a syntax error. In: tokens and the place of the error. Out: the next token that
// begins a line and looks like the beginning of a declaration, a property or an action.

import { code, type Tokens } from './tokens.ts';

const HEADS = codesOf(`
  host thread daemon eventloop callback deferred coroutine procedure keep var semaphore event mutex
  condition memory resource listener channel stream variant version param const type def start final
  rests yields each invariant reachable goal always bound order lock deadlock partial user fault system
  protocol import`);
const FIRST_NAME = code('<name>');
/** What is written where a name belongs, by mistake or (a string) behind `import`. */
const ODD_NAMES = codesOf(
  '<string> <number> in not if true false null when while do only each for',
);

/** The first such token at or after `from`; the number of tokens when there is none. */
export function nextHead(tokens: Tokens, from: number): number {
  let at = from;
  while (at < tokens.codes.length && !(beginsLine(tokens, at) && isHead(tokens.codes, at))) at++;
  return at;
}

export function beginsLine(tokens: Tokens, at: number): boolean {
  if (at === 0) return true;
  return tokens.file.text.slice(tokens.ends[at - 1], tokens.starts[at]).includes('\n');
}

/** Whether the token is a word that leads a declaration, where a name follows. */
export function beginsDeclaration(tokens: Tokens, at: number): boolean {
  return HEADS.has(tokens.codes.charAt(at));
}

function isHead(codes: string, at: number): boolean {
  const token = codes.charAt(at);
  const next = codes.charAt(at + 1);
  if (isName(token) && next === ':') return true;
  if (isName(token) && next === code('at') && codes.charAt(at + 2) === code('most')) return true;
  if (isName(token) && next === code('[') && codes.charAt(at + 3) === code('in')) return true;
  return HEADS.has(token) && (isName(next) || ODD_NAMES.has(next));
}

function isName(token: string): boolean {
  return token >= FIRST_NAME && token <= '\uf8ff';
}

function codesOf(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/).map(code));
}
