// Rendezvous: a send and a recv of different threads become one action in which both move. In: halves
// found while tasks were lowered. Out: drafts; the sender is the first to move, its effects come first.

import type { Expr } from '../expr.ts';
import { and, or } from '../fold.ts';
import type { Conjunct, LabelPart } from '../program.ts';
import type { Builder } from './builder.ts';
import { addAction, type Draft } from './draft.ts';
import { matchPattern } from './message.ts';
import { type Half, waitFor } from './operation.ts';
import type { Scope } from './scope.ts';

/** One side of a rendezvous, wherever it stands. */
export interface Side {
  readonly half: Half;
  readonly scope: Scope;
  readonly process: number;
}

export interface RendezvousHalf extends Side {
  readonly draft: Draft;
  /** Number of effects at the end of the draft that come after the operation. */
  readonly tail: number;
}

export function pairRendezvous(halves: readonly RendezvousHalf[], builder: Builder): void {
  for (const sender of halves) {
    for (const receiver of halves) {
      if (matching(sender, receiver) === null) continue;
      addAction(pair(sender, receiver), builder);
    }
  }
}

/** Whether one side could meet a partner now; the side's own guard is not part of it. */
export type Meet = (side: Side) => Expr;

export function meeting(halves: readonly RendezvousHalf[]): Meet {
  return side =>
    or(
      halves.flatMap(partner => {
        const match = matching(side, partner) ?? matching(partner, side);
        return match === null ? [] : [and([...partner.draft.guard.map(c => c.condition), match])];
      }),
    );
}

/** The condition under which the receiver takes what the sender sends; null if these two never meet. */
function matching(sender: Side, receiver: Side): Expr | null {
  if (sender.half.kind !== 'send' || receiver.half.kind !== 'recv') return null;
  if (sender.half.channel !== receiver.half.channel || sender.process === receiver.process)
    return null;
  return matchPattern(receiver.half.pattern, sender.half.message, receiver.scope).condition;
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
    partner: receiver.draft.decl,
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
