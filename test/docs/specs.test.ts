// The example of docs/specs.md is a spec, and its grammar names every word that the parser knows.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { parseSpec } from '../../src/syntax/spec/parse.ts';
import { COUNTS } from '../../src/syntax/spec/tree.ts';
import { blocksOf } from './blocks.ts';

const page = readFileSync('docs/specs.md', 'utf8');
const [example, grammar] = blocksOf(page);

it('shows a spec that can be read', () => {
  const { tree, diagnostics } = parseSpec(sourceFile('example.spec', example?.text ?? ''));
  expect(diagnostics).toEqual([]);
  expect(tree?.cases.map(one => [one.verdict, one.slow])).toEqual([
    ['violated', false],
    ['holds', false],
    ['holds', true],
  ]);
});

it.each(['slow', 'unknown', 'because', 'source', ...COUNTS])('names %s', word => {
  expect(grammar?.text).toContain(word);
});
