// Collects the program while it is lowered. In: cells, queues, objects, tasks and actions as they are
// met. Out: the finished lists with their ids. The one mutable thing of the lowering.

import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { Span } from '../../diagnostic/source.ts';
import type { CheckedModel, ObjectSymbol } from '../../semantics/model.ts';
import type { ActionDecl, TypeExpr } from '../../syntax/tree.ts';
import type { QueueId, Statement } from '../expr.ts';
import type {
  Action,
  Cell,
  Choice,
  Host,
  IndexType,
  Location,
  ObjectKind,
  Process,
  ProgramObject,
  Queue,
} from '../program.ts';
import { highest, lowest, type ValueType } from '../value-type.ts';
import { type Entity, Frame, type Lowered, type MutexEntity, type StreamEntity } from './entity.ts';
import {
  bitsOf,
  MAX_CELLS,
  MAX_EXPRESSIONS,
  MAX_STATE_BITS,
  tooManyBits,
  tooManyCells,
  tooManyExpressions,
} from './limits.ts';
import type { ProcessSymbol, Usage } from './usage.ts';

/** A task whose locations are still being found. */
export interface OpenTask {
  readonly id: number;
  readonly process: number;
  readonly name: string | null;
  readonly form: 'thread' | 'callback' | 'deferred' | 'coroutine';
  readonly at: number;
  readonly locations: Location[];
  initial: number;
  /** Where a spawn puts it: its start, at which an event loop's task waits for its first turn. */
  start: number;
  /** Cells that a new spawn resets. */
  readonly locals: number[];
}

export class Builder {
  readonly cells: Cell[] = [];
  readonly queues: Queue[] = [];
  readonly objects: ProgramObject[] = [];
  readonly hosts: Host[] = [];
  readonly processes: (Process & { readonly tasks: number[] })[] = [];
  readonly tasks: OpenTask[] = [];
  readonly actions: Action[] = [];
  readonly withheld: (readonly Statement[])[] = [];
  readonly diagnostics: Diagnostic[] = [];
  /** Every object made, for effects that concern all of a kind (crash). */
  readonly entities: Entity[] = [];
  readonly types = new Map<TypeExpr, ValueType>();
  readonly top = new Frame(null);
  /** See `Replication`. */
  readonly indices = new Map<string, readonly (IndexType | null)[]>();
  readonly symmetric = new Set<string>();
  /** Counters of `at most`. */
  readonly counters = new Map<ActionDecl, number>();
  /** Actions made of each declaration. */
  readonly expansions = new Map<ActionDecl, readonly number[]>();
  /** Processes made of each thread or loop declaration. */
  readonly instances = new Map<
    ProcessSymbol,
    readonly { readonly process: number; readonly host: number }[]
  >();
  /** Names of the streams that connect through each listener, in order of their tickets. */
  readonly connections = new Map<ObjectSymbol, readonly string[]>();
  /** The value each indexed stream has within its family, for `accept l ?x`. */
  readonly streamIndex = new Map<number, Lowered>();
  /** Objects of threads, by task: what `join` waits for. */
  readonly threadObjects = new Map<number, number>();
  /** Symbols of stream objects, for what the model does to them. */
  readonly streamSymbols = new Map<number, ObjectSymbol>();
  readonly model: CheckedModel;
  readonly choice: Choice;
  readonly usage: Usage;
  private bits = 0;
  private expressions = 0;

  constructor(model: CheckedModel, choice: Choice, usage: Usage) {
    this.model = model;
    this.choice = choice;
    this.usage = usage;
  }

