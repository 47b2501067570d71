// Rendezvous: a send and a recv of different threads become one action in which both move. In: halves
// found while tasks were lowered. Out: drafts; the sender is the first to move, its effects come first.

import type { Conjunct, LabelPart } from '../program.ts';
import type { Builder } from './builder.ts';
import { addAction, type Draft } from './draft.ts';
import { matchPattern } from './message.ts';
import { type Half, waitFor } from './operation.ts';
import type { Scope } from './scope.ts';

export interface RendezvousHalf {
  readonly half: Half;
  readonly draft: Draft;
  readonly scope: Scope;
  readonly process: number;
  /** Number of effects at the end of the draft that come after the operation. */
  readonly tail: number;
}

export function pairRendezvous(halves: readonly RendezvousHalf[], builder: Builder): void {
  for (const sender of halves) {
    for (const receiver of halves) {
      if (sender.half.kind !== 'send' || receiver.half.kind !== 'recv') continue;
      if (sender.half.channel !== receiver.half.channel || sender.process === receiver.process)
        continue;
      addAction(pair(sender, receiver), builder);
    }
  }
}

function pair(sender: RendezvousHalf, receiver: RendezvousHalf): Draft {
  if (sender.half.kind !== 'send' || receiver.half.kind !== 'recv') throw new Error('not a pair');
  const { channel, message } = sender.half;
  const match = matchPattern(receiver.half.pattern, message, receiver.scope);
  const object = channel.object;
  const matched: Conjunct = {
    role: 'operation',
    move: 1,
    condition: match.condition,
    wait: waitFor('recv', object, receiver.scope),
    span: receiver.draft.provenance.span,
  };
  const shown: LabelPart[] = [{ value: message.expr, type: message.type }];
  const theirs = receiver.draft.effects;
  const before = theirs.slice(0, theirs.length - receiver.tail);
  const after = theirs.slice(theirs.length - receiver.tail);
  return {
    ...sender.draft,
    class: sender.draft.class === 'system' ? receiver.draft.class : sender.draft.class,
    bindings: [...sender.draft.bindings, ...receiver.draft.bindings],
    moves: [...sender.draft.moves, ...receiver.draft.moves],
    guard: [
      ...sender.draft.guard,
      ...receiver.draft.guard.map(c => ({ ...c, move: c.move < 0 ? -1 : 1 })),
      matched,
    ],
    effects: [...match.binds, ...before, ...sender.draft.effects, ...after],
    label: [...sender.draft.label, ` to ${receiver.draft.path}`],
    traffic: [
      { kind: 'send', object, lane: null, message: shown },
      { kind: 'recv', object, lane: null, message: shown },
    ],
  };
}
