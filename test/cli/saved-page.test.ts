import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const FILES = { 'locks.mig': LOCKS, 'counter.mig': COUNTER };

describe('an HTML report', () => {
  it.each([
    ['a deadlock', ['locks.mig']],
    ['every variant', ['locks.mig', '--variant', 'fix=all']],
    ['what holds', ['counter.mig']],
    ['a matrix', ['matrix', 'locks.mig']],
    ['an order', ['order', 'locks.mig', 'src.one.take_a', 'src.two.first_b']],
  ])('carries %s: report tells it as it was told at first', (_what, words) =>
    withFiles(FILES, async path => {
      const named = words.map(word => (word.endsWith('.mig') ? path(word) : word));
      const { out } = await mcheck(named);
      await mcheck([...named, '-o', path('page.html')]);
      expect(await mcheck(['report', path('page.html')])).toEqual({ code: 0, out, err: '' });
      const page = await readFile(path('page.html'), 'utf8');
      expect((await mcheck(['report', path('page.html'), '--format', 'html'])).out).toBe(page);
    }),
  );

  it('is replayed on the model of today', () =>
    withFiles(FILES, async path => {
      await mcheck([path('locks.mig'), '-o', path('page.html')]);
      const again = await mcheck(['replay', path('page.html')]);
      expect(again.code).toBe(1);
      expect(again.out).toMatch(
        /^deadlock {2}.*locks\.mig {2}\[fix: none\] {2}still fails after 2 steps\n$/,
      );
      await writeFile(path('locks.mig'), LOCKS.replace('when fix == none', 'when fix == ordered'));
      const mended = await mcheck(['replay', path('page.html')]);
      expect(mended.code).toBe(0);
      expect(mended.out).toContain(
        'no longer fails: step 1, src.two.first_b, is gone from the model',
      );
      expect(mended.out).toContain('(the model has changed since)');
    }));

  it('of a gate is read back, too', () =>
    withFiles(
      {
        ...FILES,
        'locks.spec': [
          'spec "two locks"',
          'model "locks.mig"',
          'case fix=none: violated deadlock  because "opposite order"  source "test"',
          '',
        ].join('\n'),
      },
      async path => {
        const direct = await mcheck(['gate', path('locks.spec')]);
        expect(direct.out).toMatch(/mcheck: gate MET {2}1 case, 1 met/);
        await mcheck(['gate', path('locks.spec'), '-o', path('gate.html')]);
        expect((await mcheck(['report', path('gate.html')])).out).toBe(direct.out);
      },
    ));

  it('without results, or with spoilt ones, is refused in one line', () =>
    withFiles(
      {
        'other.html': '<!DOCTYPE html><title>hello</title>',
        'spoilt.html':
          '<!doctype html><script type="application/json" id="mcheck-result">[{"schema":"mcheck-page/1","runs":7}]</script>',
      },
      async path => {
        for (const command of ['replay', 'report']) {
          const other = await mcheck([command, path('other.html')]);
          expect(other.code).toBe(2);
          expect(other.err).toContain('is a page without results of mcheck');
          const spoilt = await mcheck([command, path('spoilt.html')]);
          expect(spoilt.code).toBe(2);
          expect(spoilt.err).toContain('is not a complete result of mcheck');
        }
      },
    ));
});
