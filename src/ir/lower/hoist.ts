// Choices made in the middle of effects become part of the guard. In: effects with `assume` statements.
// Out: the same statements without them, and the condition on the state *before* the action under which
// every assumption holds (the weakest precondition of the effects).

import { type CellId, type Expr, type Statement, TRUE } from '../expr.ts';
import {
  and,
  arith,
  cell,
  checked,
  compare,
  constant,
  divide,
  equal,
  implies,
  ite,
  not,
  or,
  popcount,
} from '../fold.ts';
import type { Builder } from './builder.ts';
import type { Effect } from './statement.ts';

export interface Hoisted {
  readonly condition: Expr;
  readonly statements: readonly Statement[];
}

export function hoist(effects: readonly Effect[], builder: Builder): Hoisted {
  if (!hasAssumption(effects))
    return { condition: TRUE, statements: effects as readonly Statement[] };
  return { condition: before(effects, TRUE, builder), statements: withoutAssumptions(effects) };
}

function hasAssumption(effects: readonly Effect[]): boolean {
  return effects.some(
    e =>
      e.kind === 'assume' ||
      (e.kind === 'if' && (hasAssumption(e.then) || hasAssumption(e.otherwise))),
  );
}

function withoutAssumptions(effects: readonly Effect[]): Statement[] {
  return effects.flatMap((effect): Statement[] => {
    if (effect.kind === 'assume') return [];
    if (effect.kind !== 'if') return [effect];
    return [
      {
        ...effect,
        then: withoutAssumptions(effect.then),
        otherwise: withoutAssumptions(effect.otherwise),
      },
    ];
  });
}

/** The condition before `effects` under which `post` holds after them and every assumption in them. */
function before(effects: readonly Effect[], post: Expr, builder: Builder): Expr {
  return effects.reduceRight<Expr>(
    (condition, effect) => beforeOne(effect, condition, builder),
    post,
  );
}

function beforeOne(effect: Effect, post: Expr, builder: Builder): Expr {
  switch (effect.kind) {
    case 'assume':
      return and([effect.condition, post]);
    case 'require':
      return post;
    case 'if': {
      const then = before(effect.then, post, builder);
      const otherwise = before(effect.otherwise, post, builder);
      if (then === post && otherwise === post) return post;
      return and([implies(effect.condition, then), or([effect.condition, otherwise])]);
    }
    case 'assign':
      return substitute(post, id => (id === effect.cell ? effect.value : null));
    case 'assign-element':
      return substitute(post, id => {
        const offset = id - effect.first;
        if (offset < 0 || offset >= effect.count) return null;
        return ite(equal(effect.index, offset), effect.value, cell(id));
      });
    case 'push':
      return substitute(post, id => afterPush(effect, id, builder));
    case 'remove':
      return substitute(post, id => afterRemove(effect, id, builder));
    case 'clear': {
      const queue = builder.queue(effect.queue);
      return substitute(post, id => {
        if (id === queue.length) return constant(0);
        return within(queue, id) ? constant(builder.cells[id]?.lo ?? 0) : null;
      });
    }
  }
}

function within(queue: { readonly first: CellId; readonly capacity: number }, id: CellId): boolean {
  return id >= queue.first && id < queue.first + queue.capacity;
}

function afterPush(
  effect: Extract<Effect, { kind: 'push' }>,
  id: CellId,
  builder: Builder,
): Expr | null {
  const queue = builder.queue(effect.queue);
  if (id === queue.length) return arith('+', cell(id), constant(1));
  if (!within(queue, id)) return null;
  const slot = id - queue.first;
  const length = cell(queue.length);
  if (queue.order === 'fifo') return ite(equal(length, slot), effect.value, cell(id));
  // Sorted insertion: smaller or equal elements stay, the new one follows them, the rest moves up.
  const stays = and([compare('>', length, constant(slot)), compare('<=', cell(id), effect.value)]);
  const beforeStays =
    slot === 0
      ? TRUE
      : and([compare('>', length, constant(slot - 1)), compare('<=', cell(id - 1), effect.value)]);
  const moved = slot === 0 ? effect.value : cell(id - 1);
  return ite(
    stays,
    cell(id),
    ite(
      and([beforeStays, compare('>=', length, constant(slot))]),
      effect.value,
      ite(compare('>=', length, constant(slot)), moved, cell(id)),
    ),
  );
}

function afterRemove(
  effect: Extract<Effect, { kind: 'remove' }>,
  id: CellId,
  builder: Builder,
): Expr | null {
  const queue = builder.queue(effect.queue);
  if (id === queue.length) return arith('-', cell(id), constant(1));
  if (!within(queue, id) || id - queue.first < effect.position) return null;
  const last = id === queue.first + queue.capacity - 1;
  return last ? constant(builder.cells[id]?.lo ?? 0) : cell(id + 1);
}

/** `expr` with cells replaced; an element access becomes a choice where one of its cells is replaced. */
function substitute(expr: Expr, replace: (id: CellId) => Expr | null): Expr {
  const inner = (e: Expr) => substitute(e, replace);
  switch (expr.kind) {
    case 'const':
      return expr;
    case 'cell':
      return replace(expr.cell) ?? expr;
    case 'element': {
      const index = inner(expr.index);
      const base: Expr = { ...expr, index };
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
