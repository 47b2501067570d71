// Runs SPIN on an exported model. In: Promela and macros. Out: what the verifier counted. Whether SPIN and a
// C compiler are installed is asked once; where one is missing, a line says which.

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Counted {
  readonly states: number;
  /** Without the one that SPIN counts for the initial state. */
  readonly transitions: number;
  readonly errors: number;
}

export interface SpinOptions {
  readonly macros?: readonly string[];
  /** For the C compiler. */
  readonly defines?: readonly string[];
}

const run = promisify(execFile);

export const missing = ['spin', 'gcc'].filter(
  name => spawnSync(name, [name === 'spin' ? '-V' : '--version']).error !== undefined,
);
for (const name of missing) console.log(`skipped: ${name} is not installed`);

/** By what the tools are given. Variants that are one program are asked about once. */
const answers = new Map<string, Promise<Counted>>();

/** What the verifier counts in the whole state graph; throws with what the tools say. */
export function spin(promela: string, options: SpinOptions = {}): Promise<Counted> {
  const key = JSON.stringify([withoutChoice(promela), options]);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = verify(promela, options);
  answers.set(key, answer);
  return answer;
}

/** The first comment says which variant it is. */
function withoutChoice(promela: string): string {
  const end = promela.indexOf('*/');
  if (!promela.startsWith('/*') || end < 0) throw new Error('no comment at the beginning');
  return promela.slice(end);
}

/** Compiles the verifier and runs it. */
async function verify(promela: string, options: SpinOptions): Promise<Counted> {
  const cwd = await mkdtemp(join(tmpdir(), 'mcheck-spin-'));
  try {
    await writeFile(join(cwd, 'model.pml'), promela);
    const macros = (options.macros ?? []).map(name => `-D${name}`);
    await said('spin', ['-a', '-o2', ...macros, 'model.pml'], cwd);
    const vector = /-DVECTORSZ=\d+/.exec(promela)?.[0];
    const defines = ['-DSAFETY', '-DNOREDUCE', ...(options.defines ?? [])];
    const flags = vector === undefined ? defines : [...defines, vector];
    await said('gcc', ['-O0', '-w', ...flags, '-o', 'pan', 'pan.c'], cwd);
    const search = (depth: number) => said('./pan', [`-m${depth}`, '-w20', '-c0'], cwd);
    const output = await search(100_000);
    return counted(/search depth too small/.test(output) ? await search(5_000_000) : output);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Standard output; a failure says what the tool said. */
async function said(tool: string, words: readonly string[], cwd: string): Promise<string> {
  try {
    return (await run(tool, words, { cwd, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    throw new Error(`${tool}: ${(error as { stdout?: string }).stdout ?? ''}`, { cause: error });
  }
}

function counted(output: string): Counted {
  if (/^error:|search was not completed/im.test(output)) throw new Error(output);
  const number = (pattern: RegExp) => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(output);
    return Number(found);
  };
  return {
    states: number(/(\d+) states, stored/),
    transitions: number(/(\d+) transitions \(=/) - 1,
    errors: number(/errors: (\d+)/),
  };
}
