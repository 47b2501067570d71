// Who calls which procedure. In: the collected symbols. Out: for each procedure the OS threads that run it,
// through whatever chain of calls; recursion is reported.

import type { Name, TaskItem } from '../syntax/tree.ts';
import { type BodySymbol, type Checking, error, nameOf, type ProcessSymbol } from './checking.ts';
import type { Collected } from './collect.ts';
import type { ProcedureSymbol } from './model.ts';
import { lookup } from './scope.ts';

interface Call {
  readonly procedure: ProcedureSymbol;
  readonly name: Name;
}

export function buildCallGraph(check: Checking, collected: Collected): void {
  const graph = new Map(collected.procedures.map(symbol => [symbol, callsOf(check, symbol)]));
  reportRecursion(check, graph);
  for (const host of collected.hosts) {
    for (const process of host.threads) {
      const bodies = process.kind === 'loop' ? process.tasks : [process];
      for (const body of bodies) markCalled(check, graph, callsOf(check, body), process);
    }
  }
}

function markCalled(
  check: Checking,
  graph: ReadonlyMap<ProcedureSymbol, readonly Call[]>,
  calls: readonly Call[],
  process: ProcessSymbol,
): void {
  for (const { procedure } of calls) {
    const callers = check.callers.get(procedure) ?? new Set();
    check.callers.set(procedure, callers);
    if (callers.has(process)) continue;
    callers.add(process);
    markCalled(check, graph, graph.get(procedure) ?? [], process);
  }
}

function callsOf(check: Checking, body: BodySymbol): Call[] {
  const scope = check.scopes.get(body) ?? check.top;
  const names = calledNames(body.decl.items);
  if (body.kind !== 'procedure' && body.decl.runs !== null) names.push(body.decl.runs.procedure);
  return names.flatMap(name => {
    const procedure = lookup(scope, name.text);
    return procedure?.kind === 'procedure' ? [{ procedure, name }] : [];
  });
}

function calledNames(items: readonly TaskItem[]): Name[] {
  return items.flatMap(item => {
    if (item.kind === 'each') return calledNames(item.items);
    return item.kind === 'action' && item.operation?.kind === 'call'
      ? [item.operation.procedure]
      : [];
  });
}

function reportRecursion(
  check: Checking,
  graph: ReadonlyMap<ProcedureSymbol, readonly Call[]>,
): void {
  const done = new Set<ProcedureSymbol>();
  const path: ProcedureSymbol[] = [];
  const visit = (symbol: ProcedureSymbol) => {
    if (done.has(symbol)) return;
    path.push(symbol);
    for (const { procedure, name } of graph.get(symbol) ?? []) {
      const at = path.indexOf(procedure);
      if (at < 0) visit(procedure);
      else {
        const chain = [...path.slice(at), procedure].map(nameOf).join(' -> ');
        error(
          check,
          'MC3008',
          name.span,
          `procedure '${nameOf(procedure)}' calls itself: ${chain}`,
        );
      }
    }
    path.pop();
    done.add(symbol);
  };
  for (const symbol of graph.keys()) visit(symbol);
}
