// What a run checks and how a search watches for it. In: a program. Out: its properties with the two every
// model may have, and a monitor for each that the search decides. Judges nothing.

import type { Monitor } from '../explore/monitor.ts';
import type { Failure, Statement } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import { needsGraph } from './needs-graph.ts';
import type { Checked } from './result.ts';

/**
 * What `check` reports, in order: the program's properties, then `errors`, then `assertions` where the
 * model asserts anything. A goal is no claim of its own and is left out.
 */
export function checkedProperties(program: Program): Checked[] {
  const checked: Checked[] = program.properties.filter(property => property.kind !== 'goal');
  checked.push({ kind: 'error', name: 'errors' });
  if (program.actions.some(action => action.effects.some(asserts))) {
    checked.push({ kind: 'assertion', name: 'assertions' });
  }
  return checked;
}

/** Whether a search of states decides it. */
export function monitored(property: Checked): boolean {
  return !needsGraph(property) && property.kind !== 'goal' && property.kind !== 'vacuity';
}

/** How the search watches for a property; null if it cannot decide it. */
export function monitorOf(system: Interpreter, property: Checked): Monitor | null {
  if (needsGraph(property)) return null;
  switch (property.kind) {
    case 'deadlock':
      return { kind: 'deadlock' };
    case 'invariant': {
      const { condition } = property;
      // A condition that goes wrong is not true.
      return {
        kind: 'state',
        violation: true,
        holds: state => !isTrue(system.evaluate(condition, state)),
      };
    }
    case 'reachable': {
      const { condition } = property;
      return {
        kind: 'state',
        violation: false,
        holds: state => isTrue(system.evaluate(condition, state)),
      };
    }
    case 'bound': {
      const { value, limit } = property;
      return {
        kind: 'maximum',
        limit,
        value: state => numberOrNull(system.evaluate(value, state)),
      };
    }
    case 'error':
      return { kind: 'failure', selects: failure => failure.error !== 'assert' };
    case 'assertion':
      return { kind: 'failure', selects: failure => failure.error === 'assert' };
    case 'goal':
    case 'vacuity':
      return null;
  }
}

/** The value of a condition that did not go wrong, and is true. */
export function isTrue(value: number | Failure): boolean {
  return typeof value === 'number' && value !== 0;
}

function numberOrNull(value: number | Failure): number | null {
  return typeof value === 'number' ? value : null;
}

function asserts(statement: Statement): boolean {
  if (statement.kind === 'require') return statement.failure.error === 'assert';
  return statement.kind === 'if' && [...statement.then, ...statement.otherwise].some(asserts);
}
