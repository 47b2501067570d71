// The choice of `reduction/stubborn.ts` as WebAssembly: the same sets. In: the dependence of a
// program's actions, tables. Out: a function that reads the facts at an address and writes the choice behind them. Sets
// of actions are rows of 64-bit words in memory, and locals while they grow.

import { rowsOf } from '../reduction/bit-set.ts';
import { Code } from '../wasm/code.ts';
import type { ValType } from '../wasm/opcodes.ts';
import { cheapestCode, emitCheapest, INFINITE, range, type Scene } from './cheapest.ts';
import { factWords, locationFields } from './facts.ts';

const i64s = (length: number): ValType[] => new Array<ValType>(length).fill('i64');

/** Declares the function `(address: i32) -> ()`; returns its index. */
export function declareDecide(scene: Scene): number {
  const { module, shape } = scene;
  const k = shape.actions;
  const cheapest = module.declare({
    parameters: ['i32', 'i32', ...i64s(2 * k)],
    results: ['i32'],
  });
  module.define(cheapest, cheapestCode(scene));
  const close = module.declare({
    parameters: ['i32', ...i64s(4 * k)],
    results: ['i32', ...i64s(k)],
  });
  module.define(close, closeCode(scene));
  const decide = module.declare({ parameters: ['i32'], results: [] });
  module.define(decide, decideCode({ cheapest, close }, scene));
  return decide;
}

/** Adds what members bring along, enabled ones first. 0 as soon as `limit` enabled actions are members, or one that was tried. */
function closeCode(scene: Scene): Code {
  const { shape, tables } = scene;
  const k = shape.actions;
  const code = new Code(1 + 4 * k);
  const limit = 0;
  const [members, enabled, done] = [range(1, k), range(1 + k, k), range(1 + 2 * k, k)];
  const tried = range(1 + 3 * k, k);
  const open = code.local('i64');
  const [action, row] = [code.local('i32'), code.local('i32')];
  const [list, count] = [code.local('i32'), code.local('i32')];
  const addRow = () => {
    members.forEach((word, w) => {
      code
        .get(row)
        .load('i64', 8 * w)
        .get(word)
        .op('i64.or')
        .set(word);
    });
  };
  /** Sets `action` to the least member that is open, and goes on with `then`; falls through if there is none. */
  const next = (within: readonly number[] | null, then: () => void) => {
    members.forEach((word, w) => {
      code
        .get(word)
        .get(done[w] as number)
        .i64(-1)
        .op('i64.xor', 'i64.and');
      if (within !== null) code.get(within[w] as number).op('i64.and');
      code.tee(open).i64(0).op('i64.ne');
      code.if(() => {
        code
          .get(open)
          .op('i64.ctz', 'i32.wrap_i64')
          .i32(64 * w)
          .op('i32.add')
          .set(action);
        code.i64(0).get(open).op('i64.sub').get(open).op('i64.and');
        code
          .get(done[w] as number)
          .op('i64.or')
          .set(done[w] as number);
        then();
      });
    });
  };
  const result = (value: number) => {
    code.i32(value);
    for (const word of members) code.get(word);
  };
  const pushHoldsTried = () => {
    tried.forEach((word, w) => {
      code
        .get(members[w] as number)
        .get(word)
        .op('i64.and');
      if (w > 0) code.op('i64.or');
    });
    code.i64(0).op('i64.ne');
  };
  const giveUp = () => {
    result(0);
    code.op('return');
  };
  code.loop(again => {
    next(enabled, () => {
      code
        .get(action)
        .i32(8 * k)
        .op('i32.mul')
        .i32(tables.disturbedBy)
        .op('i32.add')
        .set(row);
      addRow();
      countCommon(members, enabled, code);
      code.get(limit).op('i32.ge_u');
      pushHoldsTried();
      code.op('i32.or').if(giveUp);
      code.br(again);
    });
    next(null, () => {
      code.get(action).i32(8).op('i32.mul').tee(count).load('i32', tables.guards).set(list);
      code
        .get(count)
        .load('i32', tables.guards + 4)
        .set(count);
      emitCheapest(code, { list, count, members, enabled, row }, scene);
      code.get(row);
      code.if(() => {
        addRow();
        done.forEach((word, w) => {
          code.get(row).load('i64', 8 * (k + w));
          // One that is enabled, for its guard goes wrong, is not settled.
          if (shape.guardsFail)
            code
              .get(enabled[w] as number)
              .i64(-1)
              .op('i64.xor', 'i64.and');
          code.get(word).op('i64.or').set(word);
        });
      });
      pushHoldsTried();
      code.if(giveUp);
      code.br(again);
    });
  });
  result(1);
  return code;
}

