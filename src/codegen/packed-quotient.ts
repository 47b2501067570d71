// A compiled system whose states are representatives under a symmetry group. In: the compiled system, where cells
// lie, the group. Out: the same interface: what is stepped to and what is packed is put in its representative's
// place, what is unpacked is the representative that the interpreter would have.

import type { Program } from '../ir/program.ts';
import { representative } from '../reduction/symmetry/group.ts';
import type { PackedSystem } from '../system/packed-system.ts';
import { isShared, representer, representing } from '../system/stepper.ts';
import type { Packing } from './packing.ts';
import { generateRepresentatives, type Quotient } from './representatives.ts';

export function packedQuotient(
  system: PackedSystem,
  program: Program,
  packing: Packing,
  quotient: Quotient,
): PackedSystem {
  const { group, byCells } = quotient;
  const modules = new Map<boolean, WebAssembly.Module>();
  const moduleFor = (shared: boolean) => {
    const known =
      modules.get(shared) ??
      new WebAssembly.Module(generateRepresentatives(program, packing, quotient, shared));
    modules.set(shared, known);
    return known;
  };
  const represents = (memory: WebAssembly.Memory) =>
    representer(moduleFor(isShared(memory)), memory);
  const own = new WebAssembly.Memory({ initial: 1 });
  const representOwn = represents(own);
  const toLeast = representative(group, program.cells);
  return {
    ...system,
    pack(state, into, at) {
      const words = new BigUint64Array(own.buffer, 0, system.words);
      system.pack(state, words, 0);
      representOwn(0, words.byteLength);
      into.set(words, at);
    },
    unpackSome: null,
    unpack(words, at, into) {
      system.unpack(words, at, into);
      if (!byCells) toLeast(into);
    },
    codeFor: shared => ({ ...system.codeFor(shared), representatives: moduleFor(shared) }),
    stepper: memory => representing(system.stepper(memory), represents(memory)),
    labelled(memory) {
      const stepper = system.labelled(memory);
      const represent = represents(memory);
      return {
        ...stepper,
        step(from, end, out, limit, labels, records) {
          const stopped = stepper.step(from, end, out, limit, labels, records);
          represent(out, stepper.successorsEnd());
          return stopped;
        },
      };
    },
  };
}
