// Every cause of a violation, by the action that brings it about: how many states show it and after how many
// steps. In: the graph and a property's violations. Out: one entry per cause. Deadlocks have their causes
// from the waits instead.

import { eachEdge } from '../graph/reach.ts';
import { levelOf } from '../graph/state-graph.ts';
import { causeOfAction } from './cause.ts';
import type { CauseDetail, Checked } from './result.ts';
import type { Space } from './space.ts';
import type { Violations } from './violations.ts';

/** Sorted by cause. */
export function causesByAction(
  space: Space,
  property: Checked,
  violations: Violations,
): CauseDetail[] {
  const tally = new Tally(space, property.name);
  if (property.kind === 'error' || property.kind === 'assertion') tally.failures(property.kind);
  else if (violations.edges !== null) tally.edges(violations.edges);
  else tally.entries(violations);
  return tally.result();
}

/** What shows one cause. */
interface Occurrences {
  states: number;
  depth: number;
  /** Of those counted, the last one where they come in order, else all. */
  last: number;
  readonly counted: Set<number>;
}

class Tally {
  private readonly space: Space;
  private readonly name: string;
  private readonly byAction = new Map<number | null, Occurrences>();
  private readonly found = new Map<string, Occurrences>();

  constructor(space: Space, name: string) {
    this.space = space;
    this.name = name;
  }

  /** Steps that go wrong: what shows it is the state before. */
  failures(kind: 'error' | 'assertion'): void {
    const { graph } = this.space;
    for (const { state, action, failure } of graph.failing) {
      if ((failure.error === 'assert') === (kind === 'assertion')) {
        this.addInOrder(action, state, levelOf(graph, state) + 1);
      }
    }
  }

  /** Steps that are wrong in themselves: the same. */
  edges(edges: ReadonlySet<number>): void {
    const { graph } = this.space;
    eachEdge(
      graph,
      () => true,
      (source, _target, edge) => {
        if (edges.has(edge)) {
          this.addInOrder(graph.action[edge] as number, source, levelOf(graph, source) + 1);
        }
      },
    );
  }

  /** Steps from a state that is right to one that is not. */
  entries({ states }: Violations): void {
    const { graph } = this.space;
    if (states[0] === 1) this.add(null, 0, 0);
    eachEdge(
      graph,
      () => true,
      (source, target, edge) => {
        if (states[source] !== 1 && states[target] === 1) {
          this.add(graph.action[edge] as number, target, levelOf(graph, source) + 1);
        }
      },
    );
  }

  result(): CauseDetail[] {
    return [...this.found]
      .map(([cause, { states, depth }]) => ({ cause, states, depth }))
      .sort((a, b) => (a.cause < b.cause ? -1 : 1));
  }

  /** States that ascend from call to call. */
  private addInOrder(action: number | null, state: number, depth: number): void {
    const one = this.occurrencesOf(action);
    one.depth = Math.min(one.depth, depth);
    if (one.last === state) return;
    one.last = state;
    one.states += 1;
  }

  private add(action: number | null, state: number, depth: number): void {
    const one = this.occurrencesOf(action);
    one.depth = Math.min(one.depth, depth);
    if (one.counted.has(state)) return;
    one.counted.add(state);
    one.states += 1;
  }

  /** Several actions may be one cause. */
  private occurrencesOf(action: number | null): Occurrences {
    const met = this.byAction.get(action);
    if (met !== undefined) return met;
    const cause = causeOfAction(this.space.system.program, this.name, action);
    const known = this.found.get(cause) ?? {
      states: 0,
      depth: Number.POSITIVE_INFINITY,
      last: -1,
      counted: new Set(),
    };
    this.found.set(cause, known);
    this.byAction.set(action, known);
    return known;
  }
}
