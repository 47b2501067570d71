import { describe, expect, test } from 'vitest';
import type { Expr, Statement } from '../../src/ir/expr.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import type { BlockedTask } from '../../src/verdict/result.ts';
import { waitAnalysis } from '../../src/verdict/waits.ts';
import {
  and,
  cell,
  compare,
  eq,
  fail,
  minus,
  num,
  or,
  ProgramBuilder,
  plus,
  range,
  set,
} from '../system/build-program.ts';

/** Takes the named actions, by path or name, and says who waits for what then. */
function story(b: ProgramBuilder, steps: readonly string[]): string[] {
  const system = interpreter(b.build());
  let state = system.initial();
  for (const step of steps) {
    const action = b.actions.find(({ path, name }) => path === step || name === step);
    const next = action === undefined ? null : system.fire(state, action.id)?.next;
    if (next == null) throw new Error(`cannot take ${step}`);
    state = next;
  }
  return waitAnalysis(system)
    .blockedTasks(state)
    .map(blocked => describeTask(b, blocked));
}

function describeTask(b: ProgramBuilder, { task, process, knot, waits }: BlockedTask): string {
  const names = (ids: readonly number[]) => ids.map(id => b.actions[id]?.path).join(' ');
  const owner = [b.processes[process]?.name, b.tasks[task]?.name]
    .filter(name => name != null)
    .join('.');
  const parts = waits.map(({ kind, on, wakers, released }) => {
    const outside = released.length === 0 ? [] : [`[${names(released)}]`];
    return [kind, on, '<-', ...wakers.map(id => b.actions[id]?.path), ...outside].join(' ');
  });
  return `${knot ? '*' : ' '} ${owner}: ${parts.join('; ')}`.trimEnd();
}

const take = (semaphore: number): Statement => set(semaphore, minus(cell(semaphore), num(1)));
const post = (semaphore: number): Statement =>
  set(semaphore, plus(cell(semaphore), num(1)), fail('post'));
const available = (semaphore: number): Expr => compare('>', cell(semaphore), num(0));
const waitOn = (name: string) => ({ kind: 'semaphore', on: [name], family: name }) as const;

describe('locks', () => {
  /** Each thread locks its two mutexes in order, then gives them back. */
  function lockers(orders: readonly (readonly [string, string])[]) {
    const b = new ProgramBuilder();
    const mutexes = new Map(['m', 'n'].map(name => [name, b.cell(name, range(0, orders.length))]));
    orders.forEach(([first, second], i) => {
      const task = b.thread(`t${i}`, ['start', 'one', 'both', 'final']);
      const lock = (name: string, from: string, to: string) =>
        b.action({
          name: `lock_${name}`,
          move: [task, from, to],
          operation: eq(mutexes.get(name) ?? -1, 0),
          wait: { kind: 'mutex', on: [name], family: name },
          effects: [set(mutexes.get(name) ?? -1, i + 1)],
        });
      lock(first, 'start', 'one');
      lock(second, 'one', 'both');
      b.action({
        name: 'unlock_both',
        move: [task, 'both', 'final'],
        effects: [...mutexes.values()].flatMap((mutex): Statement[] => [
          { kind: 'require', condition: eq(mutex, i + 1), failure: fail('unlock') },
          set(mutex, 0),
        ]),
      });
    });
    return b;
  }

  test('two threads in opposite orders; the only edge of a lock goes to its owner', () => {
    const b = lockers([
      ['m', 'n'],
      ['n', 'm'],
      ['m', 'n'],
    ]);
    expect(story(b, ['t0.lock_m', 't1.lock_n'])).toEqual([
      '* t0: mutex n <- t1.unlock_both',
      '* t1: mutex m <- t0.unlock_both',
      '  t2: mutex m <- t0.unlock_both',
    ]);
  });
});

