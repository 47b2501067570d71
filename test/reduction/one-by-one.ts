// What the analysis decides, found out by taking single steps. In: an interpreter, a state. Out: yes or no.

import type { Test } from '../../src/reduction/relations.ts';
import type { Interpreter } from '../../src/system/interpreter.ts';

/** Whether in this state `other` comes before `one` with another end than after it, or takes it away. */
export function disturbed(
  system: Interpreter,
  state: Int32Array,
  one: number,
  other: number,
): boolean {
  const afterOther = system.fire(state, other)?.next;
  if (afterOther == null) return false;
  const last = system.fire(afterOther, one);
  if (last === null) return true;
  if (last.next === null) return false;
  const afterOne = system.fire(state, one)?.next;
  const mirrored = afterOne == null ? null : system.fire(afterOne, other)?.next;
  return mirrored == null || mirrored.join() !== last.next.join();
}

/** Whether a condition on states comes out as the test wants it. */
export function comesOut(
  system: Interpreter,
  state: Int32Array,
  test: Exclude<Test, { readonly kind: 'fails' }>,
): boolean {
  const found = system.evaluate(test.expr, state);
  if (test.kind === 'undefined') return typeof found !== 'number';
  return typeof found === 'number' ? found !== 0 : test.onFailure;
}