  /** Notes what the brackets behind a name hold; those within it are another declaration's. */
  noteIndices(name: string, dims: readonly ValueType[]): void {
    if (dims.length === 0) return;
    const types = dims.map(dim =>
      dim.kind === 'range' && dim.name !== null ? { name: dim.name, lo: dim.lo, hi: dim.hi } : null,
    );
    this.indices.set(name.replaceAll(/\[[^\]]*\]/g, '[]'), types);
  }

  addCell(name: string, type: ValueType, initial: number, shown = true): number {
    const id = this.cells.length;
    this.bits += bitsOf(lowest(type), highest(type));
    if (this.bits > MAX_STATE_BITS) throw tooManyBits();
    if (id >= MAX_CELLS) throw tooManyCells();
    this.cells.push({ id, name, type, lo: lowest(type), hi: highest(type), initial, shown });
    return id;
  }

  /** Gives a cell the type that was not known when it was made. */
  retype(id: number, type: ValueType, initial: number): void {
    const cell = this.cells[id] as Cell;
    this.cells[id] = { ...cell, type, lo: lowest(type), hi: highest(type), initial };
  }

  /** A run of `count` cells; returns the first. */
  addCells(
    count: number,
    name: (i: number) => string,
    type: ValueType,
    initial: number,
    shown = true,
  ): number {
    const first = this.cells.length;
    for (let i = 0; i < count; i++) this.addCell(name(i), type, initial, shown);
    return first;
  }

  addQueue(
    name: string,
    element: ValueType,
    capacity: number,
    order: 'fifo' | 'bag' = 'fifo',
  ): QueueId {
    const id = this.queues.length;
    const length = this.addCell(`${name}.length`, range(0, capacity), 0, false);
    const first = this.addCells(capacity, i => `${name}[${i}]`, element, lowest(element), false);
    this.queues.push({ id, name, length, first, capacity, element, order });
    return id;
  }

  addObject(
    kind: ObjectKind,
    name: string,
    family: string,
    span: Span,
    cells: readonly number[],
    queues: readonly number[] = [],
  ): number {
    const id = this.objects.length;
    this.objects.push({ id, kind, name, family, cells, queues, span });
    return id;
  }

  queue(id: QueueId): Queue {
    return this.queues[id] as Queue;
  }

  task(id: number): OpenTask {
    return this.tasks[id] as OpenTask;
  }

  processName(id: number): string {
    return this.processes[id]?.name ?? 'nobody';
  }

  /** Processes of these declarations; `host` null: on every host. */
  instancesOf(symbols: ReadonlySet<ProcessSymbol>, host: number | null): number[] {
    const all = [...symbols].flatMap(symbol => this.instances.get(symbol) ?? []);
    return all
      .filter(instance => host === null || instance.host === host)
      .map(instance => instance.process)
      .sort((a, b) => a - b);
  }

  streamsVia(listener: ObjectSymbol): readonly string[] {
    return this.connections.get(listener) ?? [];
  }

  ticketOf(queue: QueueId, stream: string): number {
    const element = this.queue(queue).element;
    return element.kind === 'enum' ? element.members.indexOf(stream) : 0;
  }

  /** The streams of a listener's queue, with their index values. */
  connectionsVia(queue: QueueId): { stream: StreamEntity; index: Lowered | null }[] {
    return this.entities.flatMap(entity =>
      entity.kind === 'stream' && entity.listener?.queue === queue
        ? [{ stream: entity, index: this.streamIndex.get(entity.object) ?? null }]
        : [],
    );
  }

  threadObject(task: number): number {
    const object = this.threadObjects.get(task);
    if (object === undefined) throw new Error('a task without an object');
    return object;
  }

  /** Whether the model ever connects a stream, and whether it can ever end. */
  fateOf(object: number): { connects: boolean; ends: boolean } {
    const symbol = this.streamSymbols.get(object);
    if (symbol === undefined) return { connects: true, ends: true };
    const ends =
      this.usage.ended.has(symbol) || this.usage.crashed.size > 0 || this.usage.toggled.size > 0;
    return { connects: this.usage.connected.has(symbol), ends };
  }

  /** Mutexes this process may own, with its value in their cells. */
  mutexesOf(process: number): { mutex: MutexEntity; position: number }[] {
    return this.entities.flatMap(entity => {
      if (entity.kind !== 'mutex') return [];
      const position = entity.lockers.indexOf(process);
      return position < 0 ? [] : [{ mutex: entity, position: position + 1 }];
    });
  }

  startOf(id: number): number {
    return this.task(id).start;
  }

  localsOf(id: number): readonly number[] {
    return this.task(id).locals;
  }

  /** Called for each expression that is lowered. */
  countExpression(): void {
    this.expressions++;
    if (this.expressions > MAX_EXPRESSIONS) throw tooManyExpressions();
  }

  report(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }
}

export function range(lo: number, hi: number): ValueType {
  return { kind: 'range', lo, hi, name: null };
}
