// Every model of the project is run as its header says: verdict, violated properties, counts.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/verdict/result.ts';
import { type Expectation, expectationsOf, isModel, modelFiles, runModel } from './run-model.ts';

const SLOW = process.env.MCHECK_SLOW !== undefined;
const files = await modelFiles(['models', 'test/models']);

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  if (!isModel(text)) continue;
  describe(file, () => {
    const expectations = expectationsOf(text);
    test('says what is expected of it', () => {
      expect(expectations.length).toBeGreaterThan(0);
    });
    for (const expectation of expectations) {
      test.skipIf(expectation.slow && !SLOW)(expectation.text, { timeout: 600_000 }, async () => {
        const result = await runModel(file, expectation.choices);
        expect(observed(result, expectation)).toEqual(wanted(expectation));
      });
    }
  });
}

function wanted({ verdict, violated, counts }: Expectation) {
  return { verdict, violated, ...counts };
}

/** Only the counts that the expectation names. */
function observed(result: RunResult, { counts }: Expectation) {
  const violated = result.properties
    .filter(({ verdict }) => verdict === 'violated')
    .map(({ property }) => property.name)
    .sort();
  const named = Object.keys(counts) as (keyof typeof counts)[];
  const counted = Object.fromEntries(named.map(name => [name, result.stats[name]]));
  return { verdict: result.verdict, violated, ...counted };
}

describe('expectations', () => {
  test('an expectation is read from its line', () => {
    const [one, two] = expectationsOf(
      '// expect fix=none N=2: violated deadlock seen states 12 depth 3\n//slow expect: holds',
    );
    expect(one).toMatchObject({
      slow: false,
      choices: { fix: 'none', N: '2' },
      verdict: 'violated',
      violated: ['deadlock', 'seen'],
      counts: { states: 12, depth: 3 },
    });
    expect(two).toMatchObject({ slow: true, choices: {}, verdict: 'holds', line: 2 });
  });

  test('a line that begins as one and cannot be read is no comment', () => {
    expect(() => expectationsOf('// expect fix=none violated')).toThrow('line 1');
    expect(() => expectationsOf('// expect : maybe')).toThrow('maybe');
    expect(() => expectationsOf('// expect none: holds')).toThrow('NAME=VALUE');
  });
});
