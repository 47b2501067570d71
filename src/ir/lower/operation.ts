// Blocking operations: syntax -> when they can proceed, what they do, what they wait for. In: an operation
// and a scope. Out: alternatives; an operation on an index chosen by the state has one per instance, a
// pick or a bag one per value. `touch`, `cond_wait` and `call` have more than one step: see `task.ts`.

import type { Span } from '../../diagnostic/source.ts';
import type { Operation, Pattern, Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, type Failure, type Statement, TRUE } from '../expr.ts';
import { and, arith, cell, checked, compare, constant, equal, not } from '../fold.ts';
import { set } from '../fold-statement.ts';
import type { LabelPart, Traffic, Wait, WaitKind } from '../program.ts';
import { sizeOf } from '../value-type.ts';
import { assignTo } from './assign.ts';
import { encodeMessage, laneOf, receiveFrom, sendTo } from './channel.ts';
import { showIndex } from './declare.ts';
import type { Case, ChannelEntity, Entity, Lowered, MutexEntity } from './entity.ts';
import { matchPattern } from './message.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';
import { ownedBy } from './statement.ts';
import { inRole } from './status.ts';
import {
  canAccept,
  canConnect,
  canFlush,
  doAccept,
  doConnect,
  doFlush,
  hasNoticed,
  isListening,
  notClosed,
  sideOf,
} from './stream.ts';
import { failure, valueAt } from './values.ts';

export interface Alternative {
  /** This is the instance or value meant; not something that is waited for. */
  readonly selection: Expr;
  /** Part of the guard: a picked value belongs to its set. */
  readonly member: Expr;
  /** The operation can proceed. */
  readonly ready: Expr;
  readonly wait: Wait;
  /** The operation's own effects, before those of `do`. */
  readonly effects: readonly Statement[];
  readonly label: readonly LabelPart[];
  readonly traffic: readonly Traffic[];
  readonly bindings: readonly { readonly name: string; readonly value: string }[];
  /** One half of a rendezvous: paired later by `rendezvous.ts`. */
  readonly half: Half | null;
}

export type Half =
  | { readonly kind: 'send'; readonly channel: ChannelEntity; readonly message: Lowered }
  | { readonly kind: 'recv'; readonly channel: ChannelEntity; readonly pattern: Pattern };

type SimpleOperation = Exclude<Operation, { kind: 'touch' | 'cond_wait' | 'call' }>;

/** `siblings`: patterns of the other recv on the same channel from the same location, for `other`. */
export function lowerOperation(
  operation: SimpleOperation,
  scope: Scope,
  siblings: readonly Pattern[],
): Alternative[] {
  switch (operation.kind) {
    case 'recv':
      return overCases(operation.channel, scope, c => recv(operation, c, scope, siblings));
    case 'send':
      return overCases(operation.channel, scope, c => send(operation, c, scope));
    case 'connect':
      return overCases(operation.stream, scope, c => connect(c.entity, scope));
    case 'accept':
      return accept(operation, scope);
    case 'refused':
      return overCases(operation.stream, scope, c => refused(c.entity, scope));
    case 'error':
      return overCases(operation.stream, scope, c => error(c.entity, scope, operation.span));
    case 'wait':
      return overCases(operation.object, scope, c => wait(c.entity, scope));
    case 'lock':
      return overCases(operation.mutex, scope, c => lock(c.entity, scope, operation.span));
    case 'take':
      return take(operation, scope);
    case 'join':
      return overCases(operation.thread, scope, c => join(c.entity, scope));
    case 'flush':
      return overCases(operation.stream, scope, c => flush(c.entity, scope, operation.span));
  }
}

/** The part of an alternative that an operation itself decides. */
interface Core {
  readonly ready: Expr;
  readonly wait: Wait;
  readonly effects: readonly Statement[];
  readonly label: readonly LabelPart[];
  readonly traffic?: readonly Traffic[];
  readonly bindings?: Alternative['bindings'];
  readonly half?: Half;
}

function overCases(path: Syntax, scope: Scope, core: (c: Case) => readonly Core[]): Alternative[] {
  const cases = resolve(path, scope);
  const alternatives = cases.cases.flatMap(c =>
    core(c).map(part => completed(part, c, path, scope)),
  );
  if (cases.invalid !== null) alternatives.push(invalid(cases.invalid, path));
  return alternatives;
}

function completed(part: Core, c: Case, path: Syntax, scope: Scope): Alternative {
  const picked = c.picks.flatMap(pick => assignTo(pick.target, pick.value, path.span, scope));
  const pickBindings = c.picks.map(pick => ({
    name: nameOf(pick.target),
    value: showConstant(pick.value),
  }));
  return {
    selection: c.picks.length > 0 ? TRUE : c.when,
    member: c.picks.length > 0 ? c.when : TRUE,
    ready: part.ready,
    wait: part.wait,
    effects: [...part.effects, ...picked],
    label: part.label,
    traffic: part.traffic ?? [],
    bindings: [...pickBindings, ...(part.bindings ?? [])],
    half: part.half ?? null,
  };
}

