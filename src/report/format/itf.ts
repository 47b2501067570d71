// `--format itf`: a trace in the Informal Trace Format (Apalache, ADR 015; read by the ITF viewer, itf-rs, itf-py, Quint).
// In: a report. Out: the counterexample as a list of whole states; `mbt::actionTaken` names the step into each.

import { escapeText } from '../../diagnostic/escape.ts';
import { placeOf } from '../../explain/ending.ts';
import type { PropertyResult, Trace } from '../../verdict/result.ts';
import { jsonLines } from '../escape.ts';
import { itfState, itfVariables } from '../itf/values.ts';
import {
  firstTold,
  NO_TRACE,
  type Renderer,
  type ReportedModel,
  type ReportedRun,
} from '../report.ts';

export const itf: Renderer = {
  check: report => {
    const told = firstTold(report);
    if (told === null || told.result.trace === null) return NO_TRACE;
    return { text: itfText(told.model, told.one, told.result, told.result.trace) };
  },
};

const ACTION = 'mbt::actionTaken';
const DESCRIPTION = 'https://apalache-mc.org/docs/adr/015adr-trace.html';

function itfText(
  { identity }: ReportedModel,
  one: ReportedRun,
  { property, verdict }: PropertyResult,
  trace: Trace,
): string {
  const { program } = one.run;
  const variables = itfVariables(program);
  const document = {
    '#meta': {
      format: 'ITF',
      'format-description': DESCRIPTION,
      source: escapeText(identity.file),
      status: verdict === 'violated' ? 'violation' : 'ok',
      description: escapeText(`mcheck: ${property.name}, sha256 ${identity.sha256}`),
    },
    params: [],
    vars: [ACTION, ...variables.map(({ name }) => name)],
    states: [
      { '#meta': { index: 0 }, [ACTION]: 'init', ...itfState(variables, trace.initial) },
      ...trace.steps.map(({ action: id, state }, i) => {
        const action = program.actions[id];
        if (action === undefined) throw new Error(`no action ${id}`);
        const [move] = action.moves;
        const process = move === undefined ? undefined : program.tasks[move.task]?.process;
        const thread = process === undefined ? null : (program.processes[process]?.name ?? null);
        const { file, line } = placeOf(action.provenance.span);
        const meta = { index: i + 1, thread, source: `${escapeText(file)}:${line}` };
        return { '#meta': meta, [ACTION]: action.path, ...itfState(variables, state) };
      }),
    ],
  };
  return jsonLines(document, 1);
}
