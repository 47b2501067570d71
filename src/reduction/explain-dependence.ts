// Which actions depend on one another and why, for people. In: a program and its dependence. Out: every pair of
// actions with what one does to the other, and values of cells that show it.

import type { Program } from '../ir/program.ts';
import { valueSetsOf } from '../ir/value-sets.ts';
import { showValue } from '../ir/value-type.ts';
import type { Dependence } from './dependence.ts';
import { type Disturbance, type Relations, relationsOf } from './relations.ts';
import { ValuePairs } from './value-pairs.ts';

export interface Disturbed {
  readonly action: number;
  readonly by: number;
  /** null: there are too many values to try, so that it is assumed. */
  readonly reason: Disturbance | null;
  /** Cells that one of the two writes and the other touches: `dst.q.length`, `1`. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** By action, then by the one that disturbs it. */
export function disturbancesOf(program: Program, dependence: Dependence): Disturbed[] {
  const sets = valueSetsOf(program);
  const pairs = new ValuePairs(program, sets);
  const relations = relationsOf(program, sets, pairs, { explains: true });
  return dependence.actions.flatMap(({ disturbedBy }, action) =>
    disturbedBy.map(by => {
      const answer = relations.disturbs(action, by);
      const shared = [...(answer?.values ?? [])].filter(([cell]) =>
        isShared(cell, action, by, relations),
      );
      const values = shared
        .sort(([a], [b]) => a - b)
        .flatMap(([id, value]) => {
          const cell = program.cells[id];
          return cell === undefined
            ? []
            : [{ name: cell.name, value: showValue(cell.type, value) }];
        });
      return { action, by, reason: answer?.reason ?? null, values };
    }),
  );
}

function isShared(cell: number, left: number, right: number, relations: Relations): boolean {
  const touched = relations.touches(left).has(cell) && relations.touches(right).has(cell);
  return touched && (relations.writes(left).has(cell) || relations.writes(right).has(cell));
}