function nameOf(target: Syntax): string {
  return target.kind === 'name' ? target.name.text : 'value';
}

function showConstant(value: Lowered): string {
  if (value.expr.kind !== 'const') return '?';
  const low = value.type.kind === 'range' ? value.type.lo : 0;
  return showIndex(value.type, value.expr.value - low);
}

/** The operand itself is in error: the action is enabled, and taking it is the error. */
function invalid(
  error: { readonly when: Expr; readonly failure: Failure },
  path: Syntax,
): Alternative {
  const fail: Statement = { kind: 'require', condition: constant(0), failure: error.failure };
  return {
    selection: error.when,
    member: TRUE,
    ready: TRUE,
    wait: { kind: 'condition', object: null, on: [], family: '' },
    effects: [fail],
    label: [path.span.file.text.slice(path.span.start, path.span.end)],
    traffic: [],
    bindings: [],
    half: null,
  };
}

export function waitFor(kind: WaitKind, object: number, scope: Scope, detail = ''): Wait {
  const info = scope.builder.objects[object];
  return { kind, object, on: [`${info?.name ?? ''}${detail}`], family: info?.family ?? '' };
}

function nameOfObject(object: number, scope: Scope): string {
  return scope.builder.objects[object]?.name ?? '';
}

// ---------------------------------------------------------------- messages

function recv(
  operation: Extract<Operation, { kind: 'recv' }>,
  c: Case,
  scope: Scope,
  siblings: readonly Pattern[],
): Core[] {
  const entity = c.entity;
  if (entity.kind !== 'stream' && entity.kind !== 'channel')
    throw new Error(`recv on a ${entity.kind}`);
  const wait = waitFor('recv', entity.object, scope);
  if (entity.kind === 'channel' && entity.queue === null) {
    const half: Half = { kind: 'recv', channel: entity, pattern: operation.pattern };
    return [
      {
        ready: TRUE,
        wait,
        effects: [],
        label: [`recv ${nameOfObject(entity.object, scope)}`],
        half,
      },
    ];
  }
  return receiveFrom(entity, operation.pattern, scope, siblings, operation.span).map(option => {
    const message: LabelPart[] = [{ value: option.message.expr, type: option.message.type }];
    return {
      ready: option.condition,
      wait,
      effects: [...option.binds, ...option.remove],
      label: [`recv ${nameOfObject(entity.object, scope)} `, ...message],
      traffic: [
        { kind: 'recv', object: entity.object, lane: laneOf(entity, scope, 'recv'), message },
      ],
    };
  });
}

function send(operation: Extract<Operation, { kind: 'send' }>, c: Case, scope: Scope): Core[] {
  const entity = c.entity;
  if (entity.kind !== 'stream' && entity.kind !== 'channel')
    throw new Error(`send on a ${entity.kind}`);
  const wait = waitFor('send', entity.object, scope);
  const prefix = `send ${nameOfObject(entity.object, scope)} `;
  if (entity.kind === 'channel' && entity.queue === null) {
    const message = encodeMessage(entity, operation.message, scope);
    const half: Half = { kind: 'send', channel: entity, message };
    return [
      {
        ready: TRUE,
        wait,
        effects: [],
        label: [prefix, { value: message.expr, type: message.type }],
        half,
      },
    ];
  }
  const sending = sendTo(entity, operation.message, scope, operation.span);
  const message: LabelPart[] = [{ value: sending.message.expr, type: sending.message.type }];
  const fates = ['', ' (lost)', ' (twice)'];
  const lossy = entity.kind === 'channel' && entity.lossy;
  return sending.outcomes.map((effects, i) => ({
    ready: sending.condition,
    wait,
    effects,
    label: [prefix, ...message, fates[i === 1 && !lossy ? 2 : i] ?? ''],
    traffic: [{ kind: 'send', object: entity.object, lane: sending.lane, message }],
    bindings: i === 0 ? [] : [{ name: 'fate', value: i === 1 && lossy ? 'lost' : 'twice' }],
  }));
}

// ---------------------------------------------------------------- connections

function streamOf(entity: Entity): Extract<Entity, { kind: 'stream' }> {
  if (entity.kind !== 'stream') throw new Error(`${entity.kind} is not a stream`);
  return entity;
}

function connect(entity: Entity, scope: Scope): Core[] {
  const stream = streamOf(entity);
  return [
    {
      ready: canConnect(scope.builder, stream),
      wait: waitFor('connect', stream.object, scope),
      effects: doConnect(stream),
      label: [`connect ${stream.name}`],
      traffic: [{ kind: 'connect', object: stream.object, lane: null, message: null }],
    },
  ];
}

function accept(operation: Extract<Operation, { kind: 'accept' }>, scope: Scope): Alternative[] {
  const cases = resolve(operation.target, scope);
  const listener = cases.cases[0]?.entity;
  if (listener?.kind !== 'listener')
    return overCases(operation.target, scope, c => acceptStream(c.entity, scope));
  // The head of the listener's queue, whatever it is.
  return scope.builder.connectionsVia(listener.queue).flatMap(({ stream, index }) => {
    const picks =
      operation.into === null || index === null ? [] : [{ target: operation.into, value: index }];
    const c: Case = { when: TRUE, entity: stream, picks };
    return acceptStream(stream, scope).map(part => completed(part, c, operation.target, scope));
  });
}