/** Pushes an i32: how many members two sets have in common. */
function countCommon(left: readonly number[], right: readonly number[], code: Code): void {
  left.forEach((word, w) => {
    code
      .get(word)
      .get(right[w] as number)
      .op('i64.and', 'i64.popcnt');
    if (w > 0) code.op('i64.add');
  });
  code.op('i32.wrap_i64');
}

function decideCode(
  { cheapest, close }: { readonly cheapest: number; readonly close: number },
  { dependence, packing, shape, tables }: Scene,
): Code {
  const k = shape.actions;
  const code = new Code(1);
  const facts = 0;
  const set = () => range(0, k).map(() => code.local('i64'));
  const [enabled, members, base, best, keys, none] = [set(), set(), set(), set(), set(), set()];
  const tried = set();
  const borrow = code.local('i64');
  const [bits, all] = [set(), set()];
  // A key is one more than the id of its action; 0 is none.
  const [least, row, key, target, winner, id] = range(0, 6).map(() => code.local('i32')) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const copy = (from: readonly number[], to: readonly number[]) => {
    to.forEach((word, w) => {
      code.get(from[w] as number).set(word);
    });
  };
  const closeWith = (limit: () => void, done: readonly number[]) => {
    limit();
    for (const word of [...members, ...enabled, ...done, ...tried]) code.get(word);
    code.call(close);
    for (const word of [...members].reverse()) code.set(word);
  };
  const enabledAt = 8 * (shape.conditions + shape.locations);
  enabled.forEach((word, w) => {
    code
      .get(facts)
      .load('i64', enabledAt + 8 * w)
      .set(word);
  });
  findPlaces(code, { dependence, packing, shape, tables });
  findFalse(code, { dependence, shape, tables });
  members.forEach((word, w) => {
    code
      .i32(tables.always)
      .load('i64', 8 * w)
      .set(word);
  });
  dependence.targets.forEach(({ guard }, i) => {
    // Where no condition of the guard is false, what makes it go wrong is needed.
    code.i32(tables.targets + 12 * i).set(target);
    code.get(target).load('i32').i32(guard.length);
    for (const word of [...members, ...enabled]) code.get(word);
    code.call(cheapest).tee(row).op('i32.eqz');
    code.if(() => code.get(target).load('i32', 8).set(row));
    members.forEach((word, w) => {
      code
        .get(row)
        .load('i64', 8 * w)
        .get(word)
        .op('i64.or')
        .set(word);
    });
  });
  closeWith(() => code.i32(INFINITE), none);
  code.op('drop');
  copy(members, best);
  if (dependence.keyed) {
    copy(members, base);
    for (const word of best) code.i64(-1).set(word);
    const system = rowsOf(
      [dependence.actions.flatMap((action, id) => (action.system ? [id] : []))],
      2 * k,
    );
    keys.forEach((word, w) => {
      code
        .get(enabled[w] as number)
        .i64(wordAt(system, w))
        .op('i64.and')
        .tee(word)
        .set(all[w] as number);
    });
    countCommon(enabled, enabled, code);
    code.set(least).i32(0).set(winner);
    /** Those that come before it count as tried, in whatever order keys are tried. */
    const takeKey = () => {
      code.i64(1).set(borrow);
      bits.forEach((bit, w) => {
        const [word, rest] = [members[w] as number, keys[w] as number];
        code
          .get(base[w] as number)
          .get(bit)
          .op('i64.or')
          .set(word);
        code.get(rest).get(bit).i64(-1).op('i64.xor', 'i64.and').set(rest);
        code.get(bit).get(borrow).op('i64.sub');
        code
          .get(all[w] as number)
          .op('i64.and')
          .set(tried[w] as number);
        code.get(borrow).get(bit).op('i64.eqz', 'i64.extend_i32_u', 'i64.and').set(borrow);
      });
    };
    const tryKey = () => {
      // The first key that does as well as another is the one.
      const limit = () => code.get(least).get(key).get(winner).op('i32.lt_u', 'i32.add');
      closeWith(limit, base);
      code.if(() => {
        countCommon(members, enabled, code);
        code.set(least).get(key).set(winner);
        copy(members, best);
      });
    };
    // What was best at last often is again: with it most others are given up early.
    code.i32(tables.winner).load('i32').tee(key).i32(1).op('i32.sub').set(id);
    bits.forEach((bit, w) => {
      code.get(id).i32(6).op('i32.shr_u').i32(w).op('i32.eq', 'i64.extend_i32_u');
      code.get(id).op('i64.extend_i32_u', 'i64.shl');
      code
        .get(keys[w] as number)
        .op('i64.and')
        .tee(bit);
      if (w > 0) code.op('i64.or');
    });
    code.i64(0).op('i64.ne');
    code.if(() => {
      takeKey();
      tryKey();
    });
    code.block(over => {
      code.loop(again => {
        code.i32(0).set(key);
        keys.forEach((word, w) => {
          code.i64(0).set(bits[w] as number);
          code.get(key).op('i32.eqz').get(word).i64(0).op('i64.ne', 'i32.and');
          code.if(() => {
            code
              .get(word)
              .op('i64.ctz', 'i32.wrap_i64')
              .i32(64 * w + 1)
              .op('i32.add')
              .set(key);
            code
              .i64(0)
              .get(word)
              .op('i64.sub')
              .get(word)
              .op('i64.and')
              .set(bits[w] as number);
          });
        });
        code.get(key).op('i32.eqz').brIf(over);
        code.get(least).i32(1).op('i32.le_u').get(key).get(winner).op('i32.gt_u', 'i32.and');
        code.brIf(over);
        takeKey();
        tryKey();
        code.br(again);
      });
    });
    code.i32(tables.winner).get(winner).store('i32');
  }
  const choiceAt = 8 * factWords(shape);
  best.forEach((word, w) => {
    code
      .get(facts)
      .get(word)
      .store('i64', choiceAt + 8 * w);
  });
  return code;
}

