import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const FILES = { 'locks.mig': LOCKS, 'counter.mig': COUNTER, 'bad.mig': 'protocol bad\nhost {\n' };
/** With the value that is the default, no thread is left. */
const LEFT_OUT = `variant part { none, all }
host src {
  thread t only part == all {
    start a
    final b
    go: a -> b
  }
}
`;

describe('a wrong command line exits 2, says why in a line or two, and checks nothing', () => {
  it.each<[string[], string]>([
    [['--serach', 'bfs'], 'unknown option --serach; did you mean --search?'],
    [['--search', 'dsf'], "unknown search order 'dsf'; did you mean dfs?"],
    [['--search', 'bsf'], "unknown search order 'bsf'; did you mean bfs?"],
    [['--variant', 'fix'], "--variant takes NAME=VALUE, not 'fix'"],
    [['--variant', 'fx=none'], "has no variant 'fx'; did you mean fix?"],
    [['--variant', 'fix=oredered'], "variant fix has no value 'oredered'; did you mean ordered?"],
    [['--param', 'ROUND=1'], "has no parameter 'ROUND'; did you mean ROUNDS?"],
    [['--param', 'ROUNDS=many'], "--param takes NAME=NUMBER or NAME=FROM..TO, not 'ROUNDS=many'"],
    [['--param', 'ROUNDS=2..1'], "--param takes NAME=NUMBER or NAME=FROM..TO, not 'ROUNDS=2..1'"],
    [['--property', 'deadlok'], "has no property 'deadlok'; did you mean deadlock?"],
    [['--max-states', '0'], "--max-states takes a whole number of at least 1, not '0'"],
    [['--max-states', '1e6'], "--max-states takes a whole number of at least 1, not '1e6'"],
    [['--max-memory', 'lots'], "--max-memory takes a size such as 512M or 4G, not 'lots'"],
    [['--timeout', '0'], "--timeout takes a positive number of seconds, not '0'"],
    [['--format', 'jsno'], "unknown format 'jsno'; did you mean json?"],
    [['-o', 'result.pdf'], "no format for the ending of 'result.pdf'"],
  ])('%j', (words, message) =>
    withFiles(FILES, async path => {
      const { code, out, err } = await mcheck([path('locks.mig'), ...words]);
      expect(err).toContain(message);
      expect(err.split('\n').length).toBeLessThanOrEqual(4);
      expect([code, out]).toEqual([2, '']);
    }),
  );

  it('reports several mistakes at once', () =>
    withFiles(FILES, async path => {
      const { err } = await mcheck([path('locks.mig'), '--timeout', 'x', '--variant', 'a=b']);
      expect(err).toContain('--timeout takes');
      expect(err).toContain("has no variant 'a'");
    }));

  it('takes a lonely unknown word for a misspelt command', async () => {
    const { code, err } = await mcheck(['matrx', 'x.mig']);
    expect(code).toBe(2);
    expect(err).toContain("no model or command 'matrx'; did you mean mcheck matrix?");
  });

  it('refuses a parameter outside of its range', () =>
    withFiles(FILES, async path => {
      const { code, out, err } = await mcheck([path('locks.mig'), '--param', 'ROUNDS=4']);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('ROUNDS');
    }));
});

describe('a wrong model exits 2', () => {
  it('shows place and code of a mistake in the text', () =>
    withFiles(FILES, async path => {
      const { code, out, err } = await mcheck([path('bad.mig')]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^error\[MC1\d\d\d\]: /);
      expect(err).toContain('bad.mig:2:');
    }));

  it.each([
    ['empty', ''],
    ['white space', ' \n\t\n'],
    ['a comment', '// nothing\n'],
    ['cut off within its comment', '// Two threads that'],
    ['a name only', 'protocol empty\n'],
    [
      'declarations only',
      'protocol p\ntype Page = 0..3\nhost src {\n  mutex bql\n}\ndeadlock free\n',
    ],
    ['an event loop without callbacks', 'host src {\n  eventloop main {\n  }\n}\n'],
    ['left out as a whole', LEFT_OUT],
  ])('says that a model in which nothing can happen has no verdict: %s', (_name, text) =>
    withFiles({ 'm.mig': text }, async path => {
      for (const command of ['check', 'matrix', 'simulate']) {
        const { code, out, err } = await mcheck([command, path('m.mig'), '--quiet']);
        expect([code, out]).toEqual([2, '']);
        expect(err).toMatch(/^error\[MC3103\]: /);
        expect(err).toContain('m.mig:1:');
        expect(err.match(/error/g)).toHaveLength(1);
      }
      expect((await mcheck(['fmt', '--check', path('m.mig')])).err).toBe('');
    }),
  );

  it('checks nothing when one of several is wrong', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck([path('counter.mig'), path('bad.mig')]);
      expect([code, out]).toEqual([2, '']);
    }));

  it('names a file that cannot be read', () =>
    withFiles(FILES, async path => {
      const missing = await mcheck([path('missing.mig')]);
      expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('no such file')]);
      const folder = await mcheck([path('.')]);
      expect([folder.code, folder.err]).toEqual([2, expect.stringContaining('is a directory')]);
      await writeFile(path('latin1.mig'), Buffer.from([0x70, 0xe9, 0x0a]));
      const latin1 = await mcheck([path('latin1.mig')]);
      expect([latin1.code, latin1.err]).toEqual([2, expect.stringContaining('is not UTF-8 text')]);
    }));

  it('does not read a device to its end', async () => {
    const { code, err } = await mcheck(['/dev/zero']);
    expect(code).toBe(2);
    expect(err).toContain('larger than');
  });
});

describe('imports', () => {
  it('are part of the model and of its hash', () =>
    withFiles(
      { 'm.mig': `import "part.mig"\n`, 'part.mig': COUNTER.replace('protocol counter\n', '') },
      async path => {
        const { code, out, err } = await mcheck([path('m.mig'), '--format', 'json']);
        expect([code, err]).toEqual([0, '']);
        const before = JSON.parse(out).model.sha256;
        await writeFile(
          path('part.mig'),
          `${COUNTER.replace('protocol counter\n', '')}\n// more\n`,
        );
        const again = await mcheck([path('m.mig'), '--format', 'json']);
        expect(JSON.parse(again.out).model.sha256).not.toBe(before);
      },
    ));

  it('may go round in circles', () =>
    withFiles(
      {
        'a.mig': 'import "b.mig"\n',
        'b.mig': `import "a.mig"\n${COUNTER.replace('protocol counter\n', '')}`,
      },
      async path => {
        expect((await mcheck([path('a.mig')])).code).toBe(0);
      },
    ));

  it('that is missing is reported at its place', () =>
    withFiles({ 'm.mig': 'protocol m\nimport "missing.mig"\n' }, async path => {
      const { code, err } = await mcheck([path('m.mig')]);
      expect(code).toBe(2);
      expect(err).toContain('error[MC4201]');
      expect(err).toContain('m.mig:2:1');
    }));

  it('stay below the folder of the model, links resolved', () =>
    withFiles({ 'outside.mig': COUNTER }, async path => {
      await mkdir(path('folder'));
      await symlink(path('outside.mig'), path('folder/link.mig'));
      for (const target of ['../outside.mig', 'link.mig']) {
        await writeFile(path('folder/m.mig'), `import "${target}"\n`);
        const { code, err } = await mcheck([path('folder/m.mig')]);
        expect([code, err]).toEqual([2, expect.stringContaining('error[MC4202]')]);
      }
    }));
});
