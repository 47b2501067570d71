// Comparisons whose sides are not values: `owner(m) == dst.main_loop`, `owner(m) == null`,
// `dst.main_loop.running == process_incoming`. In: both sides. Out: a condition, or null for the ordinary
// case.

import type { Expr as Syntax } from '../../syntax/tree.ts';
import { type Expr, FALSE } from '../expr.ts';
import { and, cell, equal, or } from '../fold.ts';
import type { Entity } from './entity.ts';
import { resolve } from './path.ts';
import type { Scope } from './scope.ts';

export function entityComparison(left: Syntax, right: Syntax, scope: Scope): Expr | null {
  if (left.kind === 'apply' && left.name.text === 'owner')
    return ownerIs(left.args[0] as Syntax, right, scope);
  if (left.kind === 'member' && isRunning(left, scope)) return runningIs(left.base, right, scope);
  return null;
}

function isRunning(path: Extract<Syntax, { kind: 'member' }>, scope: Scope): boolean {
  const symbol = scope.builder.model.refs.get(path.member);
  return symbol?.kind === 'attribute' && symbol.name === 'running';
}

function ownerIs(mutexPath: Syntax, right: Syntax, scope: Scope): Expr {
  return or(
    resolve(mutexPath, scope).cases.map(c => {
      const mutex = c.entity;
      if (mutex.kind !== 'mutex') throw new Error('owner() needs a mutex');
      if (right.kind === 'null') return and([c.when, equal(cell(mutex.cell), 0)]);
      return and([
        c.when,
        or(threads(right, scope).map(t => and([t.when, ownedBy(mutex, t.process)]))),
      ]);
    }),
  );
}

function ownedBy(mutex: Extract<Entity, { kind: 'mutex' }>, process: number): Expr {
  const position = mutex.lockers.indexOf(process);
  return position < 0 ? FALSE : equal(cell(mutex.cell), position + 1);
}

function threads(path: Syntax, scope: Scope): { when: Expr; process: number }[] {
  return resolve(path, scope).cases.map(c => {
    if (c.entity.kind !== 'thread' && c.entity.kind !== 'loop')
      throw new Error('owner() is a thread');
    return { when: c.when, process: c.entity.process };
  });
}

function runningIs(loopPath: Syntax, right: Syntax, scope: Scope): Expr {
  return or(
    resolve(loopPath, scope).cases.map(c => {
      if (c.entity.kind !== 'loop') throw new Error('running belongs to an event loop');
      const running = cell(c.entity.running);
      if (right.kind === 'null') return and([c.when, equal(running, 0)]);
      const inner: Scope = { ...scope, frame: c.entity.frame };
      return and([c.when, or(tasks(right, inner).map(position => equal(running, position)))]);
    }),
  );
}

function tasks(path: Syntax, scope: Scope): number[] {
  return resolve(path, scope).cases.map(c => {
    if (c.entity.kind !== 'task') throw new Error('a loop runs its tasks only');
    return c.entity.position;
  });
}
