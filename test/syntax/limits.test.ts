import { describe, expect, test } from 'vitest';
import { codesOf, treeOf } from './support.ts';

test('size and number of lines', () => {
  expect(codesOf(`//${' '.repeat(999_998)}`)).toEqual([]);
  expect(codesOf(`//${' '.repeat(999_999)}`)).toEqual(['MC4001']);
  expect(codesOf('\n'.repeat(19_999))).toEqual([]);
  expect(codesOf('\n'.repeat(20_000))).toEqual(['MC4002']);
});

describe('nesting', () => {
  test.each([
    ['brackets', (n: number) => `invariant i: ${'('.repeat(n)}x${')'.repeat(n)}`],
    ['sets', (n: number) => `invariant i: ${'{'.repeat(n)}${'}'.repeat(n)}`],
    ['indices', (n: number) => `invariant i: ${'a['.repeat(n)}1${']'.repeat(n)}`],
    ['hosts', (n: number) => `${'host h { '.repeat(n)}${'}'.repeat(n)}`],
  ])('of %s', (_name, text) => {
    expect(treeOf(text(100)).declarations).toHaveLength(1);
    expect(codesOf(text(101))).toEqual(['MC4003']);
  });

  test.each([
    ['quantifiers', `invariant i: ${'all c in T: '.repeat(20_000)}x`],
    ['negations', `invariant i: ${'not '.repeat(20_000)}x`],
    ['signs', `invariant i: ${'- '.repeat(20_000)}x`],
    ['operators', `invariant i: ${'a or '.repeat(20_000)}x`],
    ['conditionals', `const N = ${'if a then b else '.repeat(20_000)}x`],
    ['branches', `thread t { a: do { if a {} ${'else if b {} '.repeat(20_000)} } }`],
  ])('without brackets: %s', (_name, text) => {
    expect(codesOf(text)).toEqual(['MC4003']);
  });
});
