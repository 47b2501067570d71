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
import { explorePacked } from '../explore/packed-search.ts';
import type { Expr } from '../ir/expr.ts';
import type { Dependence } from '../reduction/dependence.ts';
import type { SymmetryGroup } from '../reduction/symmetry/group.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { Compile, Watched } from '../system/packed-system.ts';
import type { TransitionSystem } from '../system/transition-system.ts';
import { followed } from './followed.ts';
import type { Checked } from './result.ts';

/** Breadth first or depth first. */
export type SearchOrder = 'bfs' | 'dfs';
export type Engine = 'interpreter' | 'compiled';

export interface Search<Outcome extends SearchOutcome = SearchOutcome> {
  readonly exploration: Outcome;
  readonly engine: Engine;
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
    : depthFirst(followed(system, means.dependence), watched, options);
}

export async function breadthFirst(
  system: Interpreter,
  watched: readonly WatchedProperty[],
  { compile, dependence, group }: SearchMeans,
  options: ExploreOptions,
): Promise<Search<Exploration>> {
  const monitors = watched.map(({ monitor }) => monitor);
  const conditions: Watched[] = [];
  const bits = watched.map(({ property }) => {
    const condition = conditionOf(property);
    return condition === null ? null : conditions.push(condition) - 1;
  });
  const packed = compile?.(system.program, conditions, { dependence, group }) ?? null;
  if (packed === null) {
    const exploration = await explore(followed(system, dependence), monitors, options);
    return { exploration, engine: 'interpreter' };
  }
  const exploration = await explorePacked(packed, system, monitors, bits, options);
  return { exploration, engine: 'compiled' };
}

/** Only the interpreter goes depth first. */
async function depthFirst(
  system: TransitionSystem,
  watched: readonly WatchedProperty[],
  options: ExploreOptions,
): Promise<Search<DepthFirst>> {
  const monitors = watched.map(({ monitor }) => monitor);
  return { exploration: await exploreDepthFirst(system, monitors, options), engine: 'interpreter' };
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
