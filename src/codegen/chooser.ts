// Stubborn sets for compiled code: a module of its own that remembers choices. In: the facts of a state as words.
// Out: the chosen actions as words. Different states often have the same facts; a choice that is not remembered is
// made by `reduction/stubborn.ts`. The memory is exact: facts are compared, the hash only says where to look.

import type { Dependence } from '../reduction/dependence.ts';
import { emptyFacts, stubbornSets } from '../reduction/stubborn.ts';
import { Code } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { locationWords, wordsFor } from './facts.ts';
import type { Field, Packing } from './packing.ts';

/** Choices remembered: 2^ENTRY_BITS. */
const ENTRY_BITS = 16;
const PAGE = 65536;
/** An odd number whose bits are spread well (2^64 divided by the golden ratio). */
const SPREAD = -0x61c8864680b583ebn;

export interface Shape {
  /** Words of a set of actions. */
  readonly actions: number;
  /** Words of a set of conditions. */
  readonly conditions: number;
  /** Words of locations. */
  readonly locations: number;
}

export function shapeOf(dependence: Dependence, packing: Packing): Shape {
  return {
    actions: wordsFor(dependence.actions.length),
    conditions: wordsFor(dependence.conditions.length),
    locations: locationWords(dependence, packing).length,
  };
}

/** Words that say all about a state that a choice depends on: enabled actions, false conditions, locations. */
export function keyWords({ actions, conditions, locations }: Shape): number {
  return actions + conditions + locations;
}

/** The function `choose`: its parameters are the words of the key, its results those of the chosen actions. */
export function makeChooser(dependence: Dependence, packing: Packing): WebAssembly.ExportValue {
  const shape = shapeOf(dependence, packing);
  const entryBytes = 8 * (keyWords(shape) + shape.actions);
  const pages = Math.ceil((entryBytes * 2 ** ENTRY_BITS) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages });
  const miss = fillEntry(dependence, packing, shape, new Uint32Array(memory.buffer));
  const module = new WebAssembly.Module(chooserModule(shape, entryBytes));
  const { exports } = new WebAssembly.Instance(module, { env: { memory, miss } });
  return exports.choose as WebAssembly.ExportValue;
}

/** An entry: the words of the key, then those of the choice; zero where there is none, for then none is enabled. */
function chooserModule(shape: Shape, entryBytes: number): Uint8Array<ArrayBuffer> {
  const words = keyWords(shape);
  const list = (length: number): ValType[] => new Array<ValType>(length).fill('i64');
  const module = new Module();
  const miss = module.importFunction('miss', { parameters: ['i32'], results: [] });
  const choose = module.declare({ parameters: list(words), results: list(shape.actions) });
  const code = new Code(words);
  const hash = code.local('i64');
  const address = code.local('i32');
  code.i64(0).set(hash);
  for (let w = 0; w < words; w++) {
    code.get(hash).get(w).op('i64.xor').i64(SPREAD).op('i64.mul').set(hash);
    code.get(hash).get(hash).i64(32).op('i64.shr_u', 'i64.xor').set(hash);
  }
  code
    .get(hash)
    .i64(2 ** ENTRY_BITS - 1)
    .op('i64.and', 'i32.wrap_i64')
    .i32(entryBytes)
    .op('i32.mul')
    .set(address);
  code.block(known => {
    code.block(unknown => {
      for (let w = 0; w < words; w++) {
        code
          .get(address)
          .load('i64', 8 * w)
          .get(w)
          .op('i64.ne')
          .brIf(unknown);
      }
      code.br(known);
    });
    for (let w = 0; w < words; w++) {
      code
        .get(address)
        .get(w)
        .store('i64', 8 * w);
    }
    code.get(address).call(miss);
  });
  for (let w = 0; w < shape.actions; w++) code.get(address).load('i64', 8 * (words + w));
  module.define(choose, code);
  module.exportFunction('choose', choose);
  return module.finish();
}

/** Makes the choice for the key of an entry, and writes it behind it. */
function fillEntry(
  dependence: Dependence,
  packing: Packing,
  shape: Shape,
  memory: Uint32Array,
): (address: number) => void {
  const facts = emptyFacts(dependence);
  const choose = stubbornSets(dependence);
  const places = locationReaders(dependence, packing);
  const locationsAt = 2 * (shape.actions + shape.conditions);
  const choiceAt = 2 * keyWords(shape);
  return address => {
    const entry = address / 4;
    facts.enabled.set(memory.subarray(entry, entry + facts.enabled.length));
    const falseAt = entry + 2 * shape.actions;
    facts.isFalse.set(memory.subarray(falseAt, falseAt + facts.isFalse.length));
    places.forEach((read, task) => {
      facts.locations[task] = read(memory, entry + locationsAt);
    });
    memory.set(choose(facts), entry + choiceAt);
  };
}

/** Per task: its location, from the words of locations as 32-bit halves. */
function locationReaders(
  dependence: Dependence,
  packing: Packing,
): ((memory: Uint32Array, at: number) => number)[] {
  const words = locationWords(dependence, packing);
  return dependence.tasks.map(({ cell }) => {
    const field = packing.fields[cell] as Field;
    const at = 2 * words.findIndex(({ word }) => word === field.word);
    return (memory, from) => {
      const raw = field.width === 0 ? 0 : bitsOf(memory, from + at, field);
      return field.values === null ? field.lo + raw : (field.values[raw] as number);
    };
  });
}

function bitsOf(memory: Uint32Array, at: number, { shift, width }: Field): number {
  const [low, high] = [memory[at] as number, memory[at + 1] as number];
  const straddles = shift > 0 && shift < 32 && shift + width > 32;
  const above = straddles ? high << (32 - shift) : 0;
  const bits = shift < 32 ? (low >>> shift) | above : high >>> (shift - 32);
  return bits & (2 ** width - 1);
}
