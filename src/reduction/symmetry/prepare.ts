// Takes values that mean nothing out of the way of symmetry: a cell's initial value and what is left in an empty
// slot of a queue would tell the members of a type apart. In: a program, the types. Out: a program with the same
// cells and action ids in which such cells have a value of their own for it.

import { writesOf } from '../../ir/access.ts';
import type { CellId } from '../../ir/expr.ts';
import type { IndexType, Program } from '../../ir/program.ts';
import type { Observed } from '../observed.ts';
import { resetDead } from '../reset-dead.ts';
import { renamingOf } from './renaming.ts';

export function prepare(
  program: Program,
  types: readonly IndexType[],
  observed: Observed,
): Program {
  const changing = changingCells(program, types);
  const slots = new Set<CellId>();
  for (const { first, capacity } of program.queues) {
    for (let i = 0; i < capacity; i++)
      if (changing.get(first + i)?.lowest === true) slots.add(first + i);
  }
  const lowered: Program = {
    ...program,
    cells: program.cells.map(cell =>
      slots.has(cell.id) ? { ...cell, lo: cell.lo - 1, initial: cell.lo - 1 } : cell,
    ),
  };
  const indexed = assignedByIndex(program);
  const among = new Set(
    [...changing.keys()].filter(cell => !indexed.has(cell) && !inQueue(cell, program)),
  );
  const forget = new Set(resetDead(lowered, observed, { among }).cells);
  return resetDead(lowered, observed, { among, forget }).program;
}

/** Cells with values of one of the types, and whether their lowest value is one. */
function changingCells(
  program: Program,
  types: readonly IndexType[],
): Map<CellId, { readonly lowest: boolean }> {
  const changing = new Map<CellId, { lowest: boolean }>();
  for (const type of types) {
    const renaming = renamingOf(program, rotation(type));
    renaming?.values.forEach((table, cell) => {
      if (table === null) return;
      const lowest = table[0] !== program.cells[cell]?.lo;
      changing.set(cell, { lowest: lowest || changing.get(cell)?.lowest === true });
    });
  }
  return changing;
}

/** Every member becomes the next one. */
export function rotation({ name, lo, hi }: IndexType) {
  const size = hi - lo + 1;
  return { type: name, lo, to: Array.from({ length: size }, (_, i) => lo + ((i + 1) % size)) };
}

function assignedByIndex(program: Program): ReadonlySet<CellId> {
  const indexed = new Set<CellId>();
  const visit = (effects: Program['actions'][number]['effects']): void => {
    for (const effect of effects) {
      if (effect.kind === 'assign-element') writesOf(effect, program.queues, indexed);
      if (effect.kind === 'if') {
        visit(effect.then);
        visit(effect.otherwise);
      }
    }
  };
  for (const { effects } of program.actions) visit(effects);
  return indexed;
}

function inQueue(cell: CellId, { queues }: Program): boolean {
  return queues.some(({ first, capacity }) => cell >= first && cell < first + capacity);
}
