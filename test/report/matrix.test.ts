import { describe, expect, it } from 'vitest';
import { matrixText } from '../../src/report/matrix.ts';
import type { PropertyResult, RunResult } from '../../src/verdict/result.ts';
import { preemptRun } from '../explain/preempt-program.ts';

function runs(extra: readonly string[] = []): RunResult[] {
  const { run, result } = preemptRun();
  const invariants = extra.map(
    (name): PropertyResult => ({
      ...result,
      property: { kind: 'error', name } as never,
      verdict: 'holds',
      trace: null,
    }),
  );
  const holds = { ...result, verdict: 'holds' as const, trace: null };
  const unknown = { ...result, verdict: 'unknown' as const, trace: null };
  return [
    { ...run, properties: [result, ...invariants] },
    { ...run, verdict: 'holds', properties: [holds, ...invariants] },
    {
      ...run,
      verdict: 'unknown',
      complete: false,
      limit: 'states',
      properties: [unknown, ...invariants],
    },
  ];
}

const LABELS = [['fix: none'], ['fix: merged'], ['fix: load_thread']];

describe('matrixText', () => {
  it('has one line per run: verdicts, length of the trace, states', () => {
    expect(matrixText(runs(), LABELS, { file: 'models/preempt.mig', story: null })).toBe(
      [
        'mcheck: matrix  models/preempt.mig',
        '3 runs: 1 violated, 1 unknown, 1 holds, stopped by: states',
        '',
        'variant           deadlock    states',
        '------------------------------------',
        'fix: none         violated 7      22',
        'fix: merged       holds           22',
        'fix: load_thread  unknown        22+',
        '',
      ].join('\n'),
    );
  });

  it('numbers the properties where their names are too wide', () => {
    const names = Array.from({ length: 9 }, (_, i) => `a_rather_long_invariant_${i}`);
    const text = matrixText(runs(names), LABELS, { file: 'm.mig', story: ['mcheck', 'm.mig'] });
    expect(text).toContain('P2   a_rather_long_invariant_0');
    expect(text).toContain('\nStory:  mcheck m.mig\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});