/** Sets the row of each task from its location in the facts. */
function findPlaces(
  code: Code,
  { dependence, packing, shape, tables }: Omit<Scene, 'module'>,
): void {
  const at = 8 * shape.conditions;
  locationFields(dependence, packing).forEach(({ index, shift, width }, task) => {
    code.i32(tables.places + 4 * task);
    if (width === 0) code.i32(0);
    else {
      code
        .get(0)
        .load('i64', at + 8 * index)
        .i64(shift)
        .op('i64.shr_u');
      code
        .i64(2 ** width - 1)
        .op('i64.and', 'i32.wrap_i64')
        .i32(4)
        .op('i32.mul');
    }
    code.load('i32', tables.byRaw[task] ?? 0).store('i32');
  });
}

/** Sets the conditions that are false: those in the facts, and those that say where a task is. */
function findFalse(
  code: Code,
  { dependence, shape, tables }: Omit<Scene, 'module' | 'packing'>,
): void {
  for (let w = 0; w < tables.falseWords; w++) {
    code.i32(tables.isFalse + 8 * w);
    if (w < shape.conditions) code.get(0).load('i64', 8 * w);
    else code.i64(0);
    for (const task of dependence.tasks.keys()) {
      code
        .i32(tables.places + 4 * task)
        .load('i32')
        .load('i64', 8 * (2 * shape.actions + w));
      code.op('i64.or');
    }
    code.store('i64');
  }
}

function wordAt(halves: Int32Array, word: number): bigint {
  const low = BigInt.asUintN(32, BigInt(halves[2 * word] ?? 0));
  return low | (BigInt(halves[2 * word + 1] ?? 0) << 32n);
}
