// Checkpoints at the command line: a run that goes on ends as one that was never stopped, and whatever is wrong
// with a file is said. With real processes where they are killed.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcheck, withFiles } from './fake-terminal.ts';
import { COUNTER, LOCKS } from './models.ts';

const BIN = fileURLToPath(new URL('../../bin/mcheck.js', import.meta.url));
const BUILT = existsSync(new URL('../../dist/cli/main.js', import.meta.url));
const SEED = Number(process.env.MCHECK_SEED ?? 1);
const SLOW = process.env.MCHECK_SLOW !== undefined;

/** 640,000 states in 137 levels, one of which violates the invariant. */
const CLOCKS = `protocol clocks

host src {
${['a', 'b', 'c', 'd'].map((name, i) => clock(name, i === 3 ? 80 : 20)).join('\n')}
}

deadlock free
invariant together: not (src.a.x == 7 and src.b.x == 8 and src.c.x == 9 and src.d.x == 60)
`;

function clock(name: string, states: number): string {
  const last = states - 1;
  return `  thread ${name} { start go  var x : 0..${last} = 0  tick: go -> go when x < ${last} do { x = x + 1 } }`;
}

const FILES = { 'clocks.mig': CLOCKS, 'locks.mig': LOCKS, 'counter.mig': COUNTER };

/** A JSON document without its timing. */
function untimed(text: string): unknown {
  const document = JSON.parse(text);
  for (const run of document.runs) run.timing = null;
  return document;
}

describe('--checkpoint and --resume', () => {
  it.each(['compiled', 'interpreter'])('give the result of one run (%s)', engine =>
    withFiles(FILES, async path => {
      const words = [path('counter.mig'), '--param', 'N=300', '--engine', engine];
      const json = [...words, '--format', 'json'];
      const whole = await mcheck(json);
      const kept = await mcheck([
        ...json,
        '--checkpoint',
        path('run'),
        '--checkpoint-every',
        '0.001',
      ]);
      const resumed = await mcheck([...json, '--resume', path('run')]);
      for (const { code, out, err } of [kept, resumed]) {
        expect([code, err]).toEqual([whole.code, '']);
        expect(untimed(out)).toEqual(untimed(whole.out));
      }
    }),
  );

  it('refuse a checkpoint of another run, and say what differs', () =>
    withFiles(FILES, async path => {
      const run = [path('locks.mig'), '--checkpoint', path('run')];
      expect((await mcheck(run)).code).toBe(1);
      const cases: [string[], string][] = [
        [[path('counter.mig')], 'its model is '],
        [[path('locks.mig'), '--variant', 'fix=ordered'], 'its variant is fix=none'],
        [[path('locks.mig'), '--property', 'deadlock'], 'its properties is all'],
        [[path('locks.mig'), '--engine', 'interpreter'], 'its engine is compiled'],
        [[path('locks.mig'), '--first'], 'its first is false'],
        [[path('locks.mig'), '--max-states', '5'], 'its max-states is none'],
      ];
      for (const [words, problem] of cases) {
        const { code, out, err } = await mcheck([...words, '--resume', path('run')]);
        expect([code, out]).toEqual([2, '']);
        expect(err).toContain('belongs to another run');
        expect(err).toContain(problem);
      }
      await writeFile(path('locks.mig'), `${LOCKS}\n// changed\n`);
      expect((await mcheck([path('locks.mig'), '--resume', path('run')])).err).toContain(
        'its model',
      );
    }));

  it('refuse what is damaged, missing or no checkpoint', () =>
    withFiles(FILES, async path => {
      await mcheck([path('locks.mig'), '--checkpoint', path('run')]);
      const bytes = await readFile(path('run'));
      await writeFile(path('cut'), bytes.subarray(0, bytes.length / 2));
      for (const [file, problem] of [
        ['cut', 'is cut short or damaged'],
        ['missing', 'no such file'],
        ['locks.mig', 'is not a checkpoint of mcheck'],
      ] as const) {
        const { code, out, err } = await mcheck([path('locks.mig'), '--resume', path(file)]);
        expect([code, out]).toEqual([2, '']);
        expect(err).toContain(problem);
      }
    }));

  it.each([
    [['--variant', 'fix=all', '--checkpoint', 'run'], '--checkpoint takes one run'],
    [['--search', 'dfs', '--resume', 'run'], '--resume needs --search bfs'],
    [['--checkpoint-every', '5'], '--checkpoint-every needs --checkpoint FILE'],
    [['--checkpoint', 'run', '--checkpoint-every', 'often'], 'takes a positive number of seconds'],
  ])('%j is refused', (words, problem) =>
    withFiles(FILES, async path => {
      const { code, err } = await mcheck([path('locks.mig'), ...words]);
      expect(code).toBe(2);
      expect(err).toContain(problem);
      expect(existsSync('run')).toBe(false);
    }),
  );

  it('let the run go on where nothing can be written, and exit 4 with the verdict', () =>
    withFiles(FILES, async path => {
      const places = [path('no/folder/run'), ...(existsSync('/dev/full') ? ['/dev/full'] : [])];
      for (const place of places) {
        const { code, out, err } = await mcheck([path('locks.mig'), '--checkpoint', place]);
        expect(code).toBe(4);
        expect(out).toMatch(/^mcheck: DEADLOCK /);
        expect(err).toMatch(/^violated {2}deadlock /);
        expect(err).toContain('mcheck: cannot write the checkpoint: ');
      }
    }));
});

