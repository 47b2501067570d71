// What the network does by itself: a connection reaches the listener's queue, an end notices that the
// connection is gone. In: stream entities. Out: system actions that belong to no thread.

import type { Span } from '../../diagnostic/source.ts';
import { cell, equal } from '../fold.ts';
import type { Conjunct } from '../program.ts';
import type { Builder } from './builder.ts';
import { addAction, type Draft } from './draft.ts';
import type { StreamEntity } from './entity.ts';
import { waitFor } from './operation.ts';
import type { Scope } from './scope.ts';
import { canDeliver, canNotice, doDeliver, doNotice, type Side } from './stream.ts';

export function addNetwork(scope: Scope): void {
  const { builder } = scope;
  for (const entity of builder.entities) {
    if (entity.kind !== 'stream') continue;
    const fate = builder.fateOf(entity.object);
    if (fate.connects) addAction(delivery(entity, scope), builder);
    if (!fate.ends) continue;
    addAction(notice(entity, 'from', scope), builder);
    addAction(notice(entity, 'to', scope), builder);
  }
}

function base(
  stream: StreamEntity,
  builder: Builder,
): Pick<Draft, 'class' | 'bindings' | 'moves' | 'decl' | 'provenance'> {
  const span = spanOf(stream, builder);
  return {
    class: 'system',
    bindings: [],
    moves: [],
    decl: null,
    provenance: { span, callPath: [], src: null, annotations: [] },
  };
}

function spanOf(stream: StreamEntity, builder: Builder): Span {
  const object = builder.objects[stream.object];
  if (object === undefined) throw new Error('a stream without an object');
  return object.span;
}

function delivery(stream: StreamEntity, scope: Scope): Draft {
  const { builder } = scope;
  const guard: Conjunct = {
    role: 'operation',
    move: -1,
    condition: canDeliver(stream),
    wait: waitFor('connect', stream.object, scope),
    span: spanOf(stream, builder),
  };
  const to = builder.hosts[stream.ends.to.host]?.name ?? '';
  return {
    ...base(stream, builder),
    kind: 'delivery',
    name: 'deliver',
    path: `${stream.name}.deliver`,
    guard: [guard],
    effects: doDeliver(builder, stream),
    label: [`accept event for ${stream.name} pending on ${to}`],
    traffic: [{ kind: 'deliver', object: stream.object, lane: null, message: null }],
  };
}

function notice(stream: StreamEntity, side: Side, scope: Scope): Draft {
  const { builder } = scope;
  const host = builder.hosts[stream.ends[side].host];
  const span = spanOf(stream, builder);
  const guard: Conjunct[] = [
    {
      role: 'operation',
      move: -1,
      condition: canNotice(builder, stream, side),
      wait: waitFor('error', stream.object, scope),
      span,
    },
  ];
  if (host?.crashed !== null && host !== undefined) {
    guard.unshift({
      role: 'host',
      move: -1,
      condition: equal(cell(host.crashed), 0),
      wait: null,
      span,
    });
  }
  return {
    ...base(stream, builder),
    kind: 'notice',
    name: 'notice',
    path: `${stream.name}.${host?.name ?? ''}.notice`,
    guard,
    effects: doNotice(stream, side),
    label: [`${host?.name ?? ''} notices the end of ${stream.name}`],
    traffic: [{ kind: 'break', object: stream.object, lane: null, message: null }],
  };
}
