// Streams: TCP's life in cells. In: stream entities and the host that acts. Out: conditions and statements
// for connect, accept, send, recv, break, shutdown, close.
//
// phase: IDLE -> CONNECTING (connect() has returned) -> PENDING (in the listener's queue) -> ACCEPTED.
// Each end: NONE (no connection), OPEN, SHUT (own shutdown), NOTICED (a break, or that the peer went away),
// CLOSED. broken: INTACT, BROKEN (in-flight data is gone, each end will notice), HUNG (nobody will).

import type { Span } from '../../diagnostic/source.ts';
import type { Expr, Failure, QueueId, Statement } from '../expr.ts';
import { and, arith, cell, checked, compare, constant, equal, not, oneOf, or } from '../fold.ts';
import { iff, set } from '../fold-statement.ts';
import type { Builder } from './builder.ts';
import type { LaneEntity, ListenerEntity, StreamEntity } from './entity.ts';
import { failure } from './values.ts';

export const PHASE = { IDLE: 0, CONNECTING: 1, PENDING: 2, ACCEPTED: 3 } as const;
export const END = { NONE: 0, OPEN: 1, SHUT: 2, NOTICED: 3, CLOSED: 4 } as const;
export const LINK = { INTACT: 0, BROKEN: 1, HUNG: 2 } as const;

export type Side = 'from' | 'to';

/** Which end of the stream a host holds. */
export function sideOf(stream: StreamEntity, host: number): Side {
  return stream.ends.from.host === host ? 'from' : 'to';
}

export function other(side: Side): Side {
  return side === 'from' ? 'to' : 'from';
}

/** The lane this side sends on. */
export function outgoing(stream: StreamEntity, side: Side): LaneEntity {
  return lane(side === 'from' ? stream.forward : stream.back, stream);
}

/** The lane this side receives from. */
export function incoming(stream: StreamEntity, side: Side): LaneEntity {
  return lane(side === 'from' ? stream.back : stream.forward, stream);
}

function lane(found: LaneEntity | null, stream: StreamEntity): LaneEntity {
  if (found === null) throw new Error(`${stream.name} has no lane in that direction`);
  return found;
}

export function end(stream: StreamEntity, side: Side): Expr {
  return cell(stream.ends[side].cell);
}

/** `value`, or the failure that this end was closed. */
export function notClosed(
  stream: StreamEntity,
  side: Side,
  value: Expr,
  verb: string,
  span: Span,
): Expr {
  return checked(isNotClosed(stream, side), value, closedFailure(stream, verb, span));
}

/** For effects: the failure if this end was closed. */
export function requireNotClosed(
  stream: StreamEntity,
  side: Side,
  verb: string,
  span: Span,
): Statement {
  const error = closedFailure(stream, verb, span);
  return { kind: 'require', condition: isNotClosed(stream, side), failure: error };
}

function isNotClosed(stream: StreamEntity, side: Side): Expr {
  return compare('!=', end(stream, side), constant(END.CLOSED));
}

function closedFailure(stream: StreamEntity, verb: string, span: Span): Failure {
  return failure('closed', `${verb} on the closed end of ${stream.name}`, span);
}

/** What this side sends now is lost: the link is broken, or the peer has shut or closed its end. */
export function sendsAreLost(stream: StreamEntity, side: Side): Expr {
  const peer = end(stream, other(side));
  return or([
    equal(cell(stream.broken), LINK.BROKEN),
    and([equal(cell(stream.phase), PHASE.ACCEPTED), oneOf(peer, [END.SHUT, END.CLOSED])]),
  ]);
}

function room(builder: Builder, queue: QueueId): Expr {
  const q = builder.queue(queue);
  return compare('<', cell(q.length), constant(q.capacity));
}

/** A send can proceed at this end. */
export function canSend(builder: Builder, stream: StreamEntity, side: Side): Expr {
  const out = outgoing(stream, side);
  const free =
    out.buffer === null
      ? room(builder, out.queue)
      : or([room(builder, out.buffer), room(builder, out.queue)]);
  return and([equal(end(stream, side), END.OPEN), or([sendsAreLost(stream, side), free])]);
}

/** Appends the message, through the sender-side buffer if there is one; or loses it. */
export function doSend(
  builder: Builder,
  stream: StreamEntity,
  side: Side,
  message: Expr,
): readonly Statement[] {
  const out = outgoing(stream, side);
  const append: readonly Statement[] =
    out.buffer === null
      ? [push(out.queue, message)]
      : [
          ...iff(not(room(builder, out.buffer)), moveBuffer(builder, out)),
          push(out.buffer, message),
        ];
  return iff(not(sendsAreLost(stream, side)), append);
}

function push(queue: QueueId, value: Expr): Statement {
  return { kind: 'push', queue, value, failure: null };
}

