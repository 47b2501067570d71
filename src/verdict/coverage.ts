// What a complete space never did: actions that never fire, locations never reached, invariants that suppose
// what never happens or read nothing that changes. In: the states of a program. Out: one list each. What the
// chosen variant rules out is no part of the program and not reported; nor what its control flow cannot reach.

import type { ReadableStates } from '../graph/state-index.ts';
import { readsOf } from '../ir/access.ts';
import type { CellId, Expr } from '../ir/expr.ts';
import type { Action, Program, Task } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { actionFamily, causeOfIdle, taskFamily } from './cause.ts';
import { plainResult } from './plain-result.ts';
import { isTrue } from './properties.ts';
import type { Coverage, IdleAction, IdleProperty, PropertyResult } from './result.ts';
import { type Standing, standing } from './standing.ts';

/** Looks at every state once; the more has happened, the less is looked for. */
export function coverageOf(system: Interpreter, states: ReadableStates): Coverage {
  const { program } = system;
  const initial = system.initial();
  const who = standing(program);
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
  return {
    actions: actions.result(),
    locations: locations.result(),
    properties: properties.result(),
  };
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
  /** Conjuncts that have held together, beginning with the first. */
  held: number;
}

class IdleActions {
  private readonly system: Interpreter;
  private readonly all: readonly Candidate[];
  private open: Candidate[];

  constructor(system: Interpreter, who: Standing, initial: StateVector) {
    this.system = system;
    this.all = system.program.actions
      .filter(action => COUNTED.has(action.kind) && who.canStillTake(action, initial))
      .map(action => ({ action, declaration: declarationOf(action), held: 0 }));
    this.open = [...this.all];
  }

  look(state: StateVector): void {
    const fired = new Set(
      this.open.filter(one => this.fires(one, state)).map(one => one.declaration),
    );
    if (fired.size > 0) this.open = this.open.filter(one => !fired.has(one.declaration));
  }

  private fires(candidate: Candidate, state: StateVector): boolean {
    const { guard } = candidate.action;
    for (const [i, { condition }] of guard.entries()) {
      if (this.system.evaluate(condition, state) !== 0) continue;
      candidate.held = Math.max(candidate.held, i);
      return false;
    }
    return true;
  }

  /** One entry per declaration, told by the expansion that came furthest. */
  result(): IdleAction[] {
    const best = new Map<string, Candidate>();
    for (const one of this.open) {
      const known = best.get(one.declaration);
      if (known === undefined || one.held > known.held) best.set(one.declaration, one);
    }
    return [...best.values()].map(({ action, held }) => {
      const conjunct = action.guard[held];
      const named = conjunct !== undefined && conjunct.role !== 'location';
      return {
        name: nameOf(this.system.program, action),
        span: action.provenance.span,
        never: named ? { role: conjunct.role, span: conjunct.span } : null,
      };
    });
  }
}

/** Giving up is declared beside what is given up, and counts for itself. */
function declarationOf({ kind, provenance }: Action): string {
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
    this.program.tasks.forEach((task, i) => {
      (this.reached[i] as Uint8Array)[state[task.at] as number] = 1;
    });
  }

  /** A location counts as reached if any instance of its thread, or a hidden part of it, is. */
  result(): Coverage['locations'] {
    const { program, who, initial, reached } = this;
    const seen = new Set<string>();
    const wanted = new Map<string, Task>();
    for (const task of program.tasks) {
      const ahead = who.ahead(task.id, initial);
      for (const [i, { name, role, hidden }] of task.locations.entries()) {
        const full = `${taskFamily(program, task)}.${name}`;
        if (reached[task.id]?.[i] === 1) seen.add(full);
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
  readonly antecedent: Expr | null;
  readonly reads: readonly CellId[];
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
      const reads = [...readsOf(condition)];
      // Decided by the chosen variant and parameters, which is what they are for.
      if (reads.length === 0) return [];
      return [{ name, span, antecedent, reads, supposed: antecedent === null, changed: false }];
    });
    this.open = [...this.all];
  }

  look(state: StateVector): void {
    if (this.open.length === 0) return;
    for (const one of this.open) {
      one.changed ||= one.reads.some(cell => state[cell] !== this.initial[cell]);
      one.supposed ||=
        one.antecedent !== null && isTrue(this.system.evaluate(one.antecedent, state));
    }
    this.open = this.open.filter(({ changed, supposed }) => !changed || !supposed);
  }

  result(): IdleProperty[] {
    return this.open.map(({ name, span, changed }) => ({
      name,
      span,
      reason: changed ? 'antecedent' : 'constant',
    }));
  }
}
