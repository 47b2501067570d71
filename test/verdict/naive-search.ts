// A search written to be obviously right: a map of states by their text, parents recorded nowhere, every
// rule of choice spelled out. In: a program. Out: what the real search must agree with.

import type { Program, Property } from '../../src/ir/program.ts';
import { type Interpreter, interpreter } from '../../src/system/interpreter.ts';

export interface NaiveResult {
  readonly states: number;
  readonly transitions: number;
  readonly deadlocks: number;
  readonly depth: number;
  readonly failures: number;
  /** Steps of the shortest path to what violates the property; null if nothing does. */
  lengthTo(property: Property | 'error' | 'assertion'): number | null;
  readonly system: Interpreter;
  readonly largest: number | null;
}

interface Found {
  readonly state: Int32Array;
  readonly depth: number;
  readonly deadlock: boolean;
  readonly errors: readonly string[];
}

export function naiveSearch(program: Program): NaiveResult {
  const system = interpreter(program);
  const seen = new Map<string, Found>();
  let level = [system.initial()];
  let transitions = 0;
  let failures = 0;
  for (let depth = 0; level.length > 0; depth++) {
    const next: Int32Array[] = [];
    for (const state of level) {
      if (seen.has(JSON.stringify([...state]))) continue;
      const errors: string[] = [];
      let owed = false;
      for (const { id, class: kind } of program.actions) {
        const fired = system.fire(state, id);
        if (fired === null) continue;
        owed ||= kind === 'system';
        if (fired.next === null) {
          failures += 1;
          errors.push(fired.failure.error);
        } else {
          transitions += 1;
          next.push(fired.next);
        }
      }
      const deadlock = !owed && !system.accepted(state);
      seen.set(JSON.stringify([...state]), { state, depth, deadlock, errors });
    }
    level = next;
  }
  const all = [...seen.values()];
  const least = (found: readonly Found[], extra = 0) =>
    found.length === 0 ? null : Math.min(...found.map(({ depth }) => depth)) + extra;
  return {
    system,
    states: all.length,
    transitions,
    failures,
    deadlocks: all.filter(({ deadlock }) => deadlock).length,
    depth: Math.max(...all.map(({ depth }) => depth)),
    largest: largestValue(program, system, all),
    lengthTo(property) {
      if (property === 'error')
        return least(
          all.filter(f => f.errors.some(e => e !== 'assert')),
          1,
        );
      if (property === 'assertion')
        return least(
          all.filter(f => f.errors.includes('assert')),
          1,
        );
      if (property.kind === 'deadlock') return least(all.filter(({ deadlock }) => deadlock));
      if (property.kind !== 'invariant') throw new Error(`no rule for ${property.kind}`);
      return least(all.filter(({ state }) => system.evaluate(property.condition, state) !== 1));
    },
  };
}

function largestValue(program: Program, system: Interpreter, all: readonly Found[]): number | null {
  const bound = program.properties.find(property => property.kind === 'bound');
  if (bound === undefined) return null;
  const values = all
    .map(({ state }) => system.evaluate(bound.value, state))
    .filter(value => typeof value === 'number');
  return values.length === 0 ? null : Math.max(...values);
}
