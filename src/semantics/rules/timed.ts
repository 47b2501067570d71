// `timed` stands before an operation that waits by itself. MC3025.

import { error } from '../checking.ts';
import { actionsOf, type RuleContext } from './rule.ts';

export function checkTimed({ check, bodies }: RuleContext): void {
  for (const { symbol } of bodies) {
    for (const { timeout, operation, name } of actionsOf(symbol.decl.items)) {
      if (timeout === null || operation === null) continue;
      if (operation.kind !== 'call' && operation.kind !== 'touch') continue;
      error(
        check,
        'MC3025',
        operation.span,
        `'${name.text}' cannot give up: \`${operation.kind}\` takes no timeout`,
      );
    }
  }
}
