// What each thread does in a round: it takes pieces of the frontier, expands them batch by batch, and enters the
// successors into the table that all share. In: a place in the shared memory. Out: new roots in its own chunks,
// counts and hits in its record. It can be stopped between batches, and wherever it lacks room, and goes on there
// in the next round. It takes no decision and looks at no state.

import { InternalError } from '../../diagnostic/internal-error.ts';
import type { Stepper } from '../../system/packed-system.ts';
import { WINDOW } from '../store/batch.ts';
import type { WorkArea } from '../store/memory-map.ts';
import { CHUNK_BYTES } from '../store/root-queue.ts';
import { WORK } from '../store/table-code.ts';
import type { TableExports } from '../store/table-module.ts';
import { goOnWith, linkSweep, positionOf } from '../sweep.ts';
import { LACK, type SweepExports, sweepModule } from '../sweep-code.ts';
import {
  CONTROL,
  CONTROL_ADDRESS,
  HIT_WORDS,
  MAX_HITS,
  MODE,
  RECORD,
  STATUS,
  TASK_WORDS,
} from './control.ts';

/** Where a member works; can be sent to another thread. */
export interface Place {
  readonly area: WorkArea;
  /** Address of its work area. */
  readonly base: number;
  /** Address of what the stepper notes. */
  readonly stepperHits: number;
  /** Address of the hits that are handed over. */
  readonly hits: number;
  /** Room for a segment. */
  readonly copy: number;
  readonly words: number;
}

const BATCHES_BETWEEN_LOOKS = 16;
/** So many pieces are taken at once: successors of neighbours are often the same. */
const PIECES = 4;
/** Unless only so few are left. */
const FEW_PIECES = 32;

export class Member {
  private readonly memory: WebAssembly.Memory;
  private readonly place: Place;
  private readonly stepper: Stepper;
  private table: TableExports;
  private readonly module: WebAssembly.Module;
  private sweep: SweepExports;
  private words: Int32Array;
  private doubles: Float64Array;
  private level = -1;
  /** The piece of the frontier that is expanded, and the end of those that were taken. */
  private piece = -1;
  private piecesEnd = 0;
  private pieceAddress = 0;
  private written = 0;

  /** `table`: on `memory`; another one follows when the layout of roots changes. */
  constructor(memory: WebAssembly.Memory, place: Place, stepper: Stepper, table: TableExports) {
    this.memory = memory;
    this.place = place;
    this.stepper = stepper;
    this.table = table;
    this.module = new WebAssembly.Module(sweepModule(place.words, place.area, true));
    this.sweep = linkSweep(this.module, table, stepper, memory);
    this.words = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }

  /** Another layout of roots, when nothing is in the work list; or the same one and more memories. */
  recode(table: TableExports): void {
    const { base, area, words } = this.place;
    this.table = table;
    const before = this.sweep;
    this.sweep = linkSweep(this.module, table, this.stepper, this.memory);
    goOnWith(this.sweep, before, 8 * words);
    new Uint8Array(this.memory.buffer).fill(0, base + area.filter, base + area.work);
  }

  /** Works until there is nothing left, it is told to stop, or lacks something. `isLate`: tell all to stop. */
  work(isLate: (() => boolean) | null): void {
    if (this.words.buffer !== this.memory.buffer) {
      this.words = new Int32Array(this.memory.buffer);
      this.doubles = new Float64Array(this.memory.buffer);
    }
    this.table.shift.value = BigInt(this.control(CONTROL.SHIFT));
    const mode = this.control(CONTROL.MODE);
    if (mode === MODE.SPLIT) {
      this.setRecord(RECORD.STATUS, this.split(isLate));
      return;
    }
    this.beginLevel();
    this.written = this.record(RECORD.TAIL);
    const status = this.expand(mode === MODE.DRAIN, isLate);
    this.noteWritten(this.record(RECORD.TAIL));
    this.setRecord(RECORD.STATUS, status);
    if (status !== STATUS.IDLE) this.stopAll();
  }

  private beginLevel(): void {
    const level = this.control(CONTROL.LEVEL);
    if (level === this.level) return;
    this.level = level;
    this.piece = -1;
    this.piecesEnd = 0;
    this.stepper.startLevel();
    this.stepper.want(this.control(CONTROL.WANTED));
  }

  private expand(drain: boolean, isLate: (() => boolean) | null): number {
    for (;;) {
      if (this.record(RECORD.HITS) > MAX_HITS - WINDOW) return STATUS.HITS;
      const tail = this.tail();
      if (tail === 0) return STATUS.CHUNK;
      const lack = this.sweepOn(tail, drain ? 0 : BATCHES_BETWEEN_LOOKS);
      if (lack === LACK.hits) this.noteHits();
      // Nothing is listed then, and what is not prepared does not depend on the layout.
      if (lack === LACK.parts) return drain ? STATUS.STOPPED : STATUS.PARTS;
      if (lack === LACK.room && this.record(RECORD.TAIL) !== 0) return this.segmentFull();
      if (lack === LACK.turn && drain) return STATUS.STOPPED;
      if (lack === LACK.turn && (this.isStopped() || isLate?.() === true)) return STATUS.STOPPED;
      if (lack === LACK.nothing && !this.takePiece()) return STATUS.IDLE;
    }
  }

  private isStopped(): boolean {
    return Atomics.load(this.words, CONTROL_ADDRESS / 4 + CONTROL.STOP) !== 0;
  }