describe('who can still act', () => {
  test('a thread that waits for nobody is a knot of one; who has ended owns nothing', () => {
    const b = new ProgramBuilder();
    const s = b.cell('s', range(0, 1));
    const waiter = b.thread('waiter', ['start', 'final']);
    const poster = b.thread('poster', ['start', 'final']);
    b.action({
      name: 'wait',
      move: [waiter, 'start', 'final'],
      operation: available(s),
      wait: waitOn('s'),
      effects: [take(s)],
    });
    b.action({ name: 'post', move: [poster, 'start', 'final'], effects: [post(s)] });
    b.action({ name: 'quit', move: [poster, 'start', 'final'] });
    expect(story(b, ['poster.quit'])).toEqual(['* waiter: semaphore s <-']);
  });

  test('a thread past its loop cannot wake anyone with it', () => {
    const b = new ProgramBuilder();
    const s = b.cell('s', range(0, 1));
    const never = b.cell('never', range(0, 1));
    const waiter = b.thread('waiter', ['start', 'final']);
    const worker = b.thread('worker', ['loop', 'after', 'final']);
    b.action({
      name: 'wait',
      move: [waiter, 'start', 'final'],
      operation: available(s),
      wait: waitOn('s'),
    });
    b.action({
      name: 'serve',
      move: [worker, 'loop', 'loop'],
      guard: eq(never, 1),
      effects: [post(s)],
    });
    b.action({ name: 'leave', move: [worker, 'loop', 'after'] });
    b.action({ name: 'end', move: [worker, 'after', 'final'], guard: eq(never, 1) });
    expect(story(b, ['worker.leave'])).toEqual([
      '* waiter: semaphore s <-',
      '  worker: condition end <-',
    ]);
  });

  test('an unspawned thread stands for those that spawn it', () => {
    const b = new ProgramBuilder();
    const s = b.cell('s', range(0, 1));
    const t = b.cell('t', range(0, 1));
    const waiter = b.thread('waiter', ['start', 'woken', 'final']);
    const child = b.thread('child', ['unspawned', 'run', 'final'], {
      roles: { unspawned: 'unspawned' },
    });
    const parent = b.thread('parent', ['start', 'final']);
    b.action({
      name: 'wait',
      move: [waiter, 'start', 'woken'],
      operation: available(s),
      wait: waitOn('s'),
    });
    b.action({ name: 'post', move: [waiter, 'woken', 'final'], effects: [post(t)] });
    b.action({ name: 'post', move: [child, 'run', 'final'], effects: [post(s)] });
    b.action({
      name: 'spawn',
      move: [parent, 'start', 'final'],
      operation: available(t),
      wait: waitOn('t'),
      effects: [set(b.tasks[child]?.at ?? -1, 1)],
    });
    expect(story(b, [])).toEqual([
      '* waiter: semaphore s <- child.post',
      '* parent: semaphore t <- waiter.post',
    ]);
  });

  test('who stands on a crashed host neither waits nor wakes', () => {
    const b = new ProgramBuilder();
    const s = b.cell('s', range(0, 1));
    const crashed = b.cell('dst.crashed', { kind: 'bool' });
    const host = b.host('dst', crashed);
    const waiter = b.thread('waiter', ['start', 'final']);
    const poster = b.thread('poster', ['start', 'final'], { host });
    b.action({
      name: 'wait',
      move: [waiter, 'start', 'final'],
      operation: available(s),
      wait: waitOn('s'),
    });
    b.action({
      name: 'post',
      move: [poster, 'start', 'final'],
      guard: eq(crashed, 0),
      effects: [post(s)],
    });
    b.action({ name: 'crash', class: 'fault', effects: [set(crashed, 1)] });
    expect(story(b, ['crash'])).toEqual(['* waiter: semaphore s <-']);
  });
});

describe('at rest', () => {
  function restingServer(request: 'client.request' | 'nobody') {
    const b = new ProgramBuilder();
    const asked = b.cell('asked', range(0, 1));
    const answered = b.cell('answered', range(0, 1));
    const client = b.thread('client', ['start', 'asked', 'final']);
    const server = b.thread('server', ['serving'], { rests: ['serving'] });
    const idle = b.thread('idle', ['waiting'], { rests: ['waiting'] });
    b.action({
      name: 'wait',
      move: [client, 'start', 'asked'],
      operation: available(answered),
      wait: waitOn('answered'),
    });
    b.action({
      name: 'request',
      move: [client, request === 'nobody' ? 'asked' : 'start', 'asked'],
      guard: num(0),
      effects: [post(asked)],
    });
    b.action({
      name: 'serve',
      move: [server, 'serving', 'serving'],
      operation: available(asked),
      wait: waitOn('asked'),
      effects: [take(asked), post(answered)],
    });
    b.action({
      name: 'idle',
      move: [idle, 'waiting', 'waiting'],
      operation: available(answered),
      wait: waitOn('answered'),
    });
    return b;
  }

  test('a thread at rest is listed only as a member of the knot', () => {
    expect(story(restingServer('nobody'), [])).toEqual([
      '* client: semaphore answered <- server.serve',
      '* server: semaphore asked <- client.request',
    ]);
  });

  test('where every other thread waits for one at rest that nobody can wake, that one is the knot', () => {
    const b = restingServer('nobody');
    const actions = b.actions
      .filter(({ name }) => name !== 'request')
      .map((action, id) => ({ ...action, id }));
    b.actions.splice(0, b.actions.length, ...actions);
    expect(story(b, [])).toEqual([
      '* server: semaphore asked <-',
      '  client: semaphore answered <- server.serve',
    ]);
  });
});

