// Broken models: whatever stands in the text, the parser answers with a tree or with diagnostics that have
// a place, and what it takes is printed without a change of meaning.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { parse } from '../../src/syntax/parse.ts';
import { print } from '../../src/syntax/print.ts';
import { bare, treeOf } from './support.ts';

const FIXTURES = new URL('./fixtures/', import.meta.url);
const texts = readdirSync(FIXTURES)
  .filter(file => file.endsWith('.mig'))
  .map(file => readFileSync(new URL(file, FIXTURES), 'utf8'));

const OPTIONS = { seed: 20_240_611, numRuns: 60 };

/** A piece of a model, about as long as a screen. */
const piece = fc
  .tuple(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 40 }))
  .map(([text, at, count]) => {
    const lines = text.split('\n');
    const from = at % lines.length;
    return lines.slice(from, from + count).join('\n');
  });

const insertion = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    '[',
    ':',
    '->',
    ';',
    '=',
    'do',
    'when',
    'in',
    'not',
    '"',
    '//',
    '@x',
    '\0',
    '\ud800',
    '\r',
    '\u202e',
    'ö',
  ),
  fc.string({ maxLength: 4 }),
);

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 8 }),
  insert: insertion,
});

function mutate(text: string, mutations: readonly Mutation[]): string {
  return mutations.reduce((current, { at, remove, insert }) => {
    const from = at % (current.length + 1);
    return current.slice(0, from) + insert + current.slice(from + remove);
  }, text);
}

function check(text: string): void {
  const file = sourceFile('fuzz.mig', text);
  const { tree, diagnostics } = parse(file);
  expect(tree === null).toBe(diagnostics.length > 0);
  for (const { span } of diagnostics) {
    expect(span.file).toBe(file);
    expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
  }
  expect(renderDiagnostics(diagnostics)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
  if (tree === null) return;
  const printed = print(tree);
  const again = treeOf(printed);
  expect(bare({ ...again, comments: [] })).toEqual(bare({ ...tree, comments: [] }));
  expect(again.comments).toHaveLength(tree.comments.length);
  expect(print(again)).toBe(printed);
}

test('any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), check), OPTIONS);
});

test('mutated pieces of models', () => {
  const property = fc.property(piece, fc.array(mutation, { maxLength: 3 }), (text, mutations) =>
    check(mutate(text, mutations)),
  );
  fc.assert(property, { ...OPTIONS, numRuns: 150 });
});

test('models with comments strewn in', () => {
  const strewn = fc
    .tuple(fc.constantFrom(...texts), fc.array(fc.nat(), { maxLength: 6 }))
    .map(([text, places]) =>
      places.reduce((current, place) => {
        const blanks = [...current.matchAll(/[ \n]/g)].map(match => match.index);
        const at = blanks[place % blanks.length] ?? 0;
        return `${current.slice(0, at)} // strewn ${place % 7}\n${current.slice(at)}`;
      }, text),
    );
  fc.assert(fc.property(strewn, check), { ...OPTIONS, numRuns: 30 });
});
