// Sending and receiving on channels and stream lanes. In: an entity, a message or pattern, the acting
// host. Out: conditions and statements, shared by the blocking operations and by try_send and try_recv.

import type { Span } from '../../diagnostic/source.ts';
import type { Pattern, Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, type Statement, TRUE } from '../expr.ts';
import { and, arith, cell, compare, constant, not } from '../fold.ts';
import { lowest, type ValueType } from '../value-type.ts';
import type { ChannelEntity, Entity, Lowered, StreamEntity } from './entity.ts';
import { lowerExpr } from './expression.ts';
import { matchPattern } from './message.ts';
import type { Scope } from './scope.ts';
import { canReceive, canSend, doSend, incoming, notClosed, outgoing, sideOf } from './stream.ts';
import { embed, lowered } from './values.ts';

export interface Sending {
  /** The send can proceed; fails on a closed end. */
  readonly condition: Expr;
  /** What a successful send may do: usually one alternative; lossy and duplicating channels have more. */
  readonly outcomes: readonly (readonly Statement[])[];
  readonly message: Lowered;
  readonly lane: 'forward' | 'back' | null;
}

export function messageType(entity: Entity, scope: Scope, direction: 'send' | 'recv'): ValueType {
  if (entity.kind === 'channel') return entity.message;
  if (entity.kind !== 'stream') throw new Error(`${entity.kind} carries no messages`);
  const side = sideOf(entity, scope.host?.id ?? -1);
  return (direction === 'send' ? outgoing(entity, side) : incoming(entity, side)).message;
}

export function laneOf(
  entity: Entity,
  scope: Scope,
  direction: 'send' | 'recv',
): 'forward' | 'back' | null {
  if (entity.kind !== 'stream') return null;
  const forward = sideOf(entity, scope.host?.id ?? -1) === 'from';
  return forward === (direction === 'send') ? 'forward' : 'back';
}

/** The message in the encoding of the channel's type. */
export function encodeMessage(entity: Entity, message: Syntax, scope: Scope): Lowered {
  const type = messageType(entity, scope, 'send');
  const index = embed(lowerExpr(message, scope, type), type, message.span);
  return lowered(arith('+', index, constant(lowest(type))), type);
}

export function sendTo(entity: Entity, message: Syntax, scope: Scope, span: Span): Sending {
  const value = encodeMessage(entity, message, scope);
  const lane = laneOf(entity, scope, 'send');
  if (entity.kind === 'stream') return streamSending(entity, value, lane, scope, span);
  if (entity.kind !== 'channel' || entity.queue === null)
    throw new Error('a rendezvous is sent by its pair');
  return {
    condition: hasRoom(entity, scope),
    outcomes: channelOutcomes(entity, value, scope),
    message: value,
    lane,
  };
}

function streamSending(
  stream: StreamEntity,
  message: Lowered,
  lane: 'forward' | 'back' | null,
  scope: Scope,
  span: Span,
): Sending {
  const side = sideOf(stream, scope.host?.id ?? -1);
  const condition = notClosed(stream, side, canSend(scope.builder, stream, side), 'send', span);
  return {
    condition,
    outcomes: [doSend(scope.builder, stream, side, message.expr)],
    message,
    lane,
  };
}

function hasRoom(channel: ChannelEntity, scope: Scope): Expr {
  const queue = scope.builder.queue(channel.queue ?? -1);
  return compare('<', cell(queue.length), constant(queue.capacity));
}

function channelOutcomes(
  channel: ChannelEntity,
  message: Lowered,
  scope: Scope,
): (readonly Statement[])[] {
  const queue = channel.queue ?? -1;
  const push: Statement = { kind: 'push', queue, value: message.expr, failure: null };
  const outcomes: (readonly Statement[])[] = [[push]];
  if (channel.lossy) outcomes.push([]);
  if (channel.duplicating) {
    // The copy is made only where there is room for it.
    outcomes.push([
      push,
      { kind: 'if', condition: hasRoom(channel, scope), then: [push], otherwise: [] },
    ]);
  }
  return outcomes;
}

/** The first outcome, for try_send: loss and duplication belong to the blocking send. */
export function channelSend(sending: Sending): readonly Statement[] {
  return sending.outcomes[0] ?? [];
}

export interface Receiving {
  readonly condition: Expr;
  readonly binds: readonly Statement[];
  readonly remove: readonly Statement[];
  /** The message taken, as it stands in the queue. */
  readonly message: Lowered;
}

/** One option per place a message may be taken from: the head of a FIFO, any place of a bag. */
export function receiveFrom(
  entity: Entity,
  pattern: Pattern,
  scope: Scope,
  siblings: readonly Pattern[],
  span: Span,
): Receiving[] {
  if (entity.kind === 'stream') {
    const side = sideOf(entity, scope.host?.id ?? -1);
    const lane = incoming(entity, side);
    const ready = (match: Expr) =>
      notClosed(entity, side, and([canReceive(scope.builder, entity, side), match]), 'recv', span);
    return [takeAt(lane.queue, lane.message, 0, ready, pattern, siblings, scope)];
  }
  if (entity.kind !== 'channel' || entity.queue === null)
    throw new Error('a rendezvous is received by its pair');
  const queue = scope.builder.queue(entity.queue);
  if (entity.order === 'fifo') {
    const ready = (match: Expr) => and([compare('>', cell(queue.length), constant(0)), match]);
    return [takeAt(queue.id, entity.message, 0, ready, pattern, siblings, scope)];
  }
  return Array.from({ length: queue.capacity }, (_, i) => {
    const ready = (match: Expr) =>
      and([compare('>', cell(queue.length), constant(i)), firstOfEquals(queue.first, i), match]);
    return takeAt(queue.id, entity.message, i, ready, pattern, siblings, scope);
  });
}

/** Equal messages of a (sorted) bag are one: only the first of them is taken. */
function firstOfEquals(first: number, position: number): Expr {
  if (position === 0) return TRUE;
  return compare('!=', cell(first + position), cell(first + position - 1));
}

function takeAt(
  queue: number,
  type: ValueType,
  position: number,
  ready: (match: Expr) => Expr,
  pattern: Pattern,
  siblings: readonly Pattern[],
  scope: Scope,
): Receiving {
  const value = lowered(cell(scope.builder.queue(queue).first + position), type);
  const match = matchPattern(
    pattern,
    value,
    scope,
    siblings.map(s => takes(s, value, scope)),
  );
  return {
    condition: ready(match.condition),
    binds: match.binds,
    remove: [{ kind: 'remove', queue, position, failure: null }],
    message: value,
  };
}

function takes(pattern: Pattern, value: Lowered, scope: Scope): Expr {
  return pattern.kind === 'other' ? not(TRUE) : matchPattern(pattern, value, scope).condition;
}