describe('a cycle that a thread at rest could break too', () => {
  test('the cycle is the knot, not the thread at rest', () => {
    const b = new ProgramBuilder();
    const gate = b.cell('gate', { kind: 'bool' });
    const key = b.cell('key', { kind: 'bool' });
    const call = b.cell('call', range(0, 1));
    const a = b.thread('a', ['start', 'final']);
    const c = b.thread('c', ['start', 'final']);
    const helper = b.thread('a_helper', ['idle', 'called'], { rests: ['idle'] });
    const guarded = (cell: number, on: string) => ({
      operation: eq(cell, 1),
      wait: { kind: 'condition', on: [on], family: on } as const,
    });
    b.action({
      name: 'pass',
      move: [a, 'start', 'final'],
      ...guarded(gate, 'gate'),
      effects: [set(key, 1)],
    });
    b.action({
      name: 'open',
      move: [c, 'start', 'final'],
      ...guarded(key, 'key'),
      effects: [set(gate, 1)],
    });
    b.action({
      name: 'wait_call',
      move: [helper, 'idle', 'called'],
      operation: available(call),
      wait: waitOn('call'),
      effects: [take(call)],
    });
    b.action({ name: 'help', move: [helper, 'called', 'idle'], effects: [set(gate, 1)] });
    expect(story(b, [])).toEqual([
      '* a: condition gate <- c.open a_helper.help',
      '* c: condition key <- a.pass',
    ]);
  });
});

describe('event loops', () => {
  /** The preempt channel: the loop waits for a page; its placer, for a callback of that loop. */
  function preempt() {
    const b = new ProgramBuilder();
    const done = b.cell('done', range(0, 1));
    const page = b.cell('ram[0]', { kind: 'bool' });
    const pending = b.cell('pending', { kind: 'bool' });
    const other = b.cell('other', { kind: 'bool' });
    const loop = b.loop('dst.main_loop', 3);
    const running = b.processes[loop]?.running ?? -1;
    const turn = (position: number) => eq(running, position);
    const ready = (position: number) => or(eq(running, 0), turn(position));
    const accept = b.task(loop, 'accept_preempt', ['idle'], { form: 'callback', rests: ['idle'] });
    const incoming = b.task(loop, 'process_incoming', ['start', 'loading', 'final']);
    const unrelated = b.task(loop, 'unrelated', ['idle'], { form: 'callback', rests: ['idle'] });
    const placer = b.thread('dst.postcopy_preempt', ['start', 'serving'], { rests: ['serving'] });
    b.action({
      name: 'accept',
      move: [accept, 'idle', 'idle'],
      turn: ready(1),
      operation: eq(pending, 1),
      wait: { kind: 'accept', on: ['preempt'], family: 'preempt' },
      effects: [set(pending, 0), post(done), set(running, 0)],
    });
    b.action({
      name: 'read',
      move: [incoming, 'start', 'loading'],
      turn: ready(2),
      effects: [set(running, 2)],
    });
    b.action({
      name: 'touch',
      move: [incoming, 'loading', 'final'],
      turn: turn(2),
      operation: eq(page, 1),
      wait: { kind: 'page', on: ['ram[0]'], family: 'ram' },
      effects: [set(running, 0)],
    });
    b.action({
      name: 'other',
      move: [unrelated, 'idle', 'idle'],
      turn: ready(3),
      guard: eq(other, 1),
    });
    b.action({
      name: 'wait_channel',
      move: [placer, 'start', 'serving'],
      operation: available(done),
      wait: waitOn('done'),
      effects: [take(done)],
    });
    b.action({
      name: 'place',
      move: [placer, 'serving', 'serving'],
      guard: eq(page, 0),
      effects: [set(page, 1)],
    });
    b.action({
      name: 'deliver',
      kind: 'delivery',
      guard: eq(pending, 0),
      effects: [set(pending, 1)],
    });
    return b;
  }

  test('the loop that waits for a page is waited for by its own callback', () => {
    expect(story(preempt(), ['dst.main_loop.process_incoming.read', 'deliver'])).toEqual([
      '* dst.main_loop.accept_preempt: turn turn <- dst.main_loop.process_incoming.touch',
      '* dst.main_loop.process_incoming: page ram[0] <- dst.postcopy_preempt.place',
      '* dst.postcopy_preempt: semaphore done <- dst.main_loop.accept_preempt.accept',
    ]);
  });

  test('who waits for a thread that can move is in no knot', () => {
    const b = preempt();
    expect(story(b, [])).toEqual([
      '  dst.postcopy_preempt: semaphore done <- dst.main_loop.accept_preempt.accept',
    ]);
  });
});

