// Damaged models, a short run of what `npm run fuzz` does for long: nothing crashes, every rejection has a
// place, what is accepted can be lowered and run. And what longer runs have found, kept small.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exercise } from '../../scripts/fuzz/exercise.mjs';
import { caseOf, prepare } from '../../scripts/fuzz/mutate.mjs';
import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { lower } from '../../src/ir/lower.ts';
import { checkModel } from '../../src/semantics/check-model.ts';
import { parse } from '../../src/syntax/parse.ts';
import { print } from '../../src/syntax/print.ts';
import { interpreter } from '../../src/system/interpreter.ts';

const ROOMS = { sourceFile, renderDiagnostics, parse, print, checkModel, lower, interpreter };
const CASES = 2_000;

describe('damaged models', () => {
  it('are rejected with a place, or run', { timeout: 120_000 }, () => {
    const prepared = prepare(['models', 'test'].flatMap(modelsBelow));
    const reached = new Set<string>();
    for (let number = 0; number < CASES; number++) {
      const { path, text } = caseOf(prepared, 1, number);
      const outcome = exercise(ROOMS, path, text);
      expect(outcome.problem, `case ${number}, from ${path}:\n${text}`).toBeNull();
      reached.add(outcome.reached);
    }
    expect([...reached].sort()).toEqual(['check', 'lower', 'parse', 'run']);
  });

  it('are the same every time', () => {
    const prepared = prepare([{ path: 'a.mig', text: 'protocol p\nconst N = 2\nconst M = 3\n' }]);
    const texts = (seed: number) =>
      Array.from({ length: 50 }, (_, i) => caseOf(prepared, seed, i).text);
    expect(texts(1)).toEqual(texts(1));
    expect(texts(1)).not.toEqual(texts(2));
  });
});

describe('the exercise', () => {
  const text = 'protocol p\nconst N = 2\n';
  const reject = { tree: null, diagnostics: [] };

  it('reports a crash with where it happened', () => {
    const parse = () => {
      throw new Error('boom');
    };
    expect(exercise({ ...ROOMS, parse }, 'a.mig', text).problem).toMatch(
      /^crash: boom \| at \S*parse/,
    );
  });

  it('reports a rejection without an error', () => {
    const { problem } = exercise({ ...ROOMS, parse: () => reject }, 'a.mig', text);
    expect(problem).toBe('rejected is true with 0 errors');
  });

  it('reports an error outside of its file', () => {
    const file = sourceFile('a.mig', text);
    const span = { file, start: 100, end: 101 };
    const diagnostics = [{ code: 'MC1001', severity: 'error', span, message: 'no' }];
    const outcome = exercise({ ...ROOMS, parse: () => ({ tree: null, diagnostics }) }, 'a', text);
    expect(outcome.problem).toBe('no place: MC1001 no 100..101');
  });
});

/** Each of these once crashed, hung, or filled the memory. */
const FOUND: readonly (readonly [what: string, code: string, body: string])[] = [
  ['a FIFO of two thousand million places', 'MC4012', 'channel c : { A } fifo 2147483647'],
  ['an array as large', 'MC4012', 'var x : array[0..2147483646] of bool'],
  ['a semaphore for each of as many', 'MC4013', 'semaphore s[i in 0..2147483646]'],
  ['a variable in the bounds of its own type', 'MC2019', 'host h { var n : 0..n }'],
  [
    'a lock of a mutex that is left out',
    'MC3095',
    'host h { mutex m only 1 == 2  thread t { start a final b  go: a -> b lock m } }',
  ],
  [
    'a stream in a thread',
    'MC3020',
    'host h { thread t { stream s from h to g : bool fifo 1 start a final b  go: a -> b } } host g {}',
  ],
  [
    'a definition of definitions of definitions',
    'MC4013',
    `host h { var x : 0..1 = 1  thread t { start a final b  go: a -> b when d0 > 0 } }
     ${Array.from({ length: 30 }, (_, i) => `def d${i} = d${i + 1} + d${i + 1}`).join('\n')}
     def d30 = h.x`,
  ],
  [
    'a procedure of procedures of procedures',
    'MC4011',
    `procedure p30() { a: x -> done  when 1 < 2 }
     ${Array.from({ length: 30 }, (_, i) => `procedure p${i}() { a: call p${i + 1}()  b: call p${i + 1}() }`).join('\n')}
     host h { thread t { start a final b  go: a -> b call p0() } }`,
  ],
  [
    'quantifiers in one another',
    'MC4013',
    `type Big = 0..4000
     host h { var x : Big }
     invariant i: all a in Big: all b in Big: all c in Big: a + b + c + h.x >= 0`,
  ],
];

describe('found before', () => {
  it.each(FOUND)('%s', (_, code, body) => {
    const text = `protocol p\n${body}\n`;
    expect(exercise(ROOMS, 'found.mig', text).problem).toBeNull();
    expect(codesOf(text)).toContain(code);
  });

  it('a carriage return before a comment is formatted once and for all', () => {
    const text =
      'protocol p\nhost h { thread t {\na: x -> y  when true \r // why\nbb: yy -> z\n} }\n';
    expect(exercise(ROOMS, 'found.mig', text).problem).toBeNull();
  });

  it('a host that is there for one version of another host only', () => {
    const text = `protocol p
      version qemu { old, new }
      host dst only src.qemu == new { thread t { start a final b  go: a -> b } }
      host src { thread t { start a final b  go: a -> b } }
      deadlock free`;
    expect(codesOf(text)).toEqual([]);
    expect(exercise(ROOMS, 'found.mig', text).problem).toBeNull();
  });
});

function modelsBelow(folder: string) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter(name => name.endsWith('.mig'))
    .sort()
    .map(name => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));
}

function codesOf(text: string): string[] {
  const parsed = parse(sourceFile('found.mig', text));
  if (parsed.tree === null) return parsed.diagnostics.map(one => one.code);
  const { model, diagnostics } = checkModel([parsed.tree]);
  if (model === null) return diagnostics.map(one => one.code);
  return lower(model, { variant: {}, params: {} }).diagnostics.map(one => one.code);
}