describe.skipIf(!BUILT)('a run that is killed', () => {
  const KILLS = SLOW ? 20 : 3;

  it(
    `${KILLS} times at random moments, and resumed, gives the same result each time (seed ${SEED})`,
    () =>
      withFiles(FILES, async path => {
        const json = [BIN, path('clocks.mig'), '--format', 'json'];
        const whole = spawnSync(process.execPath, json, { encoding: 'utf8' });
        expect(whole.status).toBe(1);
        const delays = fc.sample(fc.integer({ min: 0, max: 700 }), { seed: SEED, numRuns: 200 });
        let [kills, resumed, ends] = [0, 0, 0];
        for (const delay of delays) {
          if (kills >= KILLS && ends > 0) break;
          const going = existsSync(path('run'));
          const from = going ? ['--resume', path('run')] : [];
          const words = [
            ...json,
            '--checkpoint',
            path('run'),
            '--checkpoint-every',
            '0.01',
            ...from,
          ];
          const outcome = await runKilled(words, path('run'), kills < KILLS ? delay : null);
          resumed += Number(going);
          if (outcome === null) kills += 1;
          else {
            expect(outcome.code).toBe(1);
            expect(untimed(outcome.out)).toEqual(untimed(whole.stdout));
            rmSync(path('run'));
            ends += 1;
          }
        }
        expect(kills).toBe(KILLS);
        expect(ends).toBeGreaterThan(0);
        expect(resumed).toBeGreaterThan(0);
      }),
    300_000,
  );
});

/** What a process came to, or null if it was killed `delay` milliseconds after it had begun to write. */
async function runKilled(
  words: readonly string[],
  file: string,
  delay: number | null,
): Promise<{ readonly code: number | null; readonly out: string } | null> {
  const stamps = () => [file, `${file}.tmp`].map(stampOf).join();
  const before = stamps();
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  let ended = false;
  child.stdout.on('data', text => {
    out += text;
  });
  const end = new Promise<{ code: number | null; signal: string | null }>(resolve => {
    child.on('close', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  if (delay !== null) {
    while (!ended && stamps() === before) await sleep(5);
    await sleep(delay);
    child.kill('SIGKILL');
  }
  const { code, signal } = await end;
  return signal === 'SIGKILL' ? null : { code, out };
}

/** When a file was written; null where there is none. */
function stampOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
