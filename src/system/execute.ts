// The meaning of statements. In: effects of an action. Out: a function that changes a state vector in
// place, in order, each statement seeing those before it. What goes wrong is raised as a ModelFailure;
// the vector is then worthless and the action boundary drops it.

import { InternalError } from '../diagnostic/internal-error.ts';
import type { Failure, Statement } from '../ir/expr.ts';
import type { Cell, Program, Queue } from '../ir/program.ts';
import { compile, ModelFailure } from './evaluate.ts';
import type { StateVector } from './transition-system.ts';

/** Changes the state in place. Throws ModelFailure. */
export type Execute = (state: StateVector) => void;

/** What statements need to know of the program. */
export type Layout = Pick<Program, 'cells' | 'queues'>;

/** What is thrown where lowering has excluded that something goes wrong. */
export type Broken = (message: string) => unknown;

const internalError: Broken = message => new InternalError(message);

/** Translates statements into one function, once. */
export function compileStatements(
  statements: readonly Statement[],
  layout: Layout,
  broken: Broken = internalError,
): Execute {
  const parts = statements.map(statement => compileStatement(statement, layout, broken));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return state => {
    for (const part of parts) part(state);
  };
}

function compileStatement(statement: Statement, layout: Layout, broken: Broken): Execute {
  switch (statement.kind) {
    case 'assign':
      return compileAssign(statement, layout, broken);
    case 'assign-element':
      return compileAssignElement(statement, layout, broken);
    case 'push':
      return compilePush(statement, layout, broken);
    case 'remove':
      return compileRemove(statement, layout, broken);
    case 'clear':
      return compileClear(queueOf(layout, statement.queue), layout);
    case 'if': {
      const condition = compile(statement.condition);
      const then = compileStatements(statement.then, layout, broken);
      const otherwise = compileStatements(statement.otherwise, layout, broken);
      return state => (condition(state) !== 0 ? then(state) : otherwise(state));
    }
    case 'require': {
      const condition = compile(statement.condition);
      const raised = new ModelFailure(statement.failure);
      return state => {
        if (condition(state) === 0) throw raised;
      };
    }
  }
}

function compileAssign(
  { cell, value, failure }: Extract<Statement, { kind: 'assign' }>,
  layout: Layout,
  broken: Broken,
): Execute {
  const { lo, hi, name } = cellOf(layout, cell);
  const compiled = compile(value);
  const raised = raise(failure, `${name} leaves its domain`, broken);
  return state => {
    const result = compiled(state);
    if (result < lo || result > hi) throw raised();
    state[cell] = result;
  };
}

function compileAssignElement(
  statement: Extract<Statement, { kind: 'assign-element' }>,
  layout: Layout,
  broken: Broken,
): Execute {
  const { first, count } = statement;
  const index = compile(statement.index);
  const value = compile(statement.value);
  const outside = new ModelFailure(statement.failure);
  const raised = raise(
    statement.rangeFailure,
    `element of ${cellOf(layout, first).name} leaves its domain`,
    broken,
  );
  return state => {
    const at = index(state);
    if (at < 0 || at >= count) throw outside;
    const result = value(state);
    const { lo, hi } = cellOf(layout, first + at);
    if (result < lo || result > hi) throw raised();
    state[first + at] = result;
  };
}

/** The value is evaluated before the queue is looked at. A bag's slots stay in ascending order. */
function compilePush(
  statement: Extract<Statement, { kind: 'push' }>,
  layout: Layout,
  broken: Broken,
): Execute {
  const { length, first, capacity, order, name } = queueOf(layout, statement.queue);
  const value = compile(statement.value);
  const full = raise(statement.failure, `push to full queue ${name}`, broken);
  // No value fits a queue without slots, and none is ever stored there.
  const { lo, hi } = capacity === 0 ? { lo: 0, hi: 0 } : cellOf(layout, first);
  return state => {
    const pushed = value(state);
    const size = state[length] as number;
    if (size >= capacity) throw full();
    if (pushed < lo || pushed > hi) throw broken(`push to ${name} leaves its domain`);
    let slot = first + size;
    while (order === 'bag' && slot > first && (state[slot - 1] as number) > pushed) {
      state[slot] = state[slot - 1] as number;
      slot -= 1;
    }
    state[slot] = pushed;
    state[length] = size + 1;
  };
}

function compileRemove(
  { queue, position, failure }: Extract<Statement, { kind: 'remove' }>,
  layout: Layout,
  broken: Broken,
): Execute {
  const { length, first, capacity, name } = queueOf(layout, queue);
  const missing = raise(failure, `remove from queue ${name} past its end`, broken);
  const vacant = capacity === 0 ? 0 : cellOf(layout, first).lo;
  return state => {
    const size = state[length] as number;
    if (position >= size) throw missing();
    for (let slot = first + position; slot < first + size - 1; slot++) {
      state[slot] = state[slot + 1] as number;
    }
    state[first + size - 1] = vacant;
    state[length] = size - 1;
  };
}

function compileClear({ length, first, capacity }: Queue, layout: Layout): Execute {
  const vacant = capacity === 0 ? 0 : cellOf(layout, first).lo;
  return state => {
    state[length] = 0;
    state.fill(vacant, first, first + capacity);
  };
}

/** What to throw: the model's failure, or what stands for one that lowering has excluded. */
function raise(failure: Failure | null, otherwise: string, broken: Broken): () => unknown {
  const raised = failure === null ? null : new ModelFailure(failure);
  return () => raised ?? broken(otherwise);
}

function cellOf(layout: Layout, cell: number): Cell {
  const found = layout.cells[cell];
  if (found === undefined) throw new InternalError(`no cell ${cell}`);
  return found;
}

function queueOf(layout: Layout, queue: number): Queue {
  const found = layout.queues[queue];
  if (found === undefined) throw new InternalError(`no queue ${queue}`);
  return found;
}
