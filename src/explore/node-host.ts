// The machine as Node sees it: the only file of this room that asks a clock or the process.

import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Host, Thread } from './host.ts';

export const nodeHost: Host = {
  now: () => performance.now(),
  memory: () => process.memoryUsage.rss(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  pause: () => new Promise(resolve => setImmediate(resolve)),
  // Aligned words within an aligned vector are read at once there; of others nothing is presumed.
  wholeVectors: process.arch === 'x64',
  startThread: threadsOf(new URL('./node-thread.js', import.meta.url)),
};

/**
 * V8 of Node 20 uses the compiled code of Node's own modules only while this flag is as it was when they were
 * compiled; without that code a thread takes twice as long to start.
 */
const BUILT_WITH = '--interrupt-budget=67584';

/** Starts threads that run the compiled `node-thread.ts` at `entry`. */
export function threadsOf(entry: URL): (setup: object) => Thread {
  return setup => {
    if (process.version.startsWith('v20.')) setFlagsFromString(BUILT_WITH);
    const worker = new Worker(entry, { workerData: setup });
    worker.unref();
    return {
      send: message => worker.postMessage(message),
      stop: () => void worker.terminate(),
    };
  };
}
