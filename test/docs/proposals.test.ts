// docs/proposals.md: every case it names is in a spec, with the verdict it gives.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { choiceKey } from '../../src/syntax/spec/case.ts';
import { parseSpec } from '../../src/syntax/spec/parse.ts';
import type { SpecCase } from '../../src/syntax/spec/tree.ts';

const TEXT = readFileSync('docs/proposals.md', 'utf8');
const ROW = /^\| .* \| `([\w-]+) ([^`]+)` \| (holds|violated)(?: (\w+))? \|$/gm;
const rows = [...TEXT.matchAll(ROW)].map(([, model = '', choice = '', verdict, property]) => ({
  model,
  choice: choice.split(' ').sort().join(' '),
  verdict,
  property,
}));

function casesOf(model: string): ReadonlyMap<string, SpecCase> {
  const path = `specs/${model}.spec`;
  const { tree } = parseSpec(sourceFile(path, readFileSync(path, 'utf8')));
  return new Map(tree?.cases.map(one => [choiceKey(one.choices), one]));
}

describe('docs/proposals.md', () => {
  it('is a table of cases', () => {
    expect(rows.length).toBeGreaterThan(50);
    const lines = TEXT.split('\n').filter(line => line.startsWith('| ') && line.includes('`'));
    expect(rows).toHaveLength(lines.length);
  });

  it.each(rows)('$model $choice: $verdict $property', ({ model, choice, verdict, property }) => {
    const found = casesOf(model).get(choice);
    expect(found?.verdict).toBe(verdict);
    if (property !== undefined) {
      expect(found?.violated.map(({ name }) => name.text)).toContain(property);
    }
  });
});
