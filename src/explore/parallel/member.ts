// What each thread does in a round: it takes pieces of the frontier, expands them batch by batch, and enters the
// successors into the table that all share. In: a place in the shared memory. Out: new roots in its own chunks,
// counts and hits in its record. It can be stopped between batches, and wherever it lacks room, and goes on there
// in the next round. It takes no decision and looks at no state.

import type { Stepper } from '../../system/packed-system.ts';
import { DECODED, WINDOW } from '../store/batch.ts';
import type { WorkArea } from '../store/memory-map.ts';
import { CHUNK_BYTES } from '../store/root-queue.ts';
import { WORK } from '../store/table-code.ts';
import type { TableExports } from '../store/table-module.ts';
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
  /** Address up to which successors may be written before the table is asked. */
  readonly batchLimit: number;
}

/** What it works with; another one follows when the layout of roots changes. */
export interface MemberCoding {
  readonly code: TableExports;
  /** States have to be decoded before they are expanded. */
  readonly decodes: boolean;
}

const BATCHES_BETWEEN_LOOKS = 16;

export class Member {
  private readonly memory: WebAssembly.Memory;
  private readonly place: Place;
  private readonly stepper: Stepper;
  private coding: MemberCoding;
  private words: Int32Array;
  private doubles: Float64Array;
  private level = -1;
  /** Piece of the frontier, and how much of it is expanded. */
  private piece = -1;
  private pieceAddress = 0;
  private pieceCount = 0;
  private done = 0;
  /** Positions in the piece that are decoded. */
  private decodedFrom = 0;
  private decodedEnd = 0;
  /** Packed states of the batch that are not yet in the work list. */
  private from = 0;
  private end = 0;
  /** Entries of the work list that are not yet in the table. */
  private at = 0;
  private listEnd = 0;
  private written = 0;

  constructor(memory: WebAssembly.Memory, place: Place, stepper: Stepper, coding: MemberCoding) {
    this.memory = memory;
    this.place = place;
    this.stepper = stepper;
    this.coding = coding;
    this.words = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }

  /** Another layout of roots, when nothing is in the work list; or the same one and more memories. */
  recode(coding: MemberCoding): void {
    this.coding = coding;
    this.decodedEnd = 0;
    const { base, area } = this.place;
    new Uint8Array(this.memory.buffer).fill(0, base + area.filter, base + area.work);
  }

  /** Works until there is nothing left, it is told to stop, or lacks something. `isLate`: tell all to stop. */
  work(isLate: (() => boolean) | null): void {
    if (this.words.buffer !== this.memory.buffer) {
      this.words = new Int32Array(this.memory.buffer);
      this.doubles = new Float64Array(this.memory.buffer);
    }
    const { code } = this.coding;
    code.shift.value = BigInt(this.control(CONTROL.SHIFT));
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
    this.stepper.startLevel();
    this.stepper.want(this.control(CONTROL.WANTED));
  }

  private expand(drain: boolean, isLate: (() => boolean) | null): number {
    for (let batches = 1; ; batches++) {
      const lacks = this.enterBatch(drain);
      if (lacks !== null) return lacks;
      if (drain) return STATUS.STOPPED;
      if (Atomics.load(this.words, CONTROL_ADDRESS / 4 + CONTROL.STOP) !== 0) return STATUS.STOPPED;
      if (batches % BATCHES_BETWEEN_LOOKS === 0 && isLate?.() === true) return STATUS.STOPPED;
      if (this.record(RECORD.HITS) > MAX_HITS - WINDOW) return STATUS.HITS;
      if (this.done >= this.pieceCount && !this.takePiece()) return STATUS.IDLE;
      this.step();
    }
  }

  /** Everything of the batch goes into the table; what is lacking for it, or null. */
  private enterBatch(drain: boolean): number | null {
    const { code } = this.coding;
    const { base, area } = this.place;
    for (;;) {
      const lacks = this.enterListed();
      if (lacks !== null) return lacks;
      if (drain || this.from === this.end) return null;
      const stopped = code.prepare(base, this.from, this.end) >>> 0;
      this.at = base + area.work;
      this.listEnd = code.listed.value >>> 0;
      const stuck = stopped === this.from;
      this.from = stopped;
      if (stuck) return STATUS.PARTS;
    }
  }

