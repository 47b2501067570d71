import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const WHY = 'because "they lock in opposite order" source "a test"';
const HEAD = 'spec "locks"  model "locks.mig"\n';
const NONE = `case fix=none: violated deadlock ${WHY}\n`;
const ORDERED = `case fix=ordered: holds ${WHY}\n`;
const SCHEMA = JSON.parse(readFileSync('schema/mcheck-gate-1.schema.json', 'utf8'));
const BIN = fileURLToPath(new URL('../../bin/mcheck.js', import.meta.url));
const BUILT = existsSync(new URL('../../dist/cli/gate/worker.js', import.meta.url));

/** Runs the gate, in this thread, on these specs beside the two models. */
async function gate(specs: Readonly<Record<string, string>>, ...words: string[]) {
  const files = { 'locks.mig': LOCKS, 'counter.mig': COUNTER, ...specs };
  return withFiles(files, async path => {
    const paths = Object.keys(specs).map(path);
    const { code, out, err } = await mcheck(['gate', ...paths, '--workers', '1', ...words]);
    const folder = `${path('')}/`;
    return { code, out: out.replaceAll(folder, ''), err: err.replaceAll(folder, '') };
  });
}

describe('the exit code of the gate', () => {
  it('is 0 where everything is as expected', async () => {
    const { code, out } = await gate({ 'a.spec': HEAD + NONE + ORDERED });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'locks',
        'a.spec  locks.mig',
        '  fix=none     met           violated deadlock',
        '  fix=ordered  met           holds',
        '',
        'mcheck: gate MET  2 cases, 2 met, 0 contradicted, 0 undecided',
        '',
      ].join('\n'),
    );
  });

  it('is 1 where a violation is not expected', async () => {
    const { code, out } = await gate({
      'a.spec': `${HEAD}case fix=none: holds ${WHY}\n${ORDERED}`,
    });
    expect(code).toBe(1);
    expect(out).toContain('  fix=none     CONTRADICTED\n      expected holds\n');
    expect(out).toMatch(/ {6}found violated deadlock cause [0-9a-f]{12}\n/);
    expect(out).toContain('deadlock is violated, which is not expected');
    expect(out).toMatch(/Why: {2}mcheck gate .*--explain.*fix=none/s);
  });

  it('is 1 where an expected violation is gone, and other specs do not hide it', async () => {
    const gone = `${HEAD}${NONE}case fix=ordered: violated deadlock ${WHY}\n`;
    const { code, out } = await gate({ 'a.spec': gone, 'b.spec': HEAD + NONE + ORDERED }, '-q');
    expect(code).toBe(1);
    expect(out).toBe(
      'a.spec:3: CONTRADICTED fix=ordered: deadlock is expected to be violated, and holds\n' +
        'mcheck: gate CONTRADICTED  4 cases, 3 met, 1 contradicted, 0 undecided\n',
    );
  });

  it('is 1 where the cause is another, or a count', async () => {
    const spec = `${HEAD}cause knot = 0123456789ab\ncase: violated deadlock cause knot states 3 ${WHY}`;
    const { code, out } = await gate({ 'a.spec': spec });
    expect(code).toBe(1);
    expect(out).toMatch(/deadlock has another cause: [0-9a-f]{12} instead of 0123456789ab/);
    expect(out).toMatch(/3 states expected, \d+ found/);
  });

  it('is 3 where a limit was reached and nothing is contradicted', async () => {
    const spec = `spec "c" model "counter.mig" limits { states 5 }\ncase N=900: holds ${WHY}`;
    expect((await gate({ 'a.spec': spec })).code).toBe(3);
    const { code, out } = await gate({ 'a.spec': spec }, '--max-states', '1000');
    expect([code, out]).toEqual([0, expect.stringContaining('1 met')]);
    const wrong = { 'a.spec': spec, 'b.spec': `${HEAD}case: holds ${WHY}` };
    expect((await gate(wrong)).code).toBe(1);
  });

  it.each<[string, string, string]>([
    ['a spec', HEAD, 'MC1202'],
    ['the path of a model', `spec "x" model "gone.mig" ${NONE}`, 'MC1207'],
    ['a variant', `${HEAD}case fix=odered: holds ${WHY}`, 'Did you mean `ordered`?'],
    ['a property', `${HEAD}case: violated deadlok ${WHY}`, 'MC1206'],
    ['the range of a parameter', `${HEAD}case ROUNDS=9: holds ${WHY}`, 'MC3102'],
    ['a model', `spec "x" model "a.spec" ${NONE}`, 'MC1'],
  ])('is 2 where %s is wrong, and nothing is printed as checked', async (_, text, message) => {
    const { code, out, err } = await gate({ 'good.spec': HEAD + NONE + ORDERED, 'a.spec': text });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('is 2 where there is no spec', async () => {
    const { code, err } = await mcheck(['gate', 'nowhere.spec']);
    expect([code, err]).toEqual([2, expect.stringContaining('nowhere.spec: no such file')]);
  });
});

