// Objects: each declaration becomes cells, queues and an entity bound in its frame. In: object symbols and
// the scope they are declared in. Out: bindings; the builder grows.

import type { ObjectSymbol } from '../../semantics/model.ts';
import type { Index, ObjectDecl, TypeExpr } from '../../syntax/tree.ts';
import { BOOL, lowest, sizeOf, type ValueType } from '../value-type.ts';
import { range } from './builder.ts';
import type { Entity, LaneEntity, ListenerEntity, StreamEntity } from './entity.ts';
import { lowerCondition, lowerExpr } from './expression.ts';
import { countOfAll } from './limits.ts';
import { resolve } from './path.ts';
import { type Scope, withValue } from './scope.ts';
import { END, END_NAMES, LINK_NAMES, PHASE, PHASE_NAMES } from './stream.ts';
import { constantOf, valueType } from './types.ts';
import { usersOf } from './usage.ts';
import { coerce, valueAt, within } from './values.ts';

/** The largest number a semaphore without `max` can count to; one more is an error of the model's run. */
export const DEFAULT_SEMAPHORE_MAX = 7;

/** Where an object lives: the prefix of its name, with and without indices of replication. */
export interface Place {
  readonly name: string;
  readonly family: string;
}

export function declareObjects(objects: readonly ObjectSymbol[], place: Place, scope: Scope): void {
  for (const symbol of objects) {
    const absent = isConstantFalse(symbol, scope);
    scope.frame.bind(
      symbol,
      absent ? { kind: 'absent', name: symbol.decl.name.text } : declare(symbol, place, scope),
    );
  }
}

/** Declares the objects of a body; returns the cells that start anew with it: all but those of `keep`. */
export function declareLocals(
  objects: readonly ObjectSymbol[],
  place: Place,
  scope: Scope,
): number[] {
  const { cells } = scope.builder;
  return objects.flatMap(symbol => {
    const before = cells.length;
    declareObjects([symbol], place, scope);
    const kept = symbol.decl.kind === 'var' && symbol.decl.keep;
    return kept ? [] : cells.slice(before).map(cell => cell.id);
  });
}

function isConstantFalse(symbol: ObjectSymbol, scope: Scope): boolean {
  const only = symbol.decl.only;
  if (only === null) return false;
  const condition = lowerCondition(only, scope);
  return condition.kind === 'const' && condition.value === 0;
}

function declare(symbol: ObjectSymbol, place: Place, scope: Scope): Entity {
  const decl = symbol.decl;
  const name = join(place.name, decl.name.text);
  const family = join(place.family, decl.name.text);
  const dims = decl.index.map(index => valueType(index.type, scope));
  if (decl.kind === 'var' && !holdsQueue(decl.type, scope))
    return declareVariable(decl, dims, name, scope);
  if (dims.length === 0) return register(make(symbol, name, family, scope), scope);
  scope.builder.noteIndices(name, dims);
  const instances = combinations(decl.index, dims, symbol, scope).map(({ suffix, inner }) =>
    register(make(symbol, `${name}[${suffix}]`, family, inner), scope),
  );
  return { kind: 'replicated', dims, instances };
}

function register(entity: Entity, scope: Scope): Entity {
  scope.builder.entities.push(entity);
  return entity;
}

export function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

/** One scope per combination of index values, row-major, with the values bound. */
export function combinations(
  index: readonly Index[],
  dims: readonly ValueType[],
  symbol: { readonly index: ObjectSymbol['index'] },
  scope: Scope,
): { suffix: string; inner: Scope }[] {
  countOfAll(dims);
  let rows: { parts: string[]; inner: Scope }[] = [{ parts: [], inner: scope }];
  index.forEach((_, i) => {
    const dim = dims[i] as ValueType;
    rows = rows.flatMap(row =>
      Array.from({ length: sizeOf(dim) }, (__, k) => ({
        parts: [...row.parts, showIndex(dim, k)],
        inner: bindIndex(row.inner, symbol, i, dim, k),
      })),
    );
  });
  return rows.map(row => ({ suffix: row.parts.join(', '), inner: row.inner }));
}

function bindIndex(
  scope: Scope,
  symbol: { readonly index: ObjectSymbol['index'] },
  i: number,
  dim: ValueType,
  k: number,
): Scope {
  const bound = symbol.index[i];
  return bound === undefined ? scope : withValue(scope, bound, valueAt(dim, k));
}

