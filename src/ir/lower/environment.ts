// Actions of the world: `user` and `fault` actions at the top or in a host, without a thread and without
// locations. In: their declarations. Out: drafts.

import type { ActionDecl } from '../../syntax/tree.ts';
import { arith, cell, constant, equal } from '../fold.ts';
import { set } from '../fold-statement.ts';
import type { Conjunct } from '../program.ts';
import { provenanceOf } from './annotation.ts';
import { boundCell } from './bound.ts';
import { combinations, join } from './declare.ts';
import { addAction } from './draft.ts';
import { lowerCondition } from './expression.ts';
import { boundOf } from './flow.ts';
import { Oracle } from './oracle.ts';
import type { Scope } from './scope.ts';
import { lowerStatements } from './statement.ts';
import { guardOf } from './task.ts';
import { valueType } from './types.ts';

/** `owner`: name of the host, or the empty string. */
export function addEnvironment(actions: readonly ActionDecl[], owner: string, scope: Scope): void {
  for (const decl of actions) {
    if (isAbsent(decl, scope)) continue;
    if (decl.index.length === 0) {
      addInstance(decl, owner, [], scope);
      continue;
    }
    const dims = decl.index.map(index => valueType(index.type, scope));
    const bound = { index: decl.index.map(index => boundOf(index.name, scope)) };
    for (const { suffix, inner } of combinations(decl.index, dims, bound, scope)) {
      const values = suffix.split(', ');
      addInstance(
        decl,
        owner,
        decl.index.map((index, i) => ({ name: index.name.text, value: values[i] ?? '' })),
        inner,
      );
    }
  }
}

function isAbsent(decl: ActionDecl, scope: Scope): boolean {
  if (decl.only === null) return false;
  const condition = lowerCondition(decl.only, scope);
  return condition.kind === 'const' && condition.value === 0;
}

function addInstance(
  decl: ActionDecl,
  owner: string,
  bindings: readonly { readonly name: string; readonly value: string }[],
  scope: Scope,
): void {
  const bound = boundCell(decl, scope, owner);
  const guard: Conjunct[] = [
    ...hostAlive(decl, scope),
    ...(bound === null ? [] : [bound.conjunct]),
    ...guardOf(decl.guard, scope),
  ];
  const counted =
    bound === null ? [] : [set(bound.cell, arith('+', cell(bound.cell), constant(1)))];
  const oracle = new Oracle();
  do {
    addAction(
      {
        class: decl.class,
        kind: 'environment',
        name: decl.name.text,
        path: join(owner, decl.name.text),
        bindings,
        moves: [],
        guard: guard.map(c => ({ ...c, move: -1 })),
        effects: [...counted, ...lowerStatements(decl.effects, { ...scope, oracle })],
        label: [decl.name.text],
        traffic: [],
        provenance: provenanceOf(decl, []),
        decl,
      },
      scope.builder,
    );
  } while (oracle.advance());
}

function hostAlive(decl: ActionDecl, scope: Scope): Conjunct[] {
  const crashed = scope.host?.crashed ?? null;
  if (crashed === null) return [];
  return [
    { role: 'host', move: -1, condition: equal(cell(crashed), 0), wait: null, span: decl.span },
  ];
}
