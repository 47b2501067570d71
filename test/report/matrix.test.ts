import { describe, expect, it } from 'vitest';
import { type MatrixRow, matrixText } from '../../src/report/matrix.ts';
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
      properties: [unknown, ...invariants.map(one => ({ ...one, verdict: 'unknown' as const }))],
    },
  ];
}

const VALUES = ['none', 'merged', 'load_thread'];

function rows(extra: readonly string[] = []): MatrixRow[] {
  return runs(extra).map((run, i) => ({ run, choice: [{ name: 'fix', value: VALUES[i] ?? '' }] }));
}

const longNames = (n: number) =>
  Array.from({ length: n }, (_, i) => `a_rather_long_invariant_${i}`);

describe('matrixText', () => {
  it('has one line per run: verdicts, length of the trace, states', () => {
    expect(matrixText(rows(), { file: 'models/preempt.mig', story: null })).toBe(
      [
        'mcheck: matrix  models/preempt.mig',
        '3 runs: 1 violated, 1 unknown, 1 holds, stopped by: states',
        '',
        'fix          deadlock    states',
        '-------------------------------',
        'none         violated 7      22',
        'merged       holds           22',
        'load_thread  unknown        22+',
        '',
        'Against none:',
        '  merged  eliminates  deadlock',
        '',
      ].join('\n'),
    );
  });

  it('numbers the properties where their names are too wide', () => {
    const text = matrixText(rows(longNames(9)), { file: 'm.mig', story: ['mcheck', 'm.mig'] });
    expect(text).toContain('P2   a_rather_long_invariant_0');
    expect(text).toContain('\nStory:  mcheck m.mig\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('shortens the verdicts where numbers do not save enough', () => {
    const text = matrixText(rows(longNames(13)), { file: 'm.mig', story: null });
    expect(text).toMatch(/\nnone +FAIL 7 +ok /);
    expect(text).toMatch(/\nload_thread +\? +\? /);
  });

  it('keeps to signs where even short verdicts are too wide', () => {
    const context = { file: 'm.mig', story: null, width: 63 };
    const text = matrixText(rows(longNames(9)), context);
    expect(text).toMatch(/\nP10 +\S+\n31 +violated by a run of 31 steps; /);
    expect(text).toMatch(/\nnone +7( +\.){9} +22\n/);
    expect(text).toMatch(/\nload_thread( +\?){10} +22\+\n/);
  });

  it('puts what holds in every run below a table that would be too wide', () => {
    const [first, second] = rows(longNames(9));
    if (first === undefined || second === undefined) throw new Error('two rows expected');
    const text = matrixText([first, second], { file: 'm.mig', story: null });
    expect(text).toMatch(/\nfix +deadlock +states\n/);
    expect(text).toMatch(/\nHold in every run: a_rather_long_invariant_0, a_rather/);
  });

  it('lists each run where even numbers are too wide', () => {
    const text = matrixText(rows(longNames(24)), { file: 'm.mig', story: null });
    expect(text).toContain('\nfix: none  (22 states)\n');
    expect(text).toContain('\n    violated  deadlock 7\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('has a column per choice', () => {
    const [run] = runs();
    if (run === undefined) throw new Error('a run expected');
    const choice = [
      { name: 'fix', value: 'none' },
      { name: 'PAGES', value: '2' },
    ];
    const text = matrixText([{ run, choice }], { file: 'm.mig', story: null });
    expect(text).toMatch(/\nfix {3}PAGES {2}deadlock/);
    expect(text).toMatch(/\nnone {2}2 {6}violated 7/);
  });
});
