// `--format dot`: the state graph of a small model, or where a larger one is lost. In: a report. Out: Graphviz DOT.

import { stateGraphDot } from '../picture/state-graph.ts';
import type { Renderer, Rendering, RunReport } from '../report.ts';
import { runsOf, toldOf } from '../report.ts';

export const dot: Renderer = {
  check: async (report: RunReport): Promise<Rendering> => {
    const [only, ...others] = runsOf(report);
    if (only === undefined || others.length > 0) {
      return { nothing: 'format dot shows the state graph of one run; this result has several' };
    }
    const space = await only.one.space();
    if (typeof space === 'string') return { nothing: space };
    return stateGraphDot(space, toldOf(only.one));
  },
};
