// Truth values that have been computed already, on the way through code without jumps. In: conditions. Out: the local that
// says whether one is true; code is written only for what does not follow from the others.

import type { Expr } from '../ir/expr.ts';
import { isSame } from '../ir/same-expr.ts';
import type { Code } from '../wasm/code.ts';
import type { Context } from './context.ts';
import { emitTest } from './expression.ts';
import { type TruthTable, tableOf } from './flat.ts';

interface Known {
  readonly expr: Expr;
  /** Of a condition on one narrow cell. */
  readonly table: TruthTable | null;
  /** An i32: 1 where it is true. */
  readonly local: number;
}

interface Found {
  readonly local: number;
  /** It is 1 where the condition is not true. */
  readonly negated: boolean;
}

export class KnownTruths {
  private readonly all: Known[] = [];

  /** A local with an i32: 1 where the condition is true, else 0. */
  localOf(expr: Expr, context: Context): number {
    const { code } = context;
    const found = this.find(expr, context);
    if (found?.negated === false) return found.local;
    if (found !== null) code.get(found.local).op('i32.eqz');
    else if (!this.pushFromParts(expr, context, code)) emitTest(expr, context);
    const local = code.local('i32');
    code.set(local);
    this.all.push({ expr, table: tableOf(expr, context), local });
    return local;
  }

  /** Whether it follows from what is known of its operands. */
  private pushFromParts(expr: Expr, context: Context, code: Code): boolean {
    if (expr.kind === 'not') {
      if (!this.pushFromParts(expr.operand, context, code)) return false;
      code.op('i32.eqz');
      return true;
    }
    if (expr.kind !== 'and' && expr.kind !== 'or') return false;
    const operands = expr.operands.map(operand => this.find(operand, context));
    if (operands.some(operand => operand === null)) return false;
    operands.forEach((operand, i) => {
      code.get(operand?.local ?? 0);
      if (operand?.negated === true) code.op('i32.eqz');
      if (i > 0) code.op(expr.kind === 'and' ? 'i32.and' : 'i32.or');
    });
    return operands.length > 0;
  }

  /** What says whether it is true, or whether it is not. */
  private find(expr: Expr, context: Context): Found | null {
    const table = tableOf(expr, context);
    const same = this.all.find(known => isSame(known.expr, expr) || areEqual(known.table, table));
    if (same !== undefined) return { local: same.local, negated: false };
    const opposite = this.all.find(
      known =>
        areOpposite(known.table, table) || isNot(known.expr, expr) || isNot(expr, known.expr),
    );
    return opposite === undefined ? null : { local: opposite.local, negated: true };
  }
}

function isNot(left: Expr, right: Expr): boolean {
  return left.kind === 'not' && isSame(left.operand, right);
}

function areEqual(left: TruthTable | null, right: TruthTable | null): boolean {
  return left !== null && left.cell === right?.cell && left.table === right.table;
}

function areOpposite(left: TruthTable | null, right: TruthTable | null): boolean {
  return left !== null && left.cell === right?.cell && (left.table ^ right.table) === left.all;
}
