// Several threads expand one level together: this one leads. In: a store in shared memory, the threads. Out: the
// states of the next level in the store, counts, and what was noticed. What is lacking (room in the table,
// chunks, ids) is seen to between rounds, when nobody else works. Nothing is decided by who was first.

import { InternalError } from '../../diagnostic/internal-error.ts';
import type { PackedSystem } from '../../system/packed-system.ts';
import { stepperFor } from '../../system/stepper.ts';
import type { Host, Thread } from '../host.ts';
import { BATCH, DECODED, WINDOW } from '../store/batch.ts';
import type { Coding } from '../store/coding.ts';
import type { Reach } from '../store/memories.ts';
import { SEGMENT_BYTES, workArea } from '../store/memory-map.ts';
import type { PackedStore } from '../store/packed-store.ts';
import type { Run } from '../store/root-queue.ts';
import type { Segment } from '../store/state-table.ts';
import { Board, type Report } from './board.ts';
import { HIT_WORDS, MAX_HITS, MODE, STATUS, TASK_WORDS } from './control.ts';
import { Member, type Place } from './member.ts';
import type { FollowerCoding, Setup } from './serve.ts';

/** A round is cut short after so many milliseconds, for other work to get its turn. */
const ROUND_MILLISECONDS = 20;
/** States in a piece of the frontier: successors of neighbours are often the same. */
const PIECE = 2 ** 14;
/** And near the end of a level, so that nobody waits long. */
const LAST_PIECE = 2 ** 10;
/** As long as fewer than one of so many segments is full, the others may have room for long. */
const EARLY = 64;
/** So few segments are not worth a round. */
const FEW_SEGMENTS = 1;
/** A follower that is silent for so long will not come back. */
const SILENCE_MILLISECONDS = 600_000;

/** Something noticed about a state of the level. */
export interface CrewHit {
  readonly id: number;
  readonly mask: number;
}

export interface Counted {
  readonly transitions: number;
  readonly deadlocks: number;
}

export class Crew {
  private readonly store: PackedStore;
  private readonly host: Host;
  private readonly board: Board;
  private readonly places: readonly Place[];
  private readonly leader: Member;
  private readonly threads: readonly Thread[];
  private coding: Coding;
  /** How many the members know. */
  private memories: number;
  /** By follower. */
  private readonly reaches: (Reach | null)[];
  private readonly capacity: number;
  private tasks = 0;
  private taskRoom = 0;
  private level = 0;
  private pieces: readonly Run[] = [];

  /** `members`: this thread and the others. The store's memory is shared. */
  constructor(
    store: PackedStore,
    packed: PackedSystem,
    host: Host,
    start: (setup: Setup) => Thread,
    members: number,
  ) {
    this.store = store;
    this.host = host;
    this.coding = store.coding;
    this.memories = store.memories.count;
    this.capacity = BATCH + packed.maxSuccessors;
    this.places = Array.from({ length: members }, () => placeIn(store, packed));
    this.board = new Board(store.arena, this.places);
    const stepper = packed.codeFor(true);
    const { memory } = store;
    const first = this.places[0] as Place;
    this.leader = new Member(memory, first, stepperFor(stepper, memory), this.coding.code);
    const followers = this.places.slice(1);
    this.reaches = followers.map(() => null);
    this.threads = followers.map((place, i) => {
      const coding = this.followerCoding(i);
      return start({ memory, place, stepper, coding, round: this.board.round });
    });
  }

  /** True once every thread has started. */
  get ready(): boolean {
    return this.board.ready === this.threads.length;
  }

  /**
   * Expands the states `from` .. `end` - 1. `turn` is called between rounds; true ends the search. RangeError
   * where memory has run out. Hits come in no particular order.
   */
  async expand(
    from: number,
    end: number,
    wanted: number,
    turn: () => Promise<boolean>,
    noticed: (counted: Counted, hits: readonly CrewHit[]) => void,
  ): Promise<void> {
    this.level += 1;
    this.pieces = this.piecesOf(from, end);
    this.board.beginLevel(this.level, wanted);
    this.announce(this.pieces.map(({ address, count }) => [address, count, 0]));
    for (;;) {
      this.round(MODE.EXPAND);
      const status = this.collect(noticed);
      if (status.every(one => one === STATUS.IDLE)) return;
      this.makeRoom(status, noticed);
      if (await turn()) return;
    }
  }

  /** Lets the threads end. */
  dismiss(): void {
    this.board.begin(MODE.QUIT, this.store.table.shift);
    for (const thread of this.threads) thread.stop();
  }

  // ---------------------------------------------------------------- rounds

  private round(mode: number): void {
    const { board, host } = this;
    this.followCoding();
    if (mode !== MODE.SPLIT) this.giveChunks();
    board.begin(mode, this.store.table.shift);
    const startedAt = host.now();
    this.leader.work(() => host.now() - startedAt >= ROUND_MILLISECONDS);
    if (!board.awaitFollowers(SILENCE_MILLISECONDS))
      throw new InternalError('a thread of the search does not answer');
  }

  private giveChunks(): void {
    for (const place of this.places) {
      this.board.giveChunks(place, () => this.store.queue.openChunk());
    }
  }

