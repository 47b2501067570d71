// npm run fuzz -- [--seed N] [--count N] [--from N] [--code DIR]
// [--corpus DIR] [--save DIR]: damages the models of the project and puts
// them through parser, checks, lowering and a few steps. Prints crashes, hangs and rejections without a place;
// exit 1 if there are any. Case I of seed S is always the same text: `--seed S --from I --count 1 --show`.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { caseOf, prepare } from './fuzz/mutate.mjs';

const HANG_SECONDS = 5;
const HEAP_MEGABYTES = 768;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    code: { type: 'string', default: 'dist' },
    corpus: { type: 'string', default: '.' },
    save: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const from = Number(values.from);
const to = from + Number(values.count);
const corpus = readCorpus(['models', 'test'].map(folder => join(values.corpus, folder)));
const prepared = prepare(corpus);
const reached = { parse: 0, check: 0, lower: 0, run: 0 };
const problems = new Map();

if (values.show) {
  const { path, mutations, text } = caseOf(prepared, seed, from);
  process.stderr.write(`${path}: ${mutations.join(', ')}\n`);
  process.stdout.write(text);
} else {
  for (let next = from; next < to; ) next = await runFrom(next);
  report();
}

function readCorpus(folders) {
  return folders.flatMap(folder =>
    readdirSync(folder, { recursive: true })
      .filter(name => name.endsWith('.mig'))
      .sort()
      .map(name => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
  );
}

/** Runs until the end, or until a case hangs or exhausts the memory; returns the case to go on with. */
function runFrom(next) {
  return new Promise(resolve => {
    const progress = new SharedArrayBuffer(4);
    const current = new Int32Array(progress);
    current[0] = next;
    const worker = new Worker(new URL('./fuzz/worker.mjs', import.meta.url), {
      workerData: { corpus, seed, from: next, to, code: values.code, progress },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    });
    let died = null;
    let since = { number: next, at: performance.now() };
    const watch = setInterval(() => {
      const number = Atomics.load(current, 0);
      if (number !== since.number) since = { number, at: performance.now() };
      else if (performance.now() - since.at > HANG_SECONDS * 1000) {
        died ??= `hang: more than ${HANG_SECONDS} seconds`;
        worker.terminate();
      }
    }, 250);
    worker.on('message', message => {
      if (message.kind === 'problem') note(message.number, message.path, message.text);
      else for (const stage of Object.keys(reached)) reached[stage] += message.reached[stage];
    });
    worker.on('error', error => {
      died = `crash: ${error.message}`;
    });
    worker.on('exit', () => {
      clearInterval(watch);
      const number = Atomics.load(current, 0);
      if (died !== null) note(number, '', died);
      resolve(died === null ? to : number + 1);
    });
  });
}

function note(number, path, text) {
  const known = problems.get(text);
  if (known !== undefined) known.count++;
  else {
    problems.set(text, { number, count: 1 });
    if (values.save !== undefined) {
      writeFileSync(join(values.save, `case-${number}.mig`), caseOf(prepared, seed, number).text);
    }
    process.stdout.write(
      `seed ${seed} case ${number}${path === '' ? '' : ` (${path})`}: ${text}\n`,
    );
  }
}

function report() {
  const stages = Object.entries(reached).map(([stage, count]) => `${stage} ${count}`);
  process.stdout.write(`${to - from} cases, seed ${seed}; got as far as: ${stages.join(', ')}\n`);
  process.stdout.write(`${problems.size} different problems\n`);
  for (const [text, { number, count }] of problems)
    process.stdout.write(`  ${count} x case ${number}: ${text}\n`);
  process.exitCode = problems.size === 0 ? 0 : 1;
}
