// What the chosen bounds keep from happening. In: the effects that a bound of 0 withholds, the states of a complete
// space, conditions that were never true in it. Out: those which could have become true after such effects, after
// those of an action that becomes possible by them, and so on. What could never be true even so is not excused.
//
// Each cell by itself may take any value that is assigned to it there; whatever else has happened stands as it does
// in some state of the space. What comes after a location that is reached anew may come anew; so may what the network
// does by itself, like noticing a break.

import type { ReadableStates } from '../graph/state-index.ts';
import { readsOf } from '../ir/access.ts';
import type { CellId, Expr, QueueId, Statement } from '../ir/expr.ts';
import { boundsOf } from '../ir/interval.ts';
import type { Action, Cell, Program, Task } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { representatives } from './projection.ts';

/** Conditions that were not all true in any state, and what would happen next. */
export interface NeverTrue {
  readonly conditions: readonly Expr[];
  readonly effects: readonly Statement[];
}

export interface Withheld {
  /** Each of whose conditions could have become true. */
  readonly possible: ReadonlySet<NeverTrue>;
  /** Whether a cell could have had this value. */
  couldBe(cell: CellId, value: number): boolean;
  /** Whether a cell could have had another value than this one. */
  couldChange(cell: CellId, value: number): boolean;
}

/** No bound of 0 keeps anything from happening. */
const NOTHING: Withheld = {
  possible: new Set(),
  couldBe: () => false,
  couldChange: () => false,
};

export function withheldFrom(
  system: Interpreter,
  states: ReadableStates,
  idle: readonly NeverTrue[],
): Withheld {
  const { program } = system;
  const assigned = new AssignedValues(program);
  if (program.withheld.length === 0) return NOTHING;
  for (const effects of program.withheld) assigned.addAll(effects);
  const possible = new Set<NeverTrue>();
  const never = new Set(idle.map(({ effects }) => effects));
  let open = candidatesOf(program, states, idle);
  for (let before = -1; before < assigned.version; ) {
    before = assigned.version;
    for (const action of program.actions) {
      if (never.has(action.effects)) continue;
      if (mayComeAnew(program, action, assigned)) assigned.addAll(action.effects);
      else assigned.addTouched(action.effects);
    }
    open = open.filter(candidate => {
      if (!candidate.couldBeTrue(system, assigned)) return true;
      possible.add(candidate.idle);
      assigned.addAll(candidate.idle.effects);
      return false;
    });
  }
  return {
    possible,
    couldBe: (cell, value) => assigned.valuesOf(cell).has(value),
    couldChange: (cell, value) => [...assigned.valuesOf(cell)].some(other => other !== value),
  };
}

/** By control flow alone, from where something withheld leads to; the network has none and looks at its streams. */
function mayComeAnew(program: Program, action: Action, assigned: AssignedValues): boolean {
  if (action.moves.length === 0) return action.guard.some(one => assigned.touches(one.condition));
  return action.moves.some(({ task, from }) => {
    const { at } = program.tasks[task] as Task;
    return assigned.valuesOf(at).has(from);
  });
}

/** More combinations are not tried: the condition is then taken for possible. */
const MOST_COMBINATIONS = 4096;
/** A cell with a larger domain is not enumerated where what is assigned is no constant: its ends stand for it. */
const MOST_VALUES = 1024;

/** Reads the states once, whatever is asked of them later. */
function candidatesOf(
  { cells }: Program,
  states: ReadableStates,
  idle: readonly NeverTrue[],
): Candidate[] {
  const conditions = [...new Set(idle.flatMap(one => one.conditions))];
  const shown = representatives(
    states,
    cells,
    conditions.map(one => readsOf(one)),
  );
  const free = new Map(conditions.map((one, i) => [one, new FreeCondition(one, shown[i] ?? [])]));
  return idle.map(one => new Candidate(one, free));
}

class Candidate {
  readonly idle: NeverTrue;
  private open: readonly FreeCondition[];

  constructor(idle: NeverTrue, free: ReadonlyMap<Expr, FreeCondition>) {
    this.idle = idle;
    this.open = idle.conditions.map(condition => free.get(condition) as FreeCondition);
  }

  /** True once each condition could have been true in some state, not all in the same; some but for what is withheld. */
  couldBeTrue(system: Interpreter, assigned: AssignedValues): boolean {
    if (!this.idle.conditions.some(one => assigned.touches(one))) return false;
    this.open = this.open.filter(one => !one.couldBeTrue(system, assigned));
    return this.open.length === 0;
  }
}

