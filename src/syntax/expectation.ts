// What was expected at a syntax error, in words. In: the token codes and ranges the grammar would have
// taken. Out: a short phrase, or null where the list would be too long to help.

import type { Expected } from './cst.ts';
import { TOKENS } from './grammar/mig.ohm-recipe.ts';
import { code } from './tokens.ts';

/** Up to this many alternatives are named. */
const MOST = 5;

/** A group of alternatives that is named by one phrase as soon as its sign is expected. */
interface Group {
  readonly phrase: string;
  readonly sign: string;
  readonly members: ReadonlySet<string>;
}

const GROUPS: readonly Group[] = [
  group(
    'a declaration',
    'var',
    'keep semaphore event mutex condition memory resource listener channel stream host thread daemon eventloop procedure variant version param const type def deadlock partial invariant reachable goal always bound order lock callback deferred coroutine start final rests yields each user',
  ),
  group(
    'an expression',
    '<number>',
    '<name> true false null _ ( { not - if all some no count sum max min cas try_send try_recv choose',
  ),
  group('an effect', 'post', 'assert place push pop for if cas try_send try_recv'),
  group('an operation', 'recv', 'timed flush'),
  group('a type', 'bool', '<name> <number> set array queue record'),
  group('an operator', '==', '. [ at blocked running ended +'),
  group('a name', '<name>', ''),
  group('a string', '<string>', ''),
  group('an annotation', '<annotation>', ''),
];

/** Shown without quotes; never worth a mention where something else is expected. */
const MINOR = new Set(['an operator', 'an annotation', '`only`', '`,`', '`;`']);

/** "`:` or `->`", "an expression", or null. */
export function expectation(expected: readonly Expected[]): string | null {
  const all = phrases(expected);
  const major = all.filter(phrase => !MINOR.has(phrase));
  const shown = major.length > 0 ? major : all;
  if (shown.length === 0 || shown.length > MOST) return null;
  const last = shown.at(-1) ?? '';
  return shown.length === 1 ? last : `${shown.slice(0, -1).join(', ')} or ${last}`;
}

export function isExpected(expected: readonly Expected[], token: string): boolean {
  return expected.some(({ from, to }) => from <= token && token <= to);
}

function phrases(expected: readonly Expected[]): string[] {
  const found = GROUPS.filter(({ sign }) =>
    isExpected(
      expected.filter(one => !hides(one, sign)),
      sign,
    ),
  );
  const covered = new Set(found.flatMap(({ members }) => [...members]));
  const words = expected
    .filter(({ from, to }) => from === to && !covered.has(from))
    .map(({ from }) => `\`${textOf(from)}\``);
  const named = found.filter(
    ({ sign }) => !found.some(other => other.sign !== sign && other.members.has(sign)),
  );
  return [...words.sort(), ...named.map(({ phrase }) => phrase)];
}

/** Almost every word may be a name: that a name is expected says nothing about the word itself. */
function hides({ from, to }: Expected, sign: string): boolean {
  return from === code('<name>') && from !== to && sign !== from;
}

function textOf(token: string): string {
  return Object.entries(TOKENS).find(([, char]) => char === token)?.[0] ?? token;
}

function group(phrase: string, sign: string, members: string): Group {
  const words = members.split(' ').filter(word => word !== '');
  return { phrase, sign: code(sign), members: new Set([sign, ...words].map(code)) };
}
