import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { LOCKS } from './models.ts';

/** Runs `use` beside the model of two locks and a baseline that accepts its deadlock. */
function withBaseline<T>(
  use: (path: (name: string) => string, cause: string) => Promise<T>,
): Promise<T> {
  return withFiles({ 'locks.mig': LOCKS }, async path => {
    const { out } = await mcheck([path('locks.mig'), '--format', 'json']);
    const cause: string = JSON.parse(out).runs[0].properties[0].cause;
    const line = `accept deadlock cause ${cause} in locks because "kept as an example"\n`;
    await writeFile(path('known.baseline'), line);
    return use(path, cause);
  });
}

describe('--baseline', () => {
  it('ends in 0 where every violation is accepted, and says why', () =>
    withBaseline(async path => {
      const { code, out, err } = await mcheck([
        path('locks.mig'),
        '--baseline',
        path('known.baseline'),
      ]);
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/^mcheck: DEADLOCK /);
      expect(out).toContain('\naccepted: kept as an example\n');
    }));

  it('leaves other violations as they are, and tells them first', () =>
    withBaseline(async path => {
      const more = `${LOCKS}invariant never_both: not (src.one at has_a)\n`;
      await writeFile(path('locks.mig'), more);
      const words = [path('locks.mig'), '--baseline', path('known.baseline')];
      const { code, out } = await mcheck(words);
      expect(code).toBe(1);
      expect(out).toMatch(/^mcheck: VIOLATED never_both /);
      expect(out).toMatch(/\n {2}deadlock +violated +after 2 steps, accepted\n/);
    }));

  it('is undecided where the run was cut short: not every cause is known', () =>
    withBaseline(async path => {
      const words = [path('locks.mig'), '--baseline', path('known.baseline'), '--first'];
      expect((await mcheck(words)).code).toBe(3);
    }));

  it('says which entry is not needed any more', () =>
    withBaseline(async (path, cause) => {
      const words = ['--variant', 'fix=ordered', '--baseline', path('known.baseline')];
      const { code, err } = await mcheck([path('locks.mig'), ...words]);
      expect(code).toBe(0);
      expect(err).toBe(
        `mcheck: ${path('known.baseline')}:1: deadlock cause ${cause} no longer occurs; the entry can go\n`,
      );
    }));

  it('marks what is accepted in a matrix', () =>
    withBaseline(async path => {
      const words = ['matrix', path('locks.mig'), '--baseline', path('known.baseline')];
      const { code, out, err } = await mcheck([...words, '--format', 'junit']);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('failures="0"');
      expect(out).toContain('message="accepted: kept as an example"');
    }));

  it('is kept in a saved result', () =>
    withBaseline(async path => {
      const words = [path('locks.mig'), '--baseline', path('known.baseline')];
      const { out } = await mcheck(words);
      await mcheck([...words, '-o', path('saved.json')]);
      expect((await mcheck(['report', path('saved.json')])).out).toBe(out);
      const tap = await mcheck(['report', path('saved.json'), '--format', 'tap']);
      expect(tap.out).toContain('# TODO accepted: kept as an example');
    }));

  it.each([
    ['accept deadlock\n', 'error[MC1301]: expected `cause`, found the end of the text'],
    ['accept deadlock cause a1a331173677 because ""\n', 'error[MC1302]'],
    ['{}\n', 'error[MC1301]: expected `accept`, found `{`'],
  ])('that is malformed ends in 2: %j', (text, why) =>
    withBaseline(async path => {
      await writeFile(path('known.baseline'), text);
      const { code, out, err } = await mcheck([
        path('locks.mig'),
        '--baseline',
        path('known.baseline'),
      ]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(why);
      expect(err).toContain('known.baseline:1');
    }),
  );

  it('that is not there ends in 2', () =>
    withBaseline(async path => {
      const { code, err } = await mcheck([path('locks.mig'), '--baseline', path('none')]);
      expect(code).toBe(2);
      expect(err).toContain('none: no such file');
    }));
});
