// What a complete space never did: actions that never fire, locations never reached, invariants that suppose
// what never happens or read nothing that changes. In: the states of a program. Out: one list each. What the
// chosen variant rules out is no part of the program and not reported; nor what its control flow cannot reach,
// nor what a bound of 0 keeps from happening.

import type { ReadableStates } from '../graph/state-index.ts';
import { readsOf } from '../ir/access.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import { mayBeTrue } from '../ir/interval.ts';
import type { Action, Cell, Conjunct, Program, Task } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { actionFamily, causeOfIdle, taskFamily } from './cause.ts';
import { plainResult } from './plain-result.ts';
import { Projection } from './projection.ts';
import { isTrue } from './properties.ts';
import type { Coverage, IdleAction, IdleProperty, PropertyResult } from './result.ts';
import { type Standing, standing } from './standing.ts';
import { type NeverTrue, type Withheld, withheldFrom } from './withheld.ts';

/** Looks at every state once; the more has happened, the less is looked for. */
export function coverageOf(system: Interpreter, states: ReadableStates): Coverage {
  const { program } = system;
  const initial = system.initial();
  const open = program.actions.filter(action => isLeftOpen(program, action));
  const who = standing({ ...program, actions: open });
  const actions = new IdleActions(system, who, initial);
  const locations = new ReachedLocations(program, who, initial);
  const properties = new IdleProperties(system, initial);
  const state = new Int32Array(system.width);
  for (let id = 0; id < states.size; id++) {
    states.read(id, state);
    actions.look(state);
    locations.look(state);
    properties.look(state);
  }
  const idle = actions.idle();
  const withheld = withheldFrom(system, states, [...idle, ...properties.unsupposed()]);
  return {
    actions: told(program, idle, withheld),
    locations: locations.result(withheld),
    properties: properties.result(withheld),
  };
}

/** False where the domains alone, which the choice decides, make the guard false. */
function isLeftOpen({ cells }: Program, { guard }: Action): boolean {
  return guard.every(({ condition }) => mayBeTrue(condition, id => cells[id] as Cell));
}

/** Holds if nothing is idle; unknown where it was not looked for. */
export function judgeCoverage(coverage: Coverage | null): PropertyResult {
  const property = { kind: 'vacuity', name: 'vacuity' } as const;
  if (coverage === null) return plainResult(property, 'unknown');
  const idle = [
    ...coverage.actions.map(({ name }) => `action ${name}`),
    ...coverage.locations.map(({ name }) => `location ${name}`),
    ...coverage.properties.map(({ name }) => `property ${name}`),
  ];
  const causes = [...new Set(idle.map(what => causeOfIdle(what)))].sort();
  const [cause = null] = causes;
  return { ...plainResult(property, cause === null ? 'holds' : 'violated'), cause, causes };
}

// ---------------------------------------------------------------- actions

/** Steps that stand for an action itself, not for what the network or a loop does around it. */
const COUNTED = new Set<Action['kind']>(['step', 'wake', 'timeout', 'environment']);

/** An expansion that has not fired so far. */
interface Candidate {
  readonly action: Action;
  readonly declaration: string;
  /** It would be missed: it is declared, and the control flow leads to it. */
  readonly listed: boolean;
  /** Of what the guard reads. */
  readonly seen: Projection;
  /** Conjuncts that have held together, beginning with the first. */
  held: number;
}

/** With the conjunct that was never true in a state where all before it are. */
interface IdleExpansion extends Candidate, NeverTrue {
  readonly conjunct: Conjunct;
}

class IdleActions {
  private readonly system: Interpreter;
  private open: Candidate[];

  constructor(system: Interpreter, who: Standing, initial: StateVector) {
    this.system = system;
    this.open = system.program.actions.map(action => ({
      action,
      declaration: declarationOf(action),
      listed:
        COUNTED.has(action.kind) &&
        isLeftOpen(system.program, action) &&
        who.canStillTake(action, initial),
      seen: new Projection(readsOfGuard(action), system.program.cells),
      held: 0,
    }));
  }

  look(state: StateVector): void {
    let fired: Set<string> | null = null;
    for (const one of this.open) {
      if (this.fires(one, state)) fired = (fired ?? new Set()).add(one.declaration);
    }
    if (fired !== null) this.open = this.open.filter(one => fired?.has(one.declaration) !== true);
  }

  private fires(candidate: Candidate, state: StateVector): boolean {
    if (!candidate.seen.isNew(state)) return false;
    const { guard } = candidate.action;
    for (const [i, { condition }] of guard.entries()) {
      if (this.system.evaluate(condition, state) !== 0) continue;
      candidate.held = Math.max(candidate.held, i);
      return false;
    }
    return true;
  }

  idle(): IdleExpansion[] {
    return this.open.map(one => {
      const conjunct = one.action.guard[one.held];
      if (conjunct === undefined) throw new Error(`action ${one.action.id} has fired`);
      const conditions = one.action.guard.map(({ condition }) => condition);
      return { ...one, conjunct, conditions, effects: one.action.effects };
    });
  }
}

function readsOfGuard({ guard }: Action): Set<CellId> {
  const reads = new Set<CellId>();
  for (const { condition } of guard) readsOf(condition, reads);
  return reads;
}

