import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Expr, Failure } from '../../src/ir/expr.ts';
import { isSame } from '../../src/ir/same-expr.ts';
import { fail } from '../system/build-program.ts';
import { condition, value } from '../system/random-program.ts';

const any = fc.oneof(condition, value);

/** A copy that shares nothing, with other messages and places. */
function copyOf(expr: Expr): Expr {
  return JSON.parse(
    JSON.stringify(expr, (name, inner: unknown) =>
      name === 'failure' && inner !== null ? fail((inner as Failure).error, 'elsewhere') : inner,
    ),
  );
}

/** Without what says where it is written. */
function bare(expr: Expr): string {
  return JSON.stringify(expr, (name, inner: unknown) =>
    name === 'failure' && inner !== null ? (inner as Failure).error : inner,
  );
}

it('is the same as its copy, wherever that is written', () => {
  fc.assert(
    fc.property(any, expr => {
      expect(isSame(expr, copyOf(expr))).toBe(true);
    }),
    { seed: 1 },
  );
});

it('is the same as no other one', () => {
  fc.assert(
    fc.property(any, any, (left, right) => {
      expect(isSame(left, right)).toBe(bare(left) === bare(right));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

it('is not the same where only one may be read anywhere', () => {
  const element: Expr = {
    kind: 'element',
    first: 0,
    count: 2,
    index: { kind: 'cell', cell: 3 },
    failure: fail('index'),
  };
  expect(isSame(element, { ...element, within: true })).toBe(false);
});
