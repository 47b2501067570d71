// What the model does to its objects, found in one walk before any cell is made: who may lock a mutex,
// sleep on a condition, what is spawned, crashed, closed for listening. In: the checked model. Out: sets
// of symbols. Parts that `only` leaves out under the choice do not count.

import type {
  CheckedModel,
  HostSymbol,
  LoopSymbol,
  ModelSymbol,
  ObjectSymbol,
  ProcedureSymbol,
  ThreadSymbol,
} from '../../semantics/model.ts';
import type { ActionDecl, Expr, Name, Statement, TaskItem } from '../../syntax/tree.ts';

type ProcessSymbol = ThreadSymbol | LoopSymbol;

export interface Usage {
  /** Threads and coroutines that some effect spawns: they do not run from the start. */
  readonly spawned: ReadonlySet<ModelSymbol>;
  /** Hosts that some effect crashes. */
  readonly crashed: ReadonlySet<ModelSymbol>;
  /** Listeners that some effect turns on or off. */
  readonly toggled: ReadonlySet<ModelSymbol>;
  /** Streams that some action connects. */
  readonly connected: ReadonlySet<ModelSymbol>;
  /** Streams that some effect breaks, hangs, shuts down or closes. */
  readonly ended: ReadonlySet<ModelSymbol>;
  readonly lockers: ReadonlyMap<ModelSymbol, ReadonlySet<ProcessSymbol>>;
  readonly sleepers: ReadonlyMap<ModelSymbol, ReadonlySet<ProcessSymbol>>;
  /** True if some effect of the model is an `assert`. */
  readonly asserts: boolean;
}

interface Found {
  readonly verbs: { verb: string; target: ModelSymbol }[];
  readonly locks: Set<ModelSymbol>;
  readonly sleeps: Set<ModelSymbol>;
  readonly connects: Set<ModelSymbol>;
  readonly isPresent: IsPresent;
  asserts: boolean;
}

const ENDING = new Set(['break', 'hang', 'shutdown', 'close']);

/** Whether a part with this `only` clause is there under the choice. */
export type IsPresent = (only: Expr | null) => boolean;

/** `presentIn` gives the test for parts of a host (versions differ), or of the top level. */
export function findUsage(
  model: CheckedModel,
  presentIn: (host: string | null) => IsPresent,
): Usage {
  const spawned = new Set<ModelSymbol>();
  const crashed = new Set<ModelSymbol>();
  const toggled = new Set<ModelSymbol>();
  const connected = new Set<ModelSymbol>();
  const ended = new Set<ModelSymbol>();
  const lockers = new Map<ModelSymbol, Set<ProcessSymbol>>();
  const sleepers = new Map<ModelSymbol, Set<ProcessSymbol>>();
  let asserts = false;

  const record = (found: Found, process: ProcessSymbol | null) => {
    for (const { verb, target } of found.verbs) {
      if (verb === 'spawn') spawned.add(target);
      if (verb === 'crash') crashed.add(target);
      if (ENDING.has(verb)) ended.add(target);
      if (verb === 'listen' || verb === 'unlisten') toggled.add(target);
    }
    asserts ||= found.asserts;
    for (const stream of found.connects) connected.add(stream);
    if (process === null) return;
    for (const mutex of found.locks) addTo(lockers, mutex, process);
    for (const condition of found.sleeps) addTo(sleepers, condition, process);
  };

  record(scanActions(model, model.actions, presentIn(null)), null);
  for (const host of model.hosts) {
    const isPresent = presentIn(host.name);
    record(scanActions(model, host.actions, isPresent), null);
    for (const process of host.threads) {
      if (isPresent(process.decl.only)) record(scanProcess(model, process, isPresent), process);
    }
  }
  return { spawned, crashed, toggled, connected, ended, lockers, sleepers, asserts };
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key) ?? new Set<V>();
  set.add(value);
  map.set(key, set);
}

function nothing(isPresent: IsPresent): Found {
  return {
    isPresent,
    verbs: [],
    locks: new Set(),
    sleeps: new Set(),
    connects: new Set(),
    asserts: false,
  };
}

