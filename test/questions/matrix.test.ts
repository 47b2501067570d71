import { describe, expect, it } from 'vitest';
import { product, productSize, runAll } from '../../src/questions/matrix.ts';
import { preemptRun } from '../explain/preempt-program.ts';

const AXES = [
  { kind: 'variant', name: 'fix', values: ['none', 'merged'] },
  { kind: 'param', name: 'PAGES', values: [1, 2, 3] },
] as const;

describe('product', () => {
  it('varies the last axis fastest', () => {
    const shown = product(AXES).map(one => `${one.variant.fix} ${one.params.PAGES}`);
    expect(shown).toEqual(['none 1', 'none 2', 'none 3', 'merged 1', 'merged 2', 'merged 3']);
  });

  it('is one empty choice without axes', () => {
    expect(product([])).toEqual([{ variant: {}, params: {} }]);
  });

  it('knows its size before it is built', () => {
    expect(productSize(AXES)).toBe(product(AXES).length);
  });
});

describe('runAll', () => {
  it('stops after an interrupted run', async () => {
    const { run } = preemptRun();
    let count = 0;
    const results = await runAll([run.program, run.program, run.program], async () => {
      count++;
      return count === 2 ? { ...run, limit: 'interrupt' as const, complete: false } : run;
    });
    expect(results).toHaveLength(2);
  });
});
