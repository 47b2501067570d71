// What a rule gets to look at. In: nothing. Out: the type and the bodies of a model, each with its control
// flow. A rule reports into `check` and changes nothing else.

import type { ActionDecl, EachDecl, TaskItem } from '../../syntax/tree.ts';
import type { BodySymbol, Checking, ProcessSymbol } from '../checking.ts';
import type { Collected } from '../collect.ts';
import { END, type Flow, flowOf } from '../flow.ts';
import { outcomesOf } from '../types/call.ts';

/** One body: `process` is null for a procedure. */
export interface Body {
  readonly symbol: BodySymbol;
  readonly process: ProcessSymbol | null;
  readonly flow: Flow;
}

export interface RuleContext {
  readonly check: Checking;
  readonly model: Collected;
  readonly bodies: readonly Body[];
}

export function bodiesOf(model: Collected): Body[] {
  const bodies: Body[] = [];
  for (const host of model.hosts) {
    for (const process of host.threads) {
      const symbols = process.kind === 'loop' ? process.tasks : [process];
      for (const symbol of symbols)
        bodies.push({ symbol, process, flow: flowOf(symbol.decl.items, endsOf(symbol)) });
    }
  }
  for (const symbol of model.procedures) {
    bodies.push({ symbol, process: null, flow: flowOf(symbol.decl.items, endsOf(symbol)) });
  }
  return bodies;
}

/**
 * Where a body ends; the first is where falling off its end leads. A callback has none: it must say that it
 * goes back to `idle`.
 */
function endsOf(symbol: BodySymbol): readonly string[] {
  if (symbol.kind === 'procedure') return outcomesOf(symbol);
  if (symbol.kind === 'task' && symbol.decl.form !== 'coroutine') return [];
  return [END];
}

/** The actions of a body, those inside of `each` included. */
export function actionsOf(items: readonly (TaskItem | EachDecl)[]): ActionDecl[] {
  return items.flatMap(item => {
    if (item.kind === 'action') return [item];
    return item.kind === 'each' ? actionsOf(item.items) : [];
  });
}

export function isCallback(symbol: BodySymbol): boolean {
  return symbol.kind === 'task' && symbol.decl.form !== 'coroutine';
}
