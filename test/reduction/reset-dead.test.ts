// Which cells are reset: those that are overwritten, whatever happens, before they are read.

import { expect, test } from 'vitest';
import { resetDead } from '../../src/reduction/reset-dead.ts';
import { program } from '../ir/model.ts';

/** Names of the cells that are reset somewhere in a thread that sets `x` first. */
function resetIn(body: string): string[] {
  const built = program(
    `host h {
      var flag : bool = false
      var shown : 0..2 = 0
      thread t {
        start s
        var x : 0..2
        set: s -> a do { x = 2 }
        ${body}
      }
      thread other {
        start o
        turn: o -> o do { flag = not flag }
      }
    }
    deadlock free`,
  );
  const { cells } = resetDead(built, { expressions: [], quiescence: true });
  return cells.map(cell => built.cells[cell]?.name ?? '').filter(name => name.endsWith('.x'));
}

test.each([
  ['read no more', 'go: a -> b do { shown = x }', true],
  ['overwritten first', 'go: a -> b do { x = 1; shown = x }\nagain: b -> a do { x = 0 }', true],
  [
    'read in the next step and not after it',
    'go: a -> b do { shown = x }\nagain: b -> a do { x = 0 }',
    true,
  ],
  ['read wherever it is written', 'go: a -> a do { shown = x }', false],
  ['read by a guard', 'go: a -> a when x == 2 do { shown = 1 }', false],
  [
    'perhaps not overwritten',
    'go: a -> b do { if flag { x = 1 } }\nend: b -> b do { shown = x }',
    false,
  ],
  [
    'overwritten in both branches',
    'go: a -> b do { if flag { x = 1 } else { x = 0 } }\nend: b -> b do { shown = x }',
    true,
  ],
])('%s', (_, body, reset) => {
  expect(resetIn(body).length > 0).toBe(reset);
});
