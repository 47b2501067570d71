// Builds small programs by hand for tests: cells, tasks with named locations, guarded actions. In: short
// calls. Out: a Program. It checks nothing: what a test builds is what it gets.

import { sourceFile } from '../../src/diagnostic/source.ts';
import type { Expr, Failure, Statement } from '../../src/ir/expr.ts';
import type {
  Action,
  ActionClass,
  ActionKind,
  Cell,
  Conjunct,
  Host,
  IndexType,
  Location,
  ObjectKind,
  Process,
  Program,
  ProgramObject,
  Property,
  Queue,
  Task,
  Wait,
} from '../../src/ir/program.ts';
import { highest, lowest, type ValueType } from '../../src/ir/value-type.ts';

export const span = { file: sourceFile('test.mig', ''), start: 0, end: 0 };

export const num = (value: number): Expr => ({ kind: 'const', value });
export const cell = (id: number): Expr => ({ kind: 'cell', cell: id });
export const eq = (id: number, value: number): Expr => compare('==', cell(id), num(value));
export const and = (...operands: Expr[]): Expr => ({ kind: 'and', operands });
export const or = (...operands: Expr[]): Expr => ({ kind: 'or', operands });
export const not = (operand: Expr): Expr => ({ kind: 'not', operand });
export const plus = (left: Expr, right: Expr): Expr => ({
  kind: 'arith',
  operator: '+',
  left,
  right,
});
export const minus = (left: Expr, right: Expr): Expr => ({
  kind: 'arith',
  operator: '-',
  left,
  right,
});
export const range = (lo: number, hi: number): ValueType => ({ kind: 'range', lo, hi, name: null });
export const fail = (error: Failure['error'], message: string = error): Failure => ({
  error,
  message,
  span,
});

export function compare(
  operator: Extract<Expr, { kind: 'compare' }>['operator'],
  left: Expr,
  right: Expr,
): Expr {
  return { kind: 'compare', operator, left, right };
}

export function set(
  cellId: number,
  value: Expr | number,
  failure: Failure | null = null,
): Statement {
  return {
    kind: 'assign',
    cell: cellId,
    value: typeof value === 'number' ? num(value) : value,
    failure,
  };
}

