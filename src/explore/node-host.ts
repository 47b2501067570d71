// The machine as Node sees it: the only file of this room that asks a clock or the process.

import type { Host } from './host.ts';

export const nodeHost: Host = {
  now: () => performance.now(),
  memory: () => process.memoryUsage.rss(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  pause: () => new Promise(resolve => setImmediate(resolve)),
};
