// `T or null` of a record: a field of it is read as if it were there; of null it is an error of the run.

import { expect, test } from 'vitest';
import { failures, space, thread } from './model.ts';

const TOP = 'type R = record { a : 0..1, b : 1..3 }';
const RECORD = 'var r : R or null = null\nvar x : 0..3 = 0\nvar y : 0..1 = 0';

test('a field of a record that may be null is read', () => {
  const body =
    'final e\nfill: s -> m do { r = { a: 1, b: 3 } }\nread: m -> e do { x = r.b, y = r.a, assert x == 3, assert y == 1 }';
  expect(failures(space(thread(body, RECORD, TOP)))).toEqual([]);
});

test('a field of null is an error', () => {
  const body = 'final e\nread: s -> e do { x = r.b }';
  expect(failures(space(thread(body, RECORD, TOP)))).toEqual(['null']);
});
