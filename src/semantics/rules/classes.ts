// User and fault actions: faults are bounded, system actions are not; the environment's own actions have no
// thread, no locations and wait for nothing. MC3003, MC3004, MC3018.

import type { ActionDecl } from '../../syntax/tree.ts';
import { type Checking, error } from '../checking.ts';
import { actionsOf, type RuleContext } from './rule.ts';

export function checkClasses({ check, model, bodies }: RuleContext): void {
  const outside = [model.actions, ...model.hosts.map(host => host.actions)].flat();
  const inBodies = bodies.flatMap(body => actionsOf(body.symbol.decl.items));
  for (const action of outside) checkEnvironment(check, action);
  for (const action of [...outside, ...inBodies]) checkBound(check, action);
}

function checkBound(check: Checking, action: ActionDecl): void {
  const { name, bound } = action;
  if (action.class === 'fault' && bound === null) {
    error(check, 'MC3003', name.span, `fault '${name.text}' may happen without end`, {
      help: `Write \`fault ${name.text} at most 1:\`, or a parameter in place of the 1.`,
    });
  }
  if (action.class === 'system' && bound !== null) {
    error(
      check,
      'MC3004',
      bound.span,
      `'${name.text}' is a system action: what threads do has no bound`,
      {
        help: 'Only `user` and `fault` actions are bounded.',
      },
    );
  }
}

function checkEnvironment(check: Checking, action: ActionDecl): void {
  const problem = environmentProblem(action);
  if (problem === null) return;
  error(
    check,
    'MC3018',
    action.name.span,
    `'${action.name.text}' stands outside of a thread: ${problem}`,
    {
      help: 'Keep `when` and `do { ... }` only, or move it into a thread.',
    },
  );
}

function environmentProblem(action: ActionDecl): string | null {
  if (action.from !== null || action.to !== null) return 'it has no locations';
  if (action.operation !== null || action.timeout !== null) return `it cannot wait`;
  if (action.outcomes.length > 0) return 'it leads nowhere';
  if (action.class === 'system') return 'only `user` and `fault` actions may';
  return null;
}
