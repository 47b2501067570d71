// What is said of one state, without its successors. In: a program and watched conditions. Out: functions of the
// words: whether every task is accepted, and which conditions hit.

import type { Expr } from '../ir/expr.ts';
import { FIRST_WATCHED } from '../system/packed-system.ts';
import { Code } from '../wasm/code.ts';
import type { Context } from './context.ts';
import { emitTest, emitValue } from './expression.ts';
import type { Parts } from './parts.ts';

/** The words, where they are all of a function's parameters. */
function parameters({ packing }: Parts): number[] {
  return packing.bits.map((_, w) => w);
}

/** 1 where every task is accepted; 0 also where that goes wrong. */
export function acceptedCode(parts: Parts): Code {
  const code = new Code(parts.packing.words);
  code.block(failed => {
    const context: Context = { ...parts, code, words: parameters(parts), failed };
    for (const task of parts.program.tasks) {
      emitTest(task.accepted, context);
      code.op('i32.eqz').brIf(failed);
    }
    code.i32(1).op('return');
  });
  code.i32(0);
  return code;
}

/** The mask of watched conditions that hit. */
export function watchCode(parts: Parts): Code {
  const code = new Code(parts.packing.words);
  const mask = code.local('i32');
  parts.watched.forEach((watch, i) => {
    const bit = 1 << (i + FIRST_WATCHED);
    const hit = () => {
      code.get(mask).i32(bit).op('i32.or').set(mask);
    };
    // Not wanted any more: skip the evaluation. A maximum is always wanted.
    code.block(over => {
      if (watch.kind === 'state')
        code.getGlobal(parts.globals.open).i32(bit).op('i32.and', 'i32.eqz').brIf(over);
      code.block(failed => {
        const context: Context = { ...parts, code, words: parameters(parts), failed };
        if (watch.kind === 'state') {
          emitTest(watch.condition, context);
          code.if(hit);
        } else {
          watchMaximum(watch.value, i, hit, context, parts);
        }
        code.br(over);
      });
      if (watch.kind === 'state' && watch.onFailure) hit();
    });
  });
  code.get(mask);
  return code;
}

function watchMaximum(
  value: Expr,
  i: number,
  hit: () => void,
  context: Context,
  parts: Parts,
): void {
  const { code } = context;
  const max = parts.module.global('i64', -(2n ** 62n));
  const tied = parts.module.global('i32');
  parts.module.exportGlobal(`max${i}`, max);
  parts.module.exportGlobal(`tied${i}`, tied);
  const seen = code.local('i64');
  emitValue(value, context);
  code.tee(seen).getGlobal(max).op('i64.gt_s');
  code.if(
    () => {
      code.get(seen).setGlobal(max).i32(1).setGlobal(tied);
      hit();
    },
    () => {
      code.get(seen).getGlobal(max).op('i64.eq').getGlobal(tied).op('i32.and');
      code.if(hit);
    },
  );
}
