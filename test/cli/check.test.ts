import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const FILES = { 'locks.mig': LOCKS, 'counter.mig': COUNTER };
const SCHEMA = JSON.parse(
  readFileSync(new URL('../../schema/mcheck-1.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv({ strict: true, strictTypes: false }).compile(SCHEMA);

function manyConditions(count: number): string {
  const conditions = Array.from({ length: count }, (_, i) => `invariant p${i}: h.x < ${i + 2}`);
  const thread = 'thread t { start a  rests a  go: a -> a when x < 1 do { x += 1 } }';
  return `protocol many\n\nhost h {\n  var x : 0..1 = 0\n  ${thread}\n}\n\n${conditions.join('\n')}\n`;
}

describe('mcheck MODEL', () => {
  it('exits 1 on a deadlock and tells its story', () =>
    withFiles(FILES, async path => {
      const { code, out, err } = await mcheck([path('locks.mig')]);
      expect(err).toBe('');
      expect(code).toBe(1);
      expect(out).toMatch(/^mcheck: DEADLOCK /);
      expect(out).toContain('2 steps, 1 switch; ');
      expect(out).toContain('*** hang ***');
      expect(out).toMatch(/src\.one {2}waits for mutex \S*b \(line \d+\), which src\.two owns/);
      expect(out).toMatch(/src\.two {2}waits for mutex \S*a \(line \d+\), which src\.one owns/);
      expect(out).toContain('--variant fix=none');
    }));

  it('exits 0 where everything holds', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck([path('locks.mig'), '--variant', 'fix=ordered']);
      expect(code).toBe(0);
      expect(out).toMatch(/^mcheck: HOLDS /);
      expect(out).toContain('(complete)');
    }));

  it('takes the worst code of several models and runs', () =>
    withFiles(FILES, async path => {
      const both = await mcheck([path('counter.mig'), path('locks.mig')]);
      expect(both.code).toBe(1);
      const each = await mcheck([path('locks.mig'), '--variant', 'fix=all', '--quiet']);
      expect(each.code).toBe(1);
      expect(each.out.split('\n').map(line => line.split(' ')[0])).toEqual([
        'violated',
        'holds',
        '',
      ]);
    }));

  it('runs each value of a parameter', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck([
        path('counter.mig'),
        '--param',
        'N=1..4',
        '--format',
        'json',
      ]);
      const { runs } = JSON.parse(out);
      expect(code).toBe(0);
      expect(runs.map((run: Run) => [run.params.N, run.stats.states])).toEqual([
        [1, 3],
        [2, 4],
        [3, 5],
        [4, 6],
      ]);
    }));

  it('says that the interpreter has taken over, and only then', () =>
    withFiles(
      { ...FILES, 'many.mig': manyConditions(30), 'few.mig': manyConditions(29) },
      async path => {
        const line = 'by the interpreter: this is more than can be compiled';
        const many = await mcheck([path('many.mig')]);
        expect(many.out).toContain(line);
        expect(many.code).toBe(0);
        const asked = await mcheck([path('many.mig'), '--engine', 'interpreter']);
        expect(asked.out).not.toContain(line);
        expect((await mcheck([path('few.mig')])).out).not.toContain(line);
      },
    ));

  it('searches depth first if told to', () =>
    withFiles(FILES, async path => {
      const words = [path('locks.mig'), '--format', 'json'];
      const documents = [await mcheck(words), await mcheck([...words, '--search', 'dfs'])];
      const [breadth, depth] = documents.map(({ out }) => JSON.parse(out).runs[0]);
      expect(fits(JSON.parse(documents[1]?.out ?? '')), JSON.stringify(fits.errors)).toBe(true);
      expect(documents.map(({ code }) => code)).toEqual([1, 1]);
      expect(depth.stats).toMatchObject({ search: 'dfs', states: breadth.stats.states });
      expect(depth.properties).toEqual(breadth.properties);
    }));

  it('never calls a cut-short run holding', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck([
        path('counter.mig'),
        '--param',
        'N=500',
        '--max-states',
        '20',
      ]);
      expect(code).toBe(3);
      expect(out).toMatch(/^mcheck: UNKNOWN /);
      expect(out).toContain('limit of states reached');
      expect(out).not.toContain('HOLDS');
    }));

  it('is undecided when interrupted', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck([path('counter.mig')], { interrupt: AbortSignal.abort() });
      expect(code).toBe(3);
      expect(out).toContain('interrupted');
    }));

  it('checks one property where one is named', () =>
    withFiles(FILES, async path => {
      const words = [path('locks.mig'), '--property', 'both_done', '--format', 'json'];
      const { code, out } = await mcheck(words);
      expect(code).toBe(0);
      expect(JSON.parse(out).runs[0].properties.map((one: Named) => one.name)).toEqual([
        'both_done',
      ]);
    }));

  it('writes the same bytes twice, timing aside', () =>
    withFiles(FILES, async path => {
      const once = async () => {
        const { out } = await mcheck([path('locks.mig'), '--format', 'json']);
        return out.replace(/"timing": \{[^}]*\}/g, '');
      };
      expect(await once()).toBe(await once());
    }));
});

