// The search of one run, by the engine and in the order that was asked for. In: a program's reference system,
// monitors, options. Out: the exploration and which engine made it. A program that cannot be compiled is run
// by the interpreter as a whole.

import { type DepthFirst, exploreDepthFirst } from '../explore/depth-first.ts';
import {
  type Exploration,
  type ExploreOptions,
  explore,
  type SearchOutcome,
} from '../explore/explore.ts';
import type { Monitor } from '../explore/monitor.ts';
import { explorePackedDepthFirst } from '../explore/packed-depth-first.ts';
import { explorePacked } from '../explore/packed-search.ts';
import type { Expr } from '../ir/expr.ts';
import type { Dependence } from '../reduction/dependence.ts';
import type { SymmetryGroup } from '../reduction/symmetry/group.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { Compile, PackedSystem, Watched } from '../system/packed-system.ts';
import { followed } from './followed.ts';
import type { Checked } from './result.ts';

/** Breadth first or depth first. */
export type SearchOrder = 'bfs' | 'dfs';
export type Engine = 'interpreter' | 'compiled';

export interface Search<Outcome extends SearchOutcome = SearchOutcome> {
  readonly exploration: Outcome;
  readonly engine: Engine;
  /** Processor time of all threads from the first state to the last: without making the compiled engine. */
  readonly cpuSeconds: number;
}

/** A property with the monitor that watches for it. */
export interface WatchedProperty {
  readonly property: Checked;
  readonly monitor: Monitor;
}

/** What a search works with. */
export interface SearchMeans {
  /** Makes the compiled engine; null: the interpreter searches. */
  readonly compile: Compile | null;
  /** Stubborn sets are taken from it; null: every transition is followed. */
  readonly dependence: Dependence | null;
  /** Whose representatives the system's states are; null: each stands for itself. */
  readonly group: SymmetryGroup | null;
}

export function search(
  order: SearchOrder,
  system: Interpreter,
  watched: readonly WatchedProperty[],
  means: SearchMeans,
  options: ExploreOptions,
): Promise<Search<Exploration | DepthFirst>> {
  return order === 'bfs'
    ? breadthFirst(system, watched, means, options)
    : depthFirst(system, watched, means, options);
}

export async function breadthFirst(
  system: Interpreter,
  watched: readonly WatchedProperty[],
  means: SearchMeans,
  options: ExploreOptions,
): Promise<Search<Exploration>> {
  const monitors = watched.map(({ monitor }) => monitor);
  const { packed, bits } = compiled(system, watched, means);
  if (packed === null) {
    const reduced = followed(system, means.dependence);
    return timed('interpreter', options, () => explore(reduced, monitors, options));
  }
  return timed('compiled', options, () => explorePacked(packed, system, monitors, bits, options));
}

async function depthFirst(
  system: Interpreter,
  watched: readonly WatchedProperty[],
  means: SearchMeans,
  options: ExploreOptions,
): Promise<Search<DepthFirst>> {
  const monitors = watched.map(({ monitor }) => monitor);
  const { packed, bits } = compiled(system, watched, means);
  if (packed === null) {
    const reduced = followed(system, means.dependence);
    return timed('interpreter', options, () => exploreDepthFirst(reduced, monitors, options));
  }
  return timed('compiled', options, () =>
    explorePackedDepthFirst(packed, system, monitors, bits, options),
  );
}

async function timed<Outcome extends SearchOutcome>(
  engine: Engine,
  { host }: ExploreOptions,
  run: () => Promise<Outcome>,
): Promise<Search<Outcome>> {
  const before = host.cpu();
  const exploration = await run();
  return { exploration, engine, cpuSeconds: host.cpu() - before };
}

/** The compiled system, if there is one, and in parallel to `watched` the index of what it evaluates. */
function compiled(
  { program }: Interpreter,
  watched: readonly WatchedProperty[],
  { compile, dependence, group }: SearchMeans,
): { readonly packed: PackedSystem | null; readonly bits: readonly (number | null)[] } {
  const conditions: Watched[] = [];
  const bits = watched.map(({ property }) => {
    const condition = conditionOf(property);
    return condition === null ? null : conditions.push(condition) - 1;
  });
  return { packed: compile?.(program, conditions, { dependence, group }) ?? null, bits };
}

/** What the compiled code evaluates in every state; null where it notices by itself. */
function conditionOf(property: Checked): Watched | null {
  switch (property.kind) {
    case 'invariant':
      // An invariant that goes wrong is not true.
      return { kind: 'state', condition: negated(property.condition), onFailure: true };
    case 'reachable':
      return { kind: 'state', condition: property.condition, onFailure: false };
    case 'bound':
      return { kind: 'maximum', value: property.value };
    default:
      return null;
  }
}

function negated(operand: Expr): Expr {
  return { kind: 'not', operand };
}
