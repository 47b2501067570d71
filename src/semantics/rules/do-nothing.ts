// An action that leads back to where it began without operation and effect: a busy loop. MC3001.

import type { ActionDecl } from '../../syntax/tree.ts';
import { error } from '../checking.ts';
import { actionsOf, type RuleContext } from './rule.ts';

export function checkDoNothing({ check, bodies }: RuleContext): void {
  for (const { symbol } of bodies) {
    for (const action of actionsOf(symbol.decl.items)) {
      if (!doesNothing(action)) continue;
      error(
        check,
        'MC3001',
        action.name.span,
        `'${action.name.text}' leads back to where it began and changes nothing`,
        {
          help: "Write the exit's condition: `ready: poll -> next_place when P`. Until P holds the thread waits there.",
        },
      );
    }
  }
}

function doesNothing(action: ActionDecl): boolean {
  const idle =
    action.operation === null && action.effects.length === 0 && action.outcomes.length === 0;
  if (!idle || action.to === null || action.from === null) return false;
  if (action.to.kind === 'same') return true;
  if (action.to.kind !== 'name' || action.from.kind !== 'names') return false;
  const to = action.to.name.text;
  return action.from.names.every(name => name.text === to);
}
