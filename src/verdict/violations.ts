// Where a property is violated: states, or edges where a step is wrong in itself. In: the graph and a
// property. Out: sets over the graph. The causes and the possibility of a way back are read from them.

import { backward } from '../graph/reach.ts';
import { REST, type StateSet } from '../graph/state-graph.ts';
import { readsOf, writesOf } from '../ir/access.ts';
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
  return space.once(property, () => findViolations(space, property));
}

function findViolations(space: Space, property: Checked): Violations | null {
  const { system, graph } = space;
  switch (property.kind) {
    case 'deadlock':
      return inStates(graph.rest.map(rest => Number(rest === REST.deadlock)));
    case 'invariant':
      return inStates(
        space.where(
          readsOf(property.condition),
          state => !isTrue(system.evaluate(property.condition, state)),
        ),
      );
    case 'bound': {
      const { value, limit } = property;
      if (limit === null) return null;
      return inStates(
        space.where(readsOf(value), state => {
          const found = system.evaluate(value, state);
          return typeof found === 'number' && found > limit;
        }),
      );
    }
    case 'partial-deadlock':
      return inStates(stuckTasks(space).states);
    case 'always-possible': {
      const wanted = space.where(readsOf(property.condition), state =>
        isTrue(system.evaluate(property.condition, state)),
      );
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
  const mutexes = cellsOf(space, property);
  const ownersIn = ownersOf(space, mutexes);
  const cells = new Set(mutexes);
  const locking = system.program.actions.map(({ effects }) =>
    effects.some(effect =>
      [...writesOf(effect, system.program.queues)].some(cell => cells.has(cell)),
    ),
  );
  const count = mutexes.length;
  const owners = new Int32Array(count * graph.states);
  const state = new Int32Array(system.width);
  const read = graph.readerOf(mutexes.filter(cell => cell !== undefined));
  for (let id = 0; id < graph.states; id++) {
    read(id, state);
    ownersIn(state, owners, count * id);
  }
  const wrong = new Set<number>();
  for (let id = 0; id < graph.states; id++) {
    const stop = graph.first[id + 1] as number;
    for (let edge = graph.first[id] as number; edge < stop; edge++) {
      if (locking[graph.action[edge] as number] !== true) continue;
      const target = graph.target[edge] as number;
      if (isWrong(owners, count * id, count * target, count)) wrong.add(edge);
    }
  }
  return wrong;
}

/** Whether the step between two states takes a mutex of the list too late. */
export function acquiresInWrongOrder(
  { system }: Pick<Space, 'system'>,
  property: Extract<Property, { kind: 'lock-order' }>,
): (before: StateVector, after: StateVector) => boolean {
  const mutexes = cellsOf({ system }, property);
  const ownersIn = ownersOf({ system }, mutexes);
  const count = mutexes.length;
  const owners = new Int32Array(2 * count);
  return (before, after) => {
    ownersIn(before, owners, 0);
    ownersIn(after, owners, count);
    return isWrong(owners, 0, count, count);
  };
}

/** `owners` holds the mutexes' owners before and after; a thread takes one while it has one that comes later. */
function isWrong(owners: Int32Array, before: number, after: number, count: number): boolean {
  for (let taken = 0; taken < count; taken++) {
    const thread = owners[after + taken] as number;
    if (thread === NOBODY || owners[before + taken] === thread) continue;
    for (let later = taken + 1; later < count; later++) {
      if (owners[before + later] === thread) return true;
    }
  }
  return false;
}

const NOBODY = 0;

/** Owners are numbered anew for every mutex: only their names can be compared. Numbers them alike. */
function ownersOf(
  { system }: Pick<Space, 'system'>,
  mutexes: readonly (number | undefined)[],
): (state: StateVector, into: Int32Array, at: number) => void {
  const numbers = new Map<string, number>();
  const known = mutexes.map(() => new Map([[NOBODY, NOBODY]]));
  const numberOf = (mutex: number, value: number): number => {
    const type = system.program.cells[mutexes[mutex] ?? -1]?.type;
    if (type === undefined) return NOBODY;
    const name = showValue(type, value);
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    known[mutex]?.set(value, number);
    return number;
  };
  return (state, into, at) => {
    for (let i = 0; i < mutexes.length; i++) {
      const value = state[mutexes[i] ?? -1] ?? NOBODY;
      into[at + i] = known[i]?.get(value) ?? numberOf(i, value);
    }
  };
}

function cellsOf(
  { system }: Pick<Space, 'system'>,
  property: Extract<Property, { kind: 'lock-order' }>,
): (number | undefined)[] {
  return property.mutexes.map(id => system.program.objects[id]?.cells[0]);
}
