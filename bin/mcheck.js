#!/usr/bin/env node
// Starts the compiled command line. Everything else lives in src/cli.

import { setFlagsFromString } from 'node:v8';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/**
 * Most runs end within a second. As V8 comes, it spends a third of that on optimising, on other threads, functions
 * that are then hardly used; what a longer run spends its time in is optimised all the same. From Node 22 on, V8
 * waits longer by itself, and knows this flag no more.
 */
const BUDGET = '--interrupt-budget=1000000';
/** States lie outside of V8's heap: for one run, a larger young generation saves no time, and takes 25 MB. */
const YOUNG = '--semi-space-growth-factor=1';
const MANY_RUNS = ['matrix', 'gate'];
/**
 * Every variant is code of its own, most have some ten thousand states, and V8 optimises that code after some ten of
 * them, which takes more time than it saves. With this it waits for some thousands.
 */
const WASM_BUDGET = '--wasm-tiering-budget=1000000000';
/** The analyses of the graphs optimise in less time, and run no slower on five million states. */
const INLINED = '--max-inlined-bytecode-size-cumulative=300';

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`mcheck: needs Node.js 20.19 or later; this is ${process.versions.node}\n`);
  process.exitCode = 70;
} else {
  // V8 complains of flags that it does not know.
  const manyRuns = MANY_RUNS.includes(process.argv[2]);
  if (major < 22) setFlagsFromString(BUDGET);
  if (major < 25) {
    for (const flag of manyRuns ? [WASM_BUDGET, INLINED] : [YOUNG]) setFlagsFromString(flag);
  }
  try {
    const { runProcess } = await import('../dist/start/main.js');
    await runProcess();
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write('mcheck: not built or not installed; run npm ci first\n');
    process.exitCode = 70;
  }
}