  private enterListed(): number | null {
    const { code } = this.coding;
    while (this.at !== this.listEnd) {
      const tail = this.tail();
      if (tail === 0) return STATUS.CHUNK;
      const last = chunkEnd(tail);
      code.tail.value = tail;
      code.tailEnd.value = last;
      this.at = code.enter(this.at, this.listEnd) >>> 0;
      const reached = code.tail.value >>> 0;
      if (reached === last) {
        this.noteWritten(last);
        this.written = 0;
        this.setRecord(RECORD.TAIL, 0);
      } else {
        this.setRecord(RECORD.TAIL, reached);
        if (this.at !== this.listEnd) return this.segmentFull();
      }
    }
    return null;
  }

  private segmentFull(): number {
    const hash = (this.at + WORK.HASH) / 4;
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
    const next = Atomics.add(this.words, CONTROL_ADDRESS / 4 + CONTROL.NEXT, 1);
    if (next >= this.control(CONTROL.COUNT)) return false;
    const task = (this.control(CONTROL.TASKS) >>> 0) / 4 + TASK_WORDS * next;
    this.piece = next;
    this.pieceAddress = (this.words[task] as number) >>> 0;
    this.pieceCount = this.words[task + 1] as number;
    this.done = 0;
    this.decodedEnd = 0;
    return true;
  }

  /** Fills the batch with successors of the next states of the piece. */
  private step(): void {
    const { place, stepper } = this;
    const { base, area, stepperHits, batchLimit } = place;
    const stateBytes = 8 * place.words;
    const { address, count } = this.window();
    const last = address + count * stateBytes;
    const batch = base + area.batch;
    const stopped = stepper.step(address, last, batch, batchLimit, stepperHits);
    this.from = batch;
    this.end = stepper.successorsEnd();
    this.addTo(RECORD.TRANSITIONS, (this.end - this.from) / stateBytes);
    this.addTo(RECORD.DEADLOCKS, stepper.takeDeadlocks());
    this.noteHits(address, stateBytes);
    this.done += (stopped - address) / stateBytes;
  }

  /** Packed states from position `done` of the piece on. */
  private window(): { readonly address: number; readonly count: number } {
    const { base, area, words } = this.place;
    const left = this.pieceCount - this.done;
    if (!this.coding.decodes)
      return { address: this.pieceAddress + 8 * this.done, count: Math.min(left, WINDOW) };
    if (this.done >= this.decodedEnd) {
      const count = Math.min(left, DECODED);
      this.coding.code.decode(this.pieceAddress + 8 * this.done, count, base + area.states);
      this.decodedFrom = this.done;
      this.decodedEnd = this.done + count;
    }
    const offset = 8 * words * (this.done - this.decodedFrom);
    return { address: base + area.states + offset, count: this.decodedEnd - this.done };
  }

  private noteHits(address: number, stateBytes: number): void {
    const from = this.place.stepperHits / 4;
    const end = this.stepper.hitsEnd() / 4;
    if (end === from) return;
    let count = this.record(RECORD.HITS);
    for (let hit = from; hit < end; hit += 2, count++) {
      const to = this.place.hits / 4 + HIT_WORDS * count;
      const position = (((this.words[hit] as number) >>> 0) - address) / stateBytes;
      this.words[to] = this.piece;
      this.words[to + 1] = this.done + position;
      this.words[to + 2] = this.words[hit + 1] as number;
    }
    this.setRecord(RECORD.HITS, count);
  }

  /** Splits segments until all are taken. */
  private split(isLate: (() => boolean) | null): number {
    for (;;) {
      if (Atomics.load(this.words, CONTROL_ADDRESS / 4 + CONTROL.STOP) !== 0) return STATUS.STOPPED;
      if (isLate?.() === true) {
        this.stopAll();
        return STATUS.STOPPED;
      }
      const next = Atomics.add(this.words, CONTROL_ADDRESS / 4 + CONTROL.NEXT, 1);
      if (next >= this.control(CONTROL.COUNT)) return STATUS.IDLE;
      const task = (this.control(CONTROL.TASKS) >>> 0) / 4 + TASK_WORDS * next;
      const [segment = 0, other = 0, depth = 0] = this.words.subarray(task, task + 3);
      this.words[task + 3] = this.coding.code.split(segment, other, this.place.copy, depth);
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
