// What passes between threads in a trace, as arrows for charts. In: program, trace, the lane of each step, labels.
// Out: an arrow per message, accepted connection, semaphore token and page fault, from where it left to where it came
// in. The queues of the states say what is still under way, so that whatever empties a queue counts as a loss.

import type { Action, Program, Queue, Traffic } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';
import type { Trace } from '../verdict/result.ts';
import type { LabelReader } from './story.ts';

export interface Point {
  /** From 1. */
  readonly step: number;
  readonly lane: number;
}

export interface Arrow {
  readonly kind: 'message' | 'connection' | 'token' | 'fault';
  readonly from: Point;
  /** null: nobody has taken it by the end of the trace. */
  readonly to: Point | null;
  /** The message, or the name of the stream or semaphore. */
  readonly text: string;
  /** The step in which it was lost on the way. */
  readonly lostIn: number | null;
}

/** Under way: sent, and not yet taken. */
interface Flying {
  readonly kind: Arrow['kind'];
  readonly from: Point;
  readonly text: string;
}

/** Arrows by where they end, those without an end last. `lanes` holds the lane of each step; null: nobody's. */
export function arrowsOf(
  program: Program,
  trace: Trace,
  lanes: readonly (number | null)[],
  partners: readonly (number | null)[],
  reader: LabelReader,
): Arrow[] {
  const sky = new Sky(program);
  let before = trace.initial;
  trace.steps.forEach(({ action: id, state }, index) => {
    const action = program.actions[id];
    const [lane, partner] = [lanes[index] ?? null, partners[index] ?? null];
    if (action !== undefined) {
      const step = index + 1;
      if (partner !== null && lane !== null) {
        const text = textOf(program, action.traffic[0], action, reader, before);
        sky.exchange({ step, lane }, { step, lane: partner }, text);
      } else if (lane !== null) {
        for (const one of action.traffic) {
          sky.pass(one, { step, lane }, textOf(program, one, action, reader, before), state);
        }
      }
      sky.settle(step, lane, before, state);
      if (lane !== null) sky.fault(action, { step, lane }, before, state);
    }
    before = state;
  });
  return sky.arrows();
}

function textOf(
  program: Program,
  traffic: Traffic | undefined,
  action: Action,
  reader: LabelReader,
  before: StateVector,
): string {
  if (traffic === undefined) return action.name;
  const message = traffic.message === null ? '' : reader.label(traffic.message, before);
  return message || (program.objects[traffic.object]?.name ?? action.name);
}

class Sky {
  private readonly program: Program;
  private readonly flying = new Map<string, Flying[]>();
  private readonly landed: Arrow[] = [];

  constructor(program: Program) {
    this.program = program;
  }

  /** A rendezvous: it leaves and comes in with the same step. */
  exchange(from: Point, to: Point, text: string): void {
    this.landed.push({ kind: 'message', from, to, text, lostIn: null });
  }

  pass(traffic: Traffic, at: Point, text: string, after: StateVector): void {
    switch (traffic.kind) {
      case 'send': {
        const queue = this.queueOf(traffic);
        const flying = this.under(`queue ${queue?.id}`);
        const sent = { kind: 'message' as const, from: at, text };
        // What reaches no queue is lost at once.
        if ((after[queue?.length ?? -1] ?? 0) > flying.length) flying.push(sent);
        else this.end(sent, null, at.step);
        return;
      }
      case 'recv':
        this.land(`queue ${this.queueOf(traffic)?.id}`, at, text);
        return;
      case 'deliver':
        this.under(`connect ${traffic.object}`).push({ kind: 'connection', from: at, text });
        return;
      case 'accept':
        this.land(`connect ${traffic.object}`, at, text);
        return;
      case 'take':
        this.land(`token ${traffic.object}`, at, text);
        return;
      case 'connect':
      case 'post':
      case 'break':
        return;
    }
  }

  /** What the state says: tokens that were posted, messages that are gone. */
  settle(step: number, lane: number | null, before: StateVector, after: StateVector): void {
    for (const { id, kind, name, cells, queues } of this.program.objects) {
      const [cell] = cells;
      if (kind === 'semaphore' && cell !== undefined && lane !== null) {
        const more = (after[cell] ?? 0) - (before[cell] ?? 0);
        for (let i = 0; i < more; i++) {
          this.under(`token ${id}`).push({ kind: 'token', from: { step, lane }, text: name });
        }
      }
      for (const queue of queues) {
        const flying = this.flying.get(`queue ${queue}`) ?? [];
        const queued = after[this.program.queues[queue]?.length ?? -1] ?? 0;
        while (flying.length > queued) this.end(flying.shift(), null, step);
        // A channel may deliver twice what was sent once.
        const last = flying.at(-1);
        while (last?.from.step === step && flying.length < queued) flying.push(last);
      }
    }
  }

  /** A page fault is raised by one thread and taken by another. */
  fault(action: Action, at: Point, before: StateVector, after: StateVector): void {
    const taken = action.guard.find(
      ({ role, wait }) => role === 'operation' && wait?.kind === 'fault',
    );
    if (taken?.wait?.object != null) this.land(`fault ${taken.wait.object}`, at, '');
    if (action.kind !== 'page-fault') return;
    for (const { id, kind, name, cells } of this.program.objects) {
      if (kind !== 'memory' || !cells.some(cell => before[cell] !== after[cell])) continue;
      this.under(`fault ${id}`).push({ kind: 'fault', from: at, text: name });
    }
  }

  arrows(): Arrow[] {
    for (const left of this.flying.values()) for (const one of left) this.end(one, null, null);
    return this.landed;
  }

  private land(key: string, to: Point, text: string): void {
    const flying = this.under(key);
    // A bag is not taken from in order.
    const same = flying.findIndex(one => one.text === text);
    const [one] = flying.splice(Math.max(0, same), 1);
    this.end(one, to, null);
  }

  private end(one: Flying | undefined, to: Point | null, lostIn: number | null): void {
    if (one !== undefined) this.landed.push({ ...one, to, lostIn });
  }

  private under(key: string): Flying[] {
    const known = this.flying.get(key) ?? [];
    this.flying.set(key, known);
    return known;
  }

  /** A stream has its forward queue first. */
  private queueOf({ object, lane }: Traffic): Queue | undefined {
    const queues = this.program.objects[object]?.queues ?? [];
    const id = lane === 'back' ? queues.at(-1) : queues[0];
    return id === undefined ? undefined : this.program.queues[id];
  }
}