/** Moves as much of the buffer as the kernel's queue has room for. */
function moveBuffer(builder: Builder, lane: LaneEntity): readonly Statement[] {
  if (lane.buffer === null) return [];
  const buffer = builder.queue(lane.buffer);
  const one: readonly Statement[] = [
    push(lane.queue, cell(buffer.first)),
    { kind: 'remove', queue: buffer.id, position: 0, failure: null },
  ];
  const some = and([compare('>', cell(buffer.length), constant(0)), room(builder, lane.queue)]);
  return Array.from({ length: buffer.capacity }, () => iff(some, one)).flat();
}

/** Everything buffered fits into the kernel's queue, or would be lost anyway. */
export function canFlush(builder: Builder, stream: StreamEntity, side: Side): Expr {
  const out = outgoing(stream, side);
  if (out.buffer === null) return equal(end(stream, side), END.OPEN);
  const buffer = builder.queue(out.buffer);
  const queue = builder.queue(out.queue);
  const fits = compare(
    '<=',
    arith('+', cell(buffer.length), cell(queue.length)),
    constant(queue.capacity),
  );
  return and([equal(end(stream, side), END.OPEN), or([sendsAreLost(stream, side), fits])]);
}

export function doFlush(builder: Builder, stream: StreamEntity, side: Side): readonly Statement[] {
  const out = outgoing(stream, side);
  if (out.buffer === null) return [];
  return iff(
    sendsAreLost(stream, side),
    [{ kind: 'clear', queue: out.buffer }],
    moveBuffer(builder, out),
  );
}

/** A message is there to be received at this end. */
export function canReceive(builder: Builder, stream: StreamEntity, side: Side): Expr {
  const queue = builder.queue(incoming(stream, side).queue);
  return and([
    equal(end(stream, side), END.OPEN),
    compare('!=', cell(stream.broken), constant(LINK.HUNG)),
    compare('>', cell(queue.length), constant(0)),
  ]);
}

/** connect(): both ends of an earlier connection are gone and somebody listens. */
export function canConnect(builder: Builder, stream: StreamEntity): Expr {
  return and([equal(cell(stream.phase), PHASE.IDLE), isListening(builder, stream)]);
}

/** Somebody listens at the other end: a crashed host refuses. */
export function isListening(builder: Builder, stream: StreamEntity): Expr {
  const listening = stream.listener?.listening ?? null;
  const crashed = builder.hosts[stream.ends.to.host]?.crashed ?? null;
  return and([
    ...(crashed === null ? [] : [equal(cell(crashed), 0)]),
    ...(listening === null ? [] : [equal(cell(listening), 1)]),
  ]);
}

export function doConnect(stream: StreamEntity): readonly Statement[] {
  return [
    set(stream.phase, PHASE.CONNECTING),
    set(stream.broken, LINK.INTACT),
    set(stream.ends.from.cell, END.OPEN),
    ...clearQueues(stream),
  ];
}

/** The connection stands at the head of its listener's queue. */
export function canAccept(builder: Builder, stream: StreamEntity): Expr {
  const pending = equal(cell(stream.phase), PHASE.PENDING);
  if (stream.listener === null) return pending;
  const queue = builder.queue(stream.listener.queue);
  return and([
    compare('>', cell(queue.length), constant(0)),
    equal(cell(queue.first), stream.ticket),
    pending,
  ]);
}

export function doAccept(stream: StreamEntity): readonly Statement[] {
  const taken: readonly Statement[] =
    stream.listener === null
      ? []
      : [{ kind: 'remove', queue: stream.listener.queue, position: 0, failure: null }];
  return [...taken, set(stream.phase, PHASE.ACCEPTED), set(stream.ends.to.cell, END.OPEN)];
}

/** The network hands the connection to the listener's queue. */
export function canDeliver(stream: StreamEntity): Expr {
  return and([
    equal(cell(stream.phase), PHASE.CONNECTING),
    equal(cell(stream.broken), LINK.INTACT),
  ]);
}

export function doDeliver(builder: Builder, stream: StreamEntity): readonly Statement[] {
  const pending: readonly Statement[] = [
    set(stream.phase, PHASE.PENDING),
    ...(stream.listener === null ? [] : [push(stream.listener.queue, constant(stream.ticket))]),
  ];
  // Nobody listens any more: the connection is reset.
  return iff(isListening(builder, stream), pending, doReset(stream));
}

/** Nobody listens any more: what waits in the listener's queue is reset. */
export function doUnlisten(builder: Builder, listener: ListenerEntity): readonly Statement[] {
  const waiting = builder
    .connectionsVia(listener.queue)
    .flatMap(({ stream }) => iff(equal(cell(stream.phase), PHASE.PENDING), doReset(stream)));
  return [...waiting, { kind: 'clear', queue: listener.queue }];
}

