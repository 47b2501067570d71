// Stubborn sets for compiled code: a module of its own that remembers choices. In: the facts of a state as words.
// Out: the chosen actions as words. Different states often have the same facts; a choice that is not remembered is
// made by `closure.ts`, or, by deletion, as the interpreter makes it. The memory is exact: facts are compared, the
// hash only says where to look.

import { has, put } from '../reduction/bit-set.ts';
import { choiceOf } from '../reduction/deletion.ts';
import type { Dependence } from '../reduction/dependence.ts';
import { emptyFacts } from '../reduction/stubborn.ts';
import { Code, type Label } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { declareDecide } from './closure.ts';
import { falseAt, tablesOf } from './closure-tables.ts';
import {
  factWords,
  keyWords,
  locationFields,
  openConditions,
  type Shape,
  shapeOf,
} from './facts.ts';
import type { Packing } from './packing.ts';

/** Choices remembered: 2^ENTRY_BITS, two of which stand where a hash says. */
const ENTRY_BITS = 16;
const PAGE = 65536;
/** An odd number whose bits are spread well (2^64 divided by the golden ratio). */
const SPREAD = -0x61c8864680b583ebn;

/** The function `choose`: its parameters are the words of the facts, its results those of the chosen actions. */
export function makeChooser(dependence: Dependence, packing: Packing): WebAssembly.ExportValue {
  const shape = shapeOf(dependence, packing);
  const scratch = entryBytes(shape) * 2 ** ENTRY_BITS;
  const start = scratch + 8 * (factWords(shape) + shape.actions);
  const tables = tablesOf(dependence, packing, shape, start);
  const pages = Math.ceil((start + tables.bytes.length) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages });
  new Uint8Array(memory.buffer).set(tables.bytes, start);
  const module = new Module();
  const decide = dependence.deletes
    ? module.importFunction('decide', { parameters: ['i32'], results: [] })
    : declareDecide({ module, dependence, packing, shape, tables });
  declareChoose(decide, shape, scratch, module);
  const imports = dependence.deletes ? { decide: decideIn(memory, dependence, packing) } : {};
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), {
    env: { memory, ...imports },
  });
  return instance.exports.choose as WebAssembly.ExportValue;
}

/** The words of the facts that are the key, then those of the choice. */
function entryBytes(shape: Shape): number {
  return 8 * (keyWords(shape) + shape.actions);
}

/** Reads the facts at an address and writes the choice behind them. */
function decideIn(
  memory: WebAssembly.Memory,
  dependence: Dependence,
  packing: Packing,
): (address: number) => void {
  const shape = shapeOf(dependence, packing);
  const choose = choiceOf(dependence);
  const facts = emptyFacts(dependence);
  const fields = locationFields(dependence, packing);
  const open = openConditions(dependence);
  const locationsAt = 2 * shape.conditions;
  const enabledAt = locationsAt + 2 * shape.locations;
  const choiceAt = 2 * factWords(shape);
  return address => {
    const halves = new Int32Array(memory.buffer, address, choiceAt + 2 * shape.actions);
    facts.enabled.set(halves.subarray(enabledAt, enabledAt + facts.enabled.length));
    facts.isFalse.fill(0);
    open.forEach((condition, bit) => {
      if (has(halves, bit)) put(facts.isFalse, condition);
    });
    const words = new BigUint64Array(memory.buffer, address + 4 * locationsAt, shape.locations);
    fields.forEach(({ index, shift, width, values, lo }, task) => {
      const word = width === 0 ? 0n : (words[index] as bigint);
      const raw = Number((word >> BigInt(shift)) & ((1n << BigInt(width)) - 1n));
      const at = values?.[raw] ?? raw + lo;
      facts.locations[task] = at;
      for (const condition of falseAt(task, at, dependence)) put(facts.isFalse, condition);
    });
    halves.fill(0, choiceAt);
    halves.set(choose(facts), choiceAt);
  };
}

/**
 * An entry that was never written is none's: a bit of the key is always set. Of two entries the first one is the newer.
 * `scratch`: the address of the facts from which a choice is made.
 */
function declareChoose(decide: number, shape: Shape, scratch: number, module: Module): void {
  const [keys, facts] = [keyWords(shape), factWords(shape)];
  const list = (length: number): ValType[] => new Array<ValType>(length).fill('i64');
  const choose = module.declare({ parameters: list(facts), results: list(shape.actions) });
  const code = new Code(facts);
  const hash = code.local('i64');
  const [address, second] = [code.local('i32'), code.local('i32')];
  code.i64(0).set(hash);
  for (let w = 0; w < keys; w++) {
    code.get(hash).get(w).op('i64.xor').i64(SPREAD).op('i64.mul').set(hash);
    code.get(hash).get(hash).i64(32).op('i64.shr_u', 'i64.xor').set(hash);
  }
  code
    .get(hash)
    .i64(2 ** ENTRY_BITS - 2)
    .op('i64.and', 'i32.wrap_i64')
    .i32(entryBytes(shape))
    .op('i32.mul')
    .set(address);
  code.get(address).i32(entryBytes(shape)).op('i32.add').set(second);
  const leaveIfKnown = (at: number, known: Label) => {
    code.block(unknown => {
      for (let w = 0; w < keys; w++) {
        code
          .get(at)
          .load('i64', 8 * w)
          .get(w)
          .op('i64.ne')
          .brIf(unknown);
      }
      code.br(known);
    });
  };
  code.block(known => {
    leaveIfKnown(address, known);
    code.block(older => {
      leaveIfKnown(second, older);
      for (let w = 0; w < facts; w++)
        code
          .i32(scratch)
          .get(w)
          .store('i64', 8 * w);
      code.i32(scratch).call(decide);
      for (let w = 0; w < keys + shape.actions; w++) {
        code
          .get(second)
          .get(address)
          .load('i64', 8 * w)
          .store('i64', 8 * w);
      }
      for (let w = 0; w < keys + shape.actions; w++) {
        code.get(address);
        if (w < keys) code.get(w);
        else code.i32(scratch).load('i64', 8 * (facts + w - keys));
        code.store('i64', 8 * w);
      }
      code.br(known);
    });
    code.get(second).set(address);
  });
  for (let w = 0; w < shape.actions; w++) code.get(address).load('i64', 8 * (keys + w));
  module.define(choose, code);
  module.exportFunction('choose', choose);
}
