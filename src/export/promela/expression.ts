// Expressions as Promela. In: an expression that has a value where it is evaluated. Out: its text. Promela
// evaluates `&&`, `||` and `(a -> b : c)` as the program does: no more than needed. Its numbers are 32 bits
// wide, so that sums and products that could be larger are refused.

import type { Arithmetic, Expr } from '../../ir/expr.ts';
import { boundsOf } from '../../ir/interval.ts';
import type { Cell } from '../../ir/program.ts';
import { showValue, type ValueType } from '../../ir/value-type.ts';
import { type Context, inComment } from './context.ts';
import type { Variable } from './storage.ts';

const LARGEST = 2 ** 31 - 1;

/** Text that stands alone: a condition, the right side of an assignment, an index. */
export function expressionText(expr: Expr, context: Context): string {
  switch (expr.kind) {
    case 'const':
      return String(expr.value);
    case 'cell':
      return cellText(expr.cell, context);
    case 'element':
      return elementText(expr, context);
    case 'not':
      return `!${operandText(expr.operand, context)}`;
    case 'and':
    case 'or': {
      const texts = expr.operands.map(o => conditionText(o, context));
      if (texts.length === 0) return expr.kind === 'and' ? 'true' : 'false';
      return texts.join(AND_OR[expr.kind]);
    }
    case 'compare':
      return `${sideText(expr.left, expr.right, context)} ${expr.operator} ${sideText(expr.right, expr.left, context)}`;
    case 'arith':
    case 'divide':
      refuseLarge(expr, context);
      return arithText(expr.operator, expr.left, expr.right, context);
    case 'popcount':
      return popcountText(expr.operand, context);
    case 'ite': {
      const [then, otherwise] = [expr.then, expr.otherwise].map(e => operandText(e, context));
      return `(${conditionText(expr.condition, context)} -> ${then} : ${otherwise})`;
    }
    case 'checked':
      return expressionText(expr.value, context);
  }
}

const AND_OR = { and: ' && ', or: ' || ' } as const;

/** An operand of `&&` and `||`. */
export function conditionText(expr: Expr, context: Context): string {
  const stands = expr.kind === 'compare' || expr.kind === 'not';
  return stands ? expressionText(expr, context) : operandText(expr, context);
}

/** The place a cell is kept in, as the target of an assignment. */
export function placeText(cell: number, context: Context): string {
  const { name, first, length } = context.storage.variable(cell);
  return length === null ? name : `${name}[${cell - first}]`;
}

/** The place of cell `first + index`. */
export function indexedPlace(first: number, index: Expr, context: Context): string {
  const variable = context.storage.variable(first);
  const start = first - variable.first;
  // An index that is wrong for certain is never evaluated, but SPIN looks at it.
  if (index.kind === 'const') {
    const at = start + index.value;
    return `${variable.name}[${at >= 0 && at < (variable.length ?? 1) ? at : 0}]`;
  }
  if (start === 0) return `${variable.name}[${expressionText(index, context)}]`;
  return `${variable.name}[${operandText(index, context)} + ${start}]`;
}

/** ` (closed)` as a comment where the number alone says little. */
export function meaning(type: ValueType, value: number): string {
  if (type.kind === 'range' || type.kind === 'bool') return '';
  return ` /* ${inComment(showValue(type, value))} */`;
}

function cellText(cell: number, context: Context): string {
  return unbiased(placeText(cell, context), context.storage.variable(cell));
}

function elementText(expr: Extract<Expr, { kind: 'element' }>, context: Context): string {
  return unbiased(
    indexedPlace(expr.first, expr.index, context),
    context.storage.variable(expr.first),
  );
}

function unbiased(text: string, { bias }: Variable): string {
  return bias === 0 ? text : `(${text} - ${bias})`;
}

/** In parentheses unless it is one word. */
function operandText(expr: Expr, context: Context): string {
  const text = expressionText(expr, context);
  if (expr.kind === 'checked') return operandText(expr.value, context);
  const word = ['cell', 'element', 'ite'].includes(expr.kind);
  return word || (expr.kind === 'const' && expr.value >= 0) ? text : `(${text})`;
}

function sideText(expr: Expr, other: Expr, context: Context): string {
  if (expr.kind !== 'const') return operandText(expr, context);
  const type = typeOf(other, context);
  return type === null ? `${expr.value}` : `${expr.value}${meaning(type, expr.value)}`;
}

function typeOf(expr: Expr, { program }: Context): ValueType | null {
  if (expr.kind !== 'cell' && expr.kind !== 'element') return null;
  return program.cells[expr.kind === 'cell' ? expr.cell : expr.first]?.type ?? null;
}

function arithText(
  operator: Arithmetic | '/' | '%',
  left: Expr,
  right: Expr,
  context: Context,
): string {
  const [a, b] = [operandText(left, context), operandText(right, context)];
  switch (operator) {
    case 'min':
      return `(${a} < ${b} -> ${a} : ${b})`;
    case 'max':
      return `(${a} > ${b} -> ${a} : ${b})`;
    case '&~':
      return `${a} & ~${b}`;
    case '>>>':
      return `${a} >> ${b}`;
    default:
      return `${a} ${operator} ${b}`;
  }
}

function popcountText(operand: Expr, context: Context): string {
  const { hi } = boundsOf(operand, id => context.program.cells[id] as Cell);
  const bits = Math.max(1, 32 - Math.clz32(Math.min(hi, LARGEST)));
  const text = operandText(operand, context);
  return Array.from({ length: bits }, (_, i) => `((${text} >> ${i}) & 1)`).join(' + ');
}

function refuseLarge(expr: Expr, context: Context): void {
  const { lo, hi } = boundsOf(expr, id => context.program.cells[id] as Cell);
  if (lo >= -LARGEST && hi <= LARGEST) return;
  context.problems.add(`${context.subject}: a result may not fit into the 32 bits of Promela`);
}
