// The benchmark: `npm run bench -- [options]`. Builds SPIN's verifiers and Rumur's checkers for the cases of
// `cases.mjs`, checks that all tools find the same number of states, runs them in turn several times, and prints
// tables; `--write` puts them into docs/performance.md.
//
//   --only TEXT     cases whose name contains TEXT
//   --repeats N     runs of each tool per case, interleaved (3); the median counts
//   --parts LIST    of large,small,growth,systems (all)
//   --huge          also the cases above 5 * 10^7 states for SPIN (many GB)
//   --workers LIST  worker numbers for mcheck in the large cases, like 1,2 (1)
//   --write         replaces the results in docs/performance.md
//
// Needs spin, gcc, rumur and GNU time: apt-get install spin gcc rumur time. Run it on an idle machine.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GROWTH, LARGE, SMALL, SYSTEMS } from './cases.mjs';
import { measured, median } from './measure.mjs';
import { growthTable, largeTable, smallTable, systemsTable, writeResults } from './tables.mjs';
import { mcheck, rumur, spin } from './tools.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    repeats: { type: 'string', default: '3' },
    parts: { type: 'string', default: 'large,small,growth,systems' },
    workers: { type: 'string', default: '1' },
    huge: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const repeats = Number(options.repeats);
const parts = options.parts.split(',');
const chosen = cases => cases.filter(({ name }) => name.includes(options.only));
const folder = mkdtempSync(join(tmpdir(), 'mcheck-bench-'));
const say = text => process.stderr.write(`${text}\n`);

/** Every tool prepared once, then all searches in turn; throws where the counts differ. */
async function compared(one, tools) {
  const results = tools.map(tool => ({ name: tool.name, prepared: null, runs: [] }));
  for (const [i, tool] of tools.entries()) results[i].prepared = await tool.prepare();
  for (let round = 0; round < repeats; round++) {
    for (const [i, tool] of tools.entries()) {
      const run = await tool.search();
      results[i].runs.push(run);
      say(
        `${one.name}: ${tool.name}: ${run.states} states, search ${run.searchCpu.toFixed(2)} CPU s, ` +
          `whole ${run.cpu.toFixed(2)}, ${(run.bytes / 1e6).toFixed(0)} MB`,
      );
    }
  }
  const counts = new Set(results.flatMap(({ runs }) => runs.map(({ states }) => states)));
  if (one.states !== undefined && one.states !== null) counts.add(one.states);
  if (counts.size > 1) throw new Error(`${one.name}: states differ: ${[...counts].join(', ')}`);
  return { ...one, states: [...counts][0], results: results.map(summary) };
}

function summary({ name, prepared, runs }) {
  const of = key => median(runs.map(run => run[key]));
  return {
    name,
    searchCpu: of('searchCpu'),
    searchWall: of('searchWall'),
    bytesPerState: of('bytesPerState'),
    bytes: of('bytes'),
    /** From the command to the verdict. */
    cpu: prepared.cpu + of('cpu'),
    wall: prepared.wall + of('wall'),
  };
}

async function large() {
  const found = [];
  for (const one of chosen(LARGE)) {
    const workers = options.workers.split(',').map(Number);
    const ours = workers.map(count =>
      count === 1
        ? mcheck(one)
        : { ...mcheck(one, ['--workers', String(count)]), name: `mcheck, ${count} workers` },
    );
    const theirs =
      one.huge === true && !options.huge
        ? []
        : [spin(one, 'dfs', folder), spin(one, 'bfs', folder)];
    if (one.murphi !== undefined) theirs.push(rumur(one, folder));
    found.push(await compared(one, [...ours, ...theirs]));
  }
  return found;
}

async function small() {
  const found = [];
  for (const one of chosen(SMALL)) {
    const theirs = [spin(one, 'dfs', folder)];
    if (one.murphi !== undefined) theirs.push(rumur(one, folder));
    found.push(await compared(one, [mcheck(one), ...theirs]));
  }
  return found;
}

async function growth() {
  const found = [];
  for (const one of chosen(GROWTH)) found.push(await compared(one, [mcheck(one)]));
  return found;
}

/** CPU seconds of whole processes: the least of several, since what disturbs only adds. */
async function systems() {
  const root = join(import.meta.dirname, '..');
  const found = [];
  for (const model of SYSTEMS) {
    if (!model.includes(options.only)) continue;
    const least = async words => {
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < repeats; round++) {
        const run = await measured(process.execPath, ['bin/mcheck.js', ...words], {
          cwd: root,
          codes: [0, 1],
        });
        best = Math.min(best, run.cpu);
      }
      return best;
    };
    const entry = { model, run: await least([model]), matrix: await least(['matrix', model]) };
    say(`${model}: run ${entry.run.toFixed(2)}, matrix ${entry.matrix.toFixed(2)} CPU s`);
    found.push(entry);
  }
  return found;
}

function machine() {
  const said = (command, words) => {
    try {
      return execFileSync(command, words, { encoding: 'utf8' }).split('\n')[0];
    } catch {
      return `${command}: not installed`;
    }
  };
  return [
    `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)}`,
    `Node ${process.versions.node}; ${said('spin', ['-V'])}; ${said('gcc', ['--version'])}; ${said('rumur', ['--version'])}`,
  ];
}

try {
  const setting = machine();
  if (loadavg()[0] > 0.5) say('bench: this machine is not idle; the figures will say so');
  const sections = [];
  if (parts.includes('large')) sections.push(largeTable(await large()));
  if (parts.includes('small')) sections.push(smallTable(await small()));
  if (parts.includes('growth')) sections.push(growthTable(await growth()));
  if (parts.includes('systems')) sections.push(systemsTable(await systems()));
  const text = sections.join('\n');
  console.log([...setting, '', text].join('\n'));
  if (options.write) writeResults(setting, text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
