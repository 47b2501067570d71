// One representative per orbit: on generated models whose threads are told apart by nothing, the sizes of the orbits
// of what is stored add up to all states, and every verdict stays. MCHECK_SEED and MCHECK_RUNS make it long
// (`npm run agree`).

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
import { symmetryOf } from '../../src/reduction/symmetry/detect.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { program as programOfText } from '../ir/model.ts';
import { orbitOf, search, searchOrbits } from '../reduction/orbits.ts';
import { symmetricModel } from '../reduction/symmetric-model.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 40);
const SEED = Number(process.env.MCHECK_SEED ?? 5);

function askedOf(program: Program) {
  return program.properties.flatMap(({ name, span, ...property }) =>
    property.kind === 'invariant' ? [{ name, span, expression: property.condition }] : [],
  );
}

const detect = (program: Program) => symmetryOf(program, askedOf(program), true);

it(`orbits add up to the states, with the same verdicts, on ${RUNS} models (seed ${SEED})`, () => {
  let reduced = 0;
  let violated = 0;
  let symmetric = 0;
  fc.assert(
    fc.property(symmetricModel, text => {
      const program = programOfText(text);
      const { program: prepared, group, refused } = detect(program);
      expect(refused).toEqual([]);
      expect(group?.blocks.map(({ type, kind }) => [type, kind])).toEqual([['T', 'exchange']]);
      if (group === null) return;
      const condition = askedOf(program)[0]?.expression ?? null;
      const [full, all, orbits] = [
        search(program, condition),
        search(prepared, condition),
        searchOrbits(prepared, condition, group),
      ];
      if (full === null || all === null || orbits === null) return;
      // From an initial state with fewer symmetries the images of what is reached are reached as well.
      const fixed = orbitOf(interpreter(prepared).initial(), group, prepared).size === 1;
      for (const kind of ['states', 'deadlocks'] as const) {
        const sizes = orbits[kind].map(state => orbitOf(state, group, prepared).size);
        const images = all[kind].flatMap(state => [...orbitOf(state, group, prepared)]);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(new Set(images).size);
        if (fixed) expect(new Set(images).size).toBe(all[kind].length);
      }
      symmetric += Number(fixed);
      expect(all.states.length).toBeLessThanOrEqual(full.states.length);
      expect(orbits.first).toEqual(full.first);
      expect(all.first).toEqual(full.first);
      reduced += Number(orbits.states.length < all.states.length);
      violated += Number(Object.values(full.first).some(depth => depth !== null));
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(reduced).toBeGreaterThan(RUNS / 3);
  expect(symmetric).toBeGreaterThan(RUNS / 6);
  expect(violated).toBeGreaterThan(RUNS / 5);
});
