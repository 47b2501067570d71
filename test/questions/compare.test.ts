import { describe, expect, it } from 'vitest';
import { baselineOf, changesAgainst } from '../../src/questions/compare.ts';
import { matrixText } from '../../src/report/matrix.ts';
import type { PropertyResult, RunResult } from '../../src/verdict/result.ts';
import { preemptRun } from '../explain/preempt-program.ts';
import { run as runModel } from '../ir/model.ts';

const [OLD, OTHER, NEW] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];

/** A run whose deadlock has these causes; none: it holds; null: undecided. */
function runWith(causes: readonly string[] | null, details = true): RunResult {
  const { run, result } = preemptRun();
  const verdict = causes === null ? 'unknown' : causes.length === 0 ? 'holds' : 'violated';
  const deadlock: PropertyResult = {
    ...result,
    verdict,
    causes: causes ?? [],
    causeDetails: details ? (causes ?? []).map(cause => ({ cause, states: 2, depth: 7 })) : [],
    trace: verdict === 'violated' ? result.trace : null,
  };
  return { ...run, verdict, properties: [deadlock] };
}

function change(before: readonly string[] | null, after: readonly string[] | null) {
  const [found] = changesAgainst(runWith(before), runWith(after));
  return (
    found && { word: found.word, causes: found.causes.map(({ cause, word }) => [cause, word]) }
  );
}

describe('what a variant changes', () => {
  it('eliminates what holds now', () => {
    expect(change([OLD, OTHER], [])).toEqual({
      word: 'eliminates',
      causes: [
        [OLD, 'eliminates'],
        [OTHER, 'eliminates'],
      ],
    });
  });

  it('narrows where a cause of before is still there, and says which are gone or new', () => {
    expect(change([OLD, OTHER], [OLD, NEW])).toEqual({
      word: 'narrows',
      causes: [
        [OLD, 'narrows'],
        [OTHER, 'eliminates'],
        [NEW, 'adds'],
      ],
    });
  });

  it('moves where none is, but another', () => {
    expect(change([OLD], [NEW])).toEqual({
      word: 'moves',
      causes: [
        [OLD, 'eliminates'],
        [NEW, 'adds'],
      ],
    });
  });

  it('adds what held before', () => {
    expect(change([], [NEW])).toEqual({ word: 'adds', causes: [[NEW, 'adds']] });
  });

  it('says nothing where nothing changed or something is not known', () => {
    expect(change([], [])).toBeUndefined();
    expect(change([OLD], null)).toBeUndefined();
    expect(change(null, [NEW])).toBeUndefined();
    // Not every cause was looked for: the old one may still be there.
    expect(changesAgainst(runWith([OLD]), runWith([NEW], false))).toEqual([]);
    expect(changesAgainst(runWith([OLD]), runWith([OLD], false))[0]?.word).toBe('narrows');
  });

  it('gives the shortest trace and the states', () => {
    const [found] = changesAgainst(runWith([OLD]), runWith([OLD, NEW]));
    expect([found?.steps, found?.states]).toEqual([7, 4]);
  });

  it('compares with the first run of the same parameters', () => {
    const withPages = (pages: number) => {
      const run = runWith([OLD]);
      const choice = { ...run.program.choice, params: { PAGES: pages } };
      return { ...run, program: { ...run.program, choice } };
    };
    const [a, b, c] = [withPages(1), withPages(2), withPages(2)];
    expect([a, b, c].map(one => baselineOf([a, b, c], one))).toEqual([null, null, b]);
  });
});

describe('on a model', () => {
  const locks = `
variant fix { none, same_order, third, timid }
host h {
  mutex a
  mutex b
  semaphore never = 0 max 1
  thread t { start s  final e
    a1: s -> m  lock a
    b1: m -> e  lock b  do { unlock a unlock b } }
  thread u { start s  final e
    b2: s -> m  lock b  only fix in { none, timid }
    a2: m -> e  lock a  do { unlock a unlock b }  only fix in { none, timid }
    a3: s -> m  lock a  only fix == same_order
    b3: m -> e  lock b  do { unlock a unlock b }  only fix == same_order
    a4: s -> z  lock a  only fix == third
    w4: z -> e  wait never  do { unlock a }  only fix == third
    well: s -> e  only fix == timid }
}
deadlock free
`;
  const runOf = (fix: string) => runModel(locks, { variant: { fix } });

  it('a lock order eliminates, another way out narrows, a wait for ever with a lock moves', async () => {
    const none = await runOf('none');
    const words = await Promise.all(
      ['same_order', 'timid', 'third'].map(
        async fix => changesAgainst(none, await runOf(fix))[0]?.word,
      ),
    );
    expect(words).toEqual(['eliminates', 'narrows', 'moves']);
  });

  it('the table says so below', async () => {
    const rows = await Promise.all(
      ['none', 'same_order', 'timid'].map(async fix => ({
        run: await runOf(fix),
        choice: [{ name: 'fix', value: fix }],
      })),
    );
    expect(matrixText(rows, { file: 'm.mig', story: null })).toContain(
      [
        'Against none:',
        '  same_order  eliminates  deadlock',
        '  timid       narrows     deadlock 2 (1 state)',
        '',
      ].join('\n'),
    );
  });
});
