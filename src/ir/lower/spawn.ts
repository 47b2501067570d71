// Spawning a thread or coroutine: it must not be running; its variables start anew, except `keep` ones. In:
// the path of a thread. Out: statements.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr as Syntax } from '../../syntax/tree.ts';
import type { Statement } from '../expr.ts';
import { set } from '../fold-statement.ts';
import { overCases } from './assign.ts';
import type { Entity } from './entity.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';
import { inRole } from './status.ts';
import { failure } from './values.ts';

export function spawn(target: Syntax, span: Span, scope: Scope): readonly Statement[] {
  return overCases(resolve(target, scope), entity => start(entity, span, scope));
}

function start(entity: Entity, span: Span, scope: Scope): readonly Statement[] {
  if (entity.kind !== 'thread' && entity.kind !== 'task')
    throw new Error(`cannot spawn a ${entity.kind}`);
  const { builder } = scope;
  const task = builder.task(entity.task);
  const error = failure('spawn', `${entity.name} is spawned while it is running`, span);
  return [
    { kind: 'require', condition: inRole(task, ['unspawned', 'final']), failure: error },
    set(task.at, builder.startOf(entity.task)),
    ...builder.localsOf(entity.task).map(id => set(id, builder.cells[id]?.initial ?? 0)),
  ];
}
