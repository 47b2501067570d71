// Threads that serve one search after another: starting one costs more than such a search. In: where the code of a
// thread is. Out: a way to start threads, as the search is given it.

import { Worker } from 'node:worker_threads';
import type { Thread } from '../../../src/explore/host.ts';

export function pooledThreads(entry: URL): (setup: object) => Thread {
  const idle: Worker[] = [];
  return setup => {
    const worker = idle.pop() ?? startWorker(entry);
    worker.postMessage({ setup });
    return {
      send: message => worker.postMessage(message),
      // It has been told to end, and then waits for the next setup.
      stop: () => void idle.push(worker),
    };
  };
}

function startWorker(entry: URL): Worker {
  const worker = new Worker(entry);
  worker.on('error', error => {
    throw error;
  });
  worker.unref();
  return worker;
}
