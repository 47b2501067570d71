// The hostile report with the graph of its states. In: nothing. Out: a report whose space is explored.

import { explore } from '../../../src/explore/explore.ts';
import { nodeHost } from '../../../src/explore/node-host.ts';
import type { RunReport } from '../../../src/report/report.ts';
import { spaceOf } from '../../../src/verdict/space.ts';
import { hostileReport } from './hostile.ts';

export async function graphOfHostile(): Promise<RunReport> {
  const report = hostileReport();
  const models = report.models.map(model => ({
    ...model,
    runs: model.runs.map(one => ({
      ...one,
      space: async () => {
        const system = one.system();
        const exploration = await explore(system, [], { host: nodeHost });
        return (await spaceOf(system, exploration, async () => false)) ?? 'stopped';
      },
    })),
  }));
  return { ...report, models };
}
