import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
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
    const programs = ['a', 'b', 'c'].map(name => ({ ...run.program, name }));
    const results = await runAll(programs, async () => {
      count++;
      return count === 2 ? { ...run, limit: 'interrupt' as const, complete: false } : run;
    });
    expect(results).toHaveLength(2);
  });

  it('checks a program once that two choices give, and shows it under both', async () => {
    const { run } = preemptRun();
    const chosen = (mode: string, cells = run.program.cells) => ({
      ...run.program,
      cells,
      choice: { ...run.program.choice, variant: { mode } },
    });
    const [first, ...others] = run.program.cells;
    if (first === undefined) throw new Error('a program without cells');
    const wider = [{ ...first, hi: first.hi + 1 }, ...others];
    const programs = [
      chosen('a'),
      chosen('b', structuredClone(others)),
      chosen('c'),
      chosen('d', wider),
    ];
    const checked: Program[] = [];
    const results = await runAll(programs, async program => {
      checked.push(program);
      return { ...run, program, complete: true };
    });
    expect(checked.map(one => one.choice.variant.mode)).toEqual(['a', 'b', 'd']);
    expect(results.map(one => one.program.choice.variant.mode)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('does not take an answer over from a run that was cut short', async () => {
    const { run } = preemptRun();
    let count = 0;
    await runAll([run.program, { ...run.program }], async () => {
      count++;
      return { ...run, complete: false, limit: 'time' as const };
    });
    expect(count).toBe(2);
  });
});
