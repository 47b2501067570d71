import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { print } from '../../src/syntax/print.ts';
import { bare, treeOf } from './support.ts';

const FIXTURES = new URL('./fixtures/', import.meta.url);
const files = readdirSync(FIXTURES).filter(file => file.endsWith('.mig'));

function fixture(file: string): string {
  return readFileSync(new URL(file, FIXTURES), 'utf8');
}

function format(text: string): string {
  return print(treeOf(text));
}

describe.each(files)('%s', file => {
  const before = treeOf(fixture(file));
  const text = print(before);
  const after = treeOf(text);

  test('keeps its meaning', () => {
    expect(bare({ ...after, comments: [] })).toEqual(bare({ ...before, comments: [] }));
  });

  test('keeps every comment', () => {
    const sorted = (tree: typeof before) => tree.comments.map(one => one.text).sort();
    expect(sorted(after)).toEqual(sorted(before));
  });

  test('is printed as itself the second time', () => {
    expect(print(after)).toBe(text);
  });

  test('has no blank at the end of a line and no two blank lines', () => {
    expect(text).not.toMatch(/[ \t]\n|\n\n\n/);
  });
});

test('a canonical text stays as it is', () => {
  expect(format(fixture('everything.mig'))).toBe(fixture('everything.mig'));
});

test('columns of neighbours are aligned, up to a blank line or a comment', () => {
  const text = `thread t {
    a: x -> y when p
    longer: yyy -> x wait s
    each_other: -> x

    b: x -> y
    // new group
    cc: xx -> yy
  }`;
  expect(format(text)).toBe(`thread t {
  a:          x   -> y  when p
  longer:     yyy -> x  wait s
  each_other:     -> x

  b: x -> y
  // new group
  cc: xx -> yy
}
`);
});

test('comments stay where they are', () => {
  const text = `// first

// second
protocol p   // of the protocol


host h {   // of the brace

  // above
  var a : bool   // behind
  // last
}  // of the end
thread t {
  a: x -> y do {  // effects begin
    // one
    b = 1  // two

    // three
    if c { d = 1 } // four
    else { e = 1 }
    // five
  }
  b: x -> // inside
     y
}
// end
`;
  expect(format(text)).toBe(`// first

// second
protocol p  // of the protocol

host h {  // of the brace
  // above
  var a : bool  // behind
  // last
}  // of the end
thread t {
  a: x -> y  do {
    // effects begin
    // one
    b = 1  // two

    // three
    if c {
      d = 1
      // four
    } else {
      e = 1
    }
    // five
  }
  // inside
  b: x -> y
}
// end
`);
});

test('names in braces with comments among them stand one on a line', () => {
  expect(format('variant fix { none, // as merged\n yield_once } // two')).toBe(
    'variant fix {\n  none,  // as merged\n  yield_once\n}  // two\n',
  );
});

test('long conditions break at the outermost operator', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(letter => letter.repeat(40));
  expect(format(`thread t { x: y -> z when ${a} or ${b} and ${c} do { n = 1 } }`)).toBe(
    `thread t {
  x: y -> z
      when ${a}
        or ${b} and ${c}
      do { n = 1 }
}
`,
  );
});

test.each([
  ['invariant i: ((a) and (b or c))', 'invariant i: a and (b or c)'],
  ['invariant i: a - (b - c) - d', 'invariant i: a - (b - c) - d'],
  ['invariant i: (a implies b) implies c', 'invariant i: (a implies b) implies c'],
  ['invariant i: not (a in b)', 'invariant i: a not in b'],
  ['invariant i: not (a and b)', 'invariant i: not (a and b)'],
  ['invariant i: -(a + b)', 'invariant i: -(a + b)'],
  ['invariant i: a and all c in T: p', 'invariant i: a and (all c in T: p)'],
  ['invariant i: (a < b) == c', 'invariant i: (a < b) == c'],
  ['invariant i: t at { a, b }', 'invariant i: t at a, b'],
  ['const N = if t at { a, b } then 1 else 2', 'const N = if t at a, b then 1 else 2'],
  ['const N = f((t at a, b), c)', 'const N = f(t at { a, b }, c)'],
  ['always possible x', 'always possible x'],
  ['bound b: (count c in T: p) <= 3', 'bound b: (count c in T: p) <= 3'],
  ['bound b: count c in T: p <= 3', 'bound b: count c in T: p <= 3'],
])('%s', (text, expected) => {
  expect(format(text)).toBe(`${expected}\n`);
});

test('an empty text and a text of comments only', () => {
  expect(format('')).toBe('');
  expect(format('\n\n // a\n\n\n// b')).toBe('// a\n\n// b\n');
});

test('line ends become \\n', () => {
  expect(format('\ufeffprotocol p\r\nconst N = 1\r\n')).toBe('protocol p\nconst N = 1\n');
});
