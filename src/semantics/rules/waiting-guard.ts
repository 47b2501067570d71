// `when` beside a blocking operation reads only what no other OS thread writes. MC3002. A guard is read at
// every moment of the wait, so that anything else would be a test and a sleep in one instant.

import type { ActionDecl, Target } from '../../syntax/tree.ts';
import {
  type Access,
  type Checking,
  error,
  nameOf,
  type ProcessSymbol,
  runners,
} from '../checking.ts';
import type { ModelSymbol, ProcedureSymbol } from '../model.ts';
import type { Body, RuleContext } from './rule.ts';

export function checkWaitingGuards({ check, bodies }: RuleContext): void {
  const writes = check.accesses.filter(access => access.mode === 'write');
  const reported = new Set<ActionDecl>();
  for (const read of check.accesses) {
    const { action } = read.site;
    if (
      read.mode !== 'read' ||
      read.site.mode !== 'guard' ||
      action === null ||
      reported.has(action)
    )
      continue;
    if (action.guard?.form !== 'when' || !waits(check, bodies, action)) continue;
    if (!inside(read, action)) continue;
    const writer = otherWriter(check, read, writes);
    if (writer === null) continue;
    reported.add(action);
    report(check, read, action, writer);
  }
}

/** The access belongs to the guard itself (not to the condition of `rests`, for example). */
function inside(read: Access, action: ActionDecl): boolean {
  const guard = action.guard?.span;
  return (
    guard !== undefined &&
    read.span.file === guard.file &&
    read.span.start >= guard.start &&
    read.span.end <= guard.end
  );
}

/**
 * The guard is read again while the operation waits. Not so for `touch` and `cond_wait`: they begin with a
 * step of their own, and the guard belongs to that.
 */
function waits(
  check: Checking,
  bodies: readonly Body[],
  action: ActionDecl,
  seen: Set<ProcedureSymbol> = new Set(),
): boolean {
  const { operation } = action;
  if (operation === null || operation.kind === 'touch' || operation.kind === 'cond_wait')
    return false;
  if (operation.kind !== 'call') return true;
  const symbol = check.refs.get(operation.procedure);
  return symbol?.kind === 'procedure' && entryWaits(check, bodies, symbol, seen);
}

/** The first action of a procedure waits: entering is part of it, and so is the guard of the call. */
function entryWaits(
  check: Checking,
  bodies: readonly Body[],
  procedure: ProcedureSymbol,
  seen: Set<ProcedureSymbol>,
): boolean {
  if (seen.has(procedure)) return false;
  seen.add(procedure);
  const flow = bodies.find(body => body.symbol === procedure)?.flow;
  const first = flow?.edges.filter(edge => edge.from === flow.start).map(edge => edge.action) ?? [];
  return first.some(action => waits(check, bodies, action, seen));
}

interface Writer {
  readonly name: string;
  readonly access: Access | null;
}

/** Somebody else who changes what is read, or null. */
function otherWriter(check: Checking, read: Access, writes: readonly Access[]): Writer | null {
  const { symbol } = read;
  if (symbol.kind !== 'object') return foreignLocation(check, read);
  if (symbol.decl.kind === 'stream') return { name: 'the network', access: null };
  const readers = [...runners(check, read.site)];
  for (const write of writes) {
    if (write.symbol !== symbol) continue;
    const writers = runners(check, write.site);
    if (writers.size === 0 && write.site.body === null) {
      return { name: `action '${write.site.action?.name.text ?? '?'}'`, access: write };
    }
    for (const writer of writers) {
      const other = readers.some(
        reader => reader !== writer || severalInstances(read, write, reader),
      );
      if (other) return { name: threadName(writer), access: write };
    }
  }
  return null;
}

function severalInstances(read: Access, write: Access, process: ProcessSymbol): boolean {
  return process.index.length > 0 && !(read.own && write.own);
}

/** `t at L` of another thread: that thread moves. */
function foreignLocation(check: Checking, read: Access): Writer | null {
  const { symbol } = read;
  const owner: ModelSymbol | undefined = symbol.kind === 'task' ? check.owners.get(symbol) : symbol;
  const readers = [...runners(check, read.site)];
  const own = readers.every(reader => reader === owner && (reader.index.length === 0 || read.own));
  return own ? null : { name: threadName(symbol), access: null };
}

function threadName(symbol: ModelSymbol): string {
  return symbol.kind === 'thread' || symbol.kind === 'loop'
    ? `${symbol.host.name}.${nameOf(symbol)}`
    : nameOf(symbol);
}

function report(check: Checking, read: Access, action: ActionDecl, writer: Writer): void {
  const name = nameOf(read.symbol);
  const operation = action.operation?.kind ?? 'wait';
  const { access } = writer;
  error(
    check,
    'MC3002',
    read.span,
    `'${name}' is read for as long as \`${operation}\` waits, and ${writer.name} changes it`,
    {
      why: 'The code tests once and then sleeps. As one action the test would end the sleep, which hides lost wake-ups.',
      help: twoActions(action),
      ...(access === null ? {} : { related: [{ span: access.span, message: 'changed here' }] }),
    },
  );
}

/** The same in two actions, with the names of the action at hand. */
function twoActions(action: ActionDecl): string {
  const from = action.from?.kind === 'names' ? (action.from.names[0]?.text ?? 'here') : 'here';
  const { name } = action;
  const to = targetName(action.to);
  return `Test first, then wait: \`test: ${from} -> ${name.text}_wait when ...\` and \`${name.text}: ${name.text}_wait -> ${to} ${action.operation?.kind ?? ''} ...\`. If it really is read again while waiting, write \`while\` instead of \`when\`.`;
}

function targetName(target: Target | null): string {
  return target?.kind === 'name' ? target.name.text : (target?.kind ?? 'there');
}