describe('the gate', () => {
  it('takes a folder for the specs in it, by name', () =>
    withFiles({}, async path => {
      await mkdir(path('specs'));
      await mkdir(path('models'));
      await writeFile(path('models/locks.mig'), LOCKS);
      const text = `spec "locks" model "../models/locks.mig"\n${NONE}${ORDERED}`;
      for (const name of ['b.spec', 'a.spec']) await writeFile(path(`specs/${name}`), text);
      const { code, out } = await mcheck(['gate', path('specs'), '--workers', '1']);
      expect(code).toBe(0);
      expect(out.indexOf('a.spec')).toBeGreaterThan(0);
      expect(out.indexOf('b.spec')).toBeGreaterThan(out.indexOf('a.spec'));
      expect(out).toContain(path('models/locks.mig'));
    }));

  it('warns of a value of a variant that no case is about', async () => {
    const { code, out } = await gate({ 'a.spec': HEAD + NONE });
    expect(code).toBe(0);
    expect(out).toContain('  warning: not covered by any case: fix=ordered\n');
  });

  it('runs slow cases only when asked', async () => {
    const spec = `${HEAD}${NONE}case fix=ordered ROUNDS=3 slow: violated deadlock ${WHY}\n`;
    const quick = await gate({ 'a.spec': spec });
    expect([quick.code, quick.out]).toEqual([
      0,
      expect.stringContaining('1 slow not run (--slow)'),
    ]);
    expect((await gate({ 'a.spec': spec }, '--slow')).code).toBe(1);
  });

  it('prints JSON that fits its schema', async () => {
    const spec = `${HEAD}case fix=none: holds states 1 ${WHY}\ncase fix=ordered ROUNDS=2 slow: holds ${WHY}\n`;
    const { code, out } = await gate({ 'a.spec': spec }, '--format', 'json');
    const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
      SCHEMA,
    );
    const document = JSON.parse(out);
    validate(document);
    expect([code, validate.errors]).toEqual([1, null]);
    expect(document.specs[0].cases[0]).toMatchObject({
      line: 2,
      variant: { fix: 'none' },
      outcome: 'contradicted',
      differences: [{ property: 'deadlock' }, { property: null }],
    });
    expect(document.specs[0].cases[1]).toMatchObject({ outcome: 'skipped', found: null });
  });

  it('writes its result to a file, and the verdicts to standard error', () =>
    withFiles({ 'locks.mig': LOCKS, 'a.spec': HEAD + NONE + ORDERED }, async path => {
      const words = ['gate', path('a.spec'), '--workers', '1', '-o', path('gate.json')];
      const { code, out, err } = await mcheck(words);
      expect([code, out]).toEqual([0, '']);
      expect(err).toBe('mcheck: gate MET  2 cases, 2 met, 0 contradicted, 0 undecided\n');
      expect(JSON.parse(readFileSync(path('gate.json'), 'utf8')).schema).toBe('mcheck-gate/1');
    }));

  it('shows how far it is, on a terminal only', () =>
    withFiles({ 'locks.mig': LOCKS, 'a.spec': HEAD + NONE + ORDERED }, async path => {
      const words = ['gate', path('a.spec'), '--workers', '1'];
      expect((await mcheck(words, { errIsTTY: true })).err).toContain('2 of 2 cases');
      expect((await mcheck(words)).err).toBe('');
    }));

  it('is interrupted into undecided cases', () =>
    withFiles({ 'locks.mig': LOCKS, 'a.spec': HEAD + NONE + ORDERED }, async path => {
      const interrupt = AbortSignal.abort();
      const run = await mcheck(['gate', path('a.spec'), '--workers', '1'], { interrupt });
      expect([run.code, run.out]).toEqual([3, expect.stringContaining('2 undecided')]);
    }));
});

