import { expect, test } from 'vitest';
import { lineText, positionAt, sourceFile } from '../../src/diagnostic/source.ts';

const file = sourceFile('a.mig', 'ab\r\n\ncd');

test.each([
  [0, 1, 1],
  [2, 1, 3],
  [4, 2, 1],
  [5, 3, 1],
  [7, 3, 3],
])('offset %i is line %i, column %i', (offset, line, column) => {
  expect(positionAt(file, offset)).toEqual({ line, column });
});

test('a line is given without its end', () => {
  expect([1, 2, 3].map(line => lineText(file, line))).toEqual(['ab', '', 'cd']);
});
