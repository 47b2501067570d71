// What the reductions leave out, and what that costs: `npm run bench:reduction -- [options]`. Explores the five
// systems with grown parameters, and classics of more than a hundred thousand states, without reductions, with
// stubborn sets, with symmetry and with both, and beside them the equivalent Promela with SPIN's partial-order
// reduction. Deadlocks only. Prints a table; `--write` puts it into docs/reduction.md.
//
//   --only TEXT   cases whose name contains TEXT
//   --repeats N   runs of each, in turn (2), of SPIN one; the least CPU time counts
//   --write       replaces the table in docs/reduction.md
//
// Takes seven minutes. Needs spin, gcc and GNU time. Run it on an idle machine. CPU seconds are those of the whole process, user and
// system: of ours with reading the model and finding out what can be reduced, of SPIN's verifier without generating
// and compiling it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LARGE } from './cases.mjs';
import { mcheck, spin } from './tools.mjs';

const PAGE = join(import.meta.dirname, '..', 'docs', 'reduction.md');
const [BEGIN, END] = ['<!-- results: begin -->', '<!-- results: end -->'];

const CLASSICS = ['szymanski.4', 'iprotocol.4', 'Peterson 5', 'sliding window', 'philosophers 15'];

const CASES = [
  ...LARGE.filter(({ name }) => name.endsWith(', grown')),
  {
    name: 'postcopy preempt, 5 pages',
    model: 'models/postcopy-preempt.mig',
    choices: { PAGES: 5 },
    states: 10_490_441,
  },
  ...CLASSICS.map(name => LARGE.find(one => one.name === name)),
];

const COLUMNS = ['none', 'stubborn', 'symmetry', 'stubborn,symmetry'];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    repeats: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});
const repeats = Number(options.repeats);
const folder = mkdtempSync(join(tmpdir(), 'mcheck-bench-'));
try {
  const rows = [];
  for (const one of CASES.filter(({ name }) => name.includes(options.only))) {
    rows.push(await rowOf(one));
  }
  const text = tableOf(rows);
  process.stdout.write(text);
  if (options.write) write(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function rowOf(one) {
  const tools = [
    ...COLUMNS.map(list => ({ label: list, ...mcheck(one, ['--reduction', list]) })),
    { label: 'SPIN', ...spin(one, 'dfs', folder, { reduced: true }) },
  ];
  const runs = tools.map(() => []);
  for (const tool of tools) await tool.prepare();
  for (let round = 0; round < repeats; round++) {
    for (const [i, tool] of tools.entries()) {
      if (round > 0 && tool.label === 'SPIN') continue;
      const run = await tool.search();
      runs[i].push(run);
      process.stderr.write(
        `${one.name}: ${tool.label}: ${run.states} states, ${run.cpu.toFixed(2)} CPU s\n`,
      );
    }
  }
  const [full] = runs;
  if (full.some(({ states }) => states !== one.states)) {
    throw new Error(`${one.name}: ${full[0].states} states instead of ${one.states}`);
  }
  const cells = runs.map(own => {
    const cpu = Math.min(...own.map(run => run.cpu));
    return `${grouped(own[0].states)} in ${cpu.toFixed(2)} s`;
  });
  return [one.name, ...cells];
}

function tableOf(rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  const header = ['model', 'full', 'stubborn', 'symmetric', 'both', 'SPIN, reduced'];
  const rule = header.map((_, i) => (i === 0 ? '---' : '---:'));
  return `${[header, rule, ...rows].map(line).join('\n')}\n`;
}

function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function write(text) {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
  if (after === undefined) throw new Error(`${PAGE} has no place for results`);
  const date = new Date().toISOString().slice(0, 10);
  const block = `${BEGIN}\nMeasured on ${date}.\n\n${text}${END}`;
  writeFileSync(PAGE, `${before}${block}${after}`);
}
