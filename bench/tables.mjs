// Results as Markdown. In: what `run.mjs` measured. Out: tables, and their place in docs/performance.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '..', 'docs', 'performance.md');
const [BEGIN, END] = ['<!-- results: begin -->', '<!-- results: end -->'];

function table(header, rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

const megabytes = bytes => `${(bytes / 1e6).toFixed(0)}`;
const rate = (states, seconds) => (states / seconds / 1e6).toFixed(2);
const grouped = number => String(number).replace(/\B(?=(\d{3})+$)/g, ' ');

/** States per CPU second of the first tool to those of the others. */
export function largeTable(cases) {
  const rows = cases.flatMap(({ name, states, results }) => {
    const [ours] = results;
    return results.map((one, i) => [
      i === 0 ? `${name}, ${grouped(states)} states` : '',
      one.name,
      one.searchCpu.toFixed(2),
      rate(states, one.searchCpu),
      i === 0 ? '1' : `${(one.searchCpu / ours.searchCpu).toFixed(1)}`,
      one.bytesPerState.toFixed(1),
      megabytes(one.bytes),
      one.cpu.toFixed(2),
      one.wall.toFixed(2),
    ]);
  });
  const ratios = cases.flatMap(({ results: [ours, ...others] }) => {
    const spin = others.find(({ name }) => name === 'SPIN');
    return spin === undefined ? [] : [spin.searchCpu / ours.searchCpu];
  });
  const mean = Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / ratios.length);
  const least = Math.min(...ratios);
  return [
    '### Full search, two million states and more\n',
    table(
      [
        'model',
        'tool',
        'search, CPU s',
        '10^6 states/s',
        'times ours',
        'bytes/state',
        'resident MB',
        'whole CPU s',
        'whole wall s',
      ],
      rows,
    ),
    ratios.length === 0
      ? ''
      : `\nSPIN's search takes ${mean.toFixed(1)} times the CPU seconds of ours (geometric mean of ${ratios.length}); the least is ${least.toFixed(1)}.\n`,
  ].join('\n');
}

export function smallTable(cases) {
  const rows = cases.flatMap(({ name, states, results }) =>
    results.map((one, i) => [
      i === 0 ? `${name}, ${grouped(states)} states` : '',
      one.name,
      one.cpu.toFixed(2),
      one.wall.toFixed(2),
    ]),
  );
  return [
    '### From the command to the verdict, below two million states\n',
    table(['model', 'tool', 'CPU s', 'wall s'], rows),
    '',
  ].join('\n');
}

export function growthTable(cases) {
  const rows = cases.map(({ name, states, results: [ours] }) => [
    name,
    grouped(states),
    ours.searchCpu.toFixed(2),
    ((1e9 * ours.searchCpu) / states).toFixed(0),
    ours.bytesPerState.toFixed(1),
    megabytes(ours.bytes),
  ]);
  return [
    '### How the cost grows\n',
    table(['model', 'states', 'search, CPU s', 'ns/state', 'bytes/state', 'resident MB'], rows),
    '',
  ].join('\n');
}

export function systemsTable(systems) {
  const rows = systems.map(({ model, run, matrix }) => [model, run.toFixed(2), matrix.toFixed(2)]);
  return [
    '### The five systems from process start\n',
    table(['model', 'default run, CPU s', 'matrix, CPU s'], rows),
    '',
  ].join('\n');
}

export function writeResults(setting, text) {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
  if (after === undefined) throw new Error(`${PAGE} has no place for results`);
  const date = new Date().toISOString().slice(0, 10);
  const lines = [`Measured on ${date}: ${setting[0]}.`, `${setting[1]}.`, '', text];
  writeFileSync(PAGE, `${before}${BEGIN}\n${lines.join('\n')}\n${END}${after}`);
}
