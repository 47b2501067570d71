// Constants assigned to cells, held back so that those of one word become one instruction: an addition where
// the values before are known, a mask and an `or` where they are not. In: cells with raw numbers. Out: code,
// when asked for. Whoever reads or writes such a cell otherwise must ask first.

import type { CellId } from '../ir/expr.ts';
import { type Context, fieldOf, maskIn } from './context.ts';

interface Pending {
  mask: bigint;
  bits: bigint;
  /** What to add to the word; null where some value before is unknown. */
  step: bigint | null;
}

export class Constants {
  private readonly context: Context;
  private readonly known: Map<CellId, number>;
  private readonly pending = new Map<number, Pending>();

  /** `known`: raw numbers of cells before the first assignment. */
  constructor(context: Context, known: ReadonlyMap<CellId, number>) {
    this.context = context;
    this.known = new Map(known);
  }

  assign(cell: CellId, raw: number): void {
    const field = fieldOf(this.context, cell);
    const before = this.known.get(cell);
    this.known.set(cell, raw);
    const mask = maskIn(field);
    if (mask === 0n) return;
    const own = this.pending.get(field.word) ?? { mask: 0n, bits: 0n, step: 0n };
    this.pending.set(field.word, own);
    own.mask |= mask;
    own.bits = (own.bits & ~mask) | (BigInt(raw) << BigInt(field.shift));
    if (before === undefined) own.step = null;
    else if (own.step !== null) own.step += BigInt(raw - before) << BigInt(field.shift);
  }

  /** Everything assigned so far is in the words. */
  flush(): void {
    const { code, words } = this.context;
    for (const [index, { mask, bits, step }] of this.pending) {
      const word = words[index] as number;
      if (step === 0n) continue;
      code.get(word);
      if (step !== null) code.i64(BigInt.asIntN(64, step)).op('i64.add');
      else code.i64(BigInt.asIntN(64, ~mask)).op('i64.and').i64(bits).op('i64.or');
      code.set(word);
    }
    this.pending.clear();
  }

  /** Nothing is known of these cells any more. */
  forget(cells: Iterable<CellId>): void {
    for (const cell of cells) this.known.delete(cell);
  }

  /** For what happens under a condition: the same knowledge, nothing held back. */
  branch(context: Context): Constants {
    return new Constants(context, this.known);
  }
}