function acceptStream(entity: Entity, scope: Scope): Core[] {
  const stream = streamOf(entity);
  return [
    {
      ready: canAccept(scope.builder, stream),
      wait: waitFor('accept', stream.object, scope),
      effects: doAccept(stream),
      label: [`accept ${stream.name}`],
      traffic: [{ kind: 'accept', object: stream.object, lane: null, message: null }],
    },
  ];
}

function refused(entity: Entity, scope: Scope): Core[] {
  const stream = streamOf(entity);
  return [
    {
      ready: and([equal(cell(stream.phase), 0), not(isListening(scope.builder, stream))]),
      wait: waitFor('refused', stream.object, scope),
      effects: [],
      label: [`refused ${stream.name}`],
    },
  ];
}

function error(entity: Entity, scope: Scope, span: Span): Core[] {
  const stream = streamOf(entity);
  const side = sideOf(stream, scope.host?.id ?? -1);
  return [
    {
      ready: notClosed(stream, side, hasNoticed(stream, side), 'error', span),
      wait: waitFor('error', stream.object, scope),
      effects: [],
      label: [`error ${stream.name}`],
    },
  ];
}

function flush(entity: Entity, scope: Scope, span: Span): Core[] {
  const stream = streamOf(entity);
  const side = sideOf(stream, scope.host?.id ?? -1);
  return [
    {
      ready: notClosed(stream, side, canFlush(scope.builder, stream, side), 'flush', span),
      wait: waitFor('send', stream.object, scope),
      effects: doFlush(scope.builder, stream, side),
      label: [`flush ${stream.name}`],
    },
  ];
}

// ---------------------------------------------------------------- synchronisation

function wait(entity: Entity, scope: Scope): Core[] {
  if (entity.kind === 'semaphore') {
    return [
      {
        ready: compare('>', cell(entity.cell), constant(0)),
        wait: waitFor('semaphore', entity.object, scope),
        effects: [set(entity.cell, arith('-', cell(entity.cell), constant(1)))],
        label: [`wait ${nameOfObject(entity.object, scope)}`],
        traffic: [{ kind: 'take', object: entity.object, lane: null, message: null }],
      },
    ];
  }
  if (entity.kind !== 'event') throw new Error(`wait for a ${entity.kind}`);
  return [
    {
      ready: equal(cell(entity.cell), 1),
      wait: waitFor('event', entity.object, scope),
      effects: [],
      label: [`wait ${nameOfObject(entity.object, scope)}`],
    },
  ];
}

function lock(entity: Entity, scope: Scope, span: Span): Core[] {
  if (entity.kind !== 'mutex') throw new Error(`lock of a ${entity.kind}`);
  return [
    {
      ready: canLock(entity, scope, span),
      wait: waitFor('mutex', entity.object, scope),
      effects: [doLock(entity, scope.process)],
      label: [`lock ${nameOfObject(entity.object, scope)}`],
    },
  ];
}

/** The mutex is free; locking what one owns is an error. */
export function canLock(mutex: MutexEntity, scope: Scope, span: Span): Expr {
  const name = nameOfObject(mutex.object, scope);
  const error = failure('relock', `${name} is locked by the thread that already owns it`, span);
  return checked(not(ownedBy(mutex, scope.process)), equal(cell(mutex.cell), 0), error);
}

export function doLock(mutex: MutexEntity, process: number | null): Statement {
  return set(mutex.cell, process === null ? 0 : mutex.lockers.indexOf(process) + 1);
}

function join(entity: Entity, scope: Scope): Core[] {
  if (entity.kind !== 'thread' && entity.kind !== 'task')
    throw new Error(`join of a ${entity.kind}`);
  const object = scope.builder.threadObject(entity.task);
  return [
    {
      ready: inRole(scope.builder.task(entity.task), ['final', 'unspawned']),
      wait: waitFor('join', object, scope),
      effects: [],
      label: [`join ${entity.name}`],
    },
  ];
}

/** One alternative per page: the fault of that page is there to be taken. */
function take(operation: Extract<Operation, { kind: 'take' }>, scope: Scope): Alternative[] {
  if (operation.faults.kind !== 'member') throw new Error('take needs memory.faults');
  return overCases(operation.faults.base, scope, c => {
    const memory = c.entity;
    if (memory.kind !== 'memory') throw new Error('take needs memory.faults');
    return Array.from({ length: sizeOf(memory.page) }, (_, i): Core => {
      const match = matchPattern(operation.pattern, valueAt(memory.page, i), scope);
      const fault = memory.faults + i;
      return {
        ready: and([equal(cell(fault), 1), match.condition]),
        wait: waitFor('fault', memory.object, scope),
        effects: [...match.binds, set(fault, 0)],
        label: [`take fault ${memory.name}[${showIndex(memory.page, i)}]`],
        bindings: [{ name: 'page', value: showIndex(memory.page, i) }],
      };
    });
  });
}
