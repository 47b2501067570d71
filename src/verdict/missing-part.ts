// The part of a false condition that has to become true first. In: a condition that is false in a state.
// Out: a weaker condition, false as well, whose rise is necessary for the whole. Conjuncts that hold
// already are left out, so that nobody is named who would only make true again what is true.

import { readsOf } from '../ir/access.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';

export interface MissingPart {
  readonly condition: Expr;
  /** The same for equal parts of one condition. */
  readonly key: string;
}

/**
 * The false operands of a conjunction, with those on the same queues: that something arrives and that it
 * is the right message are one wait.
 */
export function missingPart(system: Interpreter, condition: Expr, state: StateVector): MissingPart {
  const operands = conjunctionOf(condition);
  const isFalse = operands.map(operand => system.evaluate(operand, state) === 0);
  const queues = queueCells(
    system.program,
    operands.filter((_, i) => isFalse[i]),
  );
  const kept = [...operands.keys()].filter(
    i => isFalse[i] || [...readsOf(operands[i] as Expr)].some(cell => queues.has(cell)),
  );
  return {
    condition: { kind: 'and', operands: kept.map(i => operands[i] as Expr) },
    key: kept.join(','),
  };
}

/** The first false operand of a conjunction alone. */
export function firstMissingPart(
  system: Interpreter,
  condition: Expr,
  state: StateVector,
): MissingPart {
  const operands = conjunctionOf(condition);
  const at = operands.findIndex(operand => system.evaluate(operand, state) === 0);
  return { condition: operands[at] ?? condition, key: String(at) };
}

/** What must hold together; a check that has not failed says nothing of its own. */
function conjunctionOf(condition: Expr): readonly Expr[] {
  if (condition.kind === 'and') return condition.operands.flatMap(conjunctionOf);
  if (condition.kind === 'checked') return conjunctionOf(condition.value);
  return [condition];
}

function queueCells(program: Program, operands: readonly Expr[]): ReadonlySet<CellId> {
  const reads = new Set(operands.flatMap(operand => [...readsOf(operand)]));
  const cells = new Set<CellId>();
  for (const { length, first, capacity } of program.queues) {
    const own = [length, ...Array.from({ length: capacity }, (_, i) => first + i)];
    if (own.some(cell => reads.has(cell))) for (const cell of own) cells.add(cell);
  }
  return cells;
}
