// A program as a compiled system. In: a program and what to watch for. Out: a `PackedSystem`, or null where
// it cannot be compiled (more watched conditions than a hit has bits).

import { valueSetsOf } from '../ir/value-sets.ts';
import type {
  Compile,
  LabelledStepper,
  PackedSystem,
  Stepper,
  Watched,
} from '../system/packed-system.ts';
import { makeChooser } from './chooser.ts';
import { generateExpander, MAX_WATCHED } from './expander.ts';
import { packedQuotient } from './packed-quotient.ts';
import { pack, packingOf } from './packing.ts';
import { unpackerOf } from './unpacking.ts';

export const compileProgram: Compile = (program, watched, reductions) => {
  const { dependence, group } = reductions ?? { dependence: null, group: null };
  if (watched.length > MAX_WATCHED) return null;
  const sets = valueSetsOf(program, group?.generators ?? []);
  const packing = packingOf(program, sets);
  const request = { program, packing, possible: sets.possible };
  const code = generateExpander({ ...request, watched, labelled: false, dependence });
  const module = new WebAssembly.Module(code);
  const system: PackedSystem = {
    words: packing.words,
    wordBits: packing.bits,
    maxSuccessors: sets.possible.filter(possible => possible).length,
    pack: (state, into, at) => pack(packing, state, into, at),
    unpack: unpackerOf(packing),
    stepper: memory => {
      const choose = dependence === null ? {} : { choose: makeChooser(dependence, packing) };
      return makeStepper(module, { memory, ...choose }, watched);
    },
    labelled: memory =>
      makeLabelled(
        generateExpander({ ...request, watched: [], labelled: true, dependence: null }),
        memory,
      ),
  };
  if (group === null) return system;
  // A stubborn set depends on which state of an orbit it is chosen in: then both engines take the same one.
  return packedQuotient(system, program, packing, { group, byCells: dependence !== null });
};

type I32Global = WebAssembly.Global<'i32'>;

function makeStepper(
  module: WebAssembly.Module,
  imports: WebAssembly.ModuleImports,
  watched: readonly Watched[],
): Stepper {
  const { exports } = new WebAssembly.Instance(module, { env: imports });
  const step = exports.step as (from: number, end: number, out: number, limit: number) => number;
  const global = (name: string) => exports[name] as I32Global;
  const [out, hits, deadlocks, open] = ['out', 'hits', 'deadlocks', 'open'].map(global) as [
    I32Global,
    I32Global,
    I32Global,
    I32Global,
  ];
  const tied = watched.flatMap((w, i) => (w.kind === 'maximum' ? [global(`tied${i}`)] : []));
  return {
    // Addresses cross 2^31: WebAssembly gives them back signed.
    step(from, end, into, limit, hitsAt) {
      hits.value = hitsAt;
      return step(from, end, into, limit) >>> 0;
    },
    successorsEnd: () => out.value >>> 0,
    hitsEnd: () => hits.value >>> 0,
    takeDeadlocks() {
      const count = deadlocks.value;
      deadlocks.value = 0;
      return count;
    },
    want(mask) {
      open.value = mask;
    },
    startLevel() {
      for (const flag of tied) flag.value = 0;
    },
  };
}

function makeLabelled(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): LabelledStepper {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const step = exports.step as (from: number, end: number, out: number, limit: number) => number;
  const labels = exports.labels as I32Global;
  const records = exports.records as I32Global;
  const out = exports.out as I32Global;
  return {
    step(from, end, into, limit, labelsAt, recordsAt) {
      labels.value = labelsAt;
      records.value = recordsAt;
      return step(from, end, into, limit) >>> 0;
    },
    successorsEnd: () => out.value >>> 0,
  };
}
