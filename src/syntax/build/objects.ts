// Declarations of objects: variables, semaphores, channels, streams and so on. In: an `object` node. Out:
// the tree declaration.

import type { Cst } from '../cst.ts';
import type { ChannelDecl, ObjectDecl, StreamDecl, StreamLane } from '../tree.ts';
import { type Build, kid, nameOf, option, present, spanOf, textOf } from './context.ts';
import { expression, path } from './expressions.ts';
import { clause, indexesOf, typeOf } from './types.ts';

export function objectOf(b: Build, object: Cst): ObjectDecl {
  const node = kid(object, 0);
  switch (node.rule) {
    case 'var':
      return {
        kind: 'var',
        keep: present(node, 0),
        name: nameOf(b, kid(node, 2)),
        index: indexesOf(b, node, 3),
        type: typeOf(b, kid(node, 5)),
        initial: clause(b, node, 6),
        only: clause(b, node, 7),
        span: spanOf(b, node),
      };
    case 'channel':
      return channel(b, node);
    case 'stream':
      return stream(b, node);
    default:
      return simple(b, node);
  }
}

/** The objects that are `word name [index] ... only P`. */
function simple(b: Build, node: Cst): ObjectDecl {
  const head = {
    name: nameOf(b, kid(node, 1)),
    index: indexesOf(b, node, 2),
    only: clause(b, node, node.children.length - 1),
    span: spanOf(b, node),
  };
  switch (node.rule) {
    case 'semaphore':
      return {
        kind: 'semaphore',
        ...head,
        initial: clause(b, node, 3),
        max: clause(b, node, 4),
        saturating: present(node, 5),
      };
    case 'event':
      return { kind: 'event', ...head, initiallySet: present(node, 3) };
    case 'mutex':
      return { kind: 'mutex', ...head, releasedOnCrash: present(node, 3) };
    case 'conditionVar':
      return { kind: 'condition', ...head, spurious: present(node, 3) };
    case 'memory':
      return { kind: 'memory', ...head, type: typeOf(b, kid(node, 4)), present: present(node, 5) };
    case 'resource':
      return { kind: 'resource', ...head, allocated: present(node, 3) };
    case 'listener':
      return { kind: 'listener', ...head, closed: present(node, 3) };
    default:
      throw new Error(`no builder for an object '${node.rule}'`);
  }
}

function channel(b: Build, node: Cst): ChannelDecl {
  const order = kid(kid(node, 5), 0);
  const flags = kid(node, 6).children.map(flag => textOf(b, flag));
  return {
    kind: 'channel',
    name: nameOf(b, kid(node, 1)),
    index: indexesOf(b, node, 2),
    type: typeOf(b, kid(node, 4)),
    order: textOf(b, order) as ChannelDecl['order'],
    capacity: order.rule === 'order_bounded' ? expression(b, kid(order, 1)) : null,
    lossy: flags.includes('lossy'),
    duplicating: flags.includes('duplicating'),
    only: clause(b, node, 7),
    span: spanOf(b, node),
  };
}

function stream(b: Build, node: Cst): StreamDecl {
  const via = option(node, 7);
  const back = option(node, 10);
  return {
    kind: 'stream',
    name: nameOf(b, kid(node, 1)),
    index: indexesOf(b, node, 2),
    from: nameOf(b, kid(node, 4)),
    to: nameOf(b, kid(node, 6)),
    via: via === null ? null : path(b, kid(via, 1)),
    forward: lane(b, kid(node, 9)),
    back: back === null ? null : lane(b, kid(back, 2)),
    connected: present(node, 11),
    only: clause(b, node, 12),
    span: spanOf(b, node),
  };
}

function lane(b: Build, node: Cst): StreamLane {
  return {
    type: typeOf(b, kid(node, 0)),
    capacity: expression(b, kid(node, 2)),
    buffer: clause(b, node, 3),
    span: spanOf(b, node),
  };
}
