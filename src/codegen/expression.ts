// Expressions as WebAssembly: values are i64, so that no intermediate result can overflow; tests are i32.
// In: an expression and a context. Out: instructions that push its value. What goes wrong branches to the
// context's label. The interpreter's `evaluate.ts` is the meaning; tests hold the two together.

import type { Arithmetic, Comparison, Expr } from '../ir/expr.ts';
import type { PlainOpcode } from '../wasm/opcodes.ts';
import {
  type Context,
  decode,
  fieldOf,
  maskIn,
  maskOf,
  readCell,
  readRaw,
  runOf,
  wordOf,
} from './context.ts';
import { rawOf } from './encoding.ts';
import { CHEAP, costOf, truthTable, type ValueTable, valueTable } from './flat.ts';
import { divide, type WordTest } from './guard.ts';

/** Chains up to this length are nested conditions, which are quicker. */
const LONG_CHAIN = 32;

/** Pushes an i64. */
export function emitValue(expr: Expr, context: Context): void {
  const { code } = context;
  const table = valueTable(expr, context);
  if (table !== null) {
    emitLookUp(table, context);
    return;
  }
  switch (expr.kind) {
    case 'const':
      code.i64(expr.value);
      return;
    case 'cell':
      readCell(context, expr.cell);
      return;
    case 'element':
      emitElement(expr, context);
      return;
    case 'not':
    case 'and':
    case 'or':
    case 'compare':
      emitTest(expr, context);
      code.op('i64.extend_i32_u');
      return;
    case 'arith':
      emitArith(expr.operator, expr.left, expr.right, context);
      return;
    case 'divide':
      emitValue(expr.left, context);
      emitValue(expr.right, context);
      code.op(expr.operator === '/' ? 'i64.div_s' : 'i64.rem_s');
      return;
    case 'popcount':
      emitValue(expr.operand, context);
      code.op('i64.popcnt');
      return;
    case 'ite':
      if (costOf(expr, context) <= CHEAP) {
        emitValue(expr.then, context);
        emitValue(expr.otherwise, context);
        emitTest(expr.condition, context);
        code.op('select');
        return;
      }
      emitTest(expr.condition, context);
      code.if(
        () => emitValue(expr.then, context),
        () => emitValue(expr.otherwise, context),
        'i64',
      );
      return;
    case 'checked':
      emitTest(expr.condition, context);
      code.op('i32.eqz').brIf(context.failed);
      emitValue(expr.value, context);
      return;
  }
}

function emitLookUp({ cell, table, width, lo }: ValueTable, context: Context): void {
  const { code } = context;
  if (width > 0) {
    code.i64(table);
    readRaw(context, fieldOf(context, cell));
    code.i64(width).op('i64.mul', 'i64.shr_u').i64(maskOf(width)).op('i64.and');
  } else code.i64(0);
  if (lo !== 0) code.i64(lo).op('i64.add');
}

/** Pushes an i32: 0 or 1. */
export function emitTest(expr: Expr, context: Context): void {
  const { code } = context;
  const table = truthTable(expr, context);
  if (table !== null) {
    code.i64(table.table);
    readRaw(context, fieldOf(context, table.cell));
    code.op('i64.shr_u', 'i32.wrap_i64').i32(1).op('i32.and');
    return;
  }
  switch (expr.kind) {
    case 'const':
      code.i32(expr.value === 0 ? 0 : 1);
      return;
    case 'not':
      emitTest(expr.operand, context);
      code.op('i32.eqz');
      return;
    case 'and':
      emitChain(expr.operands, context, true);
      return;
    case 'or':
      emitChain(expr.operands, context, false);
      return;
    case 'compare':
      emitCompare(expr.operator, expr.left, expr.right, context);
      return;
    default:
      emitValue(expr, context);
      code.i64(0).op('i64.ne');
  }
}

/** `and` (`all` true) and `or`: what follows a deciding operand is not evaluated. */
function emitChain(operands: readonly Expr[], context: Context, all: boolean): void {
  const { code } = context;
  if (operands.length > LONG_CHAIN) {
    emitLongChain(operands, context, all);
    return;
  }
  if (operands.length === 0) {
    code.i32(all ? 1 : 0);
    return;
  }
  const together = flatPrefix(operands, context);
  const rest = operands.slice(together);
  emitTogether(operands.slice(0, together), context, all);
  if (rest.length === 0) return;
  const more = () => emitChain(rest, context, all);
  const decided = () => {
    code.i32(all ? 0 : 1);
  };
  code.if(all ? more : decided, all ? decided : more, 'i32');
}

/** The first operand, and those after it that are evaluated with it for less than a jump costs. */
function flatPrefix(operands: readonly Expr[], context: Context): number {
  let cost = 0;
  let length = 0;
  for (const operand of operands) {
    cost += costOf(operand, context);
    if (cost > CHEAP) break;
    length += 1;
  }
  return Math.max(length, 1);
}

/** Evaluates all of them, of which at most one can go wrong. */
function emitTogether(operands: readonly Expr[], context: Context, all: boolean): void {
  const { code } = context;
  const guard = all && operands.length > 1 ? divide(operands, context.packing, null) : ALONE;
  if (guard === null) {
    code.i32(0);
    return;
  }
  const { tests, rest } = guard === ALONE ? { tests: [], rest: operands } : guard;
  if (tests.length + rest.length === 0) code.i32(1);
  emitWordTests(tests, context);
  rest.forEach((operand, i) => {
    emitTest(operand, context);
    if (i > 0 || tests.length > 0) code.op(all ? 'i32.and' : 'i32.or');
  });
}