describe('--raw-order', () => {
  it('shows the steps as they were found; else they are regrouped per thread', async () => {
    const switches = async (...words: string[]) => {
      const { out } = await mcheck(['models/postcopy-preempt.mig', ...words]);
      return Number(/, (\d+) switches;/.exec(out)?.[1]);
    };
    const [grouped, raw] = [await switches(), await switches('--raw-order')];
    expect(grouped).toBeGreaterThan(0);
    expect(grouped).toBeLessThan(raw);
  });
});

describe('output', () => {
  it('is one JSON document that fits the schema', () =>
    withFiles(FILES, async path => {
      const { out, err } = await mcheck([
        path('locks.mig'),
        '--variant',
        'fix=all',
        '--format',
        'json',
      ]);
      fits(JSON.parse(out));
      expect(fits.errors).toBeNull();
      expect(err).toBe('');
    }));

  it('goes to the file of -o, whose ending implies the format', () =>
    withFiles(FILES, async path => {
      const { code, out, err } = await mcheck([path('locks.mig'), '-o', path('result.json')]);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/^violated {2}deadlock {2}/);
      expect(fits(JSON.parse(await readFile(path('result.json'), 'utf8')))).toBe(true);
    }));

  it('that cannot be written leaves the verdict on standard error and exits 4', () =>
    withFiles(FILES, async path => {
      const nowhere = await mcheck([path('locks.mig'), '-o', path('missing/result.json')]);
      expect(nowhere.code).toBe(4);
      expect(nowhere.err).toMatch(
        /^violated {2}deadlock .*\n.*cannot write the result: .*no such file/,
      );
      const full = { message: 'ENOSPC: no space left on device' };
      const stdout = await mcheck([path('locks.mig')], { outcome: full });
      expect(stdout.code).toBe(4);
      expect(stdout.err).toMatch(/^violated {2}deadlock /);
    }));

  it('keeps its exit code when the reader has gone', () =>
    withFiles(FILES, async path => {
      const { code, err } = await mcheck([path('locks.mig')], { outcome: 'closed' });
      expect([code, err]).toEqual([1, '']);
    }));

  it('is coloured on a terminal only, and not against the wish of the user', () =>
    withFiles(FILES, async path => {
      const coloured = async (words: string[], options: Parameters<typeof mcheck>[1]) =>
        (await mcheck([path('locks.mig'), ...words], options)).out.includes('\u001b[');
      expect(await coloured([], { outIsTTY: true })).toBe(true);
      expect(await coloured([], {})).toBe(false);
      expect(await coloured([], { outIsTTY: true, env: { NO_COLOR: '1' } })).toBe(false);
      expect(await coloured(['--no-color'], { outIsTTY: true })).toBe(false);
      expect(await coloured(['--format', 'json'], { outIsTTY: true })).toBe(false);
    }));
});

describe('matrix', () => {
  it('has a row per variant and exits 0 when every cell is decided', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck(['matrix', path('locks.mig')]);
      expect(code).toBe(0);
      expect(out).toMatch(/\nnone +violated 2 /);
      expect(out).toMatch(/\nordered +holds /);
    }));

  it('exits 3 when a cell is not', () =>
    withFiles(FILES, async path => {
      const { code } = await mcheck(['matrix', path('locks.mig'), '--max-states', '2']);
      expect(code).toBe(3);
    }));
});

interface Run {
  readonly params: { readonly N: number };
  readonly stats: { readonly states: number };
}
interface Named {
  readonly name: string;
}
