// What the choice of a stubborn set is made from, laid out in memory. In: the dependence of a program's actions.
// Out: bytes and addresses: sets of actions as rows of 64-bit words, guards as lists of conditions.

import { rowsOf } from '../reduction/bit-set.ts';
import type { Dependence } from '../reduction/dependence.ts';
import { elsewhereOf } from '../reduction/stubborn.ts';
import { locationFields } from './facts.ts';
import type { Packing } from './packing.ts';

/** Tables in memory. */
export interface Tables {
  readonly bytes: Uint8Array;
  /** Addresses. */
  readonly disturbedBy: number;
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
}

/** Lays out the tables from `start` on, a multiple of 8. An entry of a list is a condition and a task, or -1. */
export function tablesOf(
  dependence: Dependence,
  packing: Packing,
  words: number,
  start: number,
): Tables {
  const { actions, conditions, tasks, targets, always } = dependence;
  const parts: Uint32Array[] = [];
  let end = start;
  const put = (part: Uint32Array): number => {
    const address = end;
    parts.push(part);
    end += part.byteLength;
    if (end % 8 !== 0) {
      parts.push(new Uint32Array(1));
      end += 4;
    }
    return address;
  };
  const rows = (sets: readonly (readonly number[])[]) => put(rowsOf(sets, 2 * words));
  /** Each row followed by one of those that need not be looked at any more. */
  const pairs = (sets: readonly (readonly number[])[], settled: readonly (readonly number[])[]) =>
    rows(sets.flatMap((members, i) => [members, settled[i] ?? []]));
  const list = (ids: readonly number[]) =>
    put(Uint32Array.from(ids.flatMap(id => [id, conditions[id]?.location?.task ?? -1])));
  const disturbedBy = rows(actions.map(action => action.disturbedBy));
  const enabledBy = pairs(
    conditions.map(condition => condition.enabledBy),
    [],
  );
  const elsewhere = elsewhereOf(dependence);
  const guardLists = actions.flatMap(({ guard }) => [list(guard), guard.length]);
  const guards = put(Uint32Array.from(guardLists));
  const targetLists = targets.flatMap(({ guard, then }) => [
    list(guard),
    guard.length,
    pairs([then], []),
  ]);
  const fields = locationFields(dependence, packing);
  const byRaw = tasks.map(({ leavers }, task) => {
    const first = pairs(leavers, elsewhere.splice(0, leavers.length));
    const field = fields[task];
    const locations = field?.values ?? leavers.map((_, at) => at + (field?.lo ?? 0));
    const inRange = locations.filter(at => at < leavers.length);
    return put(Uint32Array.from(inRange.map(at => first + 16 * words * at)));
  });
  const tables = {
    disturbedBy,
    enabledBy,
    guards,
    targets: put(Uint32Array.from(targetLists)),
    always: rows([always]),
    places: put(new Uint32Array(tasks.length)),
    byRaw,
  };
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return { ...tables, bytes };
}
