import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../src/diagnostic/source.ts';
import { acceptedIn, staleEntries } from '../../src/gate/baseline.ts';
import { parseBaseline } from '../../src/syntax/baseline/parse.ts';
import type { PropertyResult, RunResult } from '../../src/verdict/result.ts';
import { preemptRun } from '../explain/preempt-program.ts';

const [A, B] = ['a1a331173677', 'b2b331173677'];

function entries(text: string) {
  const parsed = parseBaseline(sourceFile('known.baseline', text));
  if (parsed.entries === null) throw new Error(parsed.diagnostics[0]?.message);
  return parsed.entries;
}

function runWith(causes: readonly string[], part: Partial<RunResult> = {}): RunResult {
  const { run, result } = preemptRun();
  const verdict = causes.length > 0 ? 'violated' : 'holds';
  const changed: PropertyResult = { ...result, verdict, cause: causes[0] ?? null, causes };
  return { ...run, properties: [changed], ...part };
}

describe('a baseline', () => {
  it('has an entry per cause, with the reason', () => {
    const read = entries(
      `// known\naccept deadlock cause ${A}, ${B} in preempt because "fixed" "in 9.0"\naccept partial-deadlock cause none because "r"`,
    );
    expect(read.map(({ span: _span, ...one }) => one)).toEqual([
      { property: 'deadlock', cause: A, model: 'preempt', reason: 'fixed in 9.0' },
      { property: 'deadlock', cause: B, model: 'preempt', reason: 'fixed in 9.0' },
      { property: 'partial-deadlock', cause: null, model: null, reason: 'r' },
    ]);
  });

  it('may be empty', () => {
    expect(entries('// nothing is accepted\n')).toEqual([]);
  });

  it('accepts a property if every cause of it is accepted', () => {
    const known = entries(`accept deadlock cause ${A} because "known"`);
    expect([...acceptedIn(known, 'preempt', runWith([A]))]).toEqual([['deadlock', 'known']]);
    expect([...acceptedIn(known, 'preempt', runWith([A, B]))]).toEqual([]);
    expect([...acceptedIn(known, 'preempt', runWith([]))]).toEqual([]);
  });

  it('is about one protocol where it names one', () => {
    const known = entries(`accept deadlock cause ${A} in preempt because "known"`);
    expect(acceptedIn(known, 'preempt', runWith([A])).size).toBe(1);
    expect(acceptedIn(known, 'recovery', runWith([A])).size).toBe(0);
  });

  it('accepts by property and cause, not by cause alone', () => {
    const known = entries(`accept other cause ${A} because "known"`);
    expect(acceptedIn(known, 'preempt', runWith([A])).size).toBe(0);
  });
});

describe('an entry is stale', () => {
  const known = entries(`accept deadlock cause ${A} in preempt because "known"`);
  const stale = (model: string, run: RunResult) => staleEntries(known, [{ model, run }]).length;

  it('where its property was checked whole and has not the cause', () => {
    expect(stale('preempt', runWith([A]))).toBe(0);
    expect(stale('preempt', runWith([]))).toBe(1);
    expect(stale('preempt', runWith([B]))).toBe(1);
  });

  it('but not where that is not known', () => {
    expect(stale('preempt', runWith([], { complete: false }))).toBe(0);
    expect(stale('recovery', runWith([]))).toBe(0);
    expect(stale('preempt', { ...runWith([]), properties: [] })).toBe(0);
  });

  it('and not if any run still has it', () => {
    const runs = [runWith([]), runWith([A])].map(run => ({ model: 'preempt', run }));
    expect(staleEntries(known, runs)).toEqual([]);
  });
});
