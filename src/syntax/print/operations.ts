// What an action waits for, as text on one line.

import type { CallOperation, Operation, Target } from '../tree.ts';
import { expr, list, NARROW, pattern } from './expressions.ts';

export function operation(node: Operation): string {
  switch (node.kind) {
    case 'recv':
      return `recv ${expr(node.channel, NARROW)} ${pattern(node.pattern)}`;
    case 'send':
      return `send ${expr(node.channel, NARROW)} ${expr(node.message, NARROW)}`;
    case 'connect':
    case 'refused':
    case 'error':
    case 'flush':
      return `${node.kind} ${expr(node.stream, NARROW)}`;
    case 'accept': {
      const into = node.into === null ? '' : ` ?${expr(node.into, NARROW)}`;
      return `accept ${expr(node.target, NARROW)}${into}`;
    }
    case 'wait':
      return `wait ${expr(node.object, NARROW)}`;
    case 'lock':
      return `lock ${expr(node.mutex, NARROW)}`;
    case 'cond_wait':
      return `cond_wait ${expr(node.condition, NARROW)} with ${expr(node.mutex, NARROW)}`;
    case 'touch':
      return `touch ${expr(node.page, NARROW)}`;
    case 'take':
      return `take ${expr(node.faults, NARROW)} ${pattern(node.pattern)}`;
    case 'join':
      return `join ${expr(node.thread, NARROW)}`;
    case 'call':
      return call(node);
  }
}

function call(node: CallOperation): string {
  const exits = node.outcomes.map(({ name, to }) => `${name.text} -> ${target(to)}`).join(', ');
  return `call ${node.procedure.text}(${list(node.args)})${exits === '' ? '' : ` ${exits}`}`;
}

export function target(node: Target): string {
  return node.kind === 'name' ? node.name.text : node.kind;
}
