// Do several actions together lead as often to the same states as several others, up to a renaming? A choice that does not
// always matter is lowered into actions of which one also stands for "no choice": one by one they are not the
// same, together they are. In: the two sets. Out: yes, or no if that could not be shown. All values of the cells
// read are tried.

import { readsOf, readsOfStatement, writesOf } from '../../ir/access.ts';
import type { CellId } from '../../ir/expr.ts';
import type { Action, Program } from '../../ir/program.ts';
import { evaluationOf } from './evaluate.ts';
import { execute } from './execute.ts';
import type { Sameness } from './same.ts';
import { Valuations, type Values } from './valuations.ts';

export function sameRelation(
  left: readonly Action[],
  right: readonly Action[],
  same: Sameness,
): boolean {
  const { program } = same;
  const cells = touched(left, program);
  for (const cell of touched(right, program)) cells.add(same.origin(cell));
  const locations = startsOf(left, program);
  const domains = [...cells].map(cell => {
    const at = locations.get(cell);
    return at === undefined ? same.readable(cell) : { id: cell, lo: at, hi: at };
  });
  const valuations = new Valuations(domains, program.cells.length);
  if (valuations.tooMany) return false;
  const sources = [...cells];
  const targets = sources.map(cell => same.image(cell, 0)[0]);
  /** States are told apart by these cells alone: nothing else is touched. */
  const textOfLeft = (state: Values) =>
    sources.map(cell => same.image(cell, state[cell] as number)[1]).join();
  const textOfRight = (state: Values) => targets.map(cell => state[cell]).join();
  const renamed: Values = new Int32Array(program.cells.length);
  for (const values of valuations) {
    for (const cell of sources) {
      const [to, value] = same.image(cell, values[cell] as number);
      renamed[to] = value;
    }
    const expected = outcomes(left, values, program, textOfLeft);
    const found = outcomes(right, renamed, program, textOfRight);
    if (expected.sort().join(';') !== found.sort().join(';')) return false;
  }
  return true;
}

function touched(actions: readonly Action[], { queues }: Program): Set<CellId> {
  const cells = new Set<CellId>();
  for (const { guard, effects } of actions) {
    for (const { condition } of guard) readsOf(condition, cells);
    for (const effect of effects) {
      readsOfStatement(effect, queues, cells);
      writesOf(effect, queues, cells);
    }
  }
  return cells;
}

/** Locations from which all of the actions start. */
function startsOf(actions: readonly Action[], { tasks }: Program): Map<CellId, number> {
  const starts = new Map<CellId, number>();
  for (const { task, from } of actions[0]?.moves ?? []) {
    const all = actions.every(({ moves }) =>
      moves.some(move => move.task === task && move.from === from),
    );
    const at = tasks[task]?.at;
    if (all && at !== undefined) starts.set(at, from);
  }
  return starts;
}

/** Where the enabled actions lead, as texts, or in what kind of error they end. */
function outcomes(
  actions: readonly Action[],
  values: Values,
  program: Program,
  textOf: (state: Values) => string,
): string[] {
  const read = (cell: CellId) => values[cell] as number;
  return actions.flatMap(({ guard, effects }): string[] => {
    for (const { condition } of guard) {
      const value = evaluationOf(condition, read);
      if (typeof value === 'string') return [value];
      if (value === 0) return [];
    }
    const after = values.slice();
    return [execute(effects, after, program) ?? textOf(after)];
  });
}
