// Compiles src/syntax/grammar/mig.ohm into mig.ohm-recipe.ts, so that no start-up parses the grammar.
// Every quoted terminal longer than one character becomes one private-use character; the table of these
// is written beside the recipe and is what the tokenizer speaks.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grammar } from 'ohm-js';

const SOURCE = new URL('../src/syntax/grammar/mig.ohm', import.meta.url);
const TARGET = new URL('../src/syntax/grammar/mig.ohm-recipe.ts', import.meta.url);
const ANY_WORD = '<any word below>';
const FIRST_CODE = 0xe000;

/** The text of mig.ohm-recipe.ts for the text of mig.ohm. */
export function compile(source) {
  const text = source.replace(/ *\/\/.*$/gm, '');
  const classes = tokenClasses(text);
  const table = assignCodes(text, classes);
  const ranges = new Map();
  for (const [name, { members }] of classes) {
    const range = name === 'name' ? nameRange(table) : rangeOf(members, table);
    if (range !== null) ranges.set(name, range);
  }
  const rules = text.replace(RULE, (rule, name) =>
    ranges.has(name)
      ? ''
      : rule.replace(/("[^"]+"|-- \w+)|\w+/g, (whole, quoted) =>
          quoted === undefined ? (ranges.get(whole) ?? whole) : quoted,
        ),
  );
  const overTokens = rules.replace(/"([^"]+)"/g, (quoted, token) =>
    token in table ? `"${table[token]}"` : quoted,
  );
  return render(grammar(overTokens).toRecipe(), table, classes.get('reserved').members);
}

const RULE = /^ {2}(\w+)\s+=([\s\S]*?)(?=^ {2}\w+\s+=|^\})/gm;

/**
 * The rules that are nothing but a choice of tokens, by name. `head` is left out: it mixes words and signs,
 * and only words may get codes behind that of `<name>`.
 */
function tokenClasses(text) {
  const classes = new Map();
  for (const [, name, body] of text.matchAll(RULE)) {
    if (!/^\s*"[^"]+"(\s*\|\s*"[^"]+")+\s*$/.test(body) || name === 'head') continue;
    const members = [...body.matchAll(/"([^"]+)"/g)].map(match => match[1]);
    classes.set(name, { members });
  }
  return classes;
}

function assignCodes(text, classes) {
  const all = [...new Set([...text.matchAll(/"([^"]+)"/g)].map(match => match[1]))];
  const inClasses = [...classes.values()].flatMap(({ members }) => members);
  const isWord = token => /^[a-z_]{2,}$/.test(token);
  const loose = all.filter(token => !inClasses.includes(token) && token.length > 1);
  const order = new Set([
    ...['<stray>', ...loose.filter(token => !isWord(token))],
    ...inClasses.filter(token => token !== ANY_WORD),
    ...loose.filter(isWord),
  ]);
  return Object.fromEntries(
    [...order].map((token, at) => [token, String.fromCharCode(FIRST_CODE + at)]),
  );
}

function rangeOf(members, table) {
  const codes = members.map(token => table[token]).sort();
  const adjacent = codes.every((code, at) => code.charCodeAt(0) === codes[0].charCodeAt(0) + at);
  return adjacent ? `"${codes[0]}".."${codes.at(-1)}"` : null;
}

function nameRange(table) {
  return `"${table['<name>']}".."${Object.values(table).at(-1)}"`;
}

function render(recipe, table, reserved) {
  // The recipe carries the grammar's text only to show it in ohm's own messages.
  const withoutSource = JSON.stringify(stripIntervals(JSON.parse(recipe)));
  return [
    '// Generated from mig.ohm by scripts/build-grammar.mjs. Do not edit.',
    '',
    '/** The one character that stands for each token of more than one. */',
    `export const TOKENS: Readonly<Record<string, string>> = ${ascii(JSON.stringify(table, null, 1))};`,
    '',
    `export const RESERVED: readonly string[] = ${JSON.stringify(reserved)};`,
    '',
    `export const RECIPE = ${ascii(JSON.stringify(withoutSource))};`,
    '',
  ].join('\n');
}

function stripIntervals(recipe) {
  if (Array.isArray(recipe)) return recipe.map(stripIntervals);
  if (recipe === null || typeof recipe !== 'object') return recipe;
  const { source: _source, sourceInterval: _interval, ...kept } = recipe;
  return Object.fromEntries(
    Object.entries(kept).map(([key, value]) => [key, stripIntervals(value)]),
  );
}

function ascii(text) {
  return text.replace(
    /[^ -~\n]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, compile(readFileSync(SOURCE, 'utf8')));
}
