// A trace as Chrome trace events, which the Perfetto UI opens. In: program, trace, its timeline. Out: JSON. A host is
// a process, a step takes a millisecond, a wait is a slice, a message a flow, a queue or semaphore a counter. Format:
// "Trace Event Format", as imported by Perfetto (docs/getting-started/other-formats.md there).

import type { Timeline } from '../../explain/timeline.ts';
import type { Program } from '../../ir/program.ts';
import type { Trace } from '../../verdict/result.ts';
import { hostRuns } from './hosts.ts';
import { clip } from './markup.ts';

/** Microseconds of a step. */
const STEP = 1000;
const LONGEST = 200;

interface Track {
  readonly pid: number;
  readonly tid: number;
}

export function traceEvents(
  program: Program,
  trace: Trace,
  timeline: Timeline,
  noReturn: number | null,
): string {
  const tracks = tracksOf(timeline);
  const events = [
    ...names(timeline, tracks),
    ...steps(timeline, tracks),
    ...waits(timeline, tracks),
    ...flows(timeline, tracks),
    ...counters(program, trace),
    ...(noReturn === null
      ? []
      : [{ ph: 'I', s: 'g', pid: 0, tid: 0, ts: (noReturn + 1) * STEP, name: 'no way back' }]),
  ];
  const lines = events.map(event => JSON.stringify(event)).join(',\n');
  return `{"displayTimeUnit":"ms","traceEvents":[\n${lines}\n]}\n`;
}

/** Process 0 is the environment with its counters. */
function tracksOf({ lanes }: Timeline): Track[] {
  const tracks: Track[] = [];
  hostRuns(lanes).forEach(({ members }, host) => {
    for (const lane of members) tracks[lane] = { pid: host + 1, tid: lane + 1 };
  });
  return tracks;
}

function names({ lanes }: Timeline, tracks: readonly Track[]) {
  const hosts = hostRuns(lanes).map(({ host }, i) => ({
    ph: 'M',
    pid: i + 1,
    name: 'process_name',
    args: { name: clip(host ?? 'no host', LONGEST) },
  }));
  const threads = lanes.map(({ name }, lane) => ({
    ph: 'M',
    ...tracks[lane],
    name: 'thread_name',
    args: { name: clip(name, LONGEST) },
  }));
  const environment = { ph: 'M', pid: 0, name: 'process_name', args: { name: 'environment' } };
  return [environment, ...hosts, ...threads];
}

function steps(timeline: Timeline, tracks: readonly Track[]) {
  return timeline.steps.flatMap(({ n, lane, partner, text, path, place }) => {
    const lanes = partner === null ? [lane] : [lane, partner];
    return lanes.map(one => ({
      ph: 'X',
      ...(one === null ? { pid: 0, tid: 0 } : tracks[one]),
      ts: n * STEP,
      dur: STEP,
      name: clip(text, LONGEST),
      cat: 'step',
      args: { step: n, action: clip(path, LONGEST), line: place.line },
    }));
  });
}

/** Blocked in the states after steps `from` to `to`: during the steps `from + 1` to `to + 1` of others. */
function waits({ waits: spans, steps: all }: Timeline, tracks: readonly Track[]) {
  return spans.map(({ lane, from, to, text, knot }) => ({
    ph: 'X',
    ...tracks[lane],
    ts: (from + 1) * STEP,
    dur: (Math.min(to, all.length) + 1 - from) * STEP,
    name: clip(text, LONGEST),
    cat: 'wait',
    args: { knot },
  }));
}

function flows({ arrows }: Timeline, tracks: readonly Track[]) {
  return arrows.flatMap(({ kind, from, to, text }, id) => {
    if (to === null) return [];
    const common = { id: id + 1, name: clip(text, LONGEST), cat: kind };
    return [
      { ph: 's', ...common, ...tracks[from.lane], ts: from.step * STEP + STEP / 2 },
      { ph: 'f', bp: 'e', ...common, ...tracks[to.lane], ts: to.step * STEP + STEP / 2 },
    ];
  });
}

/** A value at the start and after each step that changes it. */
function counters(program: Program, trace: Trace) {
  const counted = [
    ...program.queues.map(({ name, length }) => ({ name, cell: length, unit: 'queued' })),
    ...program.objects.flatMap(({ kind, name, cells: [cell] }) =>
      kind === 'semaphore' && cell !== undefined ? [{ name, cell, unit: 'count' }] : [],
    ),
  ];
  const states = [trace.initial, ...trace.steps.map(({ state }) => state)];
  return counted.flatMap(({ name, cell, unit }) =>
    states.flatMap((state, n) => {
      const value = state[cell] ?? 0;
      if (n > 0 && states[n - 1]?.[cell] === value) return [];
      const args = { [unit]: value };
      return [{ ph: 'C', pid: 0, ts: (n + 1) * STEP, name: clip(name, LONGEST), args }];
    }),
  );
}
