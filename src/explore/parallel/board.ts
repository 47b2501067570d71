// The leader's view of the control block and of the members' records. In: the shared memory. Out: rounds that begin
// and end, reports as plain data. Only the leader has one.

import type { Arena } from '../store/arena.ts';
import {
  CONTROL,
  CONTROL_ADDRESS,
  CONTROL_END,
  HIT_WORDS,
  MAX_HITS,
  RECORD,
  SPARES,
} from './control.ts';
import type { Place } from './member.ts';

export interface MemberHit {
  /** Which piece of the frontier, and which of its states. */
  readonly piece: number;
  readonly position: number;
  readonly mask: number;
}

export interface Report {
  readonly status: number;
  readonly transitions: number;
  readonly deadlocks: number;
  /** Address and number of roots. */
  readonly written: readonly (readonly [number, number])[];
  readonly unused: readonly number[];
  readonly hits: readonly MemberHit[];
}

export class Board {
  private readonly arena: Arena;
  private readonly followers: number;

  constructor(arena: Arena, places: readonly Place[]) {
    this.arena = arena;
    this.followers = places.length - 1;
    // The memory may be that of another search, in which other threads took part.
    this.words.fill(0, CONTROL_ADDRESS / 4, CONTROL_END / 4);
  }

  get round(): number {
    return this.control(CONTROL.ROUND);
  }

  /** Threads that have started. */
  get ready(): number {
    return this.control(CONTROL.READY);
  }

  beginLevel(level: number, wanted: number): void {
    this.setControl(CONTROL.LEVEL, level);
    this.setControl(CONTROL.WANTED, wanted);
  }

  announce(address: number, count: number): void {
    this.setControl(CONTROL.TASKS, address);
    this.setControl(CONTROL.COUNT, count);
    this.setControl(CONTROL.NEXT, 0);
  }

  /** Other tasks come first; the function returned goes on with those of now, once they are announced again. */
  pauseTasks(): () => void {
    const next = this.control(CONTROL.NEXT);
    return () => this.setControl(CONTROL.NEXT, next);
  }

  get allTaken(): boolean {
    return this.control(CONTROL.NEXT) >= this.control(CONTROL.COUNT);
  }

  anotherCoding(): void {
    Atomics.add(this.words, CONTROL_ADDRESS / 4 + CONTROL.CODING, 1);
  }

  /** Wakes the followers. */
  begin(mode: number, shift: number): void {
    this.setControl(CONTROL.MODE, mode);
    this.setControl(CONTROL.SHIFT, shift);
    this.setControl(CONTROL.STOP, 0);
    this.setControl(CONTROL.RUNNING, this.followers);
    Atomics.add(this.words, CONTROL_ADDRESS / 4 + CONTROL.ROUND, 1);
    Atomics.notify(this.words, CONTROL_ADDRESS / 4 + CONTROL.ROUND);
  }

  /** Until all followers have stopped; false if that takes longer than `milliseconds`. */
  awaitFollowers(milliseconds: number): boolean {
    const running = CONTROL_ADDRESS / 4 + CONTROL.RUNNING;
    for (;;) {
      const left = Atomics.load(this.words, running);
      if (left === 0) return true;
      if (Atomics.wait(this.words, running, left, milliseconds) === 'timed-out') return false;
    }
  }

  /** Fills up the spare chunks of a member. */
  giveChunks({ base }: Place, open: () => number): void {
    for (let i = 0; i < SPARES; i++) {
      const chunk = open();
      this.arena.u32[base / 4 + RECORD.SPARES + i] = chunk;
    }
    this.arena.u32[base / 4 + RECORD.SPARE_COUNT] = SPARES;
  }

  /** What a member has to say of the round; its record is empty after that. */
  takeReport({ base, hits }: Place): Report {
    const words = this.arena.u32;
    const record = base / 4;
    const at = (word: number) => words[record + word] as number;
    const used = at(RECORD.SPARES_USED);
    const doubles = new Float64Array(words.buffer, base, RECORD.SPARES / 2);
    const report: Report = {
      status: at(RECORD.STATUS),
      transitions: doubles[RECORD.TRANSITIONS / 2] as number,
      deadlocks: doubles[RECORD.DEADLOCKS / 2] as number,
      written: range(at(RECORD.WRITTEN_COUNT)).map(i => [
        at(RECORD.WRITTEN + 2 * i),
        at(RECORD.WRITTEN + 2 * i + 1),
      ]),
      unused: range(at(RECORD.SPARE_COUNT))
        .slice(used)
        .map(i => at(RECORD.SPARES + i)),
      hits: range(Math.min(at(RECORD.HITS), MAX_HITS)).map(i => {
        const hit = hits / 4 + HIT_WORDS * i;
        const [piece, position, mask] = words.subarray(hit, hit + HIT_WORDS);
        return { piece: piece as number, position: position as number, mask: mask as number };
      }),
    };
    doubles[RECORD.TRANSITIONS / 2] = 0;
    doubles[RECORD.DEADLOCKS / 2] = 0;
    for (const word of [
      RECORD.HITS,
      RECORD.SPARE_COUNT,
      RECORD.SPARES_USED,
      RECORD.WRITTEN_COUNT,
    ] as const) {
      words[record + word] = 0;
    }
    return report;
  }

  /** Hash of the root that found no room. */
  hashOf({ base }: Place): bigint {
    return this.arena.u64[base / 8 + RECORD.HASH / 2] as bigint;
  }

  taskResult(tasks: number, task: number): number {
    return this.arena.u32[tasks / 4 + 4 * task + 3] as number;
  }

  private get words(): Int32Array {
    return new Int32Array(this.arena.memory.buffer, 0, 1024);
  }

  private control(word: number): number {
    return Atomics.load(this.words, CONTROL_ADDRESS / 4 + word);
  }

  private setControl(word: number, value: number): void {
    Atomics.store(this.words, CONTROL_ADDRESS / 4 + word, value);
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
