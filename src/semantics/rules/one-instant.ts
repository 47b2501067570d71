// One action that writes several variables which other OS threads read: true in the code only under a lock.
// MC3019 (warning). An approximation: threads that touch any mutex are not looked at.

import type { ActionDecl } from '../../syntax/tree.ts';
import {
  type Access,
  type Checking,
  nameOf,
  type ProcessSymbol,
  runners,
  warning,
} from '../checking.ts';
import type { ObjectSymbol } from '../model.ts';
import type { RuleContext } from './rule.ts';

export function checkOneInstant({ check }: RuleContext): void {
  const locking = processesWithMutex(check);
  const reads = check.accesses.filter(
    access => access.mode === 'read' && access.site.mode !== 'property',
  );
  for (const [action, writes] of sharedWrites(check)) {
    const first = writes[0] as Access;
    const processes = [...runners(check, first.site)];
    if (processes.length === 0 || processes.some(process => locking.has(process))) continue;
    const seen = new Set<ObjectSymbol>();
    for (const { symbol } of writes) {
      if (symbol.kind === 'object' && readElsewhere(check, reads, symbol, processes))
        seen.add(symbol);
    }
    if (seen.size > 1) report(check, action, [...seen]);
  }
}

function processesWithMutex(check: Checking): Set<ProcessSymbol> {
  const locking = new Set<ProcessSymbol>();
  for (const access of check.accesses) {
    if (access.symbol.kind !== 'object' || access.symbol.decl.kind !== 'mutex') continue;
    for (const process of runners(check, access.site)) locking.add(process);
  }
  return locking;
}

/** Writes of variables of a host or the top level, by the action that makes them. */
function sharedWrites(check: Checking): Map<ActionDecl, Access[]> {
  const writes = new Map<ActionDecl, Access[]>();
  for (const access of check.accesses) {
    const { action, mode } = access.site;
    const isVariable = access.symbol.kind === 'object' && access.symbol.decl.kind === 'var';
    if (
      access.mode !== 'write' ||
      mode !== 'effect' ||
      action === null ||
      !isVariable ||
      access.own
    )
      continue;
    const known = writes.get(action) ?? [];
    known.push(access);
    writes.set(action, known);
  }
  return writes;
}

function readElsewhere(
  check: Checking,
  reads: readonly Access[],
  symbol: ObjectSymbol,
  writers: readonly ProcessSymbol[],
): boolean {
  return reads.some(read => {
    if (read.symbol !== symbol) return false;
    return [...runners(check, read.site)].some(
      reader => reader.index.length > 0 || writers.some(writer => writer !== reader),
    );
  });
}

function report(check: Checking, action: ActionDecl, symbols: readonly ObjectSymbol[]): void {
  const names = symbols.map(symbol => `'${nameOf(symbol)}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  warning(
    check,
    'MC3019',
    action.name.span,
    `'${action.name.text}' changes ${list} in one instant, and other threads read them`,
    {
      why: 'Without a mutex the code lets other threads run between the two; a bug in between is not found.',
      help: 'Split the action, or model the mutex that the code holds.',
    },
  );
}
