import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../scripts/build-grammar.mjs';
import { match } from '../../src/syntax/cst.ts';
import { RESERVED, TOKENS } from '../../src/syntax/grammar/mig.ohm-recipe.ts';
import { code } from '../../src/syntax/tokens.ts';

const folder = new URL('../../src/syntax/grammar/', import.meta.url);

test('mig.ohm-recipe.ts is what mig.ohm says (else: npm run grammar)', () => {
  const source = readFileSync(new URL('mig.ohm', folder), 'utf8');
  const compiled = readFileSync(new URL('mig.ohm-recipe.ts', folder), 'utf8');
  expect(compile(source)).toBe(compiled);
});

test('the nodes of ohm are what cst.ts takes them for', () => {
  const found = match(`${code('const')}${code('<name>')}=${code('<number>')}`, 'file');
  if (!found.matched) throw new Error('no match');
  const { root } = found;
  expect([root.rule, root.start, root.end, root.children.length]).toEqual(['file', 0, 4, 4]);
  const declaration = root.children[2]?.children[0];
  expect(declaration).toMatchObject({ rule: 'declaration', start: 0, end: 4 });
  expect(
    declaration?.children[0]?.children.map(({ rule, start, end }) => [rule, start, end]),
  ).toEqual([
    ['_terminal', 0, 1],
    ['_terminal', 1, 2],
    ['_terminal', 2, 3],
    ['value', 3, 4],
  ]);
});

test('every word has a code of its own, names above all that are reserved', () => {
  const codes = Object.values(TOKENS);
  expect(new Set(codes).size).toBe(codes.length);
  for (const word of RESERVED) expect(code(word) < code('<name>')).toBe(true);
  for (const word of ['start', 'count', 'event', 'set', 'lock']) {
    expect(code(word) > code('<name>')).toBe(true);
  }
  for (const [token, char] of Object.entries(TOKENS)) {
    if (char > code('<name>')) expect(token).toMatch(/^[a-z_]+$/);
  }
});
