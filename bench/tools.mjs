// How each tool explores a case completely. In: a case. Out: per tool a `prepare` step (generation and C
// compilation, measured) and a `search`, which gives the states found and the CPU seconds of the search alone.
//
// Ours is `timing.searchCpuSeconds`: all threads, from the first state to the last. Theirs is the verifier's whole
// CPU time less that of a run which stops near the initial state: the same tables, nothing explored.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measured } from './measure.mjs';

const MCHECK = join(import.meta.dirname, '..', 'bin', 'mcheck.js');
const ROOT = join(import.meta.dirname, '..');

function wordsOf({ model, choices }) {
  const chosen = Object.entries(choices).flatMap(([name, value]) =>
    typeof value === 'number' ? ['--param', `${name}=${value}`] : ['--variant', `${name}=${value}`],
  );
  return [model, ...chosen];
}

/** `more`: further options. The bare search: one property, and no limit but memory. */
export function mcheck(one, more = []) {
  return {
    name: 'mcheck',
    async prepare() {
      return { cpu: 0, wall: 0 };
    },
    async search() {
      const property = one.property ?? 'deadlock';
      const words = ['check', ...wordsOf(one), '--property', property, '--max-memory', '20G'];
      const run = await measured(
        process.execPath,
        [MCHECK, ...words, ...more, '--format', 'json'],
        {
          cwd: ROOT,
          codes: [0, 1],
        },
      );
      const [found] = JSON.parse(run.output).runs;
      return {
        ...run,
        states: found.stats.states,
        searchCpu: found.timing.searchCpuSeconds,
        searchWall: found.timing.seconds,
        bytesPerState: found.timing.bytesPerState,
      };
    },
  };
}

/** `mode`: 'dfs' or 'bfs'. `reduced`: with SPIN's partial-order reduction. */
export function spin(one, mode, folder, { reduced = false } = {}) {
  const cwd = join(folder, `spin-${mode}`);
  mkdirSync(cwd, { recursive: true });
  const search = { depth: mode === 'bfs' ? 10_000 : 1_000_000, setup: null };
  const wide = one.states ?? 4_000_000;
  const table = `-w${Math.min(28, Math.max(20, Math.ceil(Math.log2(wide))))}`;
  const pan = depth => measured('./pan', ['-E', '-c0', `-m${depth}`, table], { cwd });
  return {
    name: mode === 'bfs' ? 'SPIN -DBFS' : 'SPIN',
    async prepare() {
      const exported = await promelaOf(one);
      writeFileSync(join(cwd, 'model.pml'), exported.text);
      const macros = Object.entries(one.promela?.macros ?? {}).map(([k, v]) => `-D${k}=${v}`);
      const generated = await measured('spin', ['-a', '-o2', ...macros, 'model.pml'], { cwd });
      const vector = /-DVECTORSZ=\d+/.exec(exported.text);
      const defines = ['-DSAFETY', '-DMEMLIM=20000', ...(vector ?? [])];
      if (!reduced) defines.push('-DNOREDUCE');
      if (mode === 'bfs') defines.push('-DBFS');
      const words = ['-O2', '-w', ...defines, '-o', 'pan', 'pan.c'];
      const compiled = await measured('gcc', words, { cwd });
      return {
        cpu: generated.cpu + compiled.cpu,
        wall: generated.wall + compiled.wall,
      };
    },
    async search() {
      let run = await pan(search.depth);
      while (/search depth too small/.test(run.output)) {
        search.depth *= 10;
        search.setup = null;
        run = await pan(search.depth);
      }
      search.setup ??= (await pan(2)).cpu;
      const states = Number(/(\d+) states, stored/.exec(run.output)?.[1]);
      if (/not completed|out of memory/.test(run.output)) throw new Error(run.output);
      return {
        ...run,
        states,
        searchCpu: run.cpu - search.setup,
        searchWall: run.wall,
        bytesPerState: run.bytes / states,
      };
    },
  };
}

async function promelaOf(one) {
  if (one.promela !== undefined) {
    const path = join(import.meta.dirname, 'promela', one.promela.file);
    return { text: readFileSync(path, 'utf8') };
  }
  const words = ['export', ...wordsOf(one), '--to', 'promela'];
  const { output } = await measured(process.execPath, [MCHECK, ...words], { cwd: ROOT });
  return { text: output };
}

export function rumur(one, folder) {
  const cwd = join(folder, 'rumur');
  mkdirSync(cwd, { recursive: true });
  return {
    name: 'Rumur',
    async prepare() {
      const path = join(import.meta.dirname, 'murphi', one.murphi.file);
      let text = readFileSync(path, 'utf8');
      for (const [name, value] of Object.entries(one.murphi.constants)) {
        text = text.replace(new RegExp(`\\b${name}: \\d+;`), `${name}: ${value};`);
      }
      writeFileSync(join(cwd, 'model.m'), text);
      const options = ['--deadlock-detection', 'off', '--threads', '1', '--output', 'model.c'];
      const generated = await measured('rumur', [...options, 'model.m'], { cwd });
      const flags = ['-std=c11', '-O3', '-march=native', '-w', '-o', 'model', 'model.c'];
      const compiled = await measured('gcc', [...flags, '-lpthread', '-mcx16'], { cwd });
      return { cpu: generated.cpu + compiled.cpu, wall: generated.wall + compiled.wall };
    },
    async search() {
      const run = await measured('./model', [], { cwd });
      const states = Number(/(\d+) states/.exec(run.output.split('State Space').at(-1))?.[1]);
      return {
        ...run,
        states,
        searchCpu: run.cpu,
        searchWall: run.wall,
        bytesPerState: run.bytes / states,
      };
    },
  };
}
