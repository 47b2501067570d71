// `--format perfetto`: a trace for the Perfetto UI. In: a report. Out: Chrome trace events.

import { picture } from '../picture/drawn.ts';
import { traceEvents } from '../picture/perfetto.ts';
import type { Renderer } from '../report.ts';

export const perfetto: Renderer = {
  check: report =>
    picture(report, ({ one, trace, timeline, noReturn }) =>
      traceEvents(one.run.program, trace, timeline, noReturn),
    ),
};
