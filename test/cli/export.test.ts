import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const FILES = { 'locks.mig': LOCKS, 'counter.mig': COUNTER };

describe('export', () => {
  it('writes Promela of the chosen variant', () =>
    withFiles(FILES, async path => {
      const words = ['export', path('locks.mig'), '--to', 'promela', '--variant', 'fix=ordered'];
      const { code, out, err } = await mcheck(words);
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/^\/\* Protocol locks, exported by mcheck from .*fix=ordered ROUNDS=1\n/);
      expect(out).toContain('src.two.first_a');
      expect(out).not.toContain('src.two.first_b');
    }));

  it('writes into the file of -o and says nothing', () =>
    withFiles(FILES, async path => {
      const words = ['export', path('counter.mig'), '--to', 'promela'];
      const file = path('counter.pml');
      expect(await mcheck([...words, '-o', file])).toEqual({ code: 0, out: '', err: '' });
      expect(await readFile(file, 'utf8')).toBe((await mcheck(words)).out);
    }));

  it.each([
    [['counter.mig'], 'export needs --to promela'],
    [['counter.mig', '--to', 'tlaplus'], "cannot export to 'tlaplus'; use --to promela"],
    [['counter.mig', 'locks.mig', '--to', 'promela'], 'export takes one model'],
    [['locks.mig', '--to', 'promela', '--variant', 'fix=all'], 'one variant at a time'],
    [['none.mig', '--to', 'promela'], 'no such file'],
  ])('refuses %j', (words, message) =>
    withFiles(FILES, async path => {
      const given = words.map(word => (word.endsWith('.mig') ? path(word) : word));
      const { code, out, err } = await mcheck(['export', ...given]);
      expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
    }),
  );
});
