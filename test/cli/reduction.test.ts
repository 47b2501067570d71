// --reduction, --no-reduction and --explain-reduction: what is used, what is refused, what is told.

import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { LOCKS } from './models.ts';

/** Two threads that have nothing to do with one another, and two that share a lock. */
const APART = `protocol apart

param STEPS = 3 in 1..3

host src {
  mutex m

  thread count[i in 0..1] {
    start counting  final done
    var n : 0..STEPS = 0
    step: counting -> counting  when n < STEPS  do { n += 1 }
    stop: counting -> done      when n == STEPS
  }

  thread lock[i in 0..1] {
    start idle  final done
    take: idle -> held  lock m
    give: held -> done  do { unlock m }
  }
}

deadlock free
`;

const ORDERED = APART.replace('deadlock free', 'order stops: src.count[0].stop src.count[1].stop');
const FILES = { 'apart.mig': APART, 'locks.mig': LOCKS, 'ordered.mig': ORDERED };

function statsOf(out: string) {
  const [run] = JSON.parse(out).runs;
  return { states: run.stats.states, reductions: run.stats.reductions, refused: run.refused };
}

describe('--reduction', () => {
  it('follows fewer runs, and says so', () =>
    withFiles(FILES, async path => {
      const words = [path('apart.mig'), '--property', 'deadlock', '--format', 'json'];
      const full = statsOf((await mcheck([...words, '--no-reduction'])).out);
      // Each counter has 5 states, the locks 8: not both hold the lock.
      expect(full).toEqual({ states: 200, reductions: [], refused: [] });
      const reduced = statsOf((await mcheck([...words, '--reduction', 'stubborn'])).out);
      expect(reduced.reductions).toEqual(['stubborn']);
      // One way through both counters; the order of the locks stays open.
      expect(reduced.states).toBeLessThan(20);
      const { out } = await mcheck([
        path('apart.mig'),
        '--property',
        'deadlock',
        '--reduction',
        'stubborn',
      ]);
      expect(out).toContain(`${reduced.states} states (complete; reduced: stubborn)`);
    }));

  it('is off, with the reason, where a property would not survive it', () =>
    withFiles(FILES, async path => {
      const words = [path('ordered.mig'), '--reduction', 'stubborn'];
      const { out } = await mcheck([...words, '--format', 'json']);
      const reason = "'stops' is judged on the graph of all states";
      expect(statsOf(out)).toEqual({
        states: 200,
        reductions: [],
        refused: [{ name: 'stubborn', reason }],
      });
      const screen = (await mcheck(words)).out.replaceAll(/\s+/g, ' ');
      expect(screen).toContain(`not reduced (stubborn): ${reason}`);
    }));

  it('keeps a deadlock, its shortest run and what it waits for', () =>
    withFiles(FILES, async path => {
      const full = await mcheck([path('locks.mig')]);
      const reduced = await mcheck([path('locks.mig'), '--reduction', 'stubborn']);
      expect(reduced.code).toBe(1);
      const why = (text: string) => text.slice(text.indexOf('Why:'), text.indexOf('both_done'));
      expect(why(reduced.out)).toBe(why(full.out));
      expect(reduced.out).toContain('2 steps');
    }));

  it.each([
    [['--reduction', 'stuborn'], "unknown reduction 'stuborn'; did you mean stubborn?"],
    [['--reduction', 'none,stubborn'], '--reduction none stands alone'],
    [['--reduction', 'stubborn', '--no-reduction'], 'exclude each other'],
    [['--explain-reduction', '--format', 'json'], '--explain-reduction is for --format text only'],
    [['--explain-reduction', '--checkpoint', 'x'], 'exclude each other'],
  ])('%j is refused', (words, message) =>
    withFiles(FILES, async path => {
      const { code, out, err } = await mcheck([path('apart.mig'), ...words]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(message);
    }),
  );
});

describe('--explain-reduction', () => {
  it('tells what was saved, and which actions are dependent and why', () =>
    withFiles(FILES, async path => {
      const words = ['--property', 'deadlock', '--reduction', 'stubborn', '--explain-reduction'];
      const { code, out } = await mcheck([path('apart.mig'), ...words]);
      expect(code).toBe(0);
      expect(out).toMatch(/no reduction +200 states +\d+ transitions/);
      expect(out).toMatch(/stubborn +1\d states/);
      // The counters depend on nothing; taking the lock is what each lock disables for the other.
      const between = out.slice(out.indexOf('within'));
      expect(between).not.toContain('count');
      expect(between.replaceAll(/\s+/g, ' ')).toContain(
        'src.lock[0].take - is disabled by src.lock[1].take where src.m = nobody',
      );
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
    }));
});
