#!/usr/bin/env node
// Starts the compiled command line. Everything else lives in src/cli.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`mcheck: needs Node.js 20.19 or later; this is ${process.versions.node}\n`);
  process.exitCode = 70;
} else {
  try {
    const { runProcess } = await import('../dist/start/main.js');
    await runProcess();
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write('mcheck: not built or not installed; run npm ci first\n');
    process.exitCode = 70;
  }
}