export function branch(
  condition: Expr,
  then: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Statement {
  return { kind: 'if', condition, then, otherwise };
}

export function ite(condition: Expr, then: Expr, otherwise: Expr): Expr {
  return { kind: 'ite', condition, then, otherwise };
}

export interface ActionSpec {
  readonly name: string;
  readonly class?: ActionClass;
  readonly kind?: ActionKind;
  readonly path?: string;
  readonly bindings?: Action['bindings'];
  /** Task and names of locations; the location conjunct and the assignment are made from it. */
  readonly move?: readonly [task: number, from: string, to: string];
  /** The second mover of a rendezvous. */
  readonly partner?: readonly [task: number, from: string, to: string];
  readonly turn?: Expr;
  readonly guard?: Expr;
  readonly operation?: Expr;
  readonly bound?: Expr;
  readonly wait?: Partial<Wait>;
  readonly effects?: readonly Statement[];
}

/** Collects the parts of a program. */
export class ProgramBuilder {
  readonly cells: Cell[] = [];
  readonly queues: Queue[] = [];
  readonly objects: ProgramObject[] = [];
  readonly hosts: Host[] = [];
  readonly processes: (Process & { readonly tasks: number[] })[] = [];
  readonly tasks: (Task & { locations: Location[] })[] = [];
  readonly actions: Action[] = [];
  readonly properties: Property[] = [];
  readonly indices = new Map<string, readonly (IndexType | null)[]>();
  readonly symmetric = new Set<string>();

  cell(name: string, type: ValueType, initial = lowest(type)): number {
    const id = this.cells.length;
    this.cells.push({ id, name, type, lo: lowest(type), hi: highest(type), initial, shown: true });
    return id;
  }

  queue(name: string, element: ValueType, capacity: number, order: 'fifo' | 'bag' = 'fifo'): Queue {
    const length = this.cell(`${name}.length`, range(0, capacity));
    const first = this.cells.length;
    for (let i = 0; i < capacity; i++) this.cell(`${name}[${i}]`, element);
    const queue = { id: this.queues.length, name, length, first, capacity, element, order };
    this.queues.push(queue);
    return queue;
  }

  object(
    kind: ObjectKind,
    name: string,
    cells: readonly number[],
    queues: readonly number[] = [],
  ): number {
    const id = this.objects.length;
    const family = name.replaceAll(/\[[^\]]*\]/g, '');
    this.objects.push({ id, kind, name, family, cells, queues, span });
    return id;
  }

  host(name: string, crashed: number | null = null): number {
    const id = this.hosts.length;
    this.hosts.push({ id, name, crashed });
    return id;
  }

  /** A thread with its one task; returns the task. The first location is initial. */
  thread(name: string, locations: readonly string[], options: TaskOptions = {}): number {
    const process = this.process('thread', name, options.host ?? null, null);
    return this.addTask(process, null, 'thread', locations, options);
  }

  /** An event loop; its tasks are added with `task`. Returns the process. */
  loop(name: string, tasks: number, host: number | null = null): number {
    return this.process('loop', name, host, this.cell(`${name}.running`, range(0, tasks)));
  }

  task(
    process: number,
    name: string,
    locations: readonly string[],
    options: TaskOptions = {},
  ): number {
    return this.addTask(process, name, options.form ?? 'coroutine', locations, options);
  }

  action(spec: ActionSpec): number {
    const id = this.actions.length;
    const moves = [spec.move, spec.partner].flatMap(move =>
      move === undefined ? [] : [this.move(move)],
    );
    const owner = moves[0] === undefined ? null : (this.tasks[moves[0].task] as Task);
    const process = owner === null ? null : (this.processes[owner.process] as Process);
    const path = [process?.name, owner?.name, spec.name].filter(part => part != null).join('.');
    const wait: Wait = {
      kind: 'condition',
      object: null,
      on: [spec.name],
      family: spec.name,
      ...spec.wait,
    };
    const turnObject: Wait = { kind: 'turn', object: null, on: ['turn'], family: 'turn' };
    const conjunct = (
      role: Conjunct['role'],
      condition: Expr,
      move: number,
      waits: Wait | null,
    ) => ({
      role,
      condition,
      move,
      wait: waits,
      span,
    });
    const own = moves.length === 0 ? -1 : 0;
    const guard: Conjunct[] = moves.map((move, i) =>
      conjunct('location', eq((this.tasks[move.task] as Task).at, move.from), i, null),
    );
    if (spec.bound !== undefined) guard.push(conjunct('bound', spec.bound, -1, null));
    if (spec.turn !== undefined) guard.push(conjunct('turn', spec.turn, own, turnObject));
    if (spec.guard !== undefined) {
      guard.push(
        conjunct(
          'guard',
          spec.guard,
          own,
          spec.operation === undefined ? wait : { ...wait, kind: 'condition' },
        ),
      );
    }
    if (spec.operation !== undefined) guard.push(conjunct('operation', spec.operation, own, wait));
    const goes = moves
      .filter(move => move.from !== move.to[0])
      .map(move => set((this.tasks[move.task] as Task).at, move.to[0] as number));
    this.actions.push({
      id,
      class: spec.class ?? 'system',
      kind: spec.kind ?? (moves.length === 0 ? 'environment' : 'step'),
      name: spec.name,
      path: spec.path ?? path,
      bindings: spec.bindings ?? [],
      moves,
      guard,
      effects: [...(spec.effects ?? []), ...goes],
      label: [spec.name],
      traffic: [],
      provenance: { span, callPath: [], src: null, annotations: [] },
    });
    return id;
  }

  property(property: PropertySpec): void {
    this.properties.push({ ...property, span } as Property);
  }

  build(): Program {
    const { cells, queues, objects, hosts, processes, tasks, actions, properties } = this;
    const choice = { variant: {}, params: {}, versions: {} };
    const replication = { indices: this.indices, symmetric: this.symmetric };
    return {
      name: 'test',
      sources: [span.file],
      choice,
      cells,
      queues,
      objects,
      hosts,
      processes,
      tasks,
      actions,
      properties,
      withheld: [],
      replication,
    };
  }

  private process(
    kind: 'thread' | 'loop',
    name: string,
    host: number | null,
    running: number | null,
  ): number {
    const id = this.processes.length;
    const family = name.replaceAll(/\[[^\]]*\]/g, '');
    this.processes.push({ id, host, kind, name, family, running, tasks: [], span });
    return id;
  }

  private addTask(
    process: number,
    name: string | null,
    form: Task['form'],
    names: readonly string[],
    options: TaskOptions,
  ): number {
    const id = this.tasks.length;
    const owner = this.processes[process] as { name: string; tasks: number[] };
    owner.tasks.push(id);
    const at = this.cell(
      [owner.name, name, 'at'].filter(part => part !== null).join('.'),
      range(0, names.length - 1),
    );
    const locations = names.map(
      (location): Location => ({
        name: location,
        role: options.roles?.[location] ?? (location === 'final' ? 'final' : 'plain'),
        hidden: false,
      }),
    );
    const rests = [...names.keys()].filter(
      i =>
        locations[i]?.role === 'final' ||
        locations[i]?.role === 'unspawned' ||
        (options.rests ?? []).includes(names[i] as string),
    );
    this.tasks.push({
      id,
      process,
      name,
      form,
      at,
      locations,
      initial: 0,
      accepted: or(...rests.map(i => eq(at, i))),
    });
    return id;
  }

  private move([task, from, to]: readonly [number, string, string]): Action['moves'][number] {
    const index = (name: string) => {
      const found = this.tasks[task]?.locations.findIndex(location => location.name === name) ?? -1;
      if (found < 0) throw new Error(`no location ${name}`);
      return found;
    };
    return { task, from: index(from), to: [index(to)] };
  }
}

type PropertySpec = Property extends infer P
  ? P extends Property
    ? Omit<P, 'span'>
    : never
  : never;

export interface TaskOptions {
  readonly host?: number | null;
  readonly form?: Task['form'];
  readonly rests?: readonly string[];
  readonly roles?: Readonly<Record<string, Location['role']>>;
}
