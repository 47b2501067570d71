// Declarations of objects as text on one line.

import type { ChannelDecl, Expr, ObjectDecl, StreamDecl, StreamLane } from '../tree.ts';
import { expr, NARROW, WIDE } from './expressions.ts';
import { indexed, type } from './types.ts';

export function object(node: ObjectDecl): string {
  return text(node) + only(node.only);
}

/** ` only P`, or nothing. */
export function only(condition: Expr | null): string {
  return condition === null ? '' : ` only ${expr(condition, WIDE)}`;
}

function text(node: ObjectDecl): string {
  const name = indexed(node.name, node.index);
  switch (node.kind) {
    case 'var': {
      const keep = node.keep ? 'keep ' : '';
      return `${keep}var ${name} : ${type(node.type)}${optional(' = ', node.initial)}`;
    }
    case 'semaphore': {
      const saturating = node.saturating ? ' saturating' : '';
      return `semaphore ${name}${optional(' = ', node.initial)}${optional(' max ', node.max)}${saturating}`;
    }
    case 'event':
      return `event ${name}${node.initiallySet ? ' = set' : ''}`;
    case 'mutex':
      return `mutex ${name}${node.releasedOnCrash ? ' released on crash' : ''}`;
    case 'condition':
      return `condition ${name}${node.spurious ? ' spurious' : ''}`;
    case 'memory':
      return `memory ${name} : ${type(node.type)}${node.present ? ' present' : ''}`;
    case 'resource':
      return `resource ${name}${node.allocated ? ' allocated' : ''}`;
    case 'listener':
      return `listener ${name}${node.closed ? ' closed' : ''}`;
    case 'channel':
      return channel(node, name);
    case 'stream':
      return stream(node, name);
  }
}

function optional(lead: string, value: Expr | null): string {
  return value === null ? '' : lead + expr(value, NARROW);
}

function channel(node: ChannelDecl, name: string): string {
  const flags = `${node.lossy ? ' lossy' : ''}${node.duplicating ? ' duplicating' : ''}`;
  return `channel ${name} : ${type(node.type)} ${node.order}${optional(' ', node.capacity)}${flags}`;
}

function stream(node: StreamDecl, name: string): string {
  const ends = `from ${node.from.text} to ${node.to.text}${optional(' via ', node.via)}`;
  const back = node.back === null ? '' : `, back ${lane(node.back)}`;
  const connected = node.connected ? ' connected' : '';
  return `stream ${name} ${ends} : ${lane(node.forward)}${back}${connected}`;
}

function lane(node: StreamLane): string {
  return `${type(node.type)} fifo ${expr(node.capacity, NARROW)}${optional(' buffer ', node.buffer)}`;
}
