import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { version } from '../../src/cli/version.ts';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const FILES = { 'locks.mig': LOCKS, 'counter.mig': COUNTER };

describe('replay', () => {
  it('exits 1 while the counterexample still fails and 0 once it does not', () =>
    withFiles(FILES, async path => {
      await mcheck([path('locks.mig'), '-o', path('result.json')]);
      const before = await mcheck(['replay', path('result.json')]);
      expect(before.code).toBe(1);
      expect(before.out).toContain('still fails after 2 steps');
      await writeFile(
        path('locks.mig'),
        LOCKS.replace(
          'first_b:  idle -> has_b    when fix == none',
          'first_b:  idle -> has_b    when fix == ordered',
        ),
      );
      const after = await mcheck(['replay', path('result.json')]);
      expect(after.code).toBe(0);
      expect(after.out).toContain('no longer fails');
      expect(after.out).toContain('the model has changed since');
    }));

  it.each([
    ['{', 'is not JSON'],
    ['{}', 'is not a result of mcheck'],
    ['{"schema":"mcheck/1"}', 'is not a complete result of mcheck'],
    ['[null]', 'is not a result of mcheck'],
  ])('refuses %s', (text, message) =>
    withFiles({ 'r.json': text }, async path => {
      const { code, err } = await mcheck(['replay', path('r.json')]);
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    }),
  );

  it('has nothing to do where nothing is violated', () =>
    withFiles(FILES, async path => {
      await mcheck([path('counter.mig'), '-o', path('result.json')]);
      const { code, out } = await mcheck(['replay', path('result.json')]);
      expect([code, out]).toEqual([0, expect.stringContaining('nothing to replay')]);
    }));
});

describe('order', () => {
  it('says how two actions come, with a run each way', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck([
        'order',
        path('locks.mig'),
        'src.one.take_a',
        'src.two.first_b',
      ]);
      expect(code).toBe(0);
      expect(out).toContain('mcheck: EITHER');
      expect(out).toContain('src.one.take_a, then src.two.first_b:');
      expect(out).toContain('src.two.first_b, and no src.one.take_a before it:');
    }));

  it.each([
    ['src.one.take_a', 'src.one.take_b', 'ALWAYS'],
    ['src.one.take_b', 'src.one.take_a', 'NEVER'],
    ['src.one.take_a', 'src.two.first_a', 'UNREACHABLE'],
  ])('%s %s: %s', (first, second, word) =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck(['order', path('locks.mig'), first, second, '--quiet']);
      expect([code, out.split(' ')[0]]).toEqual([0, word]);
    }),
  );

  it('is undecided where the space is not complete', () =>
    withFiles(FILES, async path => {
      const words = ['order', path('locks.mig'), 'src.one.take_a', 'src.one.take_b'];
      const { code, out } = await mcheck([...words, '--max-states', '2', '-q']);
      expect([code, out.split(' ')[0]]).toEqual([3, 'unknown']);
    }));

  it.each([
    [['src.one.take_a']],
    [['src.one.take_a', 'src.one.take_b; deadlock free']],
    [['src.one.take_a', 'src.one.take_c']],
  ])('refuses %j', actions =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck(['order', path('locks.mig'), ...actions]);
      expect([code, out]).toEqual([2, '']);
    }),
  );
});

describe('--strict', () => {
  it('fails where something is never exercised', () =>
    withFiles(
      {
        'm.mig': COUNTER.replace(
          'when n == N',
          'when n == N\n    off: going -> done   when n == N and n < N',
        ),
      },
      async path => {
        expect((await mcheck([path('m.mig')])).code).toBe(0);
        const { code, out } = await mcheck([path('m.mig'), '--strict']);
        expect(code).toBe(1);
        expect(out).toContain('NEVER EXERCISED');
        expect(out).toContain('action src.counting.off (line 12): never n < N');
      },
    ));
});

describe('simulate', () => {
  it('finds the deadlock, prints a seed, and finds the same again with it', () =>
    withFiles(FILES, async path => {
      const first = await mcheck(['simulate', path('locks.mig')]);
      expect(first.code).toBe(1);
      const seed = /seed (\d+)/.exec(first.out)?.[1] ?? '';
      const again = await mcheck(['simulate', path('locks.mig'), '--seed', seed]);
      expect(again.out).toBe(first.out);
      expect(again.out).toContain(`--seed ${seed}`);
    }));

  it('exits 3 where it found nothing', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck([
        'simulate',
        path('counter.mig'),
        '--walks',
        '5',
        '--seed',
        '1',
      ]);
      expect(code).toBe(3);
      expect(out).toContain('proves nothing');
    }));

  it('leaves a trace that replays', () =>
    withFiles(FILES, async path => {
      await mcheck(['simulate', path('locks.mig'), '--seed', '3', '-o', path('walk.json')]);
      expect((await mcheck(['replay', path('walk.json')])).code).toBe(1);
    }));
});

describe('fmt', () => {
  it('formats in place, after which --check is content', () =>
    withFiles({ 'm.mig': COUNTER.replaceAll('  ', ' ') }, async path => {
      expect((await mcheck(['fmt', '--check', path('m.mig')])).code).toBe(1);
      expect((await mcheck(['fmt', path('m.mig')])).code).toBe(0);
      expect((await mcheck(['fmt', '--check', path('m.mig')])).code).toBe(0);
      expect(await readFile(path('m.mig'), 'utf8')).toContain('protocol counter');
    }));

  it('leaves a model with a mistake alone', () =>
    withFiles({ 'm.mig': 'protocol\n' }, async path => {
      expect((await mcheck(['fmt', path('m.mig')])).code).toBe(2);
      expect(await readFile(path('m.mig'), 'utf8')).toBe('protocol\n');
    }));
});

describe('explain', () => {
  it('prints a code in full', async () => {
    const { code, out } = await mcheck(['explain', 'mc2001']);
    expect(code).toBe(0);
    expect(out).toMatch(/^MC2001: unknown name\n/);
  });

  it('lists the codes', async () => {
    const { out } = await mcheck(['explain']);
    expect(out).toMatch(/^MC1001 {2}/);
  });

  it('does not know every code', async () => {
    const { code, err } = await mcheck(['explain', 'MC20001']);
    expect([code, err]).toEqual([2, expect.stringContaining("there is no code 'MC20001'")]);
  });
});

describe('the rest', () => {
  it('prints its version', async () => {
    expect((await mcheck(['--version'])).out).toBe(`mcheck ${version()}\n`);
    expect(version()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('owns up to a mistake of its own, without a stack unless asked', async () => {
    const run = async (env: Record<string, string>) => {
      const err: string[] = [];
      const code = await main(['--version'], {
        env,
        outIsTTY: false,
        errIsTTY: false,
        interrupt: new AbortController().signal,
        out: () => {
          throw new TypeError('a broken thing');
        },
        err: async text => {
          err.push(text);
          return 'written';
        },
      });
      return { code, err: err.join('') };
    };
    const plain = await run({});
    expect(plain.code).toBe(70);
    expect(plain.err).toMatch(/^mcheck: internal error: a broken thing\n/);
    expect(plain.err).toContain('mcheck --version');
    expect(plain.err).not.toContain('    at ');
    expect((await run({ MCHECK_DEBUG: '1' })).err).toContain('    at ');
  });
});
