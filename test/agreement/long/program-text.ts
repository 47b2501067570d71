// A generated program to read. In: the program. Out: the model it was lowered from, or its cells, actions and
// properties as text. Not a language: for whoever looks into a difference.

import type { Expr, Statement } from '../../../src/ir/expr.ts';
import type { Generated } from '../programs.ts';

export function programText({ program, text }: Generated): string {
  if (text !== null) return text;
  const { cells, queues, tasks, actions, properties } = program;
  const name = (cell: number) => cells[cell]?.name ?? `cell ${cell}`;
  const expr = (e: Expr): string => {
    switch (e.kind) {
      case 'const':
        return String(e.value);
      case 'cell':
        return name(e.cell);
      case 'element':
        return `${name(e.first)}..${e.count}[${expr(e.index)}]`;
      case 'not':
        return `not ${expr(e.operand)}`;
      case 'and':
      case 'or':
        return `(${e.operands.map(expr).join(` ${e.kind} `)})`;
      case 'compare':
      case 'arith':
      case 'divide':
        return `(${expr(e.left)} ${e.operator} ${expr(e.right)})`;
      case 'popcount':
        return `size(${expr(e.operand)})`;
      case 'ite':
        return `(${expr(e.condition)} ? ${expr(e.then)} : ${expr(e.otherwise)})`;
      case 'checked':
        return `(${expr(e.value)} if ${expr(e.condition)})`;
    }
  };
  const statement = (s: Statement): string => {
    switch (s.kind) {
      case 'assign':
        return `${name(s.cell)} = ${expr(s.value)}`;
      case 'assign-element':
        return `${name(s.first)}..${s.count}[${expr(s.index)}] = ${expr(s.value)}`;
      case 'push':
        return `push ${queues[s.queue]?.name} ${expr(s.value)}`;
      case 'remove':
        return `remove ${queues[s.queue]?.name} ${s.position}`;
      case 'clear':
        return `clear ${queues[s.queue]?.name}`;
      case 'if':
        return `if ${expr(s.condition)} { ${s.then.map(statement).join('; ')} } else { ${s.otherwise.map(statement).join('; ')} }`;
      case 'require':
        return `assert ${expr(s.condition)}`;
    }
  };
  return [
    ...cells.map(cell => `${cell.name}: ${cell.lo}..${cell.hi} = ${cell.initial}`),
    ...tasks.map(task => `task ${name(task.at)} may stay when ${expr(task.accepted)}`),
    ...actions.map(action => {
      const guard = action.guard.map(({ condition }) => expr(condition)).join(', ');
      return `${action.class} ${action.name}: ${guard} -> ${action.effects.map(statement).join('; ')}`;
    }),
    ...properties.map(property => {
      const { name: called, kind } = property;
      if (kind === 'bound')
        return `${kind} ${called}: ${expr(property.value)} <= ${property.limit}`;
      return 'condition' in property
        ? `${kind} ${called}: ${expr(property.condition)}`
        : `${kind} ${called}`;
    }),
  ].join('\n');
}