function scanActions(
  model: CheckedModel,
  actions: readonly ActionDecl[],
  isPresent: IsPresent,
): Found {
  const found = nothing(isPresent);
  for (const action of actions) scanAction(model, action, found, new Set());
  return found;
}

function scanProcess(model: CheckedModel, process: ProcessSymbol, isPresent: IsPresent): Found {
  const found = nothing(isPresent);
  const visited = new Set<ProcedureSymbol>();
  if (process.kind === 'thread') {
    scanItems(model, process.decl.items, found, visited);
    if (process.decl.runs !== null)
      scanProcedure(model, process.decl.runs.procedure, found, visited);
    return found;
  }
  if (process.decl.holds !== null) {
    const mutex = lastSymbol(model, process.decl.holds);
    if (mutex !== null) found.locks.add(mutex);
  }
  for (const task of process.tasks) {
    if (!isPresent(task.decl.only)) continue;
    scanItems(model, task.decl.items, found, visited);
    if (task.decl.runs !== null) scanProcedure(model, task.decl.runs.procedure, found, visited);
  }
  return found;
}

function scanProcedure(
  model: CheckedModel,
  name: Name,
  found: Found,
  visited: Set<ProcedureSymbol>,
): void {
  const symbol = model.refs.get(name);
  if (symbol?.kind !== 'procedure' || visited.has(symbol)) return;
  visited.add(symbol);
  scanItems(model, symbol.decl.items, found, visited);
}

function scanItems(
  model: CheckedModel,
  items: readonly TaskItem[],
  found: Found,
  visited: Set<ProcedureSymbol>,
): void {
  for (const item of items) {
    if (item.kind === 'action') scanAction(model, item, found, visited);
    if (item.kind === 'each') scanItems(model, item.items, found, visited);
  }
}

function scanAction(
  model: CheckedModel,
  action: ActionDecl,
  found: Found,
  visited: Set<ProcedureSymbol>,
): void {
  if (!found.isPresent(action.only)) return;
  const operation = action.operation;
  if (operation?.kind === 'lock') addSymbol(model, operation.mutex, found.locks);
  if (operation?.kind === 'cond_wait') {
    addSymbol(model, operation.condition, found.sleeps);
    addSymbol(model, operation.mutex, found.locks);
  }
  if (operation?.kind === 'connect') addSymbol(model, operation.stream, found.connects);
  if (operation?.kind === 'call') scanProcedure(model, operation.procedure, found, visited);
  scanStatements(model, action.effects, found);
  if (action.timeout !== null) scanStatements(model, action.timeout.effects, found);
}

function scanStatements(model: CheckedModel, statements: readonly Statement[], found: Found): void {
  for (const statement of statements) {
    if (statement.kind === 'verb') {
      const target = lastSymbol(model, statement.target);
      if (target !== null) found.verbs.push({ verb: statement.verb, target });
    }
    if (statement.kind === 'assert') found.asserts = true;
    if (statement.kind === 'if') {
      scanStatements(model, statement.then, found);
      scanStatements(model, statement.otherwise, found);
    }
    if (statement.kind === 'for') scanStatements(model, statement.body, found);
  }
}

function addSymbol(model: CheckedModel, path: Expr, into: Set<ModelSymbol>): void {
  const symbol = lastSymbol(model, path);
  if (symbol !== null) into.add(symbol);
}

/** The symbol a path ends in: `dst.multifd_recv[c].sem` -> `sem`. */
export function lastSymbol(model: CheckedModel, path: Expr): ModelSymbol | null {
  switch (path.kind) {
    case 'name':
      return model.refs.get(path.name) ?? null;
    case 'member':
      return model.refs.get(path.member) ?? null;
    case 'index':
      return lastSymbol(model, path.base);
    default:
      return null;
  }
}

/** The process symbols that may own a mutex or sleep on a condition. */
export function usersOf(
  map: ReadonlyMap<ModelSymbol, ReadonlySet<ProcessSymbol>>,
  symbol: ObjectSymbol,
): ReadonlySet<ProcessSymbol> {
  return map.get(symbol) ?? new Set();
}

export type { HostSymbol, ProcessSymbol };