  /** Takes over what the members have found; returns why each has stopped. */
  private collect(noticed: (counted: Counted, hits: readonly CrewHit[]) => void): number[] {
    let transitions = 0;
    let deadlocks = 0;
    const hits: CrewHit[] = [];
    const status = this.places.map(place => {
      const report = this.takeReport(place);
      for (const [address, roots] of report.written) this.store.queue.append(address, roots);
      for (const chunk of report.unused) this.store.queue.close(chunk);
      transitions += report.transitions;
      deadlocks += report.deadlocks;
      for (const { piece, position, mask } of report.hits) {
        hits.push({ id: (this.pieces[piece] as Run).first + position, mask });
      }
      return report.status;
    });
    noticed({ transitions, deadlocks }, hits);
    return status;
  }

  private takeReport(place: Place): Report {
    const report = this.board.takeReport(place);
    if (report.status === STATUS.FAILED) throw new InternalError('a thread of the search failed');
    return report;
  }

  private makeRoom(
    status: readonly number[],
    noticed: (counted: Counted, hits: readonly CrewHit[]) => void,
  ): void {
    const { table } = this.store;
    const full = this.places.filter((_, i) => status[i] === STATUS.SEGMENT);
    const hashes = full.map(place => this.board.hashOf(place));
    for (const depth of new Set(hashes.map(hash => table.depthOf(hash)))) {
      const alike = table.segmentsOfDepth(depth);
      const split = table.segmentsOfDepth(depth + 1).length / 2;
      if (split * EARLY >= alike.length) this.splitAll(alike);
      else {
        for (const hash of hashes) if (table.depthOf(hash) === depth) table.split(hash);
      }
    }
    if (!status.includes(STATUS.PARTS) || this.coding.interned.grow()) return;
    // Roots get another layout: what is listed has to be entered before.
    for (;;) {
      this.round(MODE.DRAIN);
      const drained = this.collect(noticed);
      if (drained.every(one => one === STATUS.STOPPED)) break;
      this.makeRoom(
        drained.map(one => (one === STATUS.PARTS ? STATUS.STOPPED : one)),
        noticed,
      );
    }
    this.store.lengthenIds();
  }

  // ---------------------------------------------------------------- room in the table

  /**
   * Where several segments are full, the others of their depth are about to be: the hash fills them evenly. They
   * are split together.
   */
  private splitAll(alike: readonly Segment[]): void {
    const { table } = this.store;
    if (alike.length <= FEW_SEGMENTS) {
      for (const segment of alike) table.splitSegment(segment);
      return;
    }
    const halves = alike.map(one => ({ ...one, other: table.otherHalf() }));
    // What goes from one memory to another, or does not lie in the first, is seen to here.
    const isNear = ({ memory, other }: (typeof halves)[number]) =>
      memory === 0 && other.memory === 0;
    for (const half of halves) if (!isNear(half)) table.splitInto(half, half.other);
    const near = halves.filter(isNear);
    const resume = this.board.pauseTasks();
    this.announce(near.map(({ segment, other, depth }) => [segment, other.segment, depth]));
    while (!this.board.allTaken) {
      this.round(MODE.SPLIT);
      for (const place of this.places) this.takeReport(place);
    }
    near.forEach((half, i) => {
      if (this.board.taskResult(this.tasks, i) === 0)
        throw new RangeError('the hash spreads the states badly');
      table.divided(half, half.other);
    });
    this.announce(this.pieces.map(({ address, count }) => [address, count, 0]));
    resume();
  }

  /** Writes the tasks of the rounds to come. */
  private announce(tasks: readonly (readonly [number, number, number])[]): void {
    const { arena } = this.store;
    if (tasks.length > this.taskRoom) {
      this.taskRoom = Math.max(1024, 2 * tasks.length);
      this.tasks = arena.allocate(4 * TASK_WORDS * this.taskRoom);
    }
    tasks.forEach((task, i) => {
      arena.u32.set(task, this.tasks / 4 + TASK_WORDS * i);
    });
    this.board.announce(this.tasks, tasks.length);
  }

  private piecesOf(from: number, end: number): Run[] {
    const pieces: Run[] = [];
    const near = end - 2 * PIECE * this.places.length;
    for (let first = from; first < end; ) {
      const most = first < near ? PIECE : LAST_PIECE;
      const { address, count } = this.store.queue.run(first, Math.min(end, first + most));
      pieces.push({ first, address, count });
      first += count;
    }
    return pieces;
  }

  // ---------------------------------------------------------------- the layout of roots

  /** Tells everyone when the store has another coding, or its table more memories. */
  private followCoding(): void {
    const { coding, memories } = this.store;
    if (this.coding === coding && this.memories === memories.count) return;
    this.coding = coding;
    this.memories = memories.count;
    this.leader.recode(coding.code);
    this.threads.forEach((thread, i) => {
      thread.send(this.followerCoding(i));
    });
    this.board.anotherCoding();
  }

  private followerCoding(follower: number): FollowerCoding {
    const { memories } = this.store;
    const before = this.reaches[follower] ?? null;
    const reach = memories.count === 1 ? null : memories.reach(this.capacity, before);
    this.reaches[follower] = reach;
    return { module: this.coding.module, reach };
  }
}

function placeIn({ arena }: PackedStore, packed: PackedSystem): Place {
  const { words, maxSuccessors } = packed;
  const area = workArea(words, BATCH + maxSuccessors, DECODED);
  const base = arena.allocate(area.bytes);
  return {
    area,
    base,
    words,
    stepperHits: arena.allocate(8 * WINDOW),
    hits: arena.allocate(4 * HIT_WORDS * MAX_HITS),
    copy: arena.allocate(SEGMENT_BYTES),
  };
}
