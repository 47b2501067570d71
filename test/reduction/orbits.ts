// Symmetry checked in the plainest way: maps of states by their text. In: a program and its symmetry. Out: the
// states themselves, or one of each orbit, each with its depth and what is wrong in it.

import type { Expr } from '../../src/ir/expr.ts';
import type { Program } from '../../src/ir/program.ts';
import { representative, type SymmetryGroup } from '../../src/reduction/symmetry/group.ts';
import { interpreter } from '../../src/system/interpreter.ts';

export interface Found {
  readonly states: readonly Int32Array[];
  readonly deadlocks: readonly Int32Array[];
  /** Depth of the first of each kind; null: none. */
  readonly first: Readonly<Record<'deadlock' | 'error' | 'assertion' | 'condition', number | null>>;
}

const MOST_STATES = 1500;

/** The same text for the same values, and for no others. */
export function keyOf(state: Int32Array): string {
  return Buffer.from(state.buffer, state.byteOffset, state.byteLength).toString('latin1');
}

/** null where there are too many states. */
export function search(
  program: Program,
  condition: Expr | null,
  toRepresentative: (state: Int32Array) => void = () => {},
): Found | null {
  const system = interpreter(program);
  const start = system.initial();
  toRepresentative(start);
  const states = [start];
  const depths = new Map([[keyOf(start), 0]]);
  const deadlocks: Int32Array[] = [];
  const first: Record<keyof Found['first'], number | null> = {
    deadlock: null,
    error: null,
    assertion: null,
    condition: null,
  };
  for (const state of states) {
    if (states.length > MOST_STATES) return null;
    const depth = depths.get(keyOf(state)) as number;
    if (condition !== null && system.evaluate(condition, state) !== 1) first.condition ??= depth;
    const owed = system.expand(state, {
      successor(_, next) {
        const found = next.slice();
        toRepresentative(found);
        const key = keyOf(found);
        if (depths.has(key)) return;
        depths.set(key, depth + 1);
        states.push(found);
      },
      failure(_, { error }) {
        first[error === 'assert' ? 'assertion' : 'error'] ??= depth;
      },
    });
    if (owed > 0 || system.accepted(state)) continue;
    deadlocks.push(state);
    first.deadlock ??= depth;
  }
  return { states, deadlocks, first };
}

/** The orbit of a state, as keys. */
export function orbitOf(state: Int32Array, group: SymmetryGroup, program: Program): Set<string> {
  const images = new Set([keyOf(state)]);
  let current = state;
  for (const step of group.walk) {
    const { cells, values } = group.generators[step] as SymmetryGroup['generators'][number];
    const next = current.slice();
    for (const [cell, to] of cells.entries()) {
      const value = current[cell] as number;
      next[to] = values[cell]?.[value - (program.cells[cell]?.lo ?? 0)] ?? value;
    }
    current = next;
    images.add(keyOf(current));
  }
  return images;
}

export function searchOrbits(
  program: Program,
  condition: Expr | null,
  group: SymmetryGroup,
): Found | null {
  return search(program, condition, representative(group, program.cells));
}