describe('messages', () => {
  test('only the right message wakes, and a delivery passes on to who connects', () => {
    const b = new ProgramBuilder();
    const q = b.queue('q', range(1, 3), 2);
    const [connecting, delivered, go] = ['connecting', 'delivered', 'go'].map(name =>
      b.cell(name, { kind: 'bool' }),
    ) as [number, number, number];
    const receiver = b.thread('receiver', ['accept', 'recv', 'final']);
    const sender = b.thread('sender', ['start', 'up', 'final']);
    b.action({
      name: 'accept',
      move: [receiver, 'accept', 'recv'],
      operation: eq(delivered, 1),
      wait: { kind: 'accept', on: ['main'], family: 'main' },
    });
    b.action({
      name: 'recv',
      move: [receiver, 'recv', 'final'],
      operation: and(compare('>', cell(q.length), num(0)), eq(q.first, 2)),
      wait: { kind: 'recv', on: ['main'], family: 'main' },
      effects: [{ kind: 'remove', queue: q.id, position: 0, failure: null }],
    });
    b.action({
      name: 'connect',
      move: [sender, 'start', 'up'],
      guard: eq(go, 1),
      effects: [set(connecting, 1)],
    });
    for (const message of [1, 2]) {
      b.action({
        name: `send_${message}`,
        move: [sender, 'up', 'up'],
        guard: eq(go, 0),
        operation: compare('<', cell(q.length), num(2)),
        effects: [{ kind: 'push', queue: q.id, value: num(message), failure: null }],
      });
    }
    b.action({
      name: 'deliver',
      kind: 'delivery',
      guard: eq(connecting, 1),
      effects: [set(delivered, 1), set(connecting, 0)],
    });
    b.action({ name: 'begin', class: 'user', effects: [set(go, 1)] });
    expect(story(b, [])).toEqual([
      '* sender: condition connect <- [begin]',
      '  receiver: accept main <- sender.connect',
    ]);
    const late = ['begin', 'sender.connect', 'deliver', 'receiver.accept'];
    expect(story(b, late).find(line => line.includes('receiver'))).toBe(
      '  receiver: recv main <- sender.send_2',
    );
  });

  test('a rendezvous waits for its partner', () => {
    const b = new ProgramBuilder();
    const go = b.cell('go', { kind: 'bool' });
    const sender = b.thread('sender', ['start', 'final']);
    const receiver = b.thread('receiver', ['busy', 'ready', 'final']);
    b.object('channel', 'ch', []);
    b.action({
      name: 'meet',
      move: [sender, 'start', 'final'],
      partner: [receiver, 'ready', 'final'],
    });
    b.action({ name: 'finish', move: [receiver, 'busy', 'ready'], guard: eq(go, 1) });
    expect(story(b, [])).toEqual([
      '* receiver: condition finish <-',
      '  sender: send meet <- receiver.finish',
    ]);
  });
});

test('user and fault actions that would free a task are listed until their bound is used up', () => {
  const b = new ProgramBuilder();
  const done = b.cell('done', { kind: 'bool' });
  const used = b.cell('used', range(0, 1));
  const waiter = b.thread('waiter', ['start', 'final']);
  b.action({ name: 'wait', move: [waiter, 'start', 'final'], guard: eq(done, 1) });
  b.action({ name: 'cancel', class: 'user', effects: [set(done, 1)] });
  const fault = (name: string, frees: boolean) =>
    b.action({
      name,
      class: 'fault',
      bound: eq(used, 0),
      effects: [set(used, 1), ...(frees ? [set(done, 1)] : [])],
    });
  fault('frees', true);
  fault('frees_nobody', false);
  expect(story(b, [])).toEqual(['* waiter: condition wait <- [cancel frees]']);
  expect(story(b, ['frees_nobody'])).toEqual(['* waiter: condition wait <- [cancel]']);
});