/** One entry per declaration, told by the expansion that came furthest; none where one could have fired. */
function told(
  program: Program,
  idle: readonly IdleExpansion[],
  { possible }: Withheld,
): IdleAction[] {
  const excused = new Set(idle.filter(one => possible.has(one)).map(one => one.declaration));
  const best = new Map<string, IdleExpansion>();
  for (const one of idle) {
    if (!one.listed || excused.has(one.declaration)) continue;
    const known = best.get(one.declaration);
    if (known === undefined || one.held > known.held) best.set(one.declaration, one);
  }
  return [...best.values()].map(({ action, conjunct }) => ({
    name: nameOf(program, action),
    span: action.provenance.span,
    never: conjunct.role === 'location' ? null : { role: conjunct.role, span: conjunct.span },
  }));
}

/** Giving up is declared beside what is given up, and counts for itself; so does what nobody has declared. */
function declarationOf({ id, kind, provenance }: Action): string {
  if (!COUNTED.has(kind)) return `${id}`;
  const { file, start, end } = provenance.span;
  return `${file.path} ${start} ${end} ${kind === 'timeout' ? kind : ''}`;
}

function nameOf(program: Program, action: Action): string {
  const name = actionFamily(program, action);
  return action.kind === 'timeout' ? `${name} (timeout)` : name;
}

// ---------------------------------------------------------------- locations

class ReachedLocations {
  private readonly program: Program;
  private readonly who: Standing;
  private readonly initial: StateVector;
  private readonly reached: readonly Uint8Array[];

  constructor(program: Program, who: Standing, initial: StateVector) {
    this.program = program;
    this.who = who;
    this.initial = initial;
    this.reached = program.tasks.map(task => new Uint8Array(task.locations.length));
  }

  look(state: StateVector): void {
    const { tasks } = this.program;
    for (let i = 0; i < tasks.length; i++) {
      const { at } = tasks[i] as Task;
      (this.reached[i] as Uint8Array)[state[at] as number] = 1;
    }
  }

  /** A location counts as reached if any instance of its thread, or a hidden part of it, is. */
  result(withheld: Withheld): Coverage['locations'] {
    const { program, who, initial, reached } = this;
    const seen = new Set<string>();
    const wanted = new Map<string, Task>();
    for (const task of program.tasks) {
      const ahead = who.ahead(task.id, initial);
      for (const [i, { name, role, hidden }] of task.locations.entries()) {
        const full = `${taskFamily(program, task)}.${name}`;
        if (reached[task.id]?.[i] === 1 || withheld.couldBe(task.at, i)) seen.add(full);
        else if (!hidden && role !== 'unspawned' && ahead.has(i)) wanted.set(full, task);
      }
    }
    return [...wanted]
      .filter(([name]) => !seen.has(name))
      .map(([name, { process }]) => ({ name, span: spanOf(program, process) }));
  }
}

function spanOf(program: Program, process: number) {
  const found = program.processes[process];
  if (found === undefined) throw new Error(`no process ${process}`);
  return found.span;
}

// ---------------------------------------------------------------- properties

interface Invariant {
  readonly name: string;
  readonly span: IdleProperty['span'];
  /** The left side of an implication. */
  readonly antecedent: Expr | null;
  readonly supposes: NeverTrue | null;
  readonly reads: readonly CellId[];
  /** Of what `supposes` reads. */
  readonly seen: Projection;
  supposed: boolean;
  changed: boolean;
}

class IdleProperties {
  private readonly system: Interpreter;
  private readonly initial: StateVector;
  private readonly all: readonly Invariant[];
  private open: Invariant[];

  constructor(system: Interpreter, initial: StateVector) {
    this.system = system;
    this.initial = initial;
    this.all = system.program.properties.flatMap(property => {
      if (property.kind !== 'invariant') return [];
      const { name, span, condition, antecedent = null } = property;
      const supposes = antecedent === null ? null : { conditions: [antecedent], effects: [] };
      const reads = [...readsOf(condition)];
      // Decided by the chosen variant and parameters, which is what they are for.
      if (reads.length === 0) return [];
      const seen = new Projection(
        antecedent === null ? [] : readsOf(antecedent),
        system.program.cells,
      );
      const supposed = supposes === null;
      return [{ name, span, antecedent, supposes, reads, seen, supposed, changed: false }];
    });
    this.open = [...this.all];
  }

  look(state: StateVector): void {
    if (this.open.length === 0) return;
    for (const one of this.open) {
      one.changed ||= one.reads.some(cell => state[cell] !== this.initial[cell]);
      one.supposed ||=
        one.antecedent !== null &&
        one.seen.isNew(state) &&
        isTrue(this.system.evaluate(one.antecedent, state));
    }
    if (this.open.some(({ changed, supposed }) => changed && supposed)) {
      this.open = this.open.filter(({ changed, supposed }) => !changed || !supposed);
    }
  }

  /** What is supposed and never happened. */
  unsupposed(): NeverTrue[] {
    return this.open.flatMap(({ supposes, supposed }) =>
      supposes === null || supposed ? [] : [supposes],
    );
  }

  result({ possible, couldChange }: Withheld): IdleProperty[] {
    return this.open.flatMap(one => {
      const { name, span, reads, supposes } = one;
      const changed =
        one.changed || reads.some(cell => couldChange(cell, this.initial[cell] as number));
      const supposed = one.supposed || (supposes !== null && possible.has(supposes));
      if (changed && supposed) return [];
      return [{ name, span, reason: changed ? 'antecedent' : 'constant' } as const];
    });
  }
}
