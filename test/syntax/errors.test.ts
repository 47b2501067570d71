import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/diagnostic/catalogue.ts';
import { renderDiagnostics } from '../../src/diagnostic/render.ts';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { parse } from '../../src/syntax/parse.ts';
import { codesOf } from './support.ts';

const CASES: Readonly<Record<string, string>> = {
  'a comparison with =': 'thread t { a: x -> y when n = 1 do { m = 2 } }',
  'an assignment with :=': 'thread t { a: x -> y do { n := 1 } }',
  "C's operators": 'invariant i: a && b\ninvariant j: a || !b\ninvariant k: !b',
  'no colon after an action':
    'thread t {\n  connect setup -> opened\n  b: x -> y\n  wait_pong x -> y wait s\n}',
  'no colon after a property': 'goal reached t at a\n',
  'no name for a property': 'invariant: a or b',
  'no do': 'thread t { a: x -> y wait s { n = 1 } }',
  'a semicolon': 'const N = 2;\nvar a : bool;\n',
  'a reserved word': 'var in : bool\nhost each {}\nconst do = 1',
  'an unclosed brace': 'host src {\n  thread t {\n    a: x -> y\n  mutex m\n}\n',
  'a brace too many': 'host src {\n}\n}\nvar a : bool',
  'the wrong bracket': 'invariant i: f(a, b]\nconst N = 1',
  'a declaration of a thread in a thread': 'thread t {\n  a: x -> y\nthread u {\n  b: x -> y\n}\n}',
  'an import below': 'const N = 1\nimport "a.mig"\n',
  'a string without end': 'import "a.mig\nprotocol p',
  'characters that mean nothing': 'const N = 2 # two\nconst M = $3\nvar a\\b : bool',
  'letters beyond ASCII': 'var zähler : bool\nvar b : bool // zähler is fine here',
  'a number with letters': 'const N = 12ab',
  'chained comparisons': 'invariant i: 0 < n < 3',
  'a number that is too large': 'const N = 99999999999',
  'an operation without an operand': 'thread t { a: x -> y recv\n b: x -> y }',
  'a half expression': 'invariant i: a and\ngoal g: b',
  'a missing type': 'var n = 3\nvar m : = 3',
  'parts in the wrong order': 'thread t { a: x -> y do { n = 1 } when p }',
  'annotations in the wrong order':
    'thread t {\n  a: x -> y only P @src "f.c" g\n  b: y -> x wait s @src "f.c" g when P\n}',
  'semaphore clauses in the wrong order': 'semaphore s max 3 = 0',
  'several errors, each once': `protocol p
host src {
  var in : bool
  thread t {
    start a
    b: a -> c when x = 1
    c: a -> b { y = 1 }
    d: a -> b do { x = }
  }
}
const N = 1 +
goal g: x && y
`,
  'an empty choice of words': 'timed wait s',
  'nothing but garbage': '%PDF-1.4 ...',
  'tabs and control characters': '\tconst\tN = 1 \u0007\u001b[31m',
};

test('messages', async () => {
  const shown = Object.entries(CASES).map(([title, text]) => {
    const { diagnostics } = parse(sourceFile('model.mig', text));
    return `======== ${title}\n${renderDiagnostics(diagnostics)}`;
  });
  await expect(shown.join('\n')).toMatchFileSnapshot('errors.golden');
});

describe('the examples of the catalogue', () => {
  // MC12xx are about specs, which are another language: test/diagnostic/codes.test.ts has them.
  const examples = Object.entries(CATALOGUE).filter(
    ([code, { example }]) => /^MC1[01]/.test(code) && !example.startsWith('('),
  );
  test.each(examples)('%s', (code, { example }) => {
    expect(codesOf(example)).toContain(code);
  });
});

test('independent errors are all reported, in order, up to twenty', () => {
  const line = (n: number) => `const A${n} = $\n`;
  const text = (count: number) => Array.from({ length: count }, (_, n) => line(n)).join('');
  const lines = (source: string) =>
    parse(sourceFile('x', source)).diagnostics.map(({ code, span }) => `${code}@${span.start}`);
  expect(lines(text(3))).toEqual(['MC1002@11', 'MC1002@24', 'MC1002@37']);
  expect(codesOf(text(20)).filter(code => code === 'MC1002')).toHaveLength(20);
  expect(codesOf(text(50)).slice(19)).toEqual(['MC1002', 'MC1015']);
});
