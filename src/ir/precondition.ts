// When nothing goes wrong. In: expressions and effects of an action. Out: the weakest condition on the state
// before under which they can be evaluated and taken without a failure. The condition itself cannot go
// wrong if it is evaluated as the program's expressions are: `and` and `or` from the left, no more than needed.

import type { Expr, Statement } from './expr.ts';
import { FALSE, TRUE } from './expr.ts';
import { and, cell, compare, constant, implies, isTrue, ite, not, or } from './fold.ts';
import { boundsOf } from './interval.ts';
import type { Cell, Queue } from './program.ts';
import { beforeChange, type CellsAndQueues } from './substitute.ts';

/** The condition under which `expr` has a value, in states whose cells keep to their domains. */
export function definedness(expr: Expr, cells: readonly Cell[]): Expr {
  const defined = (part: Expr) => definedness(part, cells);
  switch (expr.kind) {
    case 'const':
    case 'cell':
      return TRUE;
    case 'element':
      return and([defined(expr.index), inArray(expr.index, expr.count, cells)]);
    case 'not':
    case 'popcount':
      return defined(expr.operand);
    case 'and':
      return chain(expr.operands, defined, rest => rest);
    case 'or':
      return chain(expr.operands, defined, not);
    case 'compare':
    case 'arith':
    case 'divide':
      return and([defined(expr.left), defined(expr.right)]);
    case 'ite': {
      const [then, otherwise] = [defined(expr.then), defined(expr.otherwise)];
      const both = isTrue(then) && isTrue(otherwise);
      const chosen = both ? TRUE : ite(expr.condition, then, otherwise);
      return and([defined(expr.condition), chosen]);
    }
    case 'checked':
      return and([defined(expr.condition), expr.condition, defined(expr.value)]);
  }
}

/**
 * The condition under which all `statements`, taken in order, succeed and `post` is true afterwards. `post`
 * must have a value wherever they succeed.
 */
export function precondition(
  statements: readonly Statement[],
  post: Expr,
  layout: CellsAndQueues,
): Expr {
  return statements.reduceRight<Expr>((after, one) => beforeOne(one, after, layout), post);
}

function beforeOne(statement: Statement, post: Expr, layout: CellsAndQueues): Expr {
  switch (statement.kind) {
    case 'require':
      return and([definedness(statement.condition, layout.cells), statement.condition, post]);
    case 'if': {
      const then = precondition(statement.then, post, layout);
      const otherwise = precondition(statement.otherwise, post, layout);
      const same = then === post && otherwise === post;
      const chosen = same ? post : ite(statement.condition, then, otherwise);
      return and([definedness(statement.condition, layout.cells), chosen]);
    }
    default:
      return and([succeeds(statement, layout), beforeChange(statement, post, layout)]);
  }
}

/** Where the lowering has shown that a change cannot fail, nothing is asked. */
function succeeds(
  change: Exclude<Statement, { kind: 'if' | 'require' }>,
  layout: CellsAndQueues,
): Expr {
  switch (change.kind) {
    case 'assign': {
      const target = layout.cells[change.cell] as Cell;
      const fits = change.failure === null ? TRUE : inDomain(change.value, target, layout);
      return and([definedness(change.value, layout.cells), fits]);
    }
    case 'assign-element': {
      const index = and([
        definedness(change.index, layout.cells),
        inArray(change.index, change.count, layout.cells),
      ]);
      return and([index, definedness(change.value, layout.cells), fitsElement(change, layout)]);
    }
    case 'push': {
      const { length, capacity } = layout.queues[change.queue] as Queue;
      const room = compare('<', cell(length), constant(capacity));
      return and([definedness(change.value, layout.cells), change.failure === null ? TRUE : room]);
    }
    case 'remove': {
      const { length } = layout.queues[change.queue] as Queue;
      return change.failure === null ? TRUE : compare('>', cell(length), constant(change.position));
    }
    case 'clear':
      return TRUE;
  }
}

function fitsElement(
  change: Extract<Statement, { kind: 'assign-element' }>,
  layout: CellsAndQueues,
): Expr {
  if (change.rangeFailure === null) return TRUE;
  const { first, count, index, value } = change;
  const targets = layout.cells.slice(first, first + count);
  const fits = targets.map(target => inDomain(value, target, layout));
  const alike = targets.every(one => one.lo === targets[0]?.lo && one.hi === targets[0]?.hi);
  if (alike) return fits[0] ?? TRUE;
  return and(fits.map((fit, i) => implies(compare('==', index, constant(i)), fit)));
}

function inDomain(value: Expr, { lo, hi }: Cell, { cells }: CellsAndQueues): Expr {
  return within(value, lo, hi, cells);
}

function inArray(index: Expr, count: number, cells: readonly Cell[]): Expr {
  return count === 0 ? FALSE : within(index, 0, count - 1, cells);
}

/** Asks only for what the domains of the cells in `value` leave open. */
function within(value: Expr, lo: number, hi: number, cells: readonly Cell[]): Expr {
  const bounds = boundsOf(value, id => cells[id] as Cell);
  return and([
    bounds.lo >= lo ? TRUE : compare('>=', value, constant(lo)),
    bounds.hi <= hi ? TRUE : compare('<=', value, constant(hi)),
  ]);
}

/** Each operand must have a value if those before it let the evaluation go on. */
function chain(
  operands: readonly Expr[],
  defined: (operand: Expr) => Expr,
  goesOn: (operand: Expr) => Expr,
): Expr {
  return operands.reduceRight<Expr>((rest, operand) => {
    const later = isTrue(rest) ? TRUE : or([not(goesOn(operand)), rest]);
    return and([defined(operand), later]);
  }, TRUE);
}
