// A worker thread of the gate: checks the cases it is sent, one after the other, and answers each. The pool on the
// other side is pool.ts.

import { parentPort } from 'node:worker_threads';
import { type CaseTask, type ModelCache, runCase } from './run-case.ts';

const models: ModelCache = new Map();

parentPort?.on('message', async (task: CaseTask) => {
  parentPort?.postMessage(await runCase(task, models));
});
