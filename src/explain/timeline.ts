// A trace as a chart sees it: threads side by side, steps from top to bottom, what passes between them, and from
// when to when each thread is blocked by what. In: a run, one of its results, the interpreter. Out: plain data that
// can be written down as JSON. It draws nothing, and unlike a story it regroups nothing: row n is step n.

import type { ActionClass, ActionKind, Program } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { type Awaited, awaiting } from '../verdict/awaited.ts';
import { type PropertyResult, stateBefore, type Trace } from '../verdict/result.ts';
import { type Arrow, arrowsOf } from './arrows.ts';
import { type Place, placeOf } from './ending.ts';
import { lanesOf, stepLanes } from './lanes.ts';
import { WORDING } from './wording.ts';

export interface Timeline {
  readonly lanes: readonly TimelineLane[];
  readonly steps: readonly TimelineStep[];
  readonly arrows: readonly Arrow[];
  readonly waits: readonly WaitSpan[];
  /** The step after which the run goes back to the state before step `loop`, for ever; null: it ends. */
  readonly loop: number | null;
}

export interface TimelineLane {
  readonly process: number;
  /** `dst.main_loop` */
  readonly name: string;
  readonly host: string | null;
}

export interface TimelineStep {
  readonly n: number;
  /** Index into `lanes`; null: nobody's. */
  readonly lane: number | null;
  /** The receiver's lane in a rendezvous. */
  readonly partner: number | null;
  /** The task, where the thread has several that act in this trace. */
  readonly task: string | null;
  readonly text: string;
  /** `dst.main_loop.accept_preempt.accept` */
  readonly path: string;
  readonly kind: ActionKind;
  readonly class: ActionClass;
  readonly place: Place;
}

/** A thread that is blocked in every state from one to another. */
export interface WaitSpan {
  readonly lane: number;
  /** The first state, named by the step before it; 0 is the initial state. */
  readonly from: number;
  /** The last state. */
  readonly to: number;
  /** `waits for page ram[0]` */
  readonly text: string;
  /** It lasts to the end and belongs to the wait-for knot. */
  readonly knot: boolean;
}

/** The timeline of a trace of `result`. */
export function timeline(system: Interpreter, result: PropertyResult, trace: Trace): Timeline {
  const { program } = system;
  const lanes = timelineLanes(program, result, trace);
  const drawnIn = stepLanes(program, trace, lanes);
  const laneOf = laneByProcess(lanes);
  const partners = trace.steps.map(({ action }) => {
    const partner = program.actions[action]?.moves[1]?.task;
    return partner === undefined
      ? null
      : (laneOf.get(program.tasks[partner]?.process ?? -1) ?? null);
  });
  return {
    lanes: lanes.map(({ process, name }) => ({ process, name, host: hostOf(program, process) })),
    steps: stepsOf(system, trace, lanes, drawnIn, partners),
    arrows: arrowsOf(program, trace, drawnIn, partners, system),
    waits: waitsOf(system, result, trace, laneOf),
    loop: null,
  };
}

interface ChartLane {
  readonly process: number;
  readonly name: string;
  readonly tasks: readonly number[];
}

/** Every thread that acts, and every one that is blocked in the end; hosts together. */
function timelineLanes(program: Program, result: PropertyResult, trace: Trace): ChartLane[] {
  const acting: ChartLane[] = lanesOf(program, trace, []);
  const blocked = result.verdict === 'violated' ? result.waits.map(one => one.process) : [];
  const idle = [...new Set(blocked)].filter(id => !acting.some(lane => lane.process === id));
  const all = [
    ...acting,
    ...idle.map(process => ({
      process,
      name: program.processes[process]?.name ?? `thread ${process}`,
      tasks: [],
    })),
  ];
  const rank = (lane: ChartLane) => program.processes[lane.process]?.host ?? program.hosts.length;
  return all.sort((a, b) => rank(a) - rank(b));
}

function laneByProcess(lanes: readonly ChartLane[]): ReadonlyMap<number, number> {
  return new Map(lanes.map(({ process }, lane) => [process, lane]));
}

