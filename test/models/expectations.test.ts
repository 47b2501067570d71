// Every model of the project is run as its header says: verdict, violated properties, counts; the systems exercise
// in every variant all they declare, but for what is excused in idle.ts.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/verdict/result.ts';
import { excused, neverExercised } from './idle.ts';
import {
  type Expectation,
  expectationsOf,
  importsOf,
  isModel,
  modelFiles,
  runModel,
} from './run-model.ts';

/** The systems that the project is about; the other models show one thing each. */
const SYSTEM = /^models\/[^/]+\.mig$/;
/** With the parameters as they stand a model must stay small enough to be argued with. */
const MOST_DEFAULT_STATES = 1_000_000;
const SLOW = process.env.MCHECK_SLOW !== undefined;
const files = await modelFiles(['models', 'test/models']);
const imported = files.flatMap(file => importsOf(file, readFileSync(file, 'utf8')));

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  if (!isModel(text)) {
    test(`${file}, which has no protocol, is a part of a model`, () => {
      expect(imported).toContain(file);
    });
    continue;
  }
  describe(file, () => {
    const expectations = expectationsOf(text);
    test('says what is expected of it', () => {
      expect(expectations.length).toBeGreaterThan(0);
    });
    for (const expectation of expectations) {
      test.skipIf(expectation.slow && !SLOW)(expectation.text, { timeout: 600_000 }, async () => {
        const values = Object.values(expectation.choices);
        const looksAtCoverage = SYSTEM.test(file) && !values.some(isNumber);
        const result = await runModel(file, expectation.choices, !looksAtCoverage);
        expect(observed(result, expectation)).toEqual(wanted(expectation));
        if (looksAtCoverage) {
          expect(neverExercised(result.coverage)).toEqual(excused(file, values));
          expect(result.stats.states).toBeLessThanOrEqual(MOST_DEFAULT_STATES);
        }
      });
    }
    test.runIf(SYSTEM.test(file))('expects something of every variant by itself', () => {
      const alone = expectations
        .map(one => Object.values(one.choices))
        .filter(one => one.length === 1);
      expect(variantsOf(text).filter(value => !alone.flat().includes(value))).toEqual([]);
    });
  });
}

function isNumber(value: string): boolean {
  return /^-?\d+$/.test(value);
}

/** But for the first, which every choice has that names no other. */
function variantsOf(text: string): string[] {
  const lists = [...text.matchAll(/^variant \w+ \{([^}]*)\}/gm)];
  return lists.flatMap(([, list = '']) => list.split(',').slice(1)).map(value => value.trim());
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

  test('a file without a protocol must be what some model imports', () => {
    const importing =
      'protocol p\nimport "../parts/ring.mig"\n  import "near.mig"\n// import "no.mig"';
    expect(importsOf('models/a/b.mig', importing)).toEqual([
      'models/parts/ring.mig',
      'models/a/near.mig',
    ]);
    expect(isModel('')).toBe(false);
    expect(isModel('// protocol p')).toBe(false);
  });

  test('a line that begins as one and cannot be read is no comment', () => {
    expect(() => expectationsOf('// expect fix=none violated')).toThrow('line 1');
    expect(() => expectationsOf('// expect : maybe')).toThrow('maybe');
    expect(() => expectationsOf('// expect none: holds')).toThrow('NAME=VALUE');
  });
});
