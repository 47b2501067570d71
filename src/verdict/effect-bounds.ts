// What is known of the cells after an action's effects. In: effects and what is known before. Out: bounds
// per cell, never too narrow. Runs that go wrong are left out.

import type { CellId, Statement } from '../ir/expr.ts';
import {
  boundsOf,
  hull,
  type Interval,
  intersection,
  type Knowledge,
  point,
} from '../ir/interval.ts';
import type { Program, Queue } from '../ir/program.ts';

/** Bounds after the effects, in order. */
export function boundsAfter(
  effects: readonly Statement[],
  before: Knowledge,
  program: Program,
): Knowledge {
  const changed = new Map<CellId, Interval>();
  const known: Knowledge = cell => changed.get(cell) ?? before(cell);
  for (const effect of effects) apply(effect, known, changed, program);
  return known;
}

function apply(
  effect: Statement,
  known: Knowledge,
  changed: Map<CellId, Interval>,
  program: Program,
): void {
  switch (effect.kind) {
    case 'assign':
      changed.set(
        effect.cell,
        intersection(boundsOf(effect.value, known), domainOf(program, effect.cell)),
      );
      return;
    case 'assign-element': {
      const value = boundsOf(effect.value, known);
      for (let cell = effect.first; cell < effect.first + effect.count; cell++) {
        changed.set(cell, hull(known(cell), intersection(value, domainOf(program, cell))));
      }
      return;
    }
    case 'push':
    case 'remove':
    case 'clear':
      applyToQueue(effect.kind, program.queues[effect.queue] as Queue, known, changed, program);
      return;
    case 'if':
      applyBranches(effect, known, changed, program);
      return;
    case 'require':
      return;
  }
}

/** Of the slots nothing is kept. */
function applyToQueue(
  kind: 'push' | 'remove' | 'clear',
  queue: Queue,
  known: Knowledge,
  changed: Map<CellId, Interval>,
  program: Program,
): void {
  const { lo, hi } = known(queue.length);
  const length = {
    push: { lo: lo + 1, hi: hi + 1 },
    remove: { lo: lo - 1, hi: hi - 1 },
    clear: point(0),
  };
  changed.set(queue.length, intersection(length[kind], { lo: 0, hi: queue.capacity }));
  for (let slot = queue.first; slot < queue.first + queue.capacity; slot++) {
    changed.set(slot, domainOf(program, slot));
  }
}

function applyBranches(
  effect: Extract<Statement, { kind: 'if' }>,
  known: Knowledge,
  changed: Map<CellId, Interval>,
  program: Program,
): void {
  const then = new Map(changed);
  const otherwise = new Map(changed);
  const view =
    (branch: Map<CellId, Interval>): Knowledge =>
    cell =>
      branch.get(cell) ?? known(cell);
  for (const inner of effect.then) apply(inner, view(then), then, program);
  for (const inner of effect.otherwise) apply(inner, view(otherwise), otherwise, program);
  const joined = new Map<CellId, Interval>();
  for (const cell of new Set([...then.keys(), ...otherwise.keys()])) {
    joined.set(cell, hull(view(then)(cell), view(otherwise)(cell)));
  }
  for (const [cell, bounds] of joined) changed.set(cell, bounds);
}

function domainOf(program: Program, cell: CellId): Interval {
  return program.cells[cell] as Interval;
}
