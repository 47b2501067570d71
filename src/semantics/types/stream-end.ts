// Which end of a stream a piece of code uses: that follows from its host. In: the stream and where the code
// stands. Out: the end, or null after a report (or where nobody calls the code).

import type { Span } from '../../diagnostic/source.ts';
import type { StreamDecl, StreamLane } from '../../syntax/tree.ts';
import { type Env, error, runners } from '../checking.ts';
import type { Type } from '../model.ts';
import { UNKNOWN } from '../type.ts';
import { typeOf } from './type-expr.ts';

export type End = 'from' | 'to';

/** The end used here; procedures at the top level use that of their callers, which must agree. */
export function endUsed(env: Env, stream: StreamDecl, span: Span): End | null {
  const hosts = hostNames(env);
  if (env.site.host === null && env.site.body === null) {
    error(
      env.check,
      'MC2020',
      span,
      `this action has no host, and so no end of stream '${stream.name.text}'`,
      {
        help: 'Move it into one of the two hosts; `break` and `hang` act on the whole stream.',
      },
    );
    return null;
  }
  const ends = new Set<End>();
  for (const host of hosts) {
    if (host === stream.from.text) ends.add('from');
    else if (host === stream.to.text) ends.add('to');
    else {
      error(env.check, 'MC2020', span, `stream '${stream.name.text}' has no end in host ${host}`, {
        related: [
          { span: stream.span, message: `it goes from ${stream.from.text} to ${stream.to.text}` },
        ],
      });
      return null;
    }
  }
  if (ends.size === 2) {
    error(
      env.check,
      'MC2020',
      span,
      `this procedure is called at both ends of stream '${stream.name.text}'`,
      {
        help: 'Write one procedure in each host.',
      },
    );
    return null;
  }
  const [end] = ends;
  return end ?? null;
}

function hostNames(env: Env): readonly string[] {
  if (env.site.host !== null) return [env.site.host.name];
  return [...new Set([...runners(env.check, env.site)].map(process => process.host.name))];
}

/** Only the `from` host connects, only the `to` host accepts. */
export function requireEnd(
  env: Env,
  stream: StreamDecl,
  wanted: End,
  operation: string,
  span: Span,
): void {
  const end = endUsed(env, stream, span);
  if (end === null || end === wanted) return;
  const host = wanted === 'from' ? stream.from.text : stream.to.text;
  error(
    env.check,
    'MC2020',
    span,
    `only host ${host} can ${operation} stream '${stream.name.text}'`,
    {
      related: [
        { span: stream.span, message: `it goes from ${stream.from.text} to ${stream.to.text}` },
      ],
    },
  );
}

/** The type of what is sent or received on a stream here. */
export function laneType(
  env: Env,
  stream: StreamDecl,
  direction: 'send' | 'recv',
  span: Span,
): Type {
  const end = endUsed(env, stream, span);
  if (end === null) return stream.back === null ? typeOf(env, stream.forward.type) : UNKNOWN;
  const forward = (end === 'from') === (direction === 'send');
  const lane: StreamLane | null = forward ? stream.forward : stream.back;
  if (lane !== null) return typeOf(env, lane.type);
  const verb = direction === 'send' ? 'sends' : 'receives';
  const host = end === 'from' ? stream.from.text : stream.to.text;
  error(env.check, 'MC2020', span, `host ${host} ${verb} nothing on stream '${stream.name.text}'`, {
    help: 'Declare what comes back: `stream ... : T fifo 1, back U fifo 1`.',
    related: [
      { span: stream.span, message: `it goes from ${stream.from.text} to ${stream.to.text} only` },
    ],
  });
  return UNKNOWN;
}
