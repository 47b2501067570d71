// A counterexample as a code flow of SARIF. In: a run and a trace. Out: a thread flow per thread of the model; the steps
// of all of them are numbered in one order. What the network does is the flow of its own.

import { escapeText } from '../../diagnostic/escape.ts';
import { placeOf } from '../../explain/ending.ts';
import { changesOf } from '../../explain/values.ts';
import type { Action, Program } from '../../ir/program.ts';
import { type PropertyResult, stateBefore, type Trace } from '../../verdict/result.ts';
import type { ReportedRun } from '../report.ts';
import { locationOf, message } from './location.ts';

export function flowOf(one: ReportedRun, result: PropertyResult, trace: Trace) {
  const { program } = one.run;
  const flows = new Map<string, FlowLocation[]>();
  trace.steps.forEach((step, index) => {
    const action = program.actions[step.action];
    if (action === undefined) throw new Error(`no action ${step.action}`);
    const before = stateBefore(trace, index);
    const text = one.system().label(action.label, before) || action.name;
    const changes = changesOf(program, before, step.state);
    const n = index + 1;
    const location = {
      executionOrder: n,
      importance: importanceOf(result, trace, n),
      kinds: [action.kind],
      location: {
        ...locationOf(placeOf(action.provenance.span)),
        ...anchorOf(action),
        message: message(text),
      },
      state: Object.fromEntries(
        changes.map(({ name, after }) => [escapeText(name), message(shown(after))]),
      ),
    };
    for (const thread of threadsOf(program, action)) {
      const flow = flows.get(thread) ?? [];
      flow.push(location);
      flows.set(thread, flow);
    }
  });
  return {
    threadFlows: [...flows].map(([thread, locations]) => ({ id: escapeText(thread), locations })),
  };
}

type FlowLocation = Readonly<Record<string, unknown>>;

const NETWORK = 'network';
const ENVIRONMENT = 'environment';

/** A rendezvous is a step of both. */
function threadsOf(program: Program, { moves, kind }: Action): string[] {
  if (moves.length === 0) return [kind === 'environment' ? ENVIRONMENT : NETWORK];
  const names = moves.map(({ task }) => {
    const process = program.tasks[task]?.process;
    return (process === undefined ? undefined : program.processes[process]?.name) ?? `task ${task}`;
  });
  return [...new Set(names)];
}

/** The step after which there is no way back, and the last one. */
function importanceOf({ noReturn }: PropertyResult, { steps }: Trace, n: number): string {
  return n === noReturn?.step || n === steps.length ? 'essential' : 'important';
}

/** The function of QEMU that the step stands for. */
function anchorOf({ provenance }: Action) {
  const { src } = provenance;
  if (src === null) return {};
  const fullyQualifiedName = escapeText(`${src.file}:${src.function}`);
  return {
    logicalLocations: [{ name: escapeText(src.function), fullyQualifiedName, kind: 'function' }],
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
