// npm run agree -- [--seed N] [--count N] [--from N] [--jobs N] [--every]: generated programs, each checked by the
// interpreter breadth first and by three combinations of engine, search, reductions and workers that the seed draws
// (--every: by all of them), must give the same answers and store the same states, or as many orbits. Case I of
// seed S is always the same: `--seed S --from I --count 1` repeats it, and a run that was cut off goes on with the
// case that its last line names. Prints differences as they are found, and what was tried; exit 1 if there were any.

import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

/** Cases that are generated together. */
const PORTION = 500;
const DRAWN = 3;
/** More than there are. */
const ALL = 1000;
const SECONDS_BETWEEN_LINES = 60;
/** No case takes so long. */
const SILENCE_SECONDS = 300;
/** Many short runs of much code: it is not run often enough to be optimised soon, and not to be forgotten. */
const FLAGS = [
  '--max-semi-space-size=32',
  '--no-flush-bytecode',
  '--always-sparkplug',
  '--interrupt-budget=1000000',
];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    jobs: { type: 'string', default: '1' },
    every: { type: 'boolean', default: false },
  },
});
const [seed, count, first, jobs] = ['seed', 'count', 'from', 'jobs'].map(numberOf);
const end = first + count;
/** Where packages are found. */
const folder = await mkdtemp(join(import.meta.dirname, '../node_modules/.agree-'));
const startedAt = performance.now();
const tally = {};
/** First case of each portion that is not over yet. */
const open = new Set();
let next = first;
let failed = 0;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, cutOff);
/** Seconds. */
let cpu = 0;
try {
  await bundle();
  const lines = setInterval(progress, SECONDS_BETWEEN_LINES * 1000);
  await Promise.all(Array.from({ length: jobs }, work));
  clearInterval(lines);
} finally {
  cleanUp();
}
report();

function cleanUp() {
  rmSync(folder, { recursive: true, force: true });
}

/** Says where to go on. Processes end with their parent. */
function cutOff() {
  progress();
  cleanUp();
  process.exit(1);
}

async function bundle() {
  const built = await rolldown({
    input: {
      main: join(import.meta.dirname, '../test/agreement/long/main.ts'),
      thread: join(import.meta.dirname, '../test/agreement/long/thread.ts'),
    },
    platform: 'node',
  });
  await built.write({ dir: folder, format: 'esm', entryFileNames: '[name].js' });
  await built.close();
}

/** One process, and another one where it dies. */
async function work() {
  let child = null;
  while (next < end) {
    const portion = Math.floor(next / PORTION);
    const from = next;
    next = Math.min((portion + 1) * PORTION, end);
    open.add(from);
    const drawn = values.every ? ALL : DRAWN;
    const request = { seed, portion, size: PORTION, from, to: next, drawn };
    child ??= start();
    if (!(await served(child, request))) child = null;
    open.delete(from);
  }
  child?.disconnect();
}

function start() {
  return fork(join(folder, 'main.js'), { execArgv: FLAGS });
}

/** True once the portion is done; false where the process has died, which is a failure of the case it was at. */
function served(child, request) {
  return new Promise(resolve => {
    let at = request.from;
    let silence = null;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_SECONDS * 1000);
    };
    const over = done => {
      clearTimeout(silence);
      child.removeAllListeners();
      resolve(done);
    };
    heard();
    child.on('message', message => {
      heard();
      if (message.kind === 'at') at = message.case;
      else if (message.kind === 'difference') fail(message.case, message.text);
      else {
        for (const [name, times] of Object.entries(message.tally))
          tally[name] = (tally[name] ?? 0) + times;
        cpu += message.cpu;
        over(true);
      }
    });
    child.on('exit', (code, signal) => {
      fail(at, `the process ended: ${signal ?? code}; the rest of its portion was not tried`);
      over(false);
    });
    child.send(request);
  });
}

function fail(number, text) {
  failed += 1;
  process.stdout.write(`\nseed ${seed} case ${number}:\n${text}\n\n`);
}

/** Everything before the earliest open portion is done. */
function progress() {
  const done = Math.min(next, ...open);
  process.stdout.write(
    `${tried()} tried, ${failed} differ, ${seconds()} s; go on with: --seed ${seed} --from ${done} --count ${end - done}\n`,
  );
}

function report() {
  const names = Object.keys(tally).sort();
  for (const name of new Set(names.map(group))) {
    const members = names.filter(one => group(one) === name);
    const parts = members.map(one => `${one.slice(name.length + 2)} ${tally[one]}`);
    process.stdout.write(`${name}: ${parts.join(', ')}\n`);
  }
  const every = values.every ? ', every combination' : '';
  process.stdout.write(
    `${tried()} programs (cases ${first} to ${end - 1}), seed ${seed}${every}, ${seconds()} s, ${Math.round(cpu)} CPU s; ${failed} differ\n`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}

function group(name) {
  return name.slice(0, name.indexOf(': '));
}

function tried() {
  return Object.entries(tally)
    .filter(([name]) => group(name) === 'program' || group(name) === 'too large')
    .reduce((sum, [, times]) => sum + times, 0);
}

function seconds() {
  return Math.round((performance.now() - startedAt) / 1000);
}

function numberOf(name) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(`--${name}: '${values[name]}' is not a whole number\n`);
  process.exit(2);
}
