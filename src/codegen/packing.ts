// Where each cell lies in the packed state: a few 64-bit words, fields that straddle no word. In: a
// program. Out: word, shift and width per cell, and conversion to and from state vectors. Cells that are
// read by index, and the slots of a queue, lie side by side where they fit, so that an access is one shift.

import type { Expr, Statement } from '../ir/expr.ts';
import { expressionsOf, operandsOf } from '../ir/operands.ts';
import type { Program } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';

export interface Field {
  readonly word: number;
  readonly shift: number;
  /** Bits; 0 for a cell with one value. */
  readonly width: number;
  readonly lo: number;
}

export interface Packing {
  readonly words: number;
  /** Bits used in each word. */
  readonly bits: readonly number[];
  readonly fields: readonly Field[];
}

/** Bits of a word that may be used. */
const WORD_BITS = 63;

export function packingOf(program: Program): Packing {
  const groups = groupsOf(program);
  const fields: Field[] = new Array(program.cells.length);
  const bits: number[] = [];
  const ordered = [...groups].sort(
    (a, b) => widthOf(b, program) - widthOf(a, program) || first(a) - first(b),
  );
  for (const group of ordered) {
    const width = widthOf(group, program);
    let word = bits.findIndex(used => used + width <= WORD_BITS);
    if (word < 0) word = bits.push(0) - 1;
    for (const id of group) {
      const cell = program.cells[id];
      if (cell === undefined) throw new Error('no such cell');
      const own = bitsFor(cell.hi - cell.lo + 1);
      fields[id] = { word, shift: bits[word] ?? 0, width: own, lo: cell.lo };
      bits[word] = (bits[word] ?? 0) + own;
    }
  }
  return { words: Math.max(bits.length, 1), bits: bits.length === 0 ? [0] : bits, fields };
}

function first(group: readonly number[]): number {
  return group[0] ?? 0;
}

function widthOf(group: readonly number[], program: Program): number {
  return group.reduce((sum, id) => {
    const cell = program.cells[id];
    return sum + (cell === undefined ? 0 : bitsFor(cell.hi - cell.lo + 1));
  }, 0);
}

export function bitsFor(size: number): number {
  let bits = 0;
  while (2 ** bits < size) bits += 1;
  return bits;
}

/** Cells that must lie together: indexed runs and queue slots that fit in a word; all others alone. */
function groupsOf(program: Program): number[][] {
  const group = program.cells.map((_, id) => id);
  const join = (start: number, count: number) => {
    const ids = Array.from({ length: count }, (_, i) => start + i);
    if (widthOf(ids, program) > WORD_BITS) return;
    const merged = new Set(ids.map(id => group[id]));
    const members = group.flatMap((g, id) => (merged.has(g) ? [id] : []));
    if (widthOf(members, program) > WORD_BITS) return;
    for (const id of members) group[id] = Math.min(...members);
  };
  for (const queue of program.queues) join(queue.first, queue.capacity);
  for (const [start, count] of indexedRuns(program)) join(start, count);
  const byLeader = new Map<number, number[]>();
  group.forEach((leader, id) => {
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), id]);
  });
  return [...byLeader.values()];
}

/** Every run of cells that some expression or statement indexes. */
function indexedRuns(program: Program): [number, number][] {
  const runs: [number, number][] = [];
  const expr = (e: Expr): void => {
    if (e.kind === 'element') runs.push([e.first, e.count]);
    for (const inner of operandsOf(e)) expr(inner);
  };
  const statement = (s: Statement): void => {
    if (s.kind === 'assign-element') runs.push([s.first, s.count]);
    for (const e of expressionsOf(s)) expr(e);
    if (s.kind === 'if') for (const inner of [...s.then, ...s.otherwise]) statement(inner);
  };
  for (const action of program.actions) {
    for (const conjunct of action.guard) expr(conjunct.condition);
    for (const effect of action.effects) statement(effect);
  }
  for (const task of program.tasks) expr(task.accepted);
  for (const property of program.properties) {
    if ('condition' in property) expr(property.condition);
    if (property.kind === 'bound') expr(property.value);
  }
  return runs;
}

/** Writes a state vector as words, at `at` of `into`. */
export function pack(packing: Packing, state: StateVector, into: BigUint64Array, at: number): void {
  for (let w = 0; w < packing.words; w++) into[at + w] = 0n;
  packing.fields.forEach((field, id) => {
    const value = BigInt((state[id] ?? 0) - field.lo);
    into[at + field.word] = (into[at + field.word] ?? 0n) | (value << BigInt(field.shift));
  });
}

/** Reads a state vector from words, as pairs of 32-bit halves: low first. */
export function unpack(packing: Packing, words: Uint32Array, at: number, into: StateVector): void {
  packing.fields.forEach((field, id) => {
    into[id] = field.lo + extract(words, at + 2 * field.word, field.shift, field.width);
  });
}

/** `width` (at most 31) bits from bit `shift` of the 64-bit word at `at`. */
function extract(words: Uint32Array, at: number, shift: number, width: number): number {
  if (width === 0) return 0;
  const mask = 2 ** width - 1;
  const low = words[at] ?? 0;
  const high = words[at + 1] ?? 0;
  if (shift >= 32) return (high >>> (shift - 32)) & mask;
  if (shift + width <= 32) return (low >>> shift) & mask;
  return ((low >>> shift) | (high << (32 - shift))) & mask;
}
