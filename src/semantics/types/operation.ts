// Blocking operations: the right kind of object, the right end of a stream, types of what passes. In: an
// operation and where it stands. Out: names resolved, accesses recorded. Calls are `call.ts`.

import type { Expr, Operation, StreamDecl } from '../../syntax/tree.ts';
import { type Env, error } from '../checking.ts';
import type { ObjectSymbol, Type } from '../model.ts';
import { UNKNOWN } from '../type.ts';
import { recordAccess } from './access.ts';
import { checkCall } from './call.ts';
import { denote, isPath } from './denote.ts';
import { expectType } from './expect.ts';
import { checkActor, checkObject, checkPage, wrongKind } from './object.ts';
import { checkPattern, checkRecvPattern } from './pattern.ts';
import { checkBinding } from './pick.ts';
import { endUsed, laneType, requireEnd } from './stream-end.ts';
import { boundType, typeOf } from './type-expr.ts';

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

export function checkOperation(env: Env, operation: Operation): void {
  switch (operation.kind) {
    case 'recv':
      checkRecvPattern(
        env,
        operation.pattern,
        messageType(env, operation.channel, 'recv', '`recv`'),
      );
      return;
    case 'send':
      expectType(
        env,
        operation.message,
        messageType(env, operation.channel, 'send', '`send`'),
        'what is sent',
      );
      return;
    case 'connect':
    case 'refused':
      streamAt(env, operation.stream, 'from', operation.kind);
      return;
    case 'accept':
      checkAccept(env, operation);
      return;
    case 'error':
    case 'flush':
      anyEnd(env, operation.stream, `\`${operation.kind}\``);
      return;
    case 'wait':
      checkObject(env, operation.object, ['semaphore', 'event'], '`wait`', 'write');
      return;
    case 'lock':
      checkObject(env, operation.mutex, ['mutex'], '`lock`', 'write');
      return;
    case 'cond_wait':
      checkObject(env, operation.condition, ['condition'], '`cond_wait`', 'write');
      checkObject(env, operation.mutex, ['mutex'], '`with`', 'write');
      return;
    case 'touch':
      checkPage(env, operation.page, '`touch`', 'write');
      return;
    case 'take':
      checkTake(env, operation);
      return;
    case 'join':
      checkActor(env, operation.thread, ['thread'], '`join`', 'read');
      return;
    case 'call':
      checkCall(env, operation);
  }
}

/** The type of what passes through a channel or stream here. */
export function messageType(
  env: Env,
  expr: Expr,
  direction: 'send' | 'recv',
  operation: string,
): Type {
  const found = checkObject(env, expr, ['channel', 'stream'], operation, 'write');
  if (found === null) return UNKNOWN;
  if (found.decl.kind === 'channel') {
    if (found.decl.order === 'rendezvous' && operation.startsWith('`try_')) {
      wrongKind(
        env,
        expr,
        'a channel or stream',
        operation,
        'a rendezvous',
        'A rendezvous needs a partner that waits.',
      );
    }
    return typeOf(env, found.decl.type);
  }
  return laneType(env, found.decl, direction, expr.span);
}

function streamAt(env: Env, expr: Expr, end: 'from' | 'to', operation: string): void {
  const found = checkObject(env, expr, ['stream'], `\`${operation}\``, 'write');
  if (found !== null) requireEnd(env, found.decl, end, operation, expr.span);
}

function anyEnd(env: Env, expr: Expr, operation: string): void {
  const found = checkObject(env, expr, ['stream'], operation, 'write');
  if (found !== null) endUsed(env, found.decl, expr.span);
}

function checkAccept(env: Env, operation: Of<'accept'>): void {
  const found = checkObject(env, operation.target, ['stream', 'listener'], '`accept`', 'write');
  if (found === null) return;
  if (found.decl.kind === 'stream') {
    requireEnd(env, found.decl, 'to', 'accept', operation.target.span);
    if (operation.into !== null) {
      error(
        env.check,
        'MC2006',
        operation.into.span,
        'a stream is accepted as it is; `?x` goes with a listener',
      );
    }
    return;
  }
  if (operation.into === null) {
    error(
      env.check,
      'MC2006',
      operation.span,
      '`accept` of a listener takes whichever connection comes first',
      {
        help: 'Write `accept port ?c` with a variable for the index of the stream, or accept a stream by name.',
      },
    );
    return;
  }
  checkBinding(env, operation.into, null, acceptedIndex(env, found.symbol, operation.target));
}

/** `accept port ?c` gives the index of the one indexed stream that comes in through the listener. */
function acceptedIndex(env: Env, listener: ObjectSymbol, target: Expr): Type {
  const streams = streamsVia(env, listener);
  const [stream] = streams;
  const [index] = stream?.index ?? [];
  if (
    stream !== undefined &&
    index !== undefined &&
    streams.length === 1 &&
    stream.index.length === 1
  ) {
    requireEnd(env, stream.decl, 'to', 'accept', target.span);
    return boundType(env, index);
  }
  error(
    env.check,
    'MC2006',
    target.span,
    'which connection came cannot be said: exactly one indexed stream must go through this listener',
    {
      help: 'Declare the connections as one stream: `stream conn[c in Conn] from src to dst via port : ...`.',
    },
  );
  return UNKNOWN;
}

function streamsVia(env: Env, listener: ObjectSymbol) {
  const streams: (ObjectSymbol & { readonly decl: StreamDecl })[] = [];
  for (const symbol of env.check.top.names.values()) {
    if (symbol.kind !== 'object' || symbol.decl.kind !== 'stream' || symbol.decl.via === null)
      continue;
    const via = symbol.decl.via;
    const last = via.kind === 'index' ? via.base : via;
    const name = last.kind === 'name' ? last.name : last.kind === 'member' ? last.member : null;
    if (name !== null && env.check.refs.get(name) === listener)
      streams.push({ ...symbol, decl: symbol.decl });
  }
  return streams;
}

/** `take m.faults ?p` */
function checkTake(env: Env, operation: Of<'take'>): void {
  const type = faultsType(env, operation.faults);
  checkPattern(env, operation.pattern, type);
}

function faultsType(env: Env, expr: Expr): Type {
  const denoted = isPath(expr) ? denote(env, expr) : null;
  if (denoted?.kind === 'unknown') return UNKNOWN;
  const memory = denoted?.kind === 'attribute' && denoted.name === 'faults' ? denoted.of : null;
  const decl = memory?.symbol.kind === 'object' ? memory.symbol.decl : null;
  if (memory === null || decl?.kind !== 'memory') {
    wrongKind(
      env,
      expr,
      'the faults of a memory',
      '`take`',
      'something else',
      'Write `take ram.faults ?p`.',
    );
    return UNKNOWN;
  }
  recordAccess(env, memory, 'write', expr.span);
  return typeOf(env, decl.type);
}
