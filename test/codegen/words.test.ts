import { describe, expect, it } from 'vitest';
import { WORD_BITS, wordsOf } from '../../src/codegen/words.ts';
import { ProgramBuilder, range, set } from '../system/build-program.ts';

/** Two threads with variables of their own, declared in turns, that no action of the other writes. */
function twoThreads(cells: number) {
  const b = new ProgramBuilder();
  const variables = Array.from({ length: cells }, (_, i) => b.cell(`x${i}`, range(0, 2 ** 10 - 1)));
  const tasks = [b.thread('s', ['a', 'b']), b.thread('t', ['a', 'b'])];
  for (const [side, task] of tasks.entries()) {
    const own = variables.filter(id => id % 2 === side);
    for (const [i, id] of own.entries()) {
      const next = own[(i + 1) % own.length] as number;
      const effects = [set(id, 1), set(next, 2)];
      b.action({ name: `act${side}${i}`, move: [task, 'a', 'b'], effects });
    }
  }
  return b.build();
}

const widths = (program: ReturnType<typeof twoThreads>) => (group: readonly number[]) =>
  group.reduce((sum, id) => sum + Math.ceil(Math.log2((program.cells[id]?.hi ?? 0) + 1)), 0);

describe('the words of a state', () => {
  it('are one where everything fits', () => {
    const program = twoThreads(4);
    const groups = program.cells.map(({ id }) => [id]);
    expect(wordsOf(program, groups, widths(program))).toHaveLength(1);
  });

  it('hold together what the same actions write', () => {
    const program = twoThreads(10);
    const groups = program.cells.map(({ id }) => [id]);
    const words = wordsOf(program, groups, widths(program));
    const sides = words.map(ids => new Set(ids.filter(id => id < 10).map(id => id % 2)));
    expect(sides).toEqual([new Set([0]), new Set([1])]);
  });

  it('hold every cell once, groups whole, and no more than fits', () => {
    const program = twoThreads(40);
    const groups = [
      [0, 1, 2],
      [7, 8],
      ...program.cells.slice(9).map(({ id }) => [id]),
      [3],
      [4, 5, 6],
    ];
    const words = wordsOf(program, groups, widths(program));
    expect(words.flat().sort((a, b) => a - b)).toEqual(program.cells.map(({ id }) => id));
    for (const word of words) expect(widths(program)(word)).toBeLessThanOrEqual(WORD_BITS);
    for (const group of groups) {
      const home = words.find(word => word.includes(group[0] as number)) ?? [];
      expect(group.every(id => home.includes(id))).toBe(true);
    }
  });

  it('are one even without a cell', () => {
    const program = new ProgramBuilder().build();
    expect(wordsOf(program, [], () => 0)).toEqual([[]]);
  });
});
