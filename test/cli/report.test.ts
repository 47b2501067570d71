import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const FILES = { 'locks.mig': LOCKS, 'counter.mig': COUNTER };

/** The answer of a command as printed, and the same from its saved JSON, in text and in JSON again. */
async function bothWays(words: readonly string[], path: (name: string) => string) {
  const saved = path('saved.json');
  const direct = await mcheck(words);
  await mcheck([...words, '-o', saved]);
  return {
    direct: direct.out,
    json: await readFile(saved, 'utf8'),
    again: await mcheck(['report', saved]),
    jsonAgain: await mcheck(['report', saved, '--format', 'json']),
  };
}

describe('mcheck report', () => {
  it.each([
    ['a deadlock', ['locks.mig']],
    ['every variant', ['locks.mig', '--variant', 'fix=all']],
    ['a witness', ['locks.mig', '--property', 'both_done']],
    ['what holds, with its largest value', ['counter.mig', '--param', 'N=1..2']],
    ['several models', ['counter.mig', 'locks.mig']],
    ['what is never exercised', ['locks.mig', '--strict', '--variant', 'fix=ordered']],
    ['a limit', ['counter.mig', '--max-states', '2']],
    ['a matrix', ['matrix', 'locks.mig']],
    ['an order', ['order', 'locks.mig', 'src.one.take_a', 'src.two.first_b']],
    ['a simulation', ['simulate', 'locks.mig', '--seed', '7']],
  ])('says of %s what was said at first', (_what, words) =>
    withFiles(FILES, async path => {
      const named = words.map(word => (word.endsWith('.mig') ? path(word) : word));
      const { direct, json, again, jsonAgain } = await bothWays(named, path);
      expect(again).toEqual({ code: 0, out: direct, err: '' });
      expect(jsonAgain.out).toBe(json);
    }),
  );

  it('needs no model: the saved result has its sources', () =>
    withFiles(FILES, async path => {
      const { out } = await mcheck([path('locks.mig'), '--format', 'json']);
      await writeFile(path('saved.json'), out);
      await writeFile(path('locks.mig'), 'protocol gone\n');
      const { code, out: told } = await mcheck(['report', path('saved.json')]);
      expect(code).toBe(0);
      expect(told).toMatch(/^mcheck: DEADLOCK /);
    }));

  it('checks a model first, and is done whatever the verdict', () =>
    withFiles(FILES, async path => {
      const { code, out } = await mcheck(['report', path('locks.mig')]);
      expect(code).toBe(0);
      expect(out).toMatch(/^mcheck: DEADLOCK /);
    }));

  it('joins several results of one kind', () =>
    withFiles(FILES, async path => {
      await mcheck([path('locks.mig'), '-o', path('a.json')]);
      await mcheck([path('counter.mig'), '-o', path('b.json')]);
      const { out } = await mcheck(['report', path('a.json'), path('b.json')]);
      expect(out.match(/^mcheck: \w+/gm)).toEqual(['mcheck: DEADLOCK', 'mcheck: HOLDS']);
      await mcheck(['matrix', path('locks.mig'), '-o', path('c.json')]);
      const mixed = await mcheck(['report', path('a.json'), path('c.json')]);
      expect(mixed.code).toBe(2);
      expect(mixed.err).toContain('results of check and matrix do not go into one report');
    }));
});

describe('a saved result that is not what it says', () => {
  const spoilt = async (spoil: (json: string) => string) =>
    withFiles(FILES, async path => {
      const { out } = await mcheck([path('locks.mig'), '--format', 'json']);
      const changed = spoil(out);
      expect(changed).not.toBe(out);
      await writeFile(path('saved.json'), changed);
      return mcheck(['report', path('saved.json')]);
    });

  it.each([
    ['is no JSON', (s: string) => s.slice(1), 'is not JSON'],
    ['is something else', (s: string) => s.replace('mcheck/1', 'other/1'), 'is not a result'],
    [
      'lacks a part',
      (s: string) => s.replace('"complete": true', '"complete": 1'),
      'runs[0].complete is not true or false',
    ],
    [
      'has other sources',
      (s: string) => s.replace('mutex a\\n', 'mutex  a\\n'),
      'its sources are not those of the model',
    ],
    [
      'has another trace',
      (s: string) => s.replace('"path": "src.one.take_a"', '"path": "src.one.take_b"'),
      'the trace of deadlock cannot be taken',
    ],
    [
      'has another property',
      (s: string) => s.replace('"name": "both_done"', '"name": "none_done"'),
      'the model has no property none_done',
    ],
    [
      'chooses what there is not',
      (s: string) => s.replace('"fix": "none"', '"fix": "some"'),
      "'fix' has no value 'some'",
    ],
  ])('%s: exit 2 and why', async (_what, spoil, why) => {
    const { code, out, err } = await spoilt(spoil);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect(err).not.toContain('    at ');
  });

  it('never ends in an internal error, whatever is changed in it', () =>
    withFiles(FILES, async path => {
      const { out } = await mcheck([path('locks.mig'), '--strict', '--format', 'json']);
      const places = placesIn(JSON.parse(out), []);
      const change = fc.tuple(
        fc.constantFrom(...places),
        fc.constantFrom(null, 0, -1, 1e9, '', 'x', '__proto__', true, [], {}, [[]], undefined),
      );
      const format = fc.constantFrom('text', 'json', 'sarif', 'tap', 'itf', 'mail');
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 2 }),
          format,
          async (all, f) => {
            const document = JSON.parse(out);
            for (const [place, value] of all) put(document, place, value);
            await writeFile(path('saved.json'), JSON.stringify(document));
            const { code, err } = await mcheck(['report', path('saved.json'), '--format', f]);
            expect([0, 2], err).toContain(code);
            expect(err).not.toContain('    at ');
          },
        ),
        { numRuns: 200 },
      );
    }));

  it('does not exist', async () => {
    const { code, err } = await mcheck(['report', '/nowhere/saved.json']);
    expect(code).toBe(2);
    expect(err).toMatch(/^mcheck: \/nowhere\/saved.json: no such file\n/);
  });
});

type Place = readonly (string | number)[];

/** The way to every value in a document. */
function placesIn(value: unknown, here: Place): Place[] {
  if (typeof value !== 'object' || value === null) return [here];
  const keys: (string | number)[] = Array.isArray(value)
    ? [...value.keys()].slice(0, 4)
    : Object.keys(value);
  const inner = keys.flatMap(key => placesIn(Reflect.get(value, key), [...here, key]));
  return here.length === 0 ? inner : [here, ...inner];
}

/** Changes a value, unless an earlier change has taken its place away. */
function put(document: unknown, place: Place, value: unknown): void {
  let at = document;
  for (const key of place.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return;
    at = Reflect.get(at, key);
  }
  if (typeof at === 'object' && at !== null) Reflect.set(at, place.at(-1) ?? '', value);
}
