// The search of one run, by the engine that was asked for. In: a program's reference system, monitors,
// options. Out: the exploration and which engine made it. A program that cannot be compiled is run by the
// interpreter as a whole.

import { type Exploration, type ExploreOptions, explore } from '../explore/explore.ts';
import type { Monitor } from '../explore/monitor.ts';
import { explorePacked } from '../explore/packed-search.ts';
import type { Expr } from '../ir/expr.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { Compile, Watched } from '../system/packed-system.ts';
import type { Checked } from './result.ts';

export interface Search {
  readonly exploration: Exploration;
  readonly engine: 'interpreter' | 'compiled';
}

/** A property with the monitor that watches for it. */
export interface WatchedProperty {
  readonly property: Checked;
  readonly monitor: Monitor;
}

export async function search(
  system: Interpreter,
  watched: readonly WatchedProperty[],
  compile: Compile | null,
  options: ExploreOptions,
): Promise<Search> {
  const monitors = watched.map(({ monitor }) => monitor);
  const conditions: Watched[] = [];
  const bits = watched.map(({ property }) => {
    const condition = conditionOf(property);
    return condition === null ? null : conditions.push(condition) - 1;
  });
  const packed = compile?.(system.program, conditions) ?? null;
  if (packed === null) {
    return { exploration: await explore(system, monitors, options), engine: 'interpreter' };
  }
  const exploration = await explorePacked(packed, system, monitors, bits, options);
  return { exploration, engine: 'compiled' };
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
