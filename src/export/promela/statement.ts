// Effects as statements of Promela, for use inside d_step. In: statements that succeed in the states they are
// executed in. Out: lines. Queues are arrays with a length; places beyond it hold the lowest value.

import type { Expr, Statement } from '../../ir/expr.ts';
import type { Cell, Queue } from '../../ir/program.ts';
import type { Context } from './context.ts';
import { conditionText, expressionText, indexedPlace, meaning, placeText } from './expression.ts';
import { OWN } from './names.ts';

/** Whether the effects use the variables that serve within a step and are 0 between steps. */
export function needsScratch(statements: readonly Statement[], queues: readonly Queue[]): boolean {
  return statements.some(one =>
    one.kind === 'if'
      ? needsScratch(one.then, queues) || needsScratch(one.otherwise, queues)
      : one.kind === 'push' && queues[one.queue]?.order === 'bag',
  );
}

export function statementLines(statements: readonly Statement[], context: Context): string[] {
  return statements.flatMap(statement => linesOf(statement, context));
}

function linesOf(statement: Statement, context: Context): string[] {
  switch (statement.kind) {
    case 'assign':
      return [
        assignment(placeText(statement.cell, context), statement.cell, statement.value, context),
      ];
    case 'assign-element': {
      const place = indexedPlace(statement.first, statement.index, context);
      return [assignment(place, statement.first, statement.value, context)];
    }
    case 'push':
      return pushLines(statement, context);
    case 'remove':
      return removeLines(queueOf(statement.queue, context), statement.position, context);
    case 'clear': {
      const queue = queueOf(statement.queue, context);
      const slots = slotsOf(queue).map(slot => emptied(slot, context));
      return [...slots, `${placeText(queue.length, context)} = 0;`];
    }
    case 'if':
      return [
        'if',
        ...branch(`${conditionText(statement.condition, context)}`, statement.then, context),
        ...branch('else', statement.otherwise, context),
        'fi;',
      ];
    // The guard of the step says that it holds.
    case 'require':
      return [];
  }
}

function branch(condition: string, statements: readonly Statement[], context: Context): string[] {
  const lines = statementLines(statements, context);
  if (lines.length === 0) return [`:: ${condition} -> skip`];
  return [`:: ${condition} ->`, ...indented(lines)];
}

export function indented(lines: readonly string[], by = 3): string[] {
  return lines.map(line => `${' '.repeat(by)}${line}`);
}

function assignment(place: string, cell: number, value: Expr, context: Context): string {
  const stored = storedText(cell, value, context);
  const type = context.program.cells[cell]?.type;
  const words = value.kind === 'const' && type !== undefined ? meaning(type, value.value) : '';
  return `${place} = ${stored};${words}`;
}

/** A value as it is kept in the variable of a cell. */
function storedText(cell: number, value: Expr, context: Context): string {
  const { bias } = context.storage.variable(cell);
  if (value.kind === 'const') return String(value.value + bias);
  return bias === 0
    ? expressionText(value, context)
    : `(${expressionText(value, context)}) + ${bias}`;
}

function pushLines(
  { queue: id, value }: Extract<Statement, { kind: 'push' }>,
  context: Context,
): string[] {
  const queue = queueOf(id, context);
  const length = placeText(queue.length, context);
  const pushed = storedText(queue.first, value, context);
  const index: Expr = { kind: 'cell', cell: queue.length };
  if (queue.order === 'fifo') {
    const place = indexedPlace(queue.first, index, context);
    return [`${place} = ${pushed};${words(queue, value)}`, `${length}++;`];
  }
  const { slot, value: kept } = OWN;
  const { name, first } = context.storage.variable(queue.first);
  const at = (back: number) => {
    const offset = queue.first - first - back;
    return `${name}[${slot}${offset === 0 ? '' : ` ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`}]`;
  };
  return [
    `${kept} = ${pushed};${words(queue, value)}`,
    `${slot} = ${length};`,
    'do',
    `:: (${slot} > 0 && ${at(1)} > ${kept}) -> ${at(0)} = ${at(1)}; ${slot}--;`,
    ':: else -> break',
    'od;',
    `${at(0)} = ${kept};`,
    `${length}++;`,
    `${slot} = 0; ${kept} = 0;`,
  ];
}

function words({ element }: Queue, value: Expr): string {
  return value.kind === 'const' ? meaning(element, value.value) : '';
}

/** The rest moves up; what lies beyond the length may move with it. */
function removeLines(queue: Queue, position: number, context: Context): string[] {
  const slots = slotsOf(queue).slice(position);
  const moved = slots
    .slice(0, -1)
    .map(slot => `${placeText(slot, context)} = ${placeText(slot + 1, context)};`);
  const last = slots.slice(-1).map(slot => emptied(slot, context));
  return [...moved, ...last, `${placeText(queue.length, context)}--;`];
}

function emptied(slot: number, context: Context): string {
  const { lo } = context.program.cells[slot] as Cell;
  return `${placeText(slot, context)} = ${lo + context.storage.variable(slot).bias};`;
}

function slotsOf({ first, capacity }: Queue): number[] {
  return Array.from({ length: capacity }, (_, i) => first + i);
}

function queueOf(id: number, { program }: Context): Queue {
  return program.queues[id] as Queue;
}
