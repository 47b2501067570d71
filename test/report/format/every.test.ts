import { describe, expect, it } from 'vitest';
import { optionSpec } from '../../../src/cli/options.ts';
import {
  FORMAT_NAMES,
  formatOfFile,
  formatSpec,
  isFormat,
  type Subject,
} from '../../../src/report/formats.ts';
import { rendererOf } from '../../../src/report/renderers.ts';
import { mcheck, withFiles } from '../../cli/fake-terminal.ts';
import { LOCKS } from '../../cli/models.ts';

const SUBJECTS: readonly Subject[] = ['check', 'matrix', 'order', 'gate'];

describe.each(FORMAT_NAMES)('format %s', format => {
  it('has code for what the table says it shows, and for nothing else', async () => {
    const renderer = await rendererOf(format);
    const shown = SUBJECTS.filter(subject => renderer[subject] !== undefined);
    expect(shown).toEqual(SUBJECTS.filter(subject => formatSpec(format).shows.includes(subject)));
  });

  it('is written in the same bytes on one and on two workers, timing aside', () =>
    withFiles({ 'locks.mig': LOCKS }, async path => {
      const once = async (workers: string) => {
        const words = [path('locks.mig'), '--format', format, '--workers', workers];
        const { code, out } = await mcheck(words);
        expect(code).toBe(1);
        return out
          .replace(/"timing": \{[^}]*\}/g, '')
          .replace(/ time="[\d.]+"/g, '')
          .replaceAll(
            /"(seconds|cpuSeconds|searchCpuSeconds|peakBytes|bytesPerState)":[\d.e-]+/g,
            '',
          );
      };
      const first = await once('1');
      expect(first).not.toBe('');
      expect(await once('2')).toBe(first);
    }));
});

it('a result is the same on one and on two workers, timing aside', async () => {
  const once = async (workers: string) => {
    const words = ['models/postcopy-preempt.mig', '--format', 'json', '--workers', workers];
    return (await mcheck(words)).out.replace(/"timing": \{[^}]*\}/g, '');
  };
  expect(await once('2')).toBe(await once('1'));
});

describe('the help', () => {
  it('lists every format', () => {
    expect(optionSpec('format').describe.split(' ').sort()).toEqual([...FORMAT_NAMES].sort());
  });
});

describe('the ending of a file', () => {
  it.each([
    ['a.txt', 'text'],
    ['a.json', 'json'],
    ['A.JSON', 'json'],
    ['results.xml', 'junit'],
    ['a.itf.json', 'itf'],
    ['a.sarif', 'sarif'],
    ['a.sarif.json', 'sarif'],
    ['out/gl-code-quality-report.json', 'codequality'],
    ['a.pdf', null],
    ['json', null],
  ])('of %s implies %s', (file, format) => {
    expect(formatOfFile(file)).toBe(format);
  });

  it('belongs to one format only', () => {
    const endings = FORMAT_NAMES.flatMap(name => formatSpec(name).endings);
    expect(new Set(endings).size).toBe(endings.length);
    expect(isFormat('constructor')).toBe(false);
  });

  it('that cannot show a result is refused before anything runs', () =>
    withFiles({ 'locks.mig': LOCKS }, async path => {
      const { code, err } = await mcheck(['matrix', path('locks.mig'), '-o', path('a.aut')]);
      expect(code).toBe(2);
      expect(err).toContain('format aut cannot show the result of matrix; these can: text, ');
    }));
});

describe('a counterexample of 10,000 steps', () => {
  const LONG = `protocol long
host h {
  var n : 0..10000
  thread t { up: a -> a  when n < 10000  do { n += 1 } }
}
invariant small: h.n < 10000
`;

  it('is written in every format that shows a check', () =>
    withFiles({ 'long.mig': LONG }, async path => {
      await mcheck([path('long.mig'), '--property', 'small', '-o', path('long.json')]);
      for (const format of FORMAT_NAMES) {
        if (!formatSpec(format).shows.includes('check')) continue;
        const { code, out, err } = await mcheck(['report', path('long.json'), '--format', format]);
        expect([format, code]).toEqual([format, 0]);
        // What is too large for a picture says so.
        expect(out.length > 100 || err !== '').toBe(true);
      }
    }));
});
