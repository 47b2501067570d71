// Why nothing moves on: who waits for what, who alone could end the wait, and why that one cannot run. In:
// program, trace and the blocked tasks found by the verdict. Out: one sentence per blocked thread, the knot
// first. It searches nothing: wakers come with the waits.

import { positionAt } from '../diagnostic/source.ts';
import type { Program, Task } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';
import type { BlockedTask, Trace, WaitFor } from '../verdict/result.ts';
import { ownName } from './names.ts';
import { alternatives, RANK, WORDING } from './wording.ts';

export interface Why {
  /** The thread; the subject of the sentence. */
  readonly thread: string;
  /** Member of the wait-for knot. */
  readonly knot: boolean;
  /** Without subject: `waits for page ram[0] (line 45), which only dst.postcopy_preempt can place`. */
  readonly text: string;
  /** Why a waker cannot run, where no sentence of its own says so. */
  readonly notes: readonly string[];
}

/** One sentence per blocked thread that has something to say, members of the knot first, then by what is waited for. */
export function whyOf(program: Program, trace: Trace, blocked: readonly BlockedTask[]): Why[] {
  const last = trace.steps.at(-1)?.state ?? trace.initial;
  const scene: Scene = { program, last, blocked };
  const sentences: Why[] = [];
  for (const one of inOrder(blocked)) {
    const waits = one.waits.filter(wait => !isOwnTurn(scene, one, wait));
    if (waits.length === 0) continue;
    sentences.push({
      thread: processName(program, one.process),
      knot: one.knot,
      text: waits.map(wait => waitText(scene, one, wait)).join('; or '),
      notes: notesOf(scene, one, waits),
    });
  }
  return sentences;
}

/** The knot first; in it and behind it by what is waited for. */
function inOrder(blocked: readonly BlockedTask[]): BlockedTask[] {
  const rank = ({ waits }: BlockedTask) => Math.min(2, ...waits.map(({ kind }) => RANK[kind]));
  return [...blocked].sort((a, b) => Number(b.knot) - Number(a.knot) || rank(a) - rank(b));
}

interface Scene {
  readonly program: Program;
  readonly last: StateVector;
  readonly blocked: readonly BlockedTask[];
}

/** A task that waits for its turn while another task of its loop hangs: that one's sentence says it all. */
function isOwnTurn(scene: Scene, one: BlockedTask, wait: WaitFor): boolean {
  if (wait.kind !== 'turn') return false;
  const running = runningTask(scene, one.process);
  return running !== undefined && running.id !== one.task;
}

function waitText(scene: Scene, one: BlockedTask, wait: WaitFor): string {
  const { program } = scene;
  const words = WORDING[wait.kind];
  const action = program.actions[wait.action];
  const span = action?.guard[wait.conjunct]?.span ?? action?.provenance.span;
  const line = span === undefined ? null : `line ${positionAt(span.file, span.start).line}`;
  const task = program.tasks[one.task]?.name ?? null;
  const head = wait.head === undefined ? null : `${wait.head} at its head is not expected here`;
  const place = [task, line, head].filter(part => part !== null).join(', ');
  const on = ownName(wait.on, processName(program, one.process));
  const waits = `${words.waits(on)}${place === '' ? '' : ` (${place})`}`;
  // Who ends a thread needs no telling: the thread itself.
  return wait.kind === 'join' ? waits : `${waits}, ${wakersText(scene, one, wait)}`;
}

function wakersText(scene: Scene, one: BlockedTask, wait: WaitFor): string {
  const { program } = scene;
  const { can } = WORDING[wait.kind];
  const others = wakerTasks(program, wait.wakers)
    .filter(task => task.id !== one.task)
    .map(task => processName(program, task.process));
  const names = [...new Set(others)];
  if (wait.kind === 'mutex' && names.length === 1) return `which ${names[0]} owns`;
  if (names.length > 0) return `which only ${alternatives(names, 3, 'other threads')} can ${can}`;
  const outside = [...new Set(wait.released.map(id => outsideName(program, id)))];
  if (outside.length > 0)
    return `which only ${alternatives(outside, 2, 'outside actions')} can ${can}`;
  return wait.wakers.length > 0
    ? `which only itself can ${can}`
    : `which nothing can ${can} any more`;
}

function outsideName(program: Program, id: number): string {
  const action = program.actions[id];
  return action === undefined ? `action ${id}` : `the ${action.class} action ${action.name}`;
}

function notesOf(scene: Scene, one: BlockedTask, waits: readonly WaitFor[]): string[] {
  const notes = new Set<string>();
  for (const wait of waits) {
    for (const waker of wakerTasks(scene.program, wait.wakers)) {
      const note = waker.id === one.task ? null : whyNotRunning(scene, waker);
      if (note !== null) notes.add(note);
    }
  }
  return [...notes].slice(0, 3);
}

/** Why `waker` does not act; null where a sentence of its own says it. */
function whyNotRunning(scene: Scene, waker: Task): string | null {
  const { program, last, blocked } = scene;
  const thread = processName(program, waker.process);
  const name = waker.name ?? thread;
  const location = waker.locations[last[waker.at] ?? 0];
  if (location?.role === 'unspawned') return `${name} has not been spawned`;
  if (location?.role === 'final') return `${name} has ended`;
  const running = runningTask(scene, waker.process);
  if (running !== undefined && running.id !== waker.id) {
    const wait = blocked.find(one => one.task === running.id)?.waits[0];
    const why = wait === undefined ? 'is not done' : WORDING[wait.kind].waits(wait.on);
    return `${name} runs in ${thread}, which does not return to its loop while ${running.name} ${why}`;
  }
  if (blocked.some(one => one.task === waker.id)) return null;
  return `${name} is at ${location?.name ?? 'rest'} and has nothing to do`;
}

/** The task that keeps the loop; undefined where none does, and for a plain thread. */
function runningTask(scene: Scene, process: number): Task | undefined {
  const { program, last } = scene;
  const loop = program.processes[process];
  if (loop === undefined || loop.running === null) return undefined;
  const position = last[loop.running] ?? 0;
  const task = position === 0 ? undefined : loop.tasks[position - 1];
  return task === undefined ? undefined : program.tasks[task];
}

/** The tasks that move in these actions, each once. */
function wakerTasks(program: Program, wakers: readonly number[]): Task[] {
  const ids = new Set(
    wakers.flatMap(id => program.actions[id]?.moves.map(move => move.task) ?? []),
  );
  return [...ids].flatMap(id => program.tasks[id] ?? []);
}

function processName(program: Program, process: number): string {
  return program.processes[process]?.name ?? `thread ${process}`;
}
