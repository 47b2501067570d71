// Stubborn sets for compiled code: a module of its own that remembers choices. In: the facts of a state as words.
// Out: the chosen actions as words. Different states often have the same facts; a choice that is not remembered is
// made by `closure.ts`. The memory is exact: facts are compared, the hash only says where to look.

import type { Dependence } from '../reduction/dependence.ts';
import { Code } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { declareDecide } from './closure.ts';
import { tablesOf } from './closure-tables.ts';
import { keyWords, type Shape, shapeOf } from './facts.ts';
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
  const decide = declareDecide({ module, dependence, packing, shape, tables });
  declareChoose(decide, shape, entryBytes, module);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), {
    env: { memory },
  });
  return instance.exports.choose as WebAssembly.ExportValue;
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
