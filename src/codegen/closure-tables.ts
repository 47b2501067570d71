// What the choice of a stubborn set is made from, laid out in memory. In: the dependence of a program's actions.
// Out: bytes and addresses: sets of actions as rows of 64-bit words, guards as lists of conditions.

import { rowsOf } from '../reduction/bit-set.ts';
import type { Dependence } from '../reduction/dependence.ts';
import { elsewhereOf } from '../reduction/stubborn.ts';
import { locationFields, openConditions, type Shape } from './facts.ts';
import type { Packing } from './packing.ts';

/** Tables in memory. */
export interface Tables {
  readonly bytes: Uint8Array;
  /** Addresses. */
  readonly disturbedBy: number;
  /** By bit of the condition. */
  readonly enabledBy: number;
  /** Per action two i32: address and length of its guard's list. */
  readonly guards: number;
  /** Per target three i32: address and length of a list, address of a row. */
  readonly targets: number;
  readonly always: number;
  /** Per task one i32: the row of those that leave from where it is; written for each choice. */
  readonly places: number;
  /** Per task: i32 addresses of rows by raw location. */
  readonly byRaw: readonly number[];
  /** The conditions that are false, with those that say where a task is; written for each choice. */
  readonly isFalse: number;
  /** Its words. */
  readonly falseWords: number;
  /** One more than the key of the last choice; 0: all enabled actions were taken. */
  readonly winner: number;
}

/**
 * Lays out the tables from `start` on, a multiple of 8. An entry of a list is the bit of a condition and a task, or -1. The row of
 * a location is that of those that leave, of those that need not be looked at any more, and of the conditions that are
 * false because the task is there.
 */
export function tablesOf(
  dependence: Dependence,
  packing: Packing,
  shape: Shape,
  start: number,
): Tables {
  const words = shape.actions;
  const bitOf = bitsOf(dependence);
  const falseWords = Math.ceil((bitOf.size + 1) / 64);
  const { actions, conditions, tasks, targets, always } = dependence;
  const parts: Int32Array[] = [];
  let end = start;
  const put = (part: Int32Array): number => {
    const address = end;
    parts.push(part);
    end += part.byteLength;
    if (end % 8 !== 0) {
      parts.push(new Int32Array(1));
      end += 4;
    }
    return address;
  };
  const rows = (sets: readonly (readonly number[])[]) => put(rowsOf(sets, 2 * words));
  /** Each row followed by one of those that need not be looked at any more. */
  const pairs = (sets: readonly (readonly number[])[], settled: readonly (readonly number[])[]) =>
    rows(sets.flatMap((members, i) => [members, settled[i] ?? []]));
  const list = (ids: readonly number[]) =>
    put(
      Int32Array.from(
        ids.flatMap(id => [bitOf.get(id) ?? 0, conditions[id]?.location?.task ?? -1]),
      ),
    );
  const disturbedBy = rows(actions.map(action => action.disturbedBy));
  const byBit: (readonly number[])[] = Array.from({ length: bitOf.size + 1 }, () => []);
  for (const [id, bit] of bitOf) byBit[bit] = conditions[id]?.enabledBy ?? [];
  const enabledBy = pairs(byBit, []);
  const elsewhere = elsewhereOf(dependence);
  const guardLists = actions.flatMap(({ guard }) => [list(guard), guard.length]);
  const guards = put(Int32Array.from(guardLists));
  const targetLists = targets.flatMap(({ guard, then }) => [
    list(guard),
    guard.length,
    pairs([then], []),
  ]);
  const fields = locationFields(dependence, packing);
  const byRaw = tasks.map(({ leavers }, task) => {
    const settled = elsewhere.splice(0, leavers.length);
    const first = end;
    for (const [at, members] of leavers.entries()) {
      pairs([members], [settled[at] ?? []]);
      put(rowsOf([falseAt(task, at, dependence).map(id => bitOf.get(id) ?? 0)], 2 * falseWords));
    }
    const field = fields[task];
    const locations = field?.values ?? leavers.map((_, at) => at + (field?.lo ?? 0));
    const inRange = locations.filter(at => at < leavers.length);
    return put(Int32Array.from(inRange.map(at => first + (16 * words + 8 * falseWords) * at)));
  });
  const tables = {
    disturbedBy,
    enabledBy,
    guards,
    targets: put(Int32Array.from(targetLists)),
    always: rows([always]),
    places: put(new Int32Array(tasks.length)),
    byRaw,
    isFalse: put(new Int32Array(2 * falseWords)),
    falseWords,
    winner: put(new Int32Array(1)),
  };
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return { ...tables, bytes };
}

/** Conditions that are false because a task is at a location. */
export function falseAt(task: number, at: number, { conditions }: Dependence): number[] {
  return conditions.flatMap(({ location }, id) =>
    location?.task === task && location.at !== at ? [id] : [],
  );
}

/** By condition: the open ones as in the facts; then a bit that is none's, then the others. */
function bitsOf(dependence: Dependence): ReadonlyMap<number, number> {
  const open = openConditions(dependence);
  const rest = dependence.conditions.map((_, id) => id).filter(id => !open.includes(id));
  const bits = new Map(open.map((id, bit) => [id, bit]));
  rest.forEach((id, i) => {
    bits.set(id, open.length + 1 + i);
  });
  return bits;
}
