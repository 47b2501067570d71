// npm run agree -- [--seed N] [--count N] [--every] [--jobs N]: generated programs, each checked by the
// interpreter breadth first and by three combinations of engine, search and reductions that the seed draws (--every: by
// all of them), must give the same answers. Programs come in portions of a process each; a portion's seed is
// printed where it fails. Exit 1 if any did.

import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const PORTION = 500;
/** More than there are. */
const ALL = '1000';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100000' },
    every: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
  },
});
const first = Number(values.seed);
const count = Number(values.count);
const jobs = Number(values.jobs);
const portions = Array.from({ length: Math.ceil(count / PORTION) }, (_, i) => ({
  seed: first * 1_000_003 + i,
  runs: Math.min(PORTION, count - i * PORTION),
}));
const startedAt = performance.now();
let next = 0;
let done = 0;
let failed = 0;
await Promise.all(Array.from({ length: jobs }, work));
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(`${done} programs, seed ${first}, ${seconds} s; ${failed} portions failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function work() {
  while (next < portions.length) {
    const portion = portions[next++];
    const { code, output } = await run(portion);
    done += portion.runs;
    if (code === 0) continue;
    failed += 1;
    process.stdout.write(
      `MCHECK_SEED=${portion.seed} MCHECK_RUNS=${portion.runs} failed:\n${output}`,
    );
  }
}

function run({ seed, runs }) {
  return new Promise(resolve => {
    const child = spawn('npx', ['vitest', 'run', 'test/agreement', '--testTimeout', '3600000'], {
      env: {
        ...process.env,
        MCHECK_SEED: String(seed),
        MCHECK_RUNS: String(runs),
        ...(values.every ? { MCHECK_COMBINATIONS: ALL } : {}),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', text => {
        output += text;
      });
    }
    child.on('close', code => resolve({ code, output }));
  });
}
