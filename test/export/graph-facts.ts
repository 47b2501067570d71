// What is true of a program's state graph, counted in the plainest way. In: a program that is small. Out: the
// numbers an exported model must have. Shares no code with the searches of mcheck.

import type { Program, Property } from '../../src/ir/program.ts';
import { interpreter } from '../../src/system/interpreter.ts';

export interface Facts {
  readonly states: number;
  readonly transitions: number;
  /** States in which nothing of the system is enabled, and those of them that are not accepted. */
  readonly quiescent: number;
  readonly deadlocks: number;
  /** Pairs of a state and an action that goes wrong in it. */
  readonly failures: number;
  /** Per invariant, bound with a limit and reachable property: states in which its assertion fails. */
  readonly asserted: ReadonlyMap<string, number>;
}

export function factsOf(program: Program): Facts {
  const system = interpreter(program);
  const seen = new Set([keyOf(system.initial())]);
  const open = [system.initial()];
  const asserted = new Map<string, number>();
  let [transitions, quiescent, deadlocks, failures] = [0, 0, 0, 0];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const here = state;
    const moving = system.expand(here, {
      successor: (_, next) => {
        transitions += 1;
        const key = keyOf(next);
        if (seen.has(key)) return;
        seen.add(key);
        open.push(next.slice());
      },
      failure: () => {
        failures += 1;
      },
    });
    if (moving === 0) quiescent += 1;
    if (moving === 0 && !system.accepted(here)) deadlocks += 1;
    for (const property of program.properties) {
      const fails = assertionFails(property, expr => system.evaluate(expr, here));
      if (fails === null) continue;
      asserted.set(property.name, (asserted.get(property.name) ?? 0) + (fails ? 1 : 0));
    }
  }
  return { states: seen.size, transitions, quiescent, deadlocks, failures, asserted };
}

/** The same text for the same values, and for no others. */
function keyOf(state: Int32Array): string {
  return Buffer.from(state.buffer, state.byteOffset, state.byteLength).toString('latin1');
}

type Evaluate = (expr: Extract<Property, { kind: 'invariant' }>['condition']) => unknown;

function assertionFails(property: Property, evaluate: Evaluate): boolean | null {
  switch (property.kind) {
    case 'invariant':
      return evaluate(property.condition) !== 1;
    case 'reachable':
      return evaluate(property.condition) === 1;
    case 'bound': {
      if (property.limit === null) return null;
      const value = evaluate(property.value);
      return typeof value === 'number' && value > property.limit;
    }
    default:
      return null;
  }
}
