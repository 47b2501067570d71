// What is evaluated without a jump: half the guards hold and half do not, and a processor that guesses wrong loses more
// than some twenty instructions. In: expressions and statements. Out: whether that can be done to them, and what it
// takes; a condition on one cell becomes a table.

import { readsOf } from '../ir/access.ts';
import type { CellId, Expr, Statement } from '../ir/expr.ts';
import { compile } from '../system/evaluate.ts';
import { type Context, fieldOf, runOf } from './context.ts';
import { bitsFor } from './encoding.ts';
import type { Field, Packing } from './packing.ts';

/** Instructions that cost less than a jump that was guessed wrong. */
export const CHEAP = 8;
/** Instructions of a division by a constant. */
const DIVISION = 10;
/** Of a cell whose raw number indexes the bits of a constant. */
const TABLE_BITS = 6;
/** Of a constant that is shifted. */
const MOST_TABLE_BITS = 64;
/** Instructions of a condition that is better as a table. */
const TABLE_COST = 5;

/** About how many instructions it takes; infinite where something in it can go wrong or takes long. */
export function costOf(expr: Expr, context: Pick<Context, 'packing'>): number {
  const cost = (inner: Expr) => costOf(inner, context);
  switch (expr.kind) {
    case 'const':
      return 1;
    case 'cell':
      return readCost(fieldOf(context, expr.cell));
    case 'element': {
      const run = runOf(context, expr.first, expr.count);
      if (run === null || expr.count === 1) return Infinity;
      const isSafe = isWithin(expr.index, expr.count, context.packing);
      if (!isSafe && expr.within !== true) return Infinity;
      // What counts only behind something else is not carried out ahead of it: it may be no value of the cell.
      return Math.max(isSafe ? 0 : CHEAP + 1, 3 + readCost(run) + cost(expr.index));
    }
    case 'not':
    case 'popcount':
      return 1 + cost(expr.operand);
    case 'and':
    case 'or':
      return expr.operands.reduce((sum, operand) => sum + 1 + cost(operand), 0);
    case 'compare':
    case 'arith':
      return 1 + cost(expr.left) + cost(expr.right);
    case 'ite':
      return 3 + cost(expr.condition) + cost(expr.then) + cost(expr.otherwise);
    case 'divide':
      return expr.right.kind === 'const' && expr.right.value > 0
        ? DIVISION + cost(expr.left)
        : Infinity;
    case 'checked':
      return Infinity;
  }
}

function readCost({ values }: Field): number {
  return values === null ? 3 : 6;
}

/** Whether an index is a cell that holds nothing else. */
function isWithin(index: Expr, count: number, { fields }: Packing): boolean {
  if (index.kind !== 'cell') return false;
  const field = fields[index.cell];
  return field !== undefined && field.lo >= 0 && field.hi < count;
}

/** Of statements that are carried out although they may not be meant to. */
export function costOfAll(statements: readonly Statement[], context: Context): number {
  return statements.reduce((sum, statement) => sum + costOfStatement(statement, context), 0);
}

function costOfStatement(statement: Statement, context: Context): number {
  switch (statement.kind) {
    case 'assign':
      return statement.failure === null ? 4 + costOf(statement.value, context) : Infinity;
    case 'if': {
      const { condition, then, otherwise } = statement;
      return (
        3 + costOf(condition, context) + costOfAll(then, context) + costOfAll(otherwise, context)
      );
    }
    case 'clear':
      return 4 * (1 + (context.program.queues[statement.queue]?.capacity ?? 0));
    case 'assign-element':
    case 'push':
    case 'remove':
    case 'require':
      return Infinity;
  }
}

/** A cell, and as bits for which of its raw numbers a condition holds. */
export interface TruthTable {
  readonly cell: CellId;
  readonly table: bigint;
  /** Of all raw numbers. */
  readonly all: bigint;
}

/** The table of a condition on one narrow cell; null where there is none, or one comparison does it. */
export function truthTable(condition: Expr, context: Pick<Context, 'packing'>): TruthTable | null {
  const cost = costOf(condition, context);
  return cost <= TABLE_COST ? null : tableOf(condition, context);
}

/** The table of a condition on one narrow cell that cannot go wrong; null where it is another one. */
export function tableOf(condition: Expr, context: Pick<Context, 'packing'>): TruthTable | null {
  const results = tabulated(condition, context);
  if (results === null) return null;
  const bits = (holds: (result: number) => boolean) =>
    results.values.reduce(
      (set, result, raw) => (holds(result) ? set | (1n << BigInt(raw)) : set),
      0n,
    );
  return {
    cell: results.cell,
    table: BigInt.asIntN(
      64,
      bits(result => result !== 0),
    ),
    all: BigInt.asIntN(
      64,
      bits(() => true),
    ),
  };
}

/** A cell, and for each of its raw numbers an entry of `width` bits, which is `lo` less than the value. */
export interface ValueTable extends Pick<TruthTable, 'cell' | 'table'> {
  readonly width: number;
  readonly lo: number;
}

/** The table of an expression of one narrow cell; null where there is none, or it is as short as that. */
export function valueTable(expr: Expr, context: Pick<Context, 'packing'>): ValueTable | null {
  const results = costOf(expr, context) <= TABLE_COST ? null : tabulated(expr, context);
  if (results === null) return null;
  const { cell, values } = results;
  const lo = Math.min(...values);
  const width = bitsFor(Math.max(...values) - lo + 1);
  if (width * values.length > MOST_TABLE_BITS) return null;
  const table = values.reduce(
    (bits, value, raw) => bits | (BigInt(value - lo) << BigInt(raw * width)),
    0n,
  );
  return { cell, width, lo, table: BigInt.asIntN(64, table) };
}

/** What an expression of one narrow cell is by the cell's raw number; null where it is another one. */
function tabulated(
  expr: Expr,
  context: Pick<Context, 'packing'>,
): { readonly cell: CellId; readonly values: readonly number[] } | null {
  if (costOf(expr, context) === Infinity) return null;
  const [cell, ...more] = readsOf(expr);
  if (cell === undefined || more.length > 0) return null;
  const field = fieldOf(context, cell);
  if (field.width > TABLE_BITS) return null;
  const evaluate = compile(expr);
  const state = new Int32Array(cell + 1);
  const values = valuesOf(field).map(value => {
    state[cell] = value;
    return evaluate(state);
  });
  return { cell, values };
}

/** By raw number. */
function valuesOf({ lo, hi, values }: Field): readonly number[] {
  return values ?? Array.from({ length: hi - lo + 1 }, (_, raw) => lo + raw);
}