class FreeCondition {
  private readonly condition: Expr;
  private readonly reads: readonly CellId[];
  /** States that show every combination of values it reads. */
  private readonly shown: readonly StateVector[];
  /** Those of `reads` that have values assigned; found anew when there are more of them. */
  private free: readonly CellId[] = [];
  private version = -1;
  private answer = false;

  constructor(condition: Expr, shown: readonly StateVector[]) {
    this.condition = condition;
    this.reads = [...readsOf(condition)];
    this.shown = shown;
  }

  /** Asked again only when more is assigned; the more is assigned, the more is possible. */
  couldBeTrue(system: Interpreter, assigned: AssignedValues): boolean {
    if (this.answer || this.version === assigned.version) return this.answer;
    this.version = assigned.version;
    this.free = this.reads.filter(cell => assigned.valuesOf(cell).size > 0);
    this.answer = this.shown.some(state => this.couldBeTrueIn(system, state, assigned));
    return this.answer;
  }

  /** Tries every combination of assigned values, each cell's own value among them. */
  private couldBeTrueIn(
    system: Interpreter,
    state: StateVector,
    assigned: AssignedValues,
  ): boolean {
    const isTrue = (values: StateVector) => system.evaluate(this.condition, values) !== 0;
    if (this.free.length === 0) return isTrue(state);
    const values = this.free.map(cell => assigned.valuesOf(cell));
    const combinations = values.reduce((product, { size }) => product * (size + 1), 1);
    if (combinations > MOST_COMBINATIONS) return true;
    const attempt = state.slice();
    const tryFrom = (i: number): boolean => {
      if (i === this.free.length) return isTrue(attempt);
      const cell = this.free[i] as CellId;
      if (tryFrom(i + 1)) return true;
      for (const value of values[i] ?? []) {
        attempt[cell] = value;
        if (tryFrom(i + 1)) return true;
      }
      attempt[cell] = state[cell] as number;
      return false;
    };
    return tryFrom(0);
  }
}

const NONE: ReadonlySet<number> = new Set();

/** Values that statements may give to cells, whenever they run. */
class AssignedValues {
  version = 0;
  private readonly program: Program;
  private readonly values = new Map<CellId, Set<number>>();

  constructor(program: Program) {
    this.program = program;
  }

  valuesOf(cell: CellId): ReadonlySet<number> {
    return this.values.get(cell) ?? NONE;
  }

  addAll(statements: readonly Statement[]): void {
    for (const statement of statements) this.add(statement);
  }

  /** What is assigned because of a value that is assigned here. */
  addTouched(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === 'if') {
        if (this.touches(statement.condition)) this.addAll([statement]);
        this.addTouched(statement.then);
        this.addTouched(statement.otherwise);
      } else if ('value' in statement && this.touches(statement.value)) this.add(statement);
    }
  }

  touches(expr: Expr): boolean {
    return [...readsOf(expr)].some(cell => this.values.has(cell));
  }

  private add(statement: Statement): void {
    switch (statement.kind) {
      case 'assign':
        this.assign(statement.cell, 1, statement.value);
        return;
      case 'assign-element':
        this.assign(statement.first, statement.count, statement.value);
        return;
      case 'push':
        this.push(statement.queue, statement.value);
        return;
      case 'if':
        this.addAll(statement.then);
        this.addAll(statement.otherwise);
        return;
      // What leaves a queue lets nothing be read from it that was not there.
      case 'remove':
      case 'clear':
      case 'require':
        return;
    }
  }

  private push(id: QueueId, value: Expr): void {
    const queue = this.program.queues[id];
    if (queue === undefined) throw new Error(`no queue ${id}`);
    this.assign(queue.first, queue.capacity, value);
    for (let length = 1; length <= queue.capacity; length++) this.include(queue.length, length);
  }

  private assign(first: CellId, count: number, value: Expr): void {
    const { lo, hi } = boundsOf(value, id => this.program.cells[id] as Cell);
    for (let cell = first; cell < first + count; cell++) {
      const domain = this.program.cells[cell] as Cell;
      this.includeRange(cell, Math.max(lo, domain.lo), Math.min(hi, domain.hi));
    }
  }

  private includeRange(cell: CellId, lo: number, hi: number): void {
    if (hi - lo >= MOST_VALUES) for (const value of [lo, hi]) this.include(cell, value);
    else for (let value = lo; value <= hi; value++) this.include(cell, value);
  }

  private include(cell: CellId, value: number): void {
    const known = this.values.get(cell) ?? new Set();
    if (known.has(value)) return;
    this.values.set(cell, known.add(value));
    this.version += 1;
  }
}
