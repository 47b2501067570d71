// What a long run has tried, so that one sees that it tests something. In: comparisons. Out: counts by name, which
// add up over processes.

import type { RunResult } from '../../src/verdict/result.ts';
import type { Compared } from './agree.ts';
import { nameOf } from './combination.ts';
import type { OrbitSum } from './orbit-sum.ts';
import type { Generated } from './programs.ts';
import type { Space } from './spaces.ts';

/** `group: name` to how often. */
export type Tally = Record<string, number>;

export function count(tally: Tally, name: string, times = 1): void {
  tally[name] = (tally[name] ?? 0) + times;
}

export function countCompared(tally: Tally, { family, program }: Generated, found: Compared): void {
  const { reference, runs } = found;
  if (reference === null) {
    count(tally, `too large: ${family}`);
    return;
  }
  count(tally, `program: ${family}`);
  for (const kind of constructsOf(program.actions)) count(tally, `construct: ${kind}`);
  for (const action of new Set(program.actions.map(one => one.class)))
    count(tally, `construct: ${action} action`);
  count(tally, `states: ${bandOf(reference.stats.states)}`);
  for (const what of outcomesOf(reference)) count(tally, `outcome: ${what}`);
  for (const { combination, result, space } of runs) {
    count(tally, `run: ${nameOf(combination)}`);
    const { reductions } = result.stats;
    for (const { name } of result.refused) count(tally, `reduction: ${name} refused`);
    if (reductions.length === 0) continue;
    const saved = result.stats.states < reference.stats.states ? 'fewer states' : 'as many states';
    count(tally, `reduction: ${reductions.join('+')}, ${saved}`);
    if (space.group !== null) count(tally, `orbits: ${orbitsOf(space)}`);
  }
}

export function countOrbits(tally: Tally, found: OrbitSum | null): void {
  if (found === null) count(tally, 'orbit model: too large');
  else {
    count(tally, 'orbit model: compared');
    for (const what of ['reduced', 'symmetric', 'violated'] as const)
      if (found[what]) count(tally, `orbit model: ${what}`);
  }
}

/** Expressions, statements and conditions of actions by their kinds, each once. */
function constructsOf(part: unknown, kinds = new Set<string>()): Set<string> {
  if (Array.isArray(part)) for (const one of part) constructsOf(one, kinds);
  else if (typeof part === 'object' && part !== null) {
    for (const [key, value] of Object.entries(part)) {
      if (key === 'provenance' || key === 'span' || key === 'wait' || key === 'traffic') continue;
      if (key === 'kind' && !('path' in part)) kinds.add(String(value));
      else constructsOf(value, kinds);
    }
  }
  return kinds;
}

function outcomesOf({ verdict, stats, properties }: RunResult): string[] {
  const violated = properties.filter(one => one.verdict === 'violated');
  return [
    `verdict ${verdict}`,
    ...(stats.deadlocks > 0 ? ['deadlock state'] : []),
    ...new Set(properties.flatMap(({ trace }) => trace?.failure?.error ?? [])).values(),
    ...new Set(violated.map(({ property }) => `${property.kind} violated`)),
  ];
}

function orbitsOf({ states, group }: Space): string {
  return states.length > 1 ? `group of ${group?.order}` : 'one state';
}

function bandOf(states: number): string {
  const most = [1, 10, 100, 1000, 3000, 30_000].find(one => states <= one);
  return `up to ${most}`;
}
