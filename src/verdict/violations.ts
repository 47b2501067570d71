// Where a property is violated: states, or edges where a step is wrong in itself. In: the graph and a
// property. Out: sets over the graph. The causes and the possibility of a way back are read from them.

import { backward } from '../graph/reach.ts';
import { REST, type StateSet } from '../graph/state-graph.ts';
import { writesOf } from '../ir/access.ts';
import type { Property } from '../ir/program.ts';
import { showValue } from '../ir/value-type.ts';
import type { StateVector } from '../system/transition-system.ts';
import { isTrue } from './properties.ts';
import type { Checked } from './result.ts';
import type { Space } from './space.ts';
import { stuckTasks } from './stuck.ts';

export interface Violations {
  readonly states: StateSet;
  /** Edges that are violations themselves, by number; null where there is no such thing. */
  readonly edges: ReadonlySet<number> | null;
}

/** null for properties that no state and no step violates: what is never reached, orders of actions. */
export function violationsOf(space: Space, property: Checked): Violations | null {
  const { system, graph } = space;
  switch (property.kind) {
    case 'deadlock':
      return inStates(graph.rest.map(rest => Number(rest === REST.deadlock)));
    case 'invariant':
      return inStates(space.where(state => !isTrue(system.evaluate(property.condition, state))));
    case 'bound': {
      const { value, limit } = property;
      if (limit === null) return null;
      return inStates(
        space.where(state => {
          const found = system.evaluate(value, state);
          return typeof found === 'number' && found > limit;
        }),
      );
    }
    case 'partial-deadlock':
      return inStates(stuckTasks(space).states);
    case 'always-possible': {
      const wanted = space.where(state => isTrue(system.evaluate(property.condition, state)));
      return inStates(complement(backward(space.backwards(), wanted, null)));
    }
    case 'lock-order':
      return { states: new Uint8Array(graph.states), edges: wrongAcquisitions(space, property) };
    case 'error':
    case 'assertion':
      return inStates(new Uint8Array(graph.states));
    case 'reachable':
    case 'order':
    case 'goal':
    case 'vacuity':
      return null;
  }
}

function inStates(states: StateSet): Violations {
  return { states, edges: null };
}

function complement(set: StateSet): StateSet {
  return set.map(member => 1 - member);
}

/** Steps by which a thread comes to own a mutex while it owns one that stands after it in the list. */
function wrongAcquisitions(
  space: Space,
  property: Extract<Property, { kind: 'lock-order' }>,
): ReadonlySet<number> {
  const { system, graph } = space;
  const isWrong = acquiresInWrongOrder(space, property);
  const cells = new Set(cellsOf(space, property));
  const locking = system.program.actions.map(({ effects }) =>
    effects.some(effect =>
      [...writesOf(effect, system.program.queues)].some(cell => cells.has(cell)),
    ),
  );
  const before = new Int32Array(system.width);
  const after = new Int32Array(system.width);
  const wrong = new Set<number>();
  for (let id = 0; id < graph.states; id++) {
    const stop = graph.first[id + 1] as number;
    for (let edge = graph.first[id] as number; edge < stop; edge++) {
      if (locking[graph.action[edge] as number] !== true) continue;
      graph.read(id, before);
      graph.read(graph.target[edge] as number, after);
      if (isWrong(before, after)) wrong.add(edge);
    }
  }
  return wrong;
}

/** Whether the step between two states takes a mutex of the list too late. */
export function acquiresInWrongOrder(
  { system }: Pick<Space, 'system'>,
  property: Extract<Property, { kind: 'lock-order' }>,
): (before: StateVector, after: StateVector) => boolean {
  const { cells } = system.program;
  const mutexes = cellsOf({ system }, property);
  // Owners are numbered anew for every mutex: only their names can be compared. 0 is nobody.
  const owner = (cell: number | undefined, state: StateVector) => {
    const type = cell === undefined ? undefined : cells[cell]?.type;
    const value = cell === undefined ? 0 : (state[cell] as number);
    return type === undefined || value === 0 ? null : showValue(type, value);
  };
  return (before, after) =>
    mutexes.some((taken, i) => {
      const thread = owner(taken, after);
      if (thread === null || owner(taken, before) === thread) return false;
      return mutexes.slice(i + 1).some(later => owner(later, before) === thread);
    });
}

function cellsOf(
  { system }: Pick<Space, 'system'>,
  property: Extract<Property, { kind: 'lock-order' }>,
): (number | undefined)[] {
  return property.mutexes.map(id => system.program.objects[id]?.cells[0]);
}