function hostOf(program: Program, process: number): string | null {
  const host = program.processes[process]?.host ?? null;
  return host === null ? null : (program.hosts[host]?.name ?? null);
}

function stepsOf(
  system: Interpreter,
  trace: Trace,
  lanes: readonly ChartLane[],
  drawnIn: readonly (number | null)[],
  partners: readonly (number | null)[],
): TimelineStep[] {
  const { program } = system;
  return trace.steps.map((step, index) => {
    const action = program.actions[step.action];
    if (action === undefined) throw new Error(`no action ${step.action}`);
    const lane = drawnIn[index] ?? null;
    const several = lane !== null && (lanes[lane]?.tasks.length ?? 0) > 1;
    const mover = action.moves[0]?.task;
    return {
      n: index + 1,
      lane,
      partner: partners[index] ?? null,
      task: several && mover !== undefined ? (program.tasks[mover]?.name ?? null) : null,
      text: system.label(action.label, stateBefore(trace, index)) || action.name,
      path: action.path,
      kind: action.kind,
      class: action.class,
      place: placeOf(action.provenance.span),
    };
  });
}

/** By lane, then by the first state. */
function waitsOf(
  system: Interpreter,
  result: PropertyResult,
  trace: Trace,
  laneOf: ReadonlyMap<number, number>,
): WaitSpan[] {
  const knot = knotOf(result);
  const ask = awaiting(system);
  const spans: WaitSpan[] = [];
  const open = new Map<number, { from: number; text: string }>();
  const close = (lane: number, to: number, isKnot: boolean) => {
    const one = open.get(lane);
    if (one !== undefined) spans.push({ lane, ...one, to, knot: isKnot });
    open.delete(lane);
  };
  // A step that goes wrong leads to no state.
  const states = [trace.initial, ...trace.steps.map(({ state }) => state)];
  if (trace.failure !== null) states.pop();
  states.forEach((state, n) => {
    const inKnot = n === states.length - 1 ? knot : null;
    const texts = blockedLanes(system, ask(state), state, laneOf, inKnot);
    for (const [lane, { text }] of [...open]) {
      if (texts.get(lane) !== text) close(lane, n - 1, false);
    }
    for (const [lane, text] of texts) if (!open.has(lane)) open.set(lane, { from: n, text });
  });
  for (const lane of [...open.keys()]) {
    const process = [...laneOf].find(([, one]) => one === lane)?.[0];
    close(lane, states.length - 1, process !== undefined && knot.has(process));
  }
  return spans.sort((a, b) => a.lane - b.lane || a.from - b.from);
}

function knotOf({ verdict, waits }: PropertyResult): ReadonlySet<number> {
  const members = verdict === 'violated' ? waits.filter(one => one.knot) : [];
  return new Set(members.map(({ process }) => process));
}

/** What keeps each lane: of a loop the task that holds it, else the first of its tasks that owes a step. */
function blockedLanes(
  system: Interpreter,
  awaited: readonly Awaited[],
  state: StateVector,
  laneOf: ReadonlyMap<number, number>,
  knot: ReadonlySet<number> | null,
): Map<number, string> {
  const { processes } = system.program;
  const texts = new Map<number, string>();
  for (const one of awaited) {
    const lane = laneOf.get(one.process);
    const process = processes[one.process];
    if (lane === undefined || process === undefined || one.kind === null) continue;
    if (one.resting && knot?.has(one.process) !== true) continue;
    const running = process.running === null ? 0 : (state[process.running] ?? 0);
    const holds = running === 0 || process.tasks[running - 1] === one.task;
    const free = running === 0 && process.kind === 'loop';
    if (!holds || texts.has(lane) || (free && one.kind === 'turn')) continue;
    // While another task of the loop can move, the thread is not blocked.
    if (free && !process.tasks.every(task => cannotMove(task, awaited))) continue;
    texts.set(lane, WORDING[one.kind].waits(one.on));
  }
  return texts;
}

function cannotMove(task: number, awaited: readonly Awaited[]): boolean {
  return awaited.some(one => one.task === task);
}
