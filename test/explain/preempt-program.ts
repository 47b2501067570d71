// A small version of the preempt channel's deadlock, built by hand, and the trace that hangs. In: nothing.
// Out: a program, a run result with its trace; what waits for what is written down by hand.

import { sourceFile } from '../../src/diagnostic/source.ts';
import type { Action, Program, Traffic } from '../../src/ir/program.ts';
import { type Interpreter, interpreter } from '../../src/system/interpreter.ts';
import type { BlockedTask, PropertyResult, RunResult, Trace } from '../../src/verdict/result.ts';
import {
  and,
  cell,
  compare,
  eq,
  num,
  ProgramBuilder,
  range,
  set,
} from '../system/build-program.ts';

const TEXT = `${Array.from({ length: 40 }, (_, i) => `// line ${i + 1}`).join('\n')}\n`;
const FILE = sourceFile('models/preempt.mig', TEXT);

interface Shown {
  readonly label: string;
  readonly line: number;
  readonly traffic?: readonly Traffic[];
}

/** Actions by name, for building traces. */
export function named(program: Program, name: string): Action {
  const action = program.actions.find(one => one.name === name);
  if (action === undefined) throw new Error(`no action ${name}`);
  return action;
}

export function preemptProgram(): Program {
  const b = new ProgramBuilder();
  const [src, dst] = [b.host('src'), b.host('dst')];
  const bit = range(0, 1);
  const pending = b.cell('preempt.pending', bit);
  const accepted = b.cell('preempt.accepted', bit);
  const packaged = b.cell('main.packaged', bit);
  const request = b.cell('main.request', bit);
  const page = b.cell('preempt.page', bit);
  const present = b.cell('dst.ram[0]', bit);
  const sem = b.cell('dst.postcopy_qemufile_dst_done', range(0, 2));
  const stream = b.object('stream', 'preempt', [pending, accepted, page]);
  const ram = b.object('memory', 'dst.ram', [present]);
  const done = b.object('semaphore', 'postcopy_qemufile_dst_done', [sem]);

  const migration = b.thread('src.migration', ['start', 'connecting', 'ready', 'final'], {
    host: src,
  });
  const retpath = b.thread('src.return_path', ['reading', 'sending'], {
    host: src,
    rests: ['reading'],
  });
  const loop = b.loop('dst.main_loop', 2, dst);
  const running = b.processes[loop]?.running ?? 0;
  const accept = b.task(loop, 'accept_preempt', ['idle'], { form: 'callback', rests: ['idle'] });
  const load = b.task(loop, 'process_incoming', ['loading', 'devices', 'faulted', 'final']);
  const preempt = b.thread('dst.postcopy_preempt', ['start', 'serving'], {
    host: dst,
    rests: ['serving'],
  });

  const connected = b.cell('preempt.syn', bit);
  b.action({ name: 'connect', move: [migration, 'start', 'ready'], effects: [set(connected, 1)] });
  b.action({ name: 'package', move: [migration, 'ready', 'final'], effects: [set(packaged, 1)] });
  b.action({
    name: 'deliver',
    kind: 'delivery',
    operation: eq(connected, 1),
    effects: [set(pending, 1), set(connected, 0)],
  });
  b.action({
    name: 'accept',
    move: [accept, 'idle', 'idle'],
    turn: eq(running, 0),
    operation: eq(pending, 1),
    wait: { kind: 'accept', object: stream, on: ['preempt'], family: 'preempt' },
    effects: [set(pending, 0), set(accepted, 1), set(sem, 1)],
  });
  b.action({
    name: 'read_package',
    move: [load, 'loading', 'devices'],
    turn: eq(running, 0),
    operation: eq(packaged, 1),
    wait: { kind: 'recv', object: null, on: ['main'], family: 'main' },
    effects: [set(packaged, 0), set(running, 2)],
  });
  b.action({
    name: 'fault',
    kind: 'page-fault',
    move: [load, 'devices', 'faulted'],
    guard: eq(present, 0),
    effects: [set(request, 1)],
  });
  b.action({
    name: 'load_virtio',
    move: [load, 'faulted', 'final'],
    operation: eq(present, 1),
    wait: { kind: 'page', object: ram, on: ['ram[0]'], family: 'ram' },
    effects: [set(running, 0)],
  });
  b.action({
    name: 'request',
    move: [retpath, 'reading', 'sending'],
    operation: eq(request, 1),
    effects: [set(request, 0)],
  });
  b.action({
    name: 'urgent',
    move: [retpath, 'sending', 'reading'],
    operation: eq(page, 0),
    effects: [set(page, 1)],
  });
  b.action({
    name: 'wait_channel',
    move: [preempt, 'start', 'serving'],
    operation: compare('>', cell(sem), num(0)),
    wait: {
      kind: 'semaphore',
      object: done,
      on: ['postcopy_qemufile_dst_done'],
      family: 'postcopy_qemufile_dst_done',
    },
    effects: [set(sem, 0)],
  });
  b.action({
    name: 'place_page',
    move: [preempt, 'serving', 'serving'],
    operation: and(eq(page, 1), eq(accepted, 1)),
    wait: { kind: 'recv', object: stream, on: ['preempt'], family: 'preempt' },
    effects: [set(page, 0), set(present, 1)],
  });
  b.property({ kind: 'deadlock', name: 'deadlock' });
  return dress(b.build(), stream);
}