describe('gate --explain', () => {
  it('tells the story of what is not expected, and how to repeat it', async () => {
    const spec = `${HEAD}case fix=none ROUNDS=2: holds ${WHY}\n${ORDERED}`;
    const { code, out } = await gate({ 'a.spec': spec }, '--explain', 'ROUNDS=2 fix=none');
    expect(code).toBe(1);
    expect(out).toContain('mcheck: gate CONTRADICTED  a.spec:2  fix=none ROUNDS=2\n');
    expect(out).toContain('expected  holds\nfound     violated deadlock cause ');
    expect(out).toContain('because   they lock in opposite order\nsource    a test\n');
    expect(out).toContain('*** hang ***');
    expect(out).toMatch(/Re-run: mcheck .*--variant fix=none.*ROUNDS=2/s);
  });

  it('repeats what no longer fails', async () => {
    const spec = `${HEAD}case fix=ordered: violated deadlock ${WHY}\n`;
    const { code, out } = await gate({ 'a.spec': spec }, '--explain', 'fix=ordered');
    expect(code).toBe(1);
    expect(out).toContain('differs   deadlock is expected to be violated, and holds\n');
    expect(out).toMatch(/Re-run: mcheck .*--variant fix=ordered/s);
    expect(out).not.toContain('hang');
  });

  it('runs a slow case, and is content with a case that is met', async () => {
    const spec = `${HEAD}case slow: violated deadlock ${WHY}\n`;
    const { code, out } = await gate({ 'a.spec': spec }, '--explain', 'defaults');
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('mcheck: gate MET  a.spec:2  defaults'),
    ]);
  });

  it.each([
    ['fix=nome', "no case is named 'fix=nome'; did you mean fix=none?"],
    ['a b c', "no case is named 'a b c'"],
  ])('knows no case %s', async (name, message) => {
    const { code, err } = await gate({ 'a.spec': HEAD + NONE }, '--explain', name);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('has no other format', async () => {
    const words = ['--explain', 'fix=none', '--format', 'json'];
    expect((await gate({ 'a.spec': HEAD + NONE }, ...words)).code).toBe(2);
  });
});

describe.skipIf(!BUILT)('the gate on several threads', () => {
  const specs = {
    'locks.mig': LOCKS,
    'counter.mig': COUNTER,
    'a.spec': `${HEAD}${NONE}case fix=none ROUNDS=2: holds ${WHY}\n${ORDERED}`,
    'b.spec': `spec "c" model "counter.mig"\n${[1, 2, 3, 500, 4, 5].map(n => `case N=${n}: holds states ${n + 2} ${WHY}`).join('\n')}`,
  };
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [BIN, 'gate', ...words], { encoding: 'utf8' });

  it('prints what it prints on one', () =>
    withFiles(specs, async path => {
      const words = [path('a.spec'), path('b.spec')];
      const one = run(...words, '--workers', '1');
      const three = run(...words, '--workers', '3');
      expect([one.status, one.stderr]).toEqual([1, '']);
      expect(three.stdout).toBe(one.stdout);
      expect(three.status).toBe(1);
    }));

  it('says in which case a model cannot be run', () =>
    withFiles({ ...specs, 'a.spec': `${HEAD}${NONE}case ROUNDS=9: holds ${WHY}` }, async path => {
      const { status, stdout, stderr } = run(path('a.spec'), '--workers', '2');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain('a.spec:3: ROUNDS=9: the model cannot be run like this');
    }));

  it(
    'ends soon after an interrupt',
    () =>
      withFiles({ 'endless.mig': endless(), 'a.spec': endlessSpec() }, async path => {
        const child = spawn(process.execPath, [BIN, 'gate', path('a.spec'), '--workers', '2']);
        let printed = '';
        child.stdout.on('data', chunk => {
          printed += chunk;
        });
        setTimeout(() => child.kill('SIGINT'), 1500);
        const code = await new Promise(resolve => child.on('close', resolve));
        expect(code).toBe(3);
        expect(printed).toContain('2 undecided');
      }),
    20_000,
  );
});

/** Some 10^10 states. */
function endless(): string {
  const thread = (name: string) =>
    `  thread ${name} { start go  var x : 0..299 = 0  more: go -> go  do { x = (x + 1) % 300 } }`;
  const threads = ['a', 'b', 'c', 'd'].map(thread).join('\n');
  return `protocol endless\n\nparam N = 1 in 1..2\n\nhost src {\n${threads}\n}\n\ndeadlock free\n`;
}

function endlessSpec(): string {
  return `spec "e" model "endless.mig"\ncase N=1: holds ${WHY}\ncase N=2: holds ${WHY}\n`;
}