  /** Expands and enters until something is lacking; new roots go to `tail` and behind it. */
  private sweepOn(tail: number, batches: number): number {
    const { table, sweep, stepper } = this;
    const last = chunkEnd(tail);
    table.tail.value = tail;
    table.tailEnd.value = last;
    sweep.turns.value = batches;
    const lack = sweep.run(this.place.base, this.place.stepperHits);
    this.addTo(RECORD.TRANSITIONS, sweep.successors.value >>> 0);
    sweep.successors.value = 0;
    this.addTo(RECORD.DEADLOCKS, stepper.takeDeadlocks());
    const reached = table.tail.value >>> 0;
    if (reached === last) {
      this.noteWritten(last);
      this.written = 0;
      this.setRecord(RECORD.TAIL, 0);
    } else this.setRecord(RECORD.TAIL, reached);
    return lack;
  }

  private segmentFull(): number {
    const hash = ((this.sweep.item.value >>> 0) + WORK.HASH) / 4;
    this.setRecord(RECORD.HASH, this.words[hash] as number);
    this.setRecord(RECORD.HASH + 1, this.words[hash + 1] as number);
    return STATUS.SEGMENT;
  }

  /** Where the next root goes; 0 if there is no chunk left. */
  private tail(): number {
    const tail = this.record(RECORD.TAIL) >>> 0;
    if (tail !== 0) return tail;
    const used = this.record(RECORD.SPARES_USED);
    if (used === this.record(RECORD.SPARE_COUNT)) return 0;
    this.setRecord(RECORD.SPARES_USED, used + 1);
    const chunk = this.record(RECORD.SPARES + used) >>> 0;
    this.setRecord(RECORD.TAIL, chunk);
    this.written = chunk;
    return chunk;
  }

  /** Roots were written from `written` to `end`. */
  private noteWritten(end: number): void {
    const roots = ((end >>> 0) - (this.written >>> 0)) / 8;
    if (this.written === 0 || roots === 0) return;
    const count = this.record(RECORD.WRITTEN_COUNT);
    this.setRecord(RECORD.WRITTEN + 2 * count, this.written);
    this.setRecord(RECORD.WRITTEN + 2 * count + 1, roots);
    this.setRecord(RECORD.WRITTEN_COUNT, count + 1);
  }

  private takePiece(): boolean {
    const at = CONTROL_ADDRESS / 4 + CONTROL.NEXT;
    const count = this.control(CONTROL.COUNT);
    if (this.piece + 1 >= this.piecesEnd) {
      const pieces = count - Atomics.load(this.words, at) > FEW_PIECES ? PIECES : 1;
      this.piece = Atomics.add(this.words, at, pieces) - 1;
      this.piecesEnd = Math.min(count, this.piece + 1 + pieces);
      if (this.piece + 1 >= count) return false;
    }
    this.piece += 1;
    const task = (this.control(CONTROL.TASKS) >>> 0) / 4 + TASK_WORDS * this.piece;
    this.pieceAddress = (this.words[task] as number) >>> 0;
    this.sweep.at.value = this.pieceAddress;
    this.sweep.end.value = this.pieceAddress + 8 * (this.words[task + 1] as number);
    return true;
  }

  /** What was noticed about the states that were expanded last. */
  private noteHits(): void {
    const { words, hits, stepperHits } = this.place;
    const end = this.stepper.hitsEnd() / 4;
    let count = this.record(RECORD.HITS);
    for (let hit = stepperHits / 4; hit < end; hit += 2, count++) {
      const to = hits / 4 + HIT_WORDS * count;
      const address = (this.words[hit] as number) >>> 0;
      this.words[to] = this.piece;
      this.words[to + 1] = positionOf(this.sweep, this.pieceAddress, address, 8 * words);
      this.words[to + 2] = this.words[hit + 1] as number;
    }
    this.setRecord(RECORD.HITS, count);
  }

  /** Splits segments until all are taken; one at least, so that every round leads on. */
  private split(isLate: (() => boolean) | null): number {
    for (;;) {
      const next = Atomics.add(this.words, CONTROL_ADDRESS / 4 + CONTROL.NEXT, 1);
      if (next >= this.control(CONTROL.COUNT)) return STATUS.IDLE;
      const task = (this.control(CONTROL.TASKS) >>> 0) / 4 + TASK_WORDS * next;
      const [segment, other, depth] = this.words.subarray(task, task + 3);
      if (segment === undefined || other === undefined || depth === undefined)
        throw new InternalError('a task is not within the memory');
      this.words[task + 3] = this.table.split(segment, other, this.place.copy, depth);
      if (isLate?.() === true) this.stopAll();
      if (this.isStopped()) return STATUS.STOPPED;
    }
  }

  private stopAll(): void {
    Atomics.store(this.words, CONTROL_ADDRESS / 4 + CONTROL.STOP, 1);
  }

  private control(word: number): number {
    return Atomics.load(this.words, CONTROL_ADDRESS / 4 + word);
  }

  private record(word: number): number {
    return this.words[this.place.base / 4 + word] as number;
  }

  private setRecord(word: number, value: number): void {
    this.words[this.place.base / 4 + word] = value;
  }

  private addTo(word: number, value: number): void {
    const at = this.place.base / 8 + word / 2;
    this.doubles[at] = (this.doubles[at] as number) + value;
  }
}

function chunkEnd(address: number): number {
  return address - (address % CHUNK_BYTES) + CHUNK_BYTES;
}
