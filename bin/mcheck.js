#!/usr/bin/env node
// Starts the compiled command line. Everything else lives in src/cli.

import { setFlagsFromString } from 'node:v8';

// Most runs end within a second. As V8 comes, it spends half of that on optimising, on other threads, functions that
// are then hardly used; what a longer run spends its time in gets optimised all the same.
const BUDGET = '--interrupt-budget=1000000';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`mcheck: needs Node.js 20.19 or later; this is ${process.versions.node}\n`);
  process.exitCode = 70;
} else {
  setFlagsFromString(BUDGET);
  try {
    const { runProcess } = await import('../dist/start/main.js');
    await runProcess();
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write('mcheck: not built or not installed; run npm ci first\n');
    process.exitCode = 70;
  }
}