export function showIndex(dim: ValueType, k: number): string {
  if (dim.kind === 'enum') return dim.members[k] ?? String(k);
  return String(k + lowest(dim));
}

// ---------------------------------------------------------------- variables

function holdsQueue(type: TypeExpr, scope: Scope): boolean {
  const inner = unfold(type, scope);
  return inner.kind === 'queue';
}

/** The type behind names. */
function unfold(type: TypeExpr, scope: Scope): TypeExpr {
  if (type.kind !== 'named') return type;
  const symbol = scope.builder.model.refs.get(type.name);
  return symbol?.kind === 'type' ? unfold(symbol.decl.type, scope) : type;
}

function declareVariable(
  decl: Extract<ObjectDecl, { kind: 'var' }>,
  indexDims: readonly ValueType[],
  name: string,
  scope: Scope,
): Entity {
  const dims = [...indexDims];
  let type = unfold(decl.type, scope);
  while (type.kind === 'array') {
    dims.push(valueType(type.index, scope));
    const next = unfold(type.of, scope);
    if (next.kind !== 'array')
      return variableOf(decl, dims, valueType(type.of, scope), name, scope);
    type = next;
  }
  return variableOf(decl, dims, valueType(decl.type, scope), name, scope);
}

function variableOf(
  decl: Extract<ObjectDecl, { kind: 'var' }>,
  dims: readonly ValueType[],
  type: ValueType,
  name: string,
  scope: Scope,
): Entity {
  const initial = initialValue(decl, type, scope);
  const count = dims.reduce((product, dim) => product * sizeOf(dim), 1);
  const names = dims.length === 0 ? () => name : (i: number) => `${name}[${indexText(dims, i)}]`;
  scope.builder.noteIndices(name, dims);
  const first = scope.builder.addCells(count, names, type, initial);
  scope.builder.addObject('variable', name, name, decl.span, countUp(first, count));
  if (dims.length === 0) return { kind: 'scalar', cell: first, type, name };
  return { kind: 'array', first, dims, of: type, name };
}

function indexText(dims: readonly ValueType[], flat: number): string {
  const parts: string[] = [];
  let rest = flat;
  for (const dim of [...dims].reverse()) {
    parts.unshift(showIndex(dim, rest % sizeOf(dim)));
    rest = Math.floor(rest / sizeOf(dim));
  }
  return parts.join(', ');
}