/** Labels, places and traffic, which the builder leaves out. */
function dress(program: Program, stream: number): Program {
  const traffic = (kind: Traffic['kind']): Traffic[] => [
    { kind, object: stream, lane: null, message: null },
  ];
  const shown: Readonly<Record<string, Shown>> = {
    connect: { label: 'connect preempt', line: 5, traffic: traffic('connect') },
    package: { label: 'send main PACKAGED', line: 6 },
    deliver: { label: 'accept event pending on dst', line: 5, traffic: traffic('deliver') },
    accept: { label: 'accept preempt', line: 12, traffic: traffic('accept') },
    read_package: { label: 'recv main PACKAGED', line: 20 },
    fault: { label: 'fault ram[0]', line: 21 },
    load_virtio: { label: 'touch ram[0]', line: 21 },
    request: { label: 'recv main REQ_PAGES(0)', line: 25 },
    urgent: { label: 'send preempt 0', line: 26, traffic: traffic('send') },
    wait_channel: { label: 'wait postcopy_qemufile_dst_done', line: 30 },
    place_page: { label: 'recv preempt 0', line: 31, traffic: traffic('recv') },
  };
  const spanAt = (line: number) => {
    const start = FILE.lineStarts[line - 1] ?? 0;
    return { file: FILE, start, end: start + 4 };
  };
  const actions = program.actions.map(action => {
    const one = shown[action.name] ?? { label: action.name, line: 1 };
    const span = spanAt(one.line);
    return {
      ...action,
      label: [one.label],
      traffic: one.traffic ?? [],
      guard: action.guard.map(conjunct => ({ ...conjunct, span })),
      provenance: { ...action.provenance, span },
    };
  });
  const choice = { variant: { fix: 'none' }, params: { PAGES: 1 }, versions: {} };
  return { ...program, name: 'preempt', sources: [FILE], choice, actions };
}

/** Executes actions by name and notes the states. */
export function traceOf(system: Interpreter, names: readonly string[]): Trace {
  const initial = system.initial();
  let state = initial;
  const steps = names.map(name => {
    const action = named(system.program, name).id;
    const next = system.fire(state, action)?.next;
    if (next == null) throw new Error(`${name} is not enabled`);
    state = next;
    return { action, state };
  });
  return { shortest: true, initial, steps, failure: null };
}

export const HANG = ['connect', 'deliver', 'package', 'read_package', 'fault', 'request', 'urgent'];

/** The run whose deadlock is the trace HANG. */
export function preemptRun(): { run: RunResult; result: PropertyResult; system: Interpreter } {
  const program = preemptProgram();
  const system = interpreter(program);
  const result: PropertyResult = {
    property: program.properties[0] as PropertyResult['property'],
    verdict: 'violated',
    value: null,
    cause: 'c1f0a2b3c4d5',
    causes: ['c1f0a2b3c4d5'],
    trace: traceOf(system, HANG),
    waits: blocked(program),
    causeDetails: [],
    noReturn: null,
    order: null,
  };
  return { run: runWith(program, [result]), result, system };
}

function blocked(program: Program): BlockedTask[] {
  const wait = (name: string, wakers: readonly string[], knot: boolean): BlockedTask => {
    const action = named(program, name);
    const task = action.moves[0]?.task ?? 0;
    const conjunct = action.guard.findIndex(one => one.role === 'operation');
    const { kind, object, family } = action.guard[conjunct]?.wait ?? {
      kind: 'condition' as const,
      object: null,
      family: '',
    };
    const ids = wakers.map(waker => named(program, waker).id);
    const one = { kind, object, on: family === 'ram' ? 'ram[0]' : family, family };
    return {
      task,
      process: program.tasks[task]?.process ?? 0,
      knot,
      waits: [{ ...one, action: action.id, conjunct, wakers: ids, released: [] }],
    };
  };
  return [wait('load_virtio', ['place_page'], true), wait('wait_channel', ['accept'], true)];
}

export function runWith(program: Program, properties: readonly PropertyResult[]): RunResult {
  return {
    program,
    verdict: properties.some(one => one.verdict === 'violated') ? 'violated' : 'holds',
    complete: true,
    limit: null,
    properties,
    coverage: null,
    refused: [],
    takenOver: false,
    stats: {
      states: 22,
      transitions: 31,
      deadlocks: 1,
      depth: 8,
      engine: 'interpreter',
      search: 'bfs',
      reductions: [],
    },
    timing: {
      seconds: 0.02,
      cpuSeconds: 0.02,
      searchCpuSeconds: 0.001,
      peakBytes: 61e6,
      bytesPerState: 5,
      workers: 1,
    },
  };
}
