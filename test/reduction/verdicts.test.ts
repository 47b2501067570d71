// Slicing and dead-variable reset keep every verdict and the length of every shortest counterexample, whatever
// is looked at, and a run of what they make is a run of the program.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program, Property } from '../../src/ir/program.ts';
import type { Observed } from '../../src/reduction/observed.ts';
import { resetDead } from '../../src/reduction/reset-dead.ts';
import { slice } from '../../src/reduction/slice.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import { randomProgram } from '../system/random-program.ts';
import { naiveSearch } from '../verdict/naive-search.ts';

const RUNS = Number(process.env.MCHECK_RUNS ?? 150);
const SEED = Number(process.env.MCHECK_SEED ?? 3);

const sliced = (program: Program, observed: Observed) => slice(program, observed).program;
const reset = (program: Program, observed: Observed) => resetDead(program, observed).program;
const both = (program: Program, observed: Observed) => reset(sliced(program, observed), observed);
/** Cells that start dead get a value of their own. */
const forgotten = (program: Program, observed: Observed) =>
  resetDead(program, observed, { forget: new Set([0, 2]) }).program;

function observedBy(property: Property | null): Observed {
  if (property === null) return { expressions: [], quiescence: false };
  if (property.kind === 'deadlock') return { expressions: [], quiescence: true };
  if (property.kind === 'invariant')
    return { expressions: [property.condition], quiescence: false };
  return { expressions: property.kind === 'bound' ? [property.value] : [], quiescence: false };
}

const transformations = { slice: sliced, dead: reset, both, forgotten };

describe.each(Object.entries(transformations))('%s', (_, transform) => {
  it(`keeps verdicts and lengths on ${RUNS} generated programs (seed ${SEED})`, () => {
    let saved = 0;
    fc.assert(
      fc.property(randomProgram, program => {
        const full = naiveSearch(program);
        for (const property of [null, ...program.properties]) {
          const reduced = naiveSearch(transform(program, observedBy(property)));
          saved += Number(reduced.states < full.states);
          expect(reduced.lengthTo('error')).toBe(full.lengthTo('error'));
          expect(reduced.lengthTo('assertion')).toBe(full.lengthTo('assertion'));
          if (property?.kind === 'bound') expect(reduced.largest).toBe(full.largest);
          else if (property !== null) {
            expect(reduced.lengthTo(property)).toBe(full.lengthTo(property));
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(saved).toBeGreaterThan(RUNS / 20);
  });

  it(`makes runs that are runs of the program (seed ${SEED})`, () => {
    fc.assert(
      fc.property(randomProgram, fc.array(fc.nat(), { maxLength: 12 }), (program, choices) => {
        const observed: Observed = { expressions: [], quiescence: true };
        const system = interpreter(program);
        const reduced = interpreter(transform(program, observed));
        let state = system.initial();
        let small = reduced.initial();
        for (const choice of choices) {
          const enabled = reduced.enabled(small);
          const action = enabled[choice % enabled.length];
          if (action === undefined) return;
          const [long, short] = [system.fire(state, action), reduced.fire(small, action)];
          expect(long?.failure).toEqual(short?.failure);
          if (long?.next == null || short?.next == null) return;
          [state, small] = [long.next, short.next];
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
