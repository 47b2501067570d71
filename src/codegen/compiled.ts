// A program as a compiled system. In: a program and what to watch for. Out: a `PackedSystem`, or null where
// it cannot be compiled: more watched conditions than a hit has bits, or more code than is good.

import { canFail } from '../ir/can-fail.ts';
import { Known } from '../ir/known.ts';
import { narrow } from '../ir/narrow.ts';
import { narrowedProgram } from '../ir/narrow-program.ts';
import type { Program } from '../ir/program.ts';
import { valueSetsOf } from '../ir/value-sets.ts';
import type {
  Compile,
  CompiledReductions,
  LabelledStepper,
  PackedSystem,
  Watched,
} from '../system/packed-system.ts';
import { isShared, type StepperCode, stepperOn } from '../system/stepper.ts';
import { makeChooser } from './chooser.ts';
import { generateExpander, MAX_WATCHED } from './expander.ts';
import { packedQuotient } from './packed-quotient.ts';
import { pack, packingOf } from './packing.ts';
import { unpackerOf } from './unpacking.ts';

/** Of a module; a machine's compiler takes minutes for more, and then refuses. */
const MOST_BYTES = 2 ** 20;

/** Made for large searches: what is run most says nothing of actions, and the code that does is made when asked for. */
export const compileProgram: Compile = (program, watched, reductions) =>
  compile(program, watched, reductions, false);

/**
 * Made in half the time, for many searches of some ten thousand states: one module does for search and graph. A
 * transition takes up to an eighth longer.
 */
export const compileForManyRuns: Compile = (program, watched, reductions) =>
  compile(program, watched, reductions, true);

function compile(
  program: Program,
  watched: readonly Watched[],
  reductions: CompiledReductions | undefined,
  oneModule: boolean,
): PackedSystem | null {
  const { dependence: found, group } = reductions ?? { dependence: null, group: null };
  if (watched.length > MAX_WATCHED) return null;
  const sets = valueSetsOf(program, group?.generators ?? []);
  const packing = packingOf(program, sets);
  const everywhere = Known.everywhere(sets.values);
  const dependence = found && {
    ...found,
    conditions: found.conditions.map(condition => ({
      ...condition,
      expr: narrow(condition.expr, everywhere).expr,
    })),
  };
  const request = {
    program: narrowedProgram(program, sets),
    packing,
    possible: sets.possible,
    everywhere,
    seemsToFail: found?.conditions.map(({ expr }) => canFail(expr)) ?? [],
  };
  const maxima = watched.flatMap(({ kind }, i) => (kind === 'maximum' ? [i] : []));
  const labelled = oneModule && dependence === null;
  const modules = new Map<boolean, WebAssembly.Module>();
  const generate = (shared: boolean) =>
    generateExpander({ ...request, watched, labelled, dependence, shared });
  const unshared = generate(false);
  if (unshared.length > MOST_BYTES) return null;
  const codeFor = (shared: boolean): StepperCode => {
    const known = modules.get(shared);
    if (known !== undefined) return { module: known, maxima };
    const module = new WebAssembly.Module(shared ? generate(true) : unshared);
    modules.set(shared, module);
    return { module, maxima };
  };
  const system: PackedSystem = {
    words: packing.words,
    wordBits: packing.bits,
    maxSuccessors: sets.possible.filter(possible => possible).length,
    pack: (state, into, at) => pack(packing, state, into, at),
    unpack: unpackerOf(packing),
    unpackSome: cells => unpackerOf(packing, cells),
    shareable: dependence === null,
    codeFor,
    stepper: memory => {
      const choose = dependence === null ? {} : { choose: makeChooser(dependence, packing) };
      return stepperOn(codeFor(isShared(memory)), memory, choose);
    },
    labelled(memory) {
      const shared = isShared(memory);
      if (labelled) return makeLabelled(codeFor(shared).module, memory);
      const whole = { ...request, watched: [], labelled: true, dependence: null, shared };
      return makeLabelled(new WebAssembly.Module(generateExpander(whole)), memory);
    },
  };
  if (group === null) return system;
  // A stubborn set depends on which state of an orbit it is chosen in: then both engines take the same one.
  return packedQuotient(system, program, packing, { group, byCells: dependence !== null });
}

type I32Global = WebAssembly.Global<'i32'>;

function makeLabelled(module: WebAssembly.Module, memory: WebAssembly.Memory): LabelledStepper {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
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