/** The connection ends before anybody has accepted it. */
function doReset(stream: StreamEntity): readonly Statement[] {
  return iff(equal(end(stream, 'from'), END.CLOSED), forget(stream), [
    set(stream.phase, PHASE.CONNECTING),
    set(stream.broken, LINK.BROKEN),
    ...clearQueues(stream),
  ]);
}

/** As if it had never been: both ends may begin anew. */
function forget(stream: StreamEntity): readonly Statement[] {
  return [set(stream.phase, PHASE.IDLE), set(stream.broken, LINK.INTACT), ...clearQueues(stream)];
}

/** Closed by the connecting end and not yet delivered: nobody is left who could notice anything. */
function isAbandoned(stream: StreamEntity): Expr {
  return and([equal(cell(stream.phase), PHASE.CONNECTING), equal(end(stream, 'from'), END.CLOSED)]);
}

/** This end can notice that the connection is gone: broken, or the peer went and its data is read. */
export function canNotice(builder: Builder, stream: StreamEntity, side: Side): Expr {
  const lanes = side === 'from' ? stream.back : stream.forward;
  const drained = lanes === null ? constant(1) : equal(cell(builder.queue(lanes.queue).length), 0);
  const peerGone = and([
    equal(cell(stream.phase), PHASE.ACCEPTED),
    oneOf(end(stream, other(side)), [END.SHUT, END.CLOSED]),
    equal(cell(stream.broken), LINK.INTACT),
    drained,
  ]);
  return and([
    equal(end(stream, side), END.OPEN),
    or([equal(cell(stream.broken), LINK.BROKEN), peerGone]),
  ]);
}

export function doNotice(stream: StreamEntity, side: Side): readonly Statement[] {
  return [set(stream.ends[side].cell, END.NOTICED)];
}

export function hasNoticed(stream: StreamEntity, side: Side): Expr {
  return oneOf(end(stream, side), [END.SHUT, END.NOTICED]);
}

/** Both directions die; what is in flight or unread is lost. Without a connection nothing happens. */
export function doBreak(stream: StreamEntity): readonly Statement[] {
  const lose = [set(stream.broken, LINK.BROKEN), ...clearQueues(stream)];
  return whileConnected(stream, lose);
}

export function doHang(stream: StreamEntity): readonly Statement[] {
  return whileConnected(stream, [set(stream.broken, LINK.HUNG)]);
}

function whileConnected(
  stream: StreamEntity,
  statements: readonly Statement[],
): readonly Statement[] {
  const rest = iff(isAbandoned(stream), forget(stream), statements);
  return iff(compare('!=', cell(stream.phase), constant(PHASE.IDLE)), rest);
}

/** Acts on the own end at once; what was sent stays under way, what was unread here is lost. */
export function doShutdown(stream: StreamEntity, side: Side): readonly Statement[] {
  const lane = side === 'from' ? stream.back : stream.forward;
  return iff(oneOf(end(stream, side), [END.OPEN, END.NOTICED]), [
    set(stream.ends[side].cell, END.SHUT),
    ...(lane === null ? [] : ([{ kind: 'clear', queue: lane.queue }] as const)),
  ]);
}

export function doClose(stream: StreamEntity, side: Side, span: Span): readonly Statement[] {
  const own = end(stream, side);
  const peer = end(stream, other(side));
  const error = failure(
    'lifetime',
    `${stream.name} is closed twice, or closed without being open`,
    span,
  );
  const lane = side === 'from' ? stream.back : stream.forward;
  const over = or([
    and([
      equal(cell(stream.phase), PHASE.CONNECTING),
      compare('!=', cell(stream.broken), constant(LINK.INTACT)),
    ]),
    and([equal(cell(stream.phase), PHASE.ACCEPTED), equal(peer, END.CLOSED)]),
  ]);
  return [
    { kind: 'require', condition: oneOf(own, [END.OPEN, END.SHUT, END.NOTICED]), failure: error },
    set(stream.ends[side].cell, END.CLOSED),
    ...(lane === null ? [] : ([{ kind: 'clear', queue: lane.queue }] as const)),
    ...iff(over, forget(stream)),
  ];
}

function clearQueues(stream: StreamEntity): readonly Statement[] {
  const lanes = stream.back === null ? [stream.forward] : [stream.forward, stream.back];
  return lanes
    .flatMap(l => [l.queue, ...(l.buffer === null ? [] : [l.buffer])])
    .map(queue => ({ kind: 'clear', queue }));
}

/** Label text of the end's state, for displays. */
export const END_NAMES = ['none', 'open', 'shut', 'noticed', 'closed'] as const;
export const PHASE_NAMES = ['closed', 'connecting', 'pending', 'accepted'] as const;
export const LINK_NAMES = ['intact', 'broken', 'hung'] as const;
