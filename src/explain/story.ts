// The story of a counterexample as plain data. In: a run, one of its property results, and what reads labels
// in a state. Out: thread columns, one row per step, how it ends, and why nothing moves on. It lays nothing
// out: widths, wrapping and colours are the report's.

import type { ActionClass, ActionKind, LabelPart, Program } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';
import {
  type Checked,
  type NoReturn,
  type PropertyResult,
  type RunResult,
  stateBefore,
  type Trace,
} from '../verdict/result.ts';
import type { Ending } from './ending.ts';
import { endingOf } from './ending.ts';
import type { Lane } from './lanes.ts';
import { lanesOf, stepLanes, switchesOf } from './lanes.ts';
import { ownName } from './names.ts';
import type { Why } from './why.ts';
import { whyOf } from './why.ts';

/** What the explanation needs to read of a state; the interpreter is one. */
export interface LabelReader {
  label(parts: readonly LabelPart[], state: StateVector): string;
}

export interface Story {
  readonly property: Checked;
  readonly steps: number;
  /** Changes of the acting thread from one step to the next. */
  readonly switches: number;
  readonly shortest: boolean;
  /** Columns: hosts together in order of declaration, then by first action. */
  readonly lanes: readonly Lane[];
  readonly rows: readonly StoryRow[];
  readonly ending: Ending;
  /** At most six. */
  readonly why: readonly Why[];
  /** Blocked threads for which no sentence was left. */
  readonly whyOmitted: number;
  /** The step after which no goal can be reached; null where it was not computed. */
  readonly noReturn: NoReturnStory | null;
}

export interface NoReturnStory {
  /** 0: from the start. */
  readonly step: number;
  /** `accept_preempt in dst.main_loop`: what could have run before that step and left a way. */
  readonly instead: readonly string[];
  /** User actions that nothing but their bound forbids in the end: the way is barred by it alone. */
  readonly usedUp: readonly string[];
}

/** One step of the trace: row `n` is step `n`. */
export interface StoryRow {
  readonly n: number;
  readonly kind: ActionKind;
  readonly class: ActionClass;
  /** Nothing passes between threads in it: rows of one thread that follow each other may share a line. */
  readonly local: boolean;
  readonly cells: readonly StoryCell[];
}

export interface StoryCell {
  /** Index into `lanes`; null: nobody's column (a fault of the environment). */
  readonly lane: number | null;
  /** The task, where it is another than this lane's step before it showed and the lane has several. */
  readonly task: string | null;
  readonly text: string;
}

/** The story of `result`'s trace, or null where it has none. */
export function story(run: RunResult, result: PropertyResult, reader: LabelReader): Story | null {
  const { program } = run;
  const { trace } = result;
  if (trace === null) return null;
  const hanging = result.waits.filter(one => one.knot).map(one => one.process);
  const lanes = lanesOf(program, trace, hanging);
  const why = result.verdict === 'violated' ? whyOf(program, trace, result.waits) : [];
  return {
    property: result.property,
    steps: trace.steps.length,
    switches: switchesOf(program, trace),
    shortest: trace.shortest,
    lanes,
    rows: rowsOf(program, trace, lanes, reader),
    ending: endingOf(program, result, trace),
    why: why.slice(0, MOST_SENTENCES),
    whyOmitted: Math.max(0, why.length - MOST_SENTENCES),
    noReturn: noReturnStory(program, result.noReturn),
  };
}

const MOST_SENTENCES = 6;

function noReturnStory(program: Program, found: NoReturn | null): NoReturnStory | null {
  if (found === null) return null;
  const names = (ids: readonly number[]) => [
    ...new Set(ids.map(id => actionInThread(program, id))),
  ];
  return { step: found.step, instead: names(found.instead), usedUp: names(found.usedUp) };
}

function actionInThread(program: Program, id: number): string {
  const action = program.actions[id];
  const mover = action?.moves[0]?.task;
  const process = mover === undefined ? undefined : program.tasks[mover]?.process;
  const thread = process === undefined ? undefined : program.processes[process]?.name;
  const name = action?.name ?? `action ${id}`;
  // What the network does is named by what it does it to.
  return thread === undefined ? (action?.path ?? name) : `${name} in ${thread}`;
}

function rowsOf(
  program: Program,
  trace: Trace,
  lanes: readonly Lane[],
  reader: LabelReader,
): StoryRow[] {
  const lastTask = new Map<number, string>();
  const drawnIn = stepLanes(program, trace, lanes);
  return trace.steps.map((step, index) => {
    const action = program.actions[step.action];
    if (action === undefined) throw new Error(`no action ${step.action}`);
    const label = reader.label(action.label, stateBefore(trace, index)) || action.name;
    const text = localName(program, action, label);
    const lane = drawnIn[index] ?? null;
    const shown = lane === null ? undefined : taskName(program, action.moves[0]?.task, lanes[lane]);
    const changed = shown !== undefined && lane !== null && lastTask.get(lane) !== shown;
    if (changed) lastTask.set(lane, shown);
    const cells: StoryCell[] = [
      { lane, task: changed ? shown : null, text: decorate(action, text) },
    ];
    const receiver = action.moves[1];
    if (receiver !== undefined) cells.push(receiverCell(program, receiver.task, lanes, text));
    return { n: index + 1, kind: action.kind, class: action.class, local: isLocal(action), cells };
  });
}

/** Without the names of the thread that acts and of its host. */
function localName(program: Program, { moves }: Program['actions'][number], label: string): string {
  const [move] = moves;
  const process = move === undefined ? undefined : program.tasks[move.task]?.process;
  const thread = process === undefined ? undefined : program.processes[process];
  if (thread === undefined || moves.length > 1) return label;
  const host = thread.host === null ? undefined : program.hosts[thread.host]?.name;
  const own = ownName(label, thread.name);
  return host === undefined ? own : ownName(own, host);
}

function isLocal(action: Program['actions'][number]): boolean {
  const { kind, class: of, traffic, moves } = action;
  return kind === 'step' && of === 'system' && traffic.length === 0 && moves.length === 1;
}

function taskName(
  program: Program,
  task: number | undefined,
  lane: Lane | undefined,
): string | undefined {
  if (task === undefined || lane === undefined || lane.tasks.length < 2) return undefined;
  return program.tasks[task]?.name ?? undefined;
}

function decorate(
  action: { readonly kind: ActionKind; readonly class: ActionClass },
  text: string,
): string {
  if (action.kind === 'delivery' || action.kind === 'notice') return `~> ${text}`;
  return action.class === 'system' ? text : `[${action.class}] ${text}`;
}

function receiverCell(
  program: Program,
  task: number,
  lanes: readonly Lane[],
  text: string,
): StoryCell {
  const lane = lanes.findIndex(one => one.process === program.tasks[task]?.process);
  return { lane: lane < 0 ? null : lane, task: null, text: text.replace(/^send\b/, 'recv') };
}
