// The states that a search has stored against those that it should have. In: what was explored, by whatever
// engine and reductions. Out: a sentence per difference. Without symmetry the deadlock states are the same ones, and
// without stubborn sets all states are; with symmetry what is stored stands for as many states as there are: the
// sizes of the orbits add up.

import { explore } from '../../src/explore/explore.ts';
import type { Host } from '../../src/explore/host.ts';
import type { Program } from '../../src/ir/program.ts';
import type { SymmetryGroup } from '../../src/reduction/symmetry/group.ts';
import { interpreter } from '../../src/system/interpreter.ts';
import type { ExploredSpace } from '../../src/verdict/check.ts';
import { keyOf, orbitOf } from '../reduction/orbits.ts';

type States = readonly Int32Array[];

export interface Space {
  readonly program: Program;
  readonly group: SymmetryGroup | null;
  readonly states: States;
  readonly deadlocks: States;
}

/** Reads what was stored, which is there during the run only. */
export function spaceOf({ program, group, outcome }: ExploredSpace): Space {
  const { store, deadlockIds, deadlocks } = outcome;
  if (deadlockIds.length !== deadlocks) throw new Error('deadlock states that are not listed');
  const states = Array.from({ length: store.size }, (_, id) => {
    const state = new Int32Array(program.cells.length);
    store.read(id, state);
    return state;
  });
  return { program, group, states, deadlocks: deadlockIds.map(id => states[id] as Int32Array) };
}

/** All states of the program, by the plainest search. */
export async function fullSpace(program: Program, host: Host): Promise<Space> {
  const outcome = await explore(interpreter(program), [], { host });
  return spaceOf({ program, group: null, outcome });
}

/** `full`: of the program that was searched in place of the original. `stubborn`: with stubborn sets. */
export function differences(found: Space, full: Space, stubborn: boolean): string[] {
  const kinds = stubborn ? (['deadlocks'] as const) : (['states', 'deadlocks'] as const);
  const { group } = found;
  return kinds.flatMap(kind =>
    group === null
      ? notTheSame(kind, found[kind], full[kind])
      : notAddingUp(kind, found[kind], full[kind], group, found.program),
  );
}

function notTheSame(kind: string, found: States, full: States): string[] {
  const missing = new Set(full.map(keyOf));
  const additional = found.filter(state => !missing.delete(keyOf(state)));
  if (missing.size === 0 && additional.length === 0) return [];
  return [`${kind}: ${missing.size} are missing, ${additional.length} too many or twice`];
}

/** From an initial state with fewer symmetries the images of what is reached count as well. */
function notAddingUp(
  kind: string,
  found: States,
  full: States,
  group: SymmetryGroup,
  program: Program,
): string[] {
  const sizes = found.map(state => orbitOf(state, group, program).size);
  const sum = sizes.reduce((total, size) => total + size, 0);
  const images = new Set<string>();
  for (const state of full) {
    for (const image of orbitOf(state, group, program)) images.add(image);
  }
  const outside = found.filter(state => !images.has(keyOf(state)));
  if (sum === images.size && outside.length === 0) return [];
  return [
    `${kind}: orbits of ${found.length} add up to ${sum} instead of ${images.size}, ${outside.length} are none`,
  ];
}
