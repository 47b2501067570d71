import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCKS } from './models.ts';

const BIN = fileURLToPath(new URL('../../bin/mcheck.js', import.meta.url));
const BUILT = existsSync(new URL('../../dist/cli/main.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'mcheck-'));
const locks = join(folder, 'locks.mig');
const endless = join(folder, 'endless.mig');
writeFileSync(locks, LOCKS);
writeFileSync(endless, endlessModel());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Some 10^10 states: no machine gets through them while a test waits. */
function endlessModel(): string {
  const thread = (name: string) =>
    `  thread ${name} { start go  var x : 0..299 = 0  more: go -> go  do { x = (x + 1) % 300 } }`;
  const threads = ['a', 'b', 'c', 'd'].map(thread).join('\n');
  return `protocol endless\n\nhost src {\n${threads}\n}\n\ndeadlock free\n`;
}

function mcheck(...words: string[]) {
  return spawnSync(process.execPath, [BIN, ...words], { encoding: 'utf8' });
}

describe('without a build', () => {
  it('says what to do', () => {
    const bin = join(folder, 'mcheck.mjs');
    copyFileSync(BIN, bin);
    const { status, stderr } = spawnSync(process.execPath, [bin, '--version'], {
      encoding: 'utf8',
    });
    expect(status).toBe(70);
    expect(stderr).toBe('mcheck: not built or not installed; run npm ci first\n');
  });
});

describe.skipIf(!BUILT)('the process', () => {
  it('prints its version', () => {
    const { status, stdout } = mcheck('--version');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^mcheck \d+\.\d+\.\d+\n$/)]);
  });

  it('ends with the code of the verdict', () => {
    expect(mcheck(locks).status).toBe(1);
    expect(mcheck(locks, '--variant', 'fix=ordered').status).toBe(0);
    expect(mcheck(join(folder, 'missing.mig')).status).toBe(2);
  });

  it.skipIf(!existsSync('/dev/full'))('exits 4 with the verdict when the disk is full', () => {
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `"$0" "$1" "$2" > /dev/full`, process.execPath, BIN, locks],
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(4);
    expect(stderr).toMatch(/^violated {2}deadlock /);
  });

  it('is quiet when the reader of a pipe has gone', () => {
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', `"$0" "$1" "$2" | true`, process.execPath, BIN, locks],
      {
        encoding: 'utf8',
      },
    );
    expect([stdout, stderr]).toEqual(['', '']);
  });

  it('is interrupted into an unknown verdict', async () => {
    const child = spawn(process.execPath, [BIN, endless]);
    let printed = '';
    child.stdout.on('data', chunk => {
      printed += chunk;
    });
    setTimeout(() => child.kill('SIGINT'), 1500);
    const code = await new Promise(resolve => child.on('close', resolve));
    expect(code).toBe(3);
    expect(printed).toMatch(/^mcheck: UNKNOWN /);
    expect(printed).toContain('(not complete: interrupted)');
  }, 20_000);
});
