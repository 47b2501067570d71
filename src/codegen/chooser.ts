// Stubborn sets for compiled code: a module of its own that remembers choices. In: the facts of a state as words.
// Out: the chosen actions as words. Different states often have the same facts; a choice that is not remembered is
// made by `closure.ts`, or, by deletion, as the interpreter makes it. The memory is exact: facts are compared, the
// hash only says where to look.

import { choiceOf } from '../reduction/deletion.ts';
import type { Dependence } from '../reduction/dependence.ts';
import { emptyFacts } from '../reduction/stubborn.ts';
import { Code } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { declareDecide } from './closure.ts';
import { tablesOf } from './closure-tables.ts';
import { keyWords, locationFields, type Shape, shapeOf } from './facts.ts';
import type { Packing } from './packing.ts';

/** Choices remembered: 2^ENTRY_BITS. */
const ENTRY_BITS = 16;
const PAGE = 65536;
/** An odd number whose bits are spread well (2^64 divided by the golden ratio). */
const SPREAD = -0x61c8864680b583ebn;

/** The function `choose`: its parameters are the words of the key, its results those of the chosen actions. */
export function makeChooser(dependence: Dependence, packing: Packing): WebAssembly.ExportValue {
  const shape = shapeOf(dependence, packing);
  const entryBytes = 8 * (keyWords(shape) + shape.actions);
  const start = entryBytes * 2 ** ENTRY_BITS;
  const tables = tablesOf(dependence, packing, shape.actions, start);
  const pages = Math.ceil((start + tables.bytes.length) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages });
  new Uint8Array(memory.buffer).set(tables.bytes, start);
  const module = new Module();
  const decide = dependence.deletes
    ? module.importFunction('decide', { parameters: ['i32'], results: [] })
    : declareDecide({ module, dependence, packing, shape, tables });
  declareChoose(decide, shape, entryBytes, module);
  const imports = dependence.deletes ? { decide: decideIn(memory, dependence, packing) } : {};
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), {
    env: { memory, ...imports },
  });
  return instance.exports.choose as WebAssembly.ExportValue;
}

/** Reads the facts in an entry and writes the choice behind them. */
function decideIn(
  memory: WebAssembly.Memory,
  dependence: Dependence,
  packing: Packing,
): (entry: number) => void {
  const shape = shapeOf(dependence, packing);
  const choose = choiceOf(dependence);
  const facts = emptyFacts(dependence);
  const fields = locationFields(dependence, packing);
  const falseAt = 2 * shape.actions;
  const locationsAt = falseAt + 2 * shape.conditions;
  const choiceAt = 2 * keyWords(shape);
  return entry => {
    const halves = new Uint32Array(memory.buffer, entry, choiceAt + 2 * shape.actions);
    facts.enabled.set(halves.subarray(0, facts.enabled.length));
    facts.isFalse.set(halves.subarray(falseAt, falseAt + facts.isFalse.length));
    const words = new BigUint64Array(memory.buffer, entry + 4 * locationsAt, shape.locations);
    fields.forEach(({ index, shift, width, values, lo }, task) => {
      const word = width === 0 ? 0n : (words[index] as bigint);
      const raw = Number((word >> BigInt(shift)) & ((1n << BigInt(width)) - 1n));
      facts.locations[task] = values?.[raw] ?? raw + lo;
    });
    halves.fill(0, choiceAt);
    halves.set(choose(facts), choiceAt);
  };
}

/** An entry: the words of the key, then those of the choice; zero where there is none, for then none is enabled. */
function declareChoose(decide: number, shape: Shape, entryBytes: number, module: Module): void {
  const words = keyWords(shape);
  const list = (length: number): ValType[] => new Array<ValType>(length).fill('i64');
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
    code.get(address).call(decide);
  });
  for (let w = 0; w < shape.actions; w++) code.get(address).load('i64', 8 * (words + w));
  module.define(choose, code);
  module.exportFunction('choose', choose);
}
