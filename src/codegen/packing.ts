// Where each cell lies in the packed state: a few 64-bit words, fields that straddle no word. In: a
// program and the values its cells can hold. Out: word, shift and encoding per cell. Cells that are read by
// index, and the slots of a queue, lie side by side where they fit, so that an access is one shift.

import type { Expr, Statement } from '../ir/expr.ts';
import { expressionsOf, operandsOf } from '../ir/operands.ts';
import type { Program } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import type { StateVector } from '../system/transition-system.ts';
import { type Encoding, encodingOf, rawOf } from './encoding.ts';
import { WORD_BITS, wordsOf } from './words.ts';

export interface Field extends Encoding {
  readonly word: number;
  readonly shift: number;
}

export interface Packing {
  readonly words: number;
  /** Bits used in each word. */
  readonly bits: readonly number[];
  readonly fields: readonly Field[];
}

export function packingOf(program: Program, { values }: ValueSets): Packing {
  const runs = [
    ...program.queues.map(({ first, capacity }): Run => [first, capacity]),
    ...indexedRuns(program),
  ];
  const encodings = encodingsOf(program, values, runs);
  const widthOf = (ids: readonly number[]) =>
    ids.reduce((sum, id) => sum + (encodings[id]?.width ?? 0), 0);
  const groups = groupsOf(program.cells.length, runs, widthOf);
  const words = wordsOf(program, groups, widthOf);
  const fields: Field[] = new Array(program.cells.length);
  const bits = words.map((cells, word) => {
    let shift = 0;
    for (const id of cells) {
      const encoding = encodings[id];
      if (encoding === undefined) throw new Error('no such cell');
      fields[id] = { ...encoding, word, shift };
      shift += encoding.width;
    }
    return shift;
  });
  return { words: bits.length, bits, fields };
}

/** First cell and number of cells. */
type Run = readonly [first: number, count: number];

/** Cells of one run with one domain are encoded alike. */
function encodingsOf(
  { cells }: Program,
  values: ValueSets['values'],
  runs: readonly Run[],
): readonly Encoding[] {
  const leader = cells.map((_, id) => id);
  for (const [start, count] of runs) {
    const model = cells[start];
    const members = cells.slice(start, start + count);
    if (members.some(({ lo, hi }) => lo !== model?.lo || hi !== model.hi)) continue;
    const joined = new Set(members.map(({ id }) => leader[id] as number));
    const least = Math.min(...joined);
    for (const [id, own] of leader.entries()) if (joined.has(own)) leader[id] = least;
  }
  const union = new Map<number, ReadonlySet<number> | null>();
  for (const [id, own] of leader.entries()) {
    const known = union.get(own);
    const more = values[id] ?? null;
    if (known === undefined) union.set(own, more === null ? null : new Set(more));
    else union.set(own, known === null || more === null ? null : new Set([...known, ...more]));
  }
  const encodings = new Map<number, Encoding>();
  return cells.map(({ id, lo, hi }) => {
    const own = leader[id] as number;
    const held = union.get(own) ?? null;
    const ascending = held === null ? null : [...held].sort((a, b) => a - b);
    const encoding = encodings.get(own) ?? encodingOf(lo, hi, ascending);
    encodings.set(own, encoding);
    return encoding;
  });
}

/** Cells that must lie together: indexed runs and queue slots that fit in a word; all others alone. */
function groupsOf(
  cells: number,
  runs: readonly Run[],
  widthOf: (ids: readonly number[]) => number,
): number[][] {
  const group = Array.from({ length: cells }, (_, id) => id);
  for (const [start, count] of runs) {
    const ids = group.slice(start, start + count).map((_, i) => start + i);
    if (widthOf(ids) > WORD_BITS) continue;
    const merged = new Set(ids.map(id => group[id]));
    const members = group.flatMap((g, id) => (merged.has(g) ? [id] : []));
    if (widthOf(members) > WORD_BITS) continue;
    for (const id of members) group[id] = members[0] as number;
  }
  const byLeader = new Map<number, number[]>();
  for (const [id, leader] of group.entries()) {
    const known = byLeader.get(leader);
    if (known === undefined) byLeader.set(leader, [id]);
    else known.push(id);
  }
  return [...byLeader.values()];
}

/** Every run of cells that some expression or statement indexes, each once. */
function indexedRuns(program: Program): Run[] {
  const runs = new Map<string, Run>();
  const add = (start: number, count: number) => {
    runs.set(`${start} ${count}`, [start, count]);
  };
  const expr = (e: Expr): void => {
    if (e.kind === 'element') add(e.first, e.count);
    for (const inner of operandsOf(e)) expr(inner);
  };
  const statement = (s: Statement): void => {
    if (s.kind === 'assign-element') add(s.first, s.count);
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
  return [...runs.values()];
}

/** Writes a state vector as words, at `at` of `into`; throws on a value that its cell never holds. */
export function pack(packing: Packing, state: StateVector, into: BigUint64Array, at: number): void {
  const halves = new Uint32Array(into.buffer, into.byteOffset + 8 * at, 2 * packing.words);
  halves.fill(0);
  for (let id = 0; id < packing.fields.length; id++) {
    const field = packing.fields[id] as Field;
    const raw = rawOf(field, state[id] ?? 0);
    if (raw === null) throw new Error(`cell ${id} never holds ${state[id]}`);
    const half = 2 * field.word + (field.shift >= 32 ? 1 : 0);
    const shift = field.shift % 32;
    halves[half] = (halves[half] as number) | (raw << shift);
    if (shift + field.width > 32) {
      halves[half + 1] = (halves[half + 1] as number) | (raw >>> (32 - shift));
    }
  }
}
