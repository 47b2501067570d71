// Values that need not be told apart, together. In: values, and what each comes to. Out: lists, in the order of the
// values.

import type { Class, Need } from './partial-state.ts';

/** null: each value is told apart from all others. */
export function classesOf(
  values: readonly number[],
  classOf: Need['classOf'],
): readonly (readonly number[])[] {
  if (classOf === null) return values.map(value => [value]);
  const classes = new Map<Class, number[]>();
  for (const value of values) {
    const key = classOf(value);
    const members = classes.get(key);
    if (members === undefined) classes.set(key, [value]);
    else members.push(value);
  }
  return [...classes.values()];
}
