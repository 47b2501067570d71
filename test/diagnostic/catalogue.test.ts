import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/diagnostic/catalogue.ts';
import { BASELINE } from '../../src/diagnostic/catalogue-baseline.ts';
import { FILES } from '../../src/diagnostic/catalogue-files.ts';
import { LOWERING } from '../../src/diagnostic/catalogue-lowering.ts';
import { MODEL } from '../../src/diagnostic/catalogue-model.ts';
import { NAMES } from '../../src/diagnostic/catalogue-names.ts';
import { SPECS } from '../../src/diagnostic/catalogue-specs.ts';
import { SYNTAX } from '../../src/diagnostic/catalogue-syntax.ts';

test('no code is given twice', () => {
  const count = [SYNTAX, NAMES, MODEL, LOWERING, FILES, SPECS, BASELINE].map(
    table => Object.keys(table).length,
  );
  expect(Object.keys(CATALOGUE)).toHaveLength(count.reduce((sum, one) => sum + one, 0));
});

test.each(Object.entries(CATALOGUE))('%s is explained', (code, entry) => {
  expect(code).toMatch(/^MC[1-5]\d{3}$/);
  for (const text of [entry.title, entry.why, entry.example, entry.fix]) expect(text).toMatch(/\S/);
  expect(entry.title).not.toMatch(/\.$/);
});
