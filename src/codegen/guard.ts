// A guard, divided: what only compares cells with constants becomes one mask and one comparison per word; the
// rest is evaluated in order. In: conditions that must all hold. Out: tests and expressions, as data. Nothing
// is moved ahead of what may go wrong: an action whose guard goes wrong is enabled.

import { canFail } from '../ir/can-fail.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import { fieldOf, maskIn } from './context.ts';
import { rawOf } from './encoding.ts';
import type { Packing } from './packing.ts';

export interface WordTest {
  readonly word: number;
  readonly mask: bigint;
  readonly bits: bigint;
}

export interface Guard {
  readonly tests: readonly WordTest[];
  readonly rest: readonly Expr[];
  /** Raw numbers of cells where the guard holds. */
  readonly known: ReadonlyMap<CellId, number>;
}

/**
 * null: the guard never holds, and never goes wrong. `decided`: a cell that is known to be compared
 * successfully already, with its raw number.
 */
export function divide(
  conditions: readonly Expr[],
  packing: Packing,
  decided: readonly [CellId, number] | null,
): Guard | null {
  const known = new Map(decided === null ? [] : [decided]);
  const rest: Expr[] = [];
  const tests: { word: number; mask: bigint; bits: bigint }[] = [];
  for (const condition of conditions.flatMap(flatten)) {
    const test = rest.some(canFail) ? null : rawTest(condition, packing);
    if (test === null) {
      rest.push(condition);
      continue;
    }
    if (test === 'always') continue;
    if (test === 'never') return null;
    const before = known.get(test.cell);
    if (before !== undefined && before !== test.raw) return null;
    if (before !== undefined) continue;
    known.set(test.cell, test.raw);
    const field = fieldOf({ packing }, test.cell);
    const own = { word: field.word, mask: 0n, bits: 0n };
    const entry = tests.find(({ word }) => word === field.word) ?? own;
    if (entry === own) tests.push(own);
    entry.mask |= maskIn(field);
    entry.bits |= BigInt(test.raw) << BigInt(field.shift);
  }
  return { tests: tests.filter(({ mask }) => mask !== 0n), rest, known };
}

function flatten(condition: Expr): readonly Expr[] {
  return condition.kind === 'and' ? condition.operands.flatMap(flatten) : [condition];
}

type RawTest = { readonly cell: CellId; readonly raw: number } | 'always' | 'never';

/** A condition on one cell that says which value it has; null where it is none. */
function rawTest(condition: Expr, packing: Packing): RawTest | null {
  if (condition.kind === 'cell') return unequal(condition.cell, 0, packing);
  if (condition.kind === 'not' && condition.operand.kind === 'cell')
    return equal(condition.operand.cell, 0, packing);
  if (condition.kind !== 'compare') return null;
  const { operator, left, right } = condition;
  if (left.kind !== 'cell' || right.kind !== 'const') return null;
  if (operator === '==') return equal(left.cell, right.value, packing);
  return operator === '!=' ? unequal(left.cell, right.value, packing) : null;
}

function equal(cell: CellId, value: number, packing: Packing): RawTest {
  const raw = rawOf(fieldOf({ packing }, cell), value);
  return raw === null ? 'never' : { cell, raw };
}

/** One bit that is not 0 is 1. */
function unequal(cell: CellId, value: number, packing: Packing): RawTest | null {
  const field = fieldOf({ packing }, cell);
  const raw = rawOf(field, value);
  if (raw === null) return 'always';
  if (field.width === 0) return 'never';
  return field.width === 1 ? { cell, raw: 1 - raw } : null;
}
