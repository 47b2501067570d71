// `at most N`: one counter per declaration, shared by all its instances. In: an action's declaration. Out:
// the counter and the conjunct that it is not used up.

import type { ActionDecl } from '../../syntax/tree.ts';
import { FALSE } from '../expr.ts';
import { cell, compare, constant } from '../fold.ts';
import type { Conjunct } from '../program.ts';
import { range } from './builder.ts';
import type { Scope } from './scope.ts';
import { constantOf } from './types.ts';

export interface Bound {
  readonly cell: number;
  readonly limit: number;
  readonly conjunct: Conjunct;
}

/** null where the action is not bounded. With a limit of 0 the conjunct is constantly false. */
export function boundCell(decl: ActionDecl, scope: Scope, owner: string): Bound | null {
  if (decl.bound === null) return null;
  const limit = constantOf(decl.bound, scope);
  const { builder } = scope;
  const known = builder.counters.get(decl);
  const id =
    known ??
    builder.addCell(`${owner}.${decl.name.text}.count`, range(0, Math.max(limit, 1)), 0, false);
  builder.counters.set(decl, id);
  const condition = limit <= 0 ? FALSE : compare('<', cell(id), constant(limit));
  const conjunct: Conjunct = {
    role: 'bound',
    move: -1,
    condition,
    wait: null,
    span: decl.bound.span,
  };
  return { cell: id, limit, conjunct };
}
