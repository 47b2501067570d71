// Which false condition of a disabled action is made true most cheaply, as WebAssembly: its necessary enabling set becomes
// part of a stubborn set. In: lists of conditions and rows of actions in memory, the members so far. Out: the address of a row.

import type { Dependence } from '../reduction/dependence.ts';
import { Code } from '../wasm/code.ts';
import type { Module } from '../wasm/module.ts';
import type { Tables } from './closure-tables.ts';
import type { Shape } from './facts.ts';
import type { Packing } from './packing.ts';

/** As in `reduction/stubborn.ts`. */
const ENABLED_COST = 1000;
/** More than any cost, and than any number of actions. */
export const INFINITE = 0x7fffffff;

export interface Scene {
  readonly module: Module;
  readonly dependence: Dependence;
  readonly packing: Packing;
  readonly shape: Shape;
  readonly tables: Tables;
}

export const range = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);

/** As a function: address and length of the list, members, enabled actions; the result is the row. */
export function cheapestCode(scene: Scene): Code {
  const k = scene.shape.actions;
  const code = new Code(2 + 2 * k);
  const row = code.local('i32');
  const [members, enabled] = [range(2, k), range(2 + k, k)];
  emitCheapest(code, { list: 0, count: 1, members, enabled, row }, scene);
  return code.get(row);
}

interface Search {
  /** Address and length of a list of conditions; both are changed. */
  readonly list: number;
  readonly count: number;
  readonly members: readonly number[];
  readonly enabled: readonly number[];
  readonly row: number;
}

/** Sets `row`: of the false conditions in a list, the one that makes one true most cheaply; 0 where none is false. */
export function emitCheapest(
  code: Code,
  { list, count, members, enabled, row }: Search,
  { shape, tables }: Scene,
): void {
  const k = shape.actions;
  const [least, candidate, cost, condition] = range(0, 4).map(() => code.local('i32')) as [
    number,
    number,
    number,
    number,
  ];
  const fresh = code.local('i64');
  const consider = () => {
    code.i32(0).set(cost);
    members.forEach((word, w) => {
      code.get(candidate).load('i64', 8 * w);
      code.get(word).i64(-1).op('i64.xor', 'i64.and').tee(fresh).op('i64.popcnt', 'i32.wrap_i64');
      code
        .get(fresh)
        .get(enabled[w] as number)
        .op('i64.and', 'i64.popcnt', 'i32.wrap_i64');
      code.i32(ENABLED_COST - 1).op('i32.mul', 'i32.add');
      code.get(cost).op('i32.add').set(cost);
    });
    code.get(cost).get(least).op('i32.lt_u');
    code.if(() => code.get(cost).set(least).get(candidate).set(row));
  };
  code.i32(0).set(row).i32(INFINITE).set(least);
  code.block(done => {
    code.loop(again => {
      code.get(count).op('i32.eqz').brIf(done);
      code.get(least).op('i32.eqz').brIf(done);
      code.get(list).load('i32').set(condition);
      // The bit of the condition among those that are false.
      code.get(condition).i32(6).op('i32.shr_u').i32(8).op('i32.mul');
      code.load('i64', tables.isFalse);
      code.get(condition).i32(63).op('i32.and', 'i64.extend_i32_u', 'i64.shr_u').i64(1);
      code.op('i64.and', 'i32.wrap_i64');
      code.if(() => {
        code
          .get(condition)
          .i32(16 * k)
          .op('i32.mul')
          .i32(tables.enabledBy)
          .op('i32.add');
        code.set(candidate);
        consider();
        code.get(list).load('i32', 4).i32(-1).op('i32.ne');
        code.if(() => {
          code.get(list).load('i32', 4).i32(4).op('i32.mul').load('i32', tables.places);
          code.set(candidate);
          consider();
        });
      });
      code.get(list).i32(8).op('i32.add').set(list);
      code.get(count).i32(1).op('i32.sub').set(count);
      code.br(again);
    });
  });
}
