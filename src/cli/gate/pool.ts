// Checks of cases on several threads. In: tasks, a number of threads, a signal. Out: outcomes, each as soon as a
// thread was free for it; null for what was interrupted. With one thread it is this one.

import { Worker } from 'node:worker_threads';
import { type CaseOutcome, type CaseTask, type ModelCache, runCase } from './run-case.ts';

export interface CasePool {
  run(task: CaseTask): Promise<CaseOutcome | null>;
  close(): Promise<void>;
}

export function casePool(threads: number, signal: AbortSignal): CasePool {
  return threads > 1 ? threadPool(threads, signal) : ownThread(signal);
}

function ownThread(signal: AbortSignal): CasePool {
  const models: ModelCache = new Map();
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const next = last.then(() => (signal.aborted ? null : runCase(task, models, signal)));
      last = next.catch(() => null);
      return next;
    },
    close: () => Promise.resolve(),
  };
}

interface Waiting {
  readonly task: CaseTask;
  readonly resolve: (outcome: CaseOutcome | null) => void;
  readonly reject: (error: Error) => void;
}

function threadPool(threads: number, signal: AbortSignal): CasePool {
  const waiting: Waiting[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting>();
  const dispatch = () => {
    while (waiting.length > 0 && (idle.length > 0 || busy.size < threads)) {
      const next = waiting.shift();
      if (next === undefined) return;
      const worker = idle.pop() ?? start();
      busy.set(worker, next);
      worker.postMessage(next.task);
    }
  };
  const start = () => {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    worker.on('message', (outcome: CaseOutcome) => {
      const done = busy.get(worker);
      busy.delete(worker);
      idle.push(worker);
      done?.resolve(outcome);
      dispatch();
    });
    worker.on('error', (error: Error) => {
      const done = busy.get(worker);
      busy.delete(worker);
      done?.reject(error);
      dispatch();
    });
    return worker;
  };
  const interrupt = () => {
    for (const one of [...busy.values(), ...waiting.splice(0)]) one.resolve(null);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  return {
    run: task =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return resolve(null);
        waiting.push({ task, resolve, reject });
        dispatch();
      }),
    async close() {
      signal.removeEventListener('abort', interrupt);
      await Promise.all([...idle, ...busy.keys()].map(worker => worker.terminate()));
    },
  };
}
