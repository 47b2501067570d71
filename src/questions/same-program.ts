// Whether two choices give the same program. In: two programs of one model. Out: yes only if nothing but the choice
// tells them apart, names and places in the source included. Equal programs have equal results.

import type { Program } from '../ir/program.ts';

export function sameButForChoice(left: Program, right: Program): boolean {
  return equal({ ...left, choice: null }, { ...right, choice: null });
}

/** Of plain data, with maps and sets by the order they were filled in. */
function equal(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (Array.isArray(left)) return equalLists(left, right as unknown[]);
  if (left instanceof Map || left instanceof Set) {
    return equalLists([...left], [...(right as Iterable<unknown>)]);
  }
  return equalRecords(left, right);
}

function equalLists(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, i) => equal(item, right[i]));
}

function equalRecords(left: object, right: object): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    name => Object.hasOwn(right, name) && equal(Reflect.get(left, name), Reflect.get(right, name)),
  );
}