const ALONE = 'alone';

/** Pushes an i32, 1 where all of them hold; nothing where there are none. */
export function emitWordTests(tests: readonly WordTest[], { code, words }: Context): void {
  tests.forEach(({ word, mask, bits }, i) => {
    code
      .get(words[word] as number)
      .i64(BigInt.asIntN(64, mask))
      .op('i64.and')
      .i64(bits)
      .op('i64.xor');
    if (i > 0) code.op('i64.or');
  });
  if (tests.length > 0) code.op('i64.eqz');
}

/** Jumps out of one block, however many operands there are. */
function emitLongChain(operands: readonly Expr[], context: Context, all: boolean): void {
  const { code } = context;
  const result = code.local('i32');
  code.i32(all ? 0 : 1).set(result);
  code.block(decided => {
    for (const operand of operands) {
      emitTest(operand, context);
      if (all) code.op('i32.eqz');
      code.brIf(decided);
    }
    code.i32(all ? 1 : 0).set(result);
  });
  code.get(result);
}

const COMPARE: Readonly<Record<Comparison, PlainOpcode>> = {
  '==': 'i64.eq',
  '!=': 'i64.ne',
  '<': 'i64.lt_s',
  '<=': 'i64.le_s',
  '>': 'i64.gt_s',
  '>=': 'i64.ge_s',
};

function emitCompare(operator: Comparison, left: Expr, right: Expr, context: Context): void {
  const { code } = context;
  if (isEquality(operator) && left.kind === 'cell' && right.kind === 'const') {
    emitFieldTest(operator, left.cell, right.value, context);
    return;
  }
  emitValue(left, context);
  emitValue(right, context);
  code.op(COMPARE[operator]);
}

function isEquality(operator: Comparison): operator is '==' | '!=' {
  return operator === '==' || operator === '!=';
}

/** A cell against a constant: one mask and one comparison, without shifting. */
function emitFieldTest(operator: '==' | '!=', id: number, value: number, context: Context): void {
  const { code } = context;
  const field = fieldOf(context, id);
  const raw = rawOf(field, value);
  if (raw === null) {
    code.i32(operator === '==' ? 0 : 1);
    return;
  }
  code
    .get(wordOf(context, field))
    .i64(BigInt.asIntN(64, maskIn(field)))
    .op('i64.and');
  code.i64(BigInt(raw) << BigInt(field.shift)).op(COMPARE[operator]);
}

function emitArith(operator: Arithmetic, left: Expr, right: Expr, context: Context): void {
  const { code } = context;
  if (operator === 'min' || operator === 'max') {
    emitExtreme(operator, left, right, context);
    return;
  }
  emitValue(left, context);
  emitValue(right, context);
  if (operator === '&~') code.i64(-1).op('i64.xor');
  code.op(ARITH[operator]);
}

const ARITH: Readonly<Record<Exclude<Arithmetic, 'min' | 'max'>, PlainOpcode>> = {
  '+': 'i64.add',
  '-': 'i64.sub',
  '*': 'i64.mul',
  '|': 'i64.or',
  '&': 'i64.and',
  '&~': 'i64.and',
  '<<': 'i64.shl',
  '>>>': 'i64.shr_u',
};

function emitExtreme(operator: 'min' | 'max', left: Expr, right: Expr, context: Context): void {
  const { code } = context;
  const a = code.local('i64');
  const b = code.local('i64');
  emitValue(left, context);
  code.set(a);
  emitValue(right, context);
  code.set(b);
  code.get(a).get(b).get(a).get(b);
  code.op(operator === 'min' ? 'i64.lt_s' : 'i64.gt_s', 'select');
}

function emitElement(expr: Extract<Expr, { kind: 'element' }>, context: Context): void {
  const { code } = context;
  const index = emitIndex(expr.index, expr.within === true ? null : expr.count, context);
  const run = runOf(context, expr.first, expr.count);
  if (run === null) {
    emitSelection(expr.first, expr.count, index, context);
    return;
  }
  if (run.width === 0) {
    code.i64(run.lo);
    return;
  }
  code.get(wordOf(context, run));
  pushShift(index, run, context);
  code.op('i64.shr_u').i64(maskOf(run.width)).op('i64.and');
  decode(context, run);
}

/** Evaluates an index into a local; outside 0..count-1 it is a failure. `count` null: it lies within. */
export function emitIndex(expr: Expr, count: number | null, context: Context): number {
  const { code } = context;
  const index = code.local('i64');
  emitValue(expr, context);
  if (count === null) code.set(index);
  else code.tee(index).i64(count).op('i64.ge_u').brIf(context.failed);
  return index;
}

/** Pushes the shift of element `index` of a run. */
export function pushShift(
  index: number,
  run: { readonly shift: number; readonly width: number },
  context: Context,
): void {
  context.code.get(index).i64(run.width).op('i64.mul').i64(run.shift).op('i64.add');
}

/** Cells that do not lie together: one comparison each. */
function emitSelection(first: number, count: number, index: number, context: Context): void {
  const { code } = context;
  const from = (i: number): void => {
    if (i === count - 1) {
      readCell(context, first + i);
      return;
    }
    code.get(index).i64(i).op('i64.eq');
    code.if(
      () => readCell(context, first + i),
      () => from(i + 1),
      'i64',
    );
  };
  from(0);
}
