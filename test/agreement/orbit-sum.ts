// One representative per orbit, in the plainest way: on a model whose threads are told apart by nothing, the sizes
// of the orbits of what is stored add up to all states, and every verdict stays. In: the program of such a model. Out: where
// that is not so, in words, and what there was to compare; null where the model is too large.

import type { Program } from '../../src/ir/program.ts';
import { symmetryOf } from '../../src/reduction/symmetry/detect.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { type Found, orbitOf, search, searchOrbits } from '../reduction/orbits.ts';

export interface OrbitSum {
  readonly differences: readonly string[];
  /** Fewer representatives than states. */
  readonly reduced: boolean;
  /** All symmetries leave the initial state where it is. */
  readonly symmetric: boolean;
  readonly violated: boolean;
}

function askedOf(program: Program) {
  return program.properties.flatMap(({ name, span, ...property }) =>
    property.kind === 'invariant' ? [{ name, span, expression: property.condition }] : [],
  );
}

export function orbitSum(program: Program): OrbitSum | null {
  const asked = askedOf(program);
  const { program: prepared, group, refused } = symmetryOf(program, asked, true);
  const blocks = group?.blocks.map(({ type, kind }) => `${type} ${kind}`).join() ?? '';
  if (group === null || refused.length > 0 || blocks !== 'T exchange') {
    const differences = [`symmetry found: ${blocks}; refused: ${refused.length}`];
    return { differences, reduced: false, symmetric: false, violated: false };
  }
  const condition = asked[0]?.expression ?? null;
  const full = search(program, condition);
  if (full === null) return null;
  const all = search(prepared, condition);
  const orbits = all && searchOrbits(prepared, condition, group);
  if (all === null || orbits === null) return null;
  const differences: string[] = [];
  const expect = (what: string, found: unknown, expected: unknown) => {
    if (found !== expected) differences.push(`${what}: ${found} instead of ${expected}`);
  };
  const fixed = orbitOf(interpreter(prepared).initial(), group, prepared).size === 1;
  for (const kind of ['states', 'deadlocks'] as const) {
    let sum = 0;
    for (const state of orbits[kind]) sum += orbitOf(state, group, prepared).size;
    const images = new Set<string>();
    for (const state of all[kind]) {
      for (const image of orbitOf(state, group, prepared)) images.add(image);
    }
    expect(`orbits of ${kind}`, sum, images.size);
    // From an initial state with fewer symmetries the images of what is reached are reached as well.
    if (fixed) expect(`images of ${kind}`, images.size, all[kind].length);
  }
  if (all.states.length > full.states.length) expect('states', all.states.length, 'fewer');
  expect('depths of orbits', depths(orbits), depths(full));
  expect('depths', depths(all), depths(full));
  return {
    differences,
    reduced: orbits.states.length < all.states.length,
    symmetric: fixed,
    violated: Object.values(full.first).some(depth => depth !== null),
  };
}

function depths({ first }: Found): string {
  return JSON.stringify(first);
}