function countUp(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

function initialValue(
  decl: Extract<ObjectDecl, { kind: 'var' }>,
  type: ValueType,
  scope: Scope,
): number {
  if (decl.initial === null) return lowest(type);
  const value = lowerExpr(decl.initial, scope, type);
  const expr = coerce(value, type, decl.initial.span);
  if (
    expr.kind === 'const' &&
    within({ kind: 'range', lo: expr.value, hi: expr.value, name: null }, type)
  ) {
    return expr.value;
  }
  scope.builder.report({
    code: 'MC3093',
    severity: 'error',
    span: decl.initial.span,
    message:
      expr.kind === 'const'
        ? `the initial value of '${decl.name.text}' is outside its type ${describe(type)}`
        : `the initial value of '${decl.name.text}' is not a constant of its type ${describe(type)}`,
    why: 'A variable starts with one value of its type; the state vector has no room for another.',
    help: 'Change the value, or make the type larger.',
  });
  return lowest(type);
}

export function describe(type: ValueType): string {
  return type.kind === 'range' ? `${type.lo}..${type.hi}` : type.kind;
}

// ---------------------------------------------------------------- everything else

function make(symbol: ObjectSymbol, name: string, family: string, scope: Scope): Entity {
  const decl = symbol.decl;
  const { builder } = scope;
  switch (decl.kind) {
    case 'var':
      return makeQueue(decl, name, family, scope);
    case 'semaphore': {
      const max = decl.max === null ? DEFAULT_SEMAPHORE_MAX : constantOf(decl.max, scope);
      const initial = decl.initial === null ? 0 : constantOf(decl.initial, scope);
      const cell = builder.addCell(name, range(0, Math.max(max, initial, 1)), initial);
      const object = builder.addObject('semaphore', name, family, decl.span, [cell]);
      return { kind: 'semaphore', object, cell, max, saturating: decl.saturating };
    }
    case 'event': {
      const cell = builder.addCell(name, BOOL, decl.initiallySet ? 1 : 0);
      return {
        kind: 'event',
        object: builder.addObject('event', name, family, decl.span, [cell]),
        cell,
      };
    }
    case 'mutex':
      return makeMutex(symbol, name, family, scope);
    case 'condition':
      return makeCondition(symbol, name, family, scope);
    case 'memory':
      return makeMemory(decl, name, family, scope);
    case 'resource': {
      const cell = builder.addCell(name, BOOL, decl.allocated ? 1 : 0);
      return {
        kind: 'resource',
        object: builder.addObject('resource', name, family, decl.span, [cell]),
        cell,
      };
    }
    case 'listener':
      return makeListener(symbol, name, family, scope);
    case 'channel':
      return makeChannel(decl, name, family, scope);
    case 'stream':
      return makeStream(symbol, name, family, scope);
  }
}

type Of<K extends ObjectDecl['kind']> = Extract<ObjectDecl, { kind: K }>;

function makeQueue(decl: Of<'var'>, name: string, family: string, scope: Scope): Entity {
  const type = unfold(decl.type, scope);
  if (type.kind !== 'queue') throw new Error('not a queue');
  const element = valueType(type.of, scope);
  const queue = scope.builder.addQueue(name, element, constantOf(type.capacity, scope));
  scope.builder.addObject('variable', name, family, decl.span, [], [queue]);
  return { kind: 'queue', queue, element, name };
}

function makeMutex(symbol: ObjectSymbol, name: string, family: string, scope: Scope): Entity {
  const decl = symbol.decl as Of<'mutex'>;
  const { builder } = scope;
  const lockers = builder.instancesOf(
    usersOf(builder.usage.lockers, symbol),
    scope.host?.id ?? null,
  );
  const members = ['nobody', ...lockers.map(id => builder.processName(id))];
  const cell = builder.addCell(name, { kind: 'enum', name: 'thread', members }, 0);
  const object = builder.addObject('mutex', name, family, decl.span, [cell]);
  return { kind: 'mutex', object, cell, lockers, releasedOnCrash: decl.releasedOnCrash };
}

function makeCondition(symbol: ObjectSymbol, name: string, family: string, scope: Scope): Entity {
  const decl = symbol.decl as Of<'condition'>;
  const { builder } = scope;
  const type: ValueType = {
    kind: 'enum',
    name: 'sleeper',
    members: ['awake', 'asleep', 'signalled'],
  };
  const sleepers = builder
    .instancesOf(usersOf(builder.usage.sleepers, symbol), scope.host?.id ?? null)
    .map(process => ({
      process,
      cell: builder.addCell(`${name}.${builder.processName(process)}`, type, 0),
    }));
  const object = builder.addObject(
    'condition',
    name,
    family,
    decl.span,
    sleepers.map(s => s.cell),
  );
  return { kind: 'condition', object, sleepers, spurious: decl.spurious };
}

function makeMemory(decl: Of<'memory'>, name: string, family: string, scope: Scope): Entity {
  const page = valueType(decl.type, scope);
  const pages = sizeOf(page);
  const { builder } = scope;
  builder.noteIndices(name, [page]);
  builder.noteIndices(`${name}.faults`, [page]);
  const present = builder.addCells(
    pages,
    i => `${name}[${showIndex(page, i)}]`,
    BOOL,
    decl.present ? 1 : 0,
  );
  const faults = builder.addCells(pages, i => `${name}.faults[${showIndex(page, i)}]`, BOOL, 0);
  const cells = [...countUp(present, pages), ...countUp(faults, pages)];
  const object = builder.addObject('memory', name, family, decl.span, cells);
  return { kind: 'memory', object, page, present, faults, name };
}

function makeListener(symbol: ObjectSymbol, name: string, family: string, scope: Scope): Entity {
  const decl = symbol.decl as Of<'listener'>;
  const { builder } = scope;
  const toggled = decl.closed || builder.usage.toggled.has(symbol);
  const listening = toggled
    ? builder.addCell(`${name}.listening`, BOOL, decl.closed ? 0 : 1)
    : null;
  const members = builder.streamsVia(symbol);
  const element: ValueType = { kind: 'enum', name: 'connection', members };
  const queue = builder.addQueue(`${name}.pending`, element, Math.max(members.length, 1));
  const object = builder.addObject(
    'listener',
    name,
    family,
    decl.span,
    listening === null ? [] : [listening],
    [queue],
  );
  return { kind: 'listener', object, queue, listening };
}

function makeChannel(decl: Of<'channel'>, name: string, family: string, scope: Scope): Entity {
  const message = valueType(decl.type, scope);
  const { order, lossy, duplicating } = decl;
  const queue =
    decl.capacity === null
      ? null
      : scope.builder.addQueue(
          name,
          message,
          capacityOf(decl.capacity, scope),
          order === 'fifo' ? 'fifo' : 'bag',
        );
  const object = scope.builder.addObject(
    'channel',
    name,
    family,
    decl.span,
    [],
    queue === null ? [] : [queue],
  );
  return { kind: 'channel', object, message, queue, order, lossy, duplicating };
}

function capacityOf(syntax: Parameters<typeof constantOf>[0], scope: Scope): number {
  const capacity = constantOf(syntax, scope);
  if (capacity >= 1) return capacity;
  scope.builder.report({
    code: 'MC3094',
    severity: 'error',
    span: syntax.span,
    message: `a capacity of ${capacity} holds nothing`,
    why: 'A FIFO without room can never be sent on.',
    help: 'Use at least 1, or `rendezvous` for a channel without a buffer.',
  });
  return 1;
}

function makeStream(symbol: ObjectSymbol, name: string, family: string, scope: Scope): Entity {
  const decl = symbol.decl as Of<'stream'>;
  const { builder } = scope;
  const enumOf = (members: readonly string[]): ValueType => ({
    kind: 'enum',
    name: 'stream',
    members,
  });
  const start = decl.connected
    ? { phase: PHASE.ACCEPTED, end: END.OPEN }
    : { phase: PHASE.IDLE, end: END.NONE };
  const phase = builder.addCell(`${name}.state`, enumOf(PHASE_NAMES), start.phase);
  const broken = builder.addCell(`${name}.link`, enumOf(LINK_NAMES), 0);
  const from = hostOf(decl.from, scope);
  const to = hostOf(decl.to, scope);
  const fromCell = builder.addCell(`${name}.${from.name}`, enumOf(END_NAMES), start.end);
  const toCell = builder.addCell(`${name}.${to.name}`, enumOf(END_NAMES), start.end);
  const forward = makeLane(decl.forward, `${name}.forward`, scope);
  const back = decl.back === null ? null : makeLane(decl.back, `${name}.back`, scope);
  const queues = [forward, ...(back === null ? [] : [back])].flatMap(l => [
    l.queue,
    ...(l.buffer === null ? [] : [l.buffer]),
  ]);
  const object = builder.addObject(
    'stream',
    name,
    family,
    decl.span,
    [phase, broken, fromCell, toCell],
    queues,
  );
  builder.streamSymbols.set(object, symbol);
  const own = symbol.index[0] === undefined ? null : scope.frame.lookup(symbol.index[0]);
  if (own?.kind === 'value') builder.streamIndex.set(object, own.value);
  const listener = listenerOf(decl, scope);
  const ticket = listener === null ? 0 : builder.ticketOf(listener.queue, name);
  const ends: StreamEntity['ends'] = {
    from: { host: from.id, cell: fromCell },
    to: { host: to.id, cell: toCell },
  };
  return { kind: 'stream', object, name, phase, broken, ends, forward, back, listener, ticket };
}

function makeLane(lane: Of<'stream'>['forward'], name: string, scope: Scope): LaneEntity {
  const message = valueType(lane.type, scope);
  const queue = scope.builder.addQueue(name, message, capacityOf(lane.capacity, scope));
  const buffer =
    lane.buffer === null
      ? null
      : scope.builder.addQueue(`${name}.buffer`, message, capacityOf(lane.buffer, scope));
  return { message, queue, buffer };
}

function hostOf(name: Of<'stream'>['from'], scope: Scope): { id: number; name: string } {
  const symbol = scope.builder.model.refs.get(name);
  const host = symbol === undefined ? null : scope.frame.lookup(symbol);
  if (host?.kind !== 'host') throw new Error(`no host ${name.text}`);
  return host;
}

function listenerOf(decl: Of<'stream'>, scope: Scope): ListenerEntity | null {
  if (decl.via === null) return null;
  const entity = resolve(decl.via, scope).cases[0]?.entity;
  if (entity?.kind !== 'listener') throw new Error('`via` needs a listener');
  return entity;
}
