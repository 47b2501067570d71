import { expect, test } from 'vitest';
import { distance, nearest } from '../../src/diagnostic/suggest.ts';

test.each([
  ['main', 'mian', 1],
  ['main', 'main', 0],
  ['Main', 'main', 0.5],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['abcd', 'badc', 2],
])('distance of %s and %s', (from, to, expected) => {
  expect(distance(from, to)).toBe(expected);
  expect(distance(to, from)).toBe(expected);
});

test.each([
  ['mian', ['main', 'port', 'sem'], 'main'],
  ['cuont', ['count', 'mount'], 'count'],
  ['migration_thred', ['migration_thread', 'return_path'], 'migration_thread'],
  ['pages', ['PAGES', 'page'], 'page'],
  ['x', ['y', 'z'], null],
  ['ab', ['cd'], null],
  ['reading', ['pausing'], null],
  ['bql', [], null],
  ['ba', ['bb', 'bc'], 'bb'],
])('nearest to %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
