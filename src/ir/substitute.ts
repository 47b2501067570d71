// What an expression says before statements that change the cells it reads. In: an expression over the state
// after, a statement. Out: an expression over the state before, equal where the statement does not fail.
// Whether it fails is the concern of `precondition.ts`.

import type { CellId, Expr, Statement } from './expr.ts';
import {
  and,
  arith,
  cell,
  checked,
  compare,
  constant,
  divide,
  element,
  equal,
  ite,
  not,
  or,
  popcount,
} from './fold.ts';
import type { Cell, Queue } from './program.ts';

/** What statements need to know of the program. */
export interface CellsAndQueues {
  readonly cells: readonly Cell[];
  readonly queues: readonly Queue[];
}

/** A statement without statements inside: what it does to each cell can be said by one expression. */
export type Change = Exclude<Statement, { kind: 'if' | 'require' }>;

/** `post`, which speaks of the state after `change`, in terms of the state before it. */
export function beforeChange(change: Change, post: Expr, layout: CellsAndQueues): Expr {
  return substitute(post, id => valueAfter(change, id, layout));
}

/** `expr` with cells replaced; an element access becomes a choice where one of its cells is replaced. */
export function substitute(expr: Expr, replace: (id: CellId) => Expr | null): Expr {
  // Expressions share parts: each is rewritten once.
  const known = new Map<Expr, Expr>();
  const inner = (e: Expr): Expr => {
    const found = known.get(e) ?? rewrite(e, inner, replace);
    known.set(e, found);
    return found;
  };
  return inner(expr);
}

function rewrite(expr: Expr, inner: (e: Expr) => Expr, replace: (id: CellId) => Expr | null): Expr {
  switch (expr.kind) {
    case 'const':
      return expr;
    case 'cell':
      return replace(expr.cell) ?? expr;
    case 'element': {
      const index = inner(expr.index);
      const base = element(expr.first, expr.count, index, expr.failure);
      return Array.from({ length: expr.count }, (_, i) => i).reduce<Expr>((rest, i) => {
        const replaced = replace(expr.first + i);
        return replaced === null ? rest : ite(equal(index, i), replaced, rest);
      }, base);
    }
    case 'not':
      return not(inner(expr.operand));
    case 'and':
      return and(expr.operands.map(inner));
    case 'or':
      return or(expr.operands.map(inner));
    case 'compare':
      return compare(expr.operator, inner(expr.left), inner(expr.right));
    case 'arith':
      return arith(expr.operator, inner(expr.left), inner(expr.right));
    case 'divide':
      return divide(expr.operator, inner(expr.left), inner(expr.right));
    case 'popcount':
      return popcount(inner(expr.operand));
    case 'ite':
      return ite(inner(expr.condition), inner(expr.then), inner(expr.otherwise));
    case 'checked':
      return checked(inner(expr.condition), inner(expr.value), expr.failure);
  }
}

/** The value of a cell after a change; null where it keeps its own. */
function valueAfter(change: Change, id: CellId, layout: CellsAndQueues): Expr | null {
  switch (change.kind) {
    case 'assign':
      return id === change.cell ? change.value : null;
    case 'assign-element': {
      const offset = id - change.first;
      if (offset < 0 || offset >= change.count) return null;
      return ite(equal(change.index, offset), change.value, cell(id));
    }
    case 'push':
      return afterPush(change, id, layout);
    case 'remove':
      return afterRemove(change, id, layout);
    case 'clear': {
      const queue = layout.queues[change.queue] as Queue;
      if (id === queue.length) return constant(0);
      return within(queue, id) ? vacant(layout, id) : null;
    }
  }
}

function within(queue: Queue, id: CellId): boolean {
  return id >= queue.first && id < queue.first + queue.capacity;
}

function vacant(layout: CellsAndQueues, id: CellId): Expr {
  return constant(layout.cells[id]?.lo ?? 0);
}

function afterPush(
  change: Extract<Change, { kind: 'push' }>,
  id: CellId,
  layout: CellsAndQueues,
): Expr | null {
  const queue = layout.queues[change.queue] as Queue;
  if (id === queue.length) return arith('+', cell(id), constant(1));
  if (!within(queue, id)) return null;
  const slot = id - queue.first;
  const length = cell(queue.length);
  if (queue.order === 'fifo') return ite(equal(length, slot), change.value, cell(id));
  // Sorted insertion: smaller or equal elements stay, the new one follows them, the rest moves up.
  const stays = and([compare('>', length, constant(slot)), compare('<=', cell(id), change.value)]);
  if (slot === 0) return ite(stays, cell(id), change.value);
  const follows = compare('<=', cell(id - 1), change.value);
  const moved = ite(follows, change.value, cell(id - 1));
  return ite(or([compare('<', length, constant(slot)), stays]), cell(id), moved);
}

function afterRemove(
  change: Extract<Change, { kind: 'remove' }>,
  id: CellId,
  layout: CellsAndQueues,
): Expr | null {
  const queue = layout.queues[change.queue] as Queue;
  if (id === queue.length) return arith('-', cell(id), constant(1));
  if (!within(queue, id) || id - queue.first < change.position) return null;
  const last = id === queue.first + queue.capacity - 1;
  // Places beyond the length are vacant, so that all can move up.
  return last ? vacant(layout, id) : cell(id + 1);
}
