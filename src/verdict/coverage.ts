// What a complete space never did: actions that never fire, locations never reached, invariants that suppose
// what never happens or read nothing that changes. In: the states of a program. Out: one list each. What the
// chosen variant rules out is no part of the program and not reported; nor what its control flow cannot reach,
// nor what a bound of 0 keeps from happening.

import type { ReadableStates } from '../graph/state-index.ts';
import { readsOf } from '../ir/access.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import { mayBeTrue } from '../ir/interval.ts';
import type { Action, Cell, Program, Task } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { actionFamily, causeOfIdle, taskFamily } from './cause.ts';
import { IdleActions, type IdleExpansion } from './idle-actions.ts';
import { plainResult } from './plain-result.ts';
import { Projection } from './projection.ts';
import { isTrue } from './properties.ts';
import type { Coverage, IdleAction, IdleProperty, PropertyResult } from './result.ts';
import { type Standing, standing } from './standing.ts';
import { type NeverTrue, type Withheld, withheldFrom } from './withheld.ts';

/** Looks for something that has not happened in the states before. */
interface Looking {
  look(state: StateVector): void;
  /** What it reads of a state: the more has happened, the less. */
  reads(): Iterable<CellId>;
}

/** Looks at every state once; the more has happened, the less is looked for. */
export function coverageOf(system: Interpreter, states: ReadableStates): Coverage {
  const { program } = system;
  const initial = system.initial();
  const open = program.actions.filter(action => isLeftOpen(program, action));
  const who = standing({ ...program, actions: open });
  const isListed = (action: Action) =>
    COUNTED.has(action.kind) && isLeftOpen(program, action) && who.canStillTake(action, initial);
  const actions = new IdleActions(system, isListed, declarationOf);
  const locations = new ReachedLocations(program, who, initial);
  const properties = new IdleProperties(system, initial);
  lookAtStates(states, system.width, [actions, locations, properties]);
  const idle = actions.idle();
  const withheld = withheldFrom(system, states, [...idle, ...properties.unsupposed()]);
  return {
    actions: told(program, idle, withheld),
    locations: locations.result(withheld),
    properties: properties.result(withheld),
  };
}

/** After so many states, those that follow are read for what is still looked for. */
const STATES_PER_READER = 1024;

function lookAtStates(states: ReadableStates, width: number, all: readonly Looking[]): void {
  const state = new Int32Array(width);
  let read = (id: number, into: StateVector) => states.read(id, into);
  let cells = width;
  for (let id = 0; id < states.size; id++) {
    if (id % STATES_PER_READER === 0) {
      const wanted = new Set(all.flatMap(one => [...one.reads()]));
      if (wanted.size === 0) return;
      if (wanted.size < cells) read = states.readerOf?.(wanted) ?? read;
      cells = wanted.size;
    }
    read(id, state);
    for (const one of all) one.look(state);
  }
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

/** A task with the names of its locations that would be missed and have not been reached, by location. */
interface Ahead {
  readonly task: Task;
  readonly missing: (string | null)[];
}

/** A location counts as reached if any instance of its thread, or a hidden part of it, is. */
class ReachedLocations implements Looking {
  private readonly program: Program;
  /** By name, one of the tasks that have it. */
  private readonly wanted = new Map<string, Task>();
  private readonly seen = new Set<string>();
  private open: readonly Ahead[];

  constructor(program: Program, who: Standing, initial: StateVector) {
    this.program = program;
    for (const task of program.tasks) {
      const ahead = who.ahead(task.id, initial);
      for (const [i, { name, role, hidden }] of task.locations.entries()) {
        if (hidden || role === 'unspawned' || !ahead.has(i)) continue;
        this.wanted.set(fullName(program, task, name), task);
      }
    }
    this.open = program.tasks.map(task => ({
      task,
      missing: task.locations.map(({ name }) => {
        const full = fullName(program, task, name);
        return this.wanted.has(full) ? full : null;
      }),
    }));
  }

  look(state: StateVector): void {
    for (let i = 0; i < this.open.length; i++) {
      const { task, missing } = this.open[i] as Ahead;
      const name = missing[state[task.at] as number];
      if (name != null) this.reached(name);
    }
  }

  reads(): CellId[] {
    this.open = this.open.filter(({ missing }) => missing.some(name => name !== null));
    return this.open.map(({ task }) => task.at);
  }

  private reached(name: string): void {
    this.seen.add(name);
    for (const { missing } of this.open) {
      for (const [i, other] of missing.entries()) if (other === name) missing[i] = null;
    }
  }

  result(withheld: Withheld): Coverage['locations'] {
    const { program, wanted } = this;
    const seen = new Set(this.seen);
    for (const task of program.tasks) {
      for (const [i, { name }] of task.locations.entries()) {
        if (withheld.couldBe(task.at, i)) seen.add(fullName(program, task, name));
      }
    }
    return [...wanted]
      .filter(([name]) => !seen.has(name))
      .map(([name, { process }]) => ({ name, span: spanOf(program, process) }));
  }
}

function fullName(program: Program, task: Task, location: string): string {
  return `${taskFamily(program, task)}.${location}`;
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

class IdleProperties implements Looking {
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

  reads(): CellId[] {
    return this.open.flatMap(({ reads, antecedent }) =>
      antecedent === null ? reads : [...reads, ...readsOf(antecedent)],
    );
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
