// The results that a page carries. In: a report. Out: the documents of `--format json`, without what differs between two
// runs, and of each step no more than it takes to take it again.

import { jsonDocument } from '../json.ts';
import type { RunReport } from '../report.ts';

export function carried({ subject, models }: RunReport) {
  return models.map(model => {
    const document = jsonDocument(model, subject);
    return {
      ...document,
      schema: 'mcheck-page/1',
      runs: document.runs.map(withoutTiming).map(lean),
    };
  });
}

type Run = ReturnType<typeof jsonDocument>['runs'][number];

function withoutTiming({ timing, ...rest }: Run) {
  return rest;
}

function lean(run: Omit<Run, 'timing'>) {
  return {
    ...run,
    properties: run.properties.map(one => ({
      ...one,
      trace: one.trace && leanTrace(one.trace),
      ...('order' in one && one.order !== undefined
        ? {
            order: {
              ...one.order,
              after: one.order.after && leanTrace(one.order.after),
              before: one.order.before && leanTrace(one.order.before),
            },
          }
        : {}),
    })),
  };
}

type Trace = NonNullable<Run['properties'][number]['trace']>;

function leanTrace({ shortest, steps }: Trace) {
  return { shortest, steps: steps.map(({ path, bindings }) => ({ path, bindings })) };
}
