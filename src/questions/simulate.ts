// Random walks through a program. In: what can be done in a state, properties to watch, a seed. Out: the first
// violation with the steps that led to it, or that none was met. The same seed walks the same way everywhere.

import type { Expr, Failure } from '../ir/expr.ts';
import type { ActionClass, Program } from '../ir/program.ts';
import type { Checked, TraceStep } from '../verdict/result.ts';

/** What a walk asks of the system; the interpreter is one. */
export interface Walkable {
  initial(): Int32Array;
  enabled(state: Int32Array): number[];
  fire(
    state: Int32Array,
    action: number,
  ): { readonly next: Int32Array | null; readonly failure: Failure | null } | null;
  evaluate(expr: Expr, state: Int32Array): number | Failure;
  accepted(state: Int32Array): boolean;
}

export interface SimulationOptions {
  /** 0 .. 2^32-1 */
  readonly seed: number;
  readonly walks: number;
  /** Most steps of one walk. */
  readonly steps: number;
  readonly properties: readonly Checked[];
  /** Asked now and then; true stops the simulation. */
  readonly stopped: () => Promise<boolean>;
}

export interface Simulation {
  /** Walks begun. */
  readonly walks: number;
  /** Steps taken over all walks. */
  readonly steps: number;
  readonly interrupted: boolean;
  readonly violation: Violation | null;
}

export interface Violation {
  readonly property: Checked;
  readonly initial: Int32Array;
  readonly steps: readonly TraceStep[];
  readonly failure: Failure | null;
}

/** Walks until something is violated or all walks are done. Every enabled action is equally likely. */
export async function simulate(
  program: Program,
  system: Walkable,
  options: SimulationOptions,
): Promise<Simulation> {
  const random = mulberry32(options.seed);
  let steps = 0;
  for (let walk = 1; walk <= options.walks; walk++) {
    if (walk % 16 === 0 && (await options.stopped())) {
      return { walks: walk - 1, steps, interrupted: true, violation: null };
    }
    const walked = walkOnce(program, system, options, random);
    steps += walked.taken;
    if (walked.violation !== null) {
      return { walks: walk, steps, interrupted: false, violation: walked.violation };
    }
  }
  return { walks: options.walks, steps, interrupted: false, violation: null };
}

function walkOnce(
  program: Program,
  system: Walkable,
  options: SimulationOptions,
  random: () => number,
): { readonly taken: number; readonly violation: Violation | null } {
  const initial = system.initial();
  const steps: TraceStep[] = [];
  let state = initial;
  for (;;) {
    const enabled = system.enabled(state);
    const property = violatedIn(program, system, options.properties, state, enabled);
    if (property !== null) {
      return { taken: steps.length, violation: { property, initial, steps, failure: null } };
    }
    const action = enabled[Math.floor(random() * enabled.length)];
    if (action === undefined || steps.length >= options.steps) {
      return { taken: steps.length, violation: null };
    }
    const firing = system.fire(state, action);
    if (firing === null) throw new Error(`action ${action} is not enabled`);
    if (firing.next === null) {
      steps.push({ action, state });
      return {
        taken: steps.length,
        violation: failed(options.properties, initial, steps, firing.failure),
      };
    }
    state = firing.next;
    steps.push({ action, state });
  }
}

/** The property a failing action violates, where it is watched; the walk ends in any case. */
function failed(
  properties: readonly Checked[],
  initial: Int32Array,
  steps: readonly TraceStep[],
  failure: Failure | null,
): Violation | null {
  const kind = failure?.error === 'assert' ? 'assertion' : 'error';
  const property = properties.find(one => one.kind === kind);
  return property === undefined ? null : { property, initial, steps, failure };
}

function violatedIn(
  program: Program,
  system: Walkable,
  properties: readonly Checked[],
  state: Int32Array,
  enabled: readonly number[],
): Checked | null {
  const isSystem = (id: number) => classOf(program, id) === 'system';
  for (const property of properties) {
    switch (property.kind) {
      case 'deadlock':
        if (!enabled.some(isSystem) && !system.accepted(state)) return property;
        break;
      case 'invariant':
        if (system.evaluate(property.condition, state) !== 1) return property;
        break;
      case 'bound': {
        const value = system.evaluate(property.value, state);
        if (typeof value === 'number' && property.limit !== null && value > property.limit) {
          return property;
        }
        break;
      }
      default:
        break;
    }
  }
  return null;
}

function classOf(program: Program, id: number): ActionClass | undefined {
  return program.actions[id]?.class;
}

/** mulberry32 (T. Ettinger, public domain): 32 bits of state, 0 <= x < 1. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
