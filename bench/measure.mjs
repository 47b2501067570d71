// Runs a program and says what it took. In: a command line. Out: its standard output, CPU seconds (user and system, all
// threads), wall seconds and largest resident memory, by GNU time.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TIME = '/usr/bin/time';

/** Rejects on an exit code that is not among `codes`. */
export async function measured(command, words, { cwd, codes = [0] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mcheck-bench-'));
  const report = join(folder, 'time');
  try {
    const format = ['-q', '-o', report, '-f', '%U %S %e %M'];
    const { output, complaint, code } = await run(TIME, [...format, command, ...words], cwd);
    if (!codes.includes(code)) {
      throw new Error(
        `${command} ${words.join(' ')}: exit ${code}\n${(output + complaint).slice(-2000)}`,
      );
    }
    const [user, system, wall, kilobytes] = readFileSync(report, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    return { output, cpu: user + system, wall, bytes: 1024 * kilobytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, words, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      complaint += chunk;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ output, complaint, code }));
  });
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
