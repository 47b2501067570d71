// Processes of the export. In: a program. Out: one process that takes the steps of the system, one for users
// and faults, each at the same place for ever, so that their control adds no states; and one per property
// that is an assertion about states, left out unless it is asked for.

import type { Expr } from '../../ir/expr.ts';
import { and, compare, constant, not } from '../../ir/fold.ts';
import { definedness } from '../../ir/precondition.ts';
import type { Cell, Property } from '../../ir/program.ts';
import { actionLines, STEP } from './action.ts';
import { type Context, placeOf, remark } from './context.ts';
import { conditionText } from './expression.ts';
import { OWN } from './names.ts';

export function systemLines(context: Context): string[] {
  const options = optionsOf(['system'], context);
  return loop(OWN.system, [...options, '', ...deadlockLines(context)]);
}

/** Nothing where users and faults do nothing. */
export function environmentLines(context: Context): string[] {
  const classes = ['user', 'fault'];
  if (!context.program.actions.some(action => classes.includes(action.class))) return [];
  return loop(OWN.environment, optionsOf(classes, context));
}

export function propertyLines(property: Property, context: Context): string[] {
  const subject = `${property.kind} ${property.name}`;
  const where = placeOf(property.span);
  const asked = askedFor(property, context.program.cells);
  if (property.kind === 'deadlock') return [];
  if (asked === null) return [remark(`${subject} (${where}): not exported`)];
  const inside = { ...context, subject };
  const name = context.names.identifier(`${property.kind} ${property.name}`);
  const text = conditionText(asked.bad, inside);
  const option = [`:: d_step { ${text} -> assert(false) }`];
  return [
    remark(`${subject} (${where}): ${asked.meaning}`),
    `#if ${asked.macros.map(macro => `defined(${macro})`).join(' || ')}`,
    ...loop(name, option),
    '#endif',
  ];
}

interface Asked {
  /** In such a state the assertion fails. */
  readonly bad: Expr;
  readonly macros: readonly string[];
  readonly meaning: string;
}

function askedFor(property: Property, cells: readonly Cell[]): Asked | null {
  switch (property.kind) {
    case 'invariant': {
      const { condition, name } = property;
      // A condition that goes wrong is not true.
      const bad = not(and([definedness(condition, cells), condition]));
      return { bad, macros: ['INVARIANTS', `INVARIANT_${name}`], meaning: 'an error violates it' };
    }
    case 'reachable': {
      const { condition, name } = property;
      const bad = and([definedness(condition, cells), condition]);
      return { bad, macros: [`REACHABLE_${name}`], meaning: 'an error shows that it is reachable' };
    }
    case 'bound': {
      const { value, limit, name } = property;
      if (limit === null) return null;
      const bad = and([definedness(value, cells), compare('>', value, constant(limit))]);
      return { bad, macros: ['INVARIANTS', `BOUND_${name}`], meaning: 'an error exceeds it' };
    }
    default:
      return null;
  }
}

function optionsOf(classes: readonly string[], context: Context): string[] {
  const actions = context.program.actions.filter(action => classes.includes(action.class));
  const options = actions.flatMap(action =>
    actionLines(action, { ...context, subject: action.path }),
  );
  // A loop needs an option, and one that only goes wrong is left out unless errors are asked for.
  if (options.includes(STEP)) return options;
  return [':: d_step { false -> skip }', ...options];
}

/** Where no action of the system is enabled, every task must be where it may stay. */
function deadlockLines({ program, ...context }: Context): string[] {
  const accepted = program.tasks.map(task => {
    const owner = program.processes[task.process]?.name;
    const subject = [owner, task.name].filter(part => part != null).join('.');
    const rests = and([definedness(task.accepted, program.cells), task.accepted]);
    return `${conditionText(rests, { program, ...context, subject })} ${remark(subject)}`;
  });
  const lines = accepted.length === 0 ? ['true'] : accepted;
  return [
    '#ifdef DEADLOCK',
    ':: d_step { else ->',
    '     assert(',
    ...lines.map((line, i) => `       ${i === 0 ? '  ' : '&&'} ${line}`),
    '     )',
    '   }',
    '#endif',
  ];
}

/** A process that stands at one place; `end` tells SPIN that standing there for ever is no error. */
function loop(name: string, options: readonly string[]): string[] {
  const body = options.map(line => (line.startsWith('#') || line === '' ? line : `  ${line}`));
  return [`active proctype ${name}() {`, 'end:', '  do', ...body, '  od', '}'];
}
