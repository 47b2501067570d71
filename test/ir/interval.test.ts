import { describe, expect, it } from 'vitest';
import type { Expr } from '../../src/ir/expr.ts';
import { arith, cell, computeArith } from '../../src/ir/fold.ts';
import { boundsOf, type Interval } from '../../src/ir/interval.ts';

const shift: Expr = arith('<<', cell(0), cell(1));

function shifted(left: Interval, right: Interval): Interval {
  return boundsOf(shift, id => (id === 0 ? left : right));
}

describe('bounds of a shift to the left', () => {
  it('are those of its results', () => {
    const ranges = [
      { lo: 0, hi: 0 },
      { lo: 1, hi: 5 },
      { lo: 3, hi: 3 },
    ];
    for (const left of ranges) {
      for (const right of ranges) {
        const { lo, hi } = shifted(left, right);
        expect(lo).toBe(computeArith('<<', left.lo, right.lo));
        expect(hi).toBe(computeArith('<<', left.hi, right.hi));
      }
    }
  });

  it('are wide where a result may not fit', () => {
    const { lo, hi } = shifted({ lo: 1, hi: 1 }, { lo: 0, hi: 31 });
    expect([lo, hi]).toEqual([0, 2 ** 31 - 1]);
  });
});
