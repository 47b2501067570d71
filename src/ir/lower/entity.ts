// What a name stands for while one choice of variants and parameters is lowered: cells, queues, constant
// values, and the frames that bind symbols to them. In: symbols. Out: plain data; frames can be looked up.

import type { ModelSymbol } from '../../semantics/model.ts';
import type { Expr as Syntax } from '../../syntax/tree.ts';
import type { Expr, Failure, QueueId } from '../expr.ts';
import type { ValueType } from '../value-type.ts';

/** An expression with its type; for computed integers the type is the interval the value lies in. */
export interface Lowered {
  readonly expr: Expr;
  readonly type: ValueType;
}

export type Entity =
  | { readonly kind: 'value'; readonly value: Lowered }
  | ScalarEntity
  | ArrayEntity
  | QueueEntity
  | ReplicatedEntity
  | SemaphoreEntity
  | EventEntity
  | MutexEntity
  | ConditionEntity
  | MemoryEntity
  | ResourceEntity
  | ListenerEntity
  | ChannelEntity
  | StreamEntity
  | HostEntity
  | ThreadEntity
  | LoopEntity
  | TaskEntity
  /** Declared `only` for another variant: never at any location; using it otherwise is an error. */
  | { readonly kind: 'absent'; readonly name: string };

export interface ScalarEntity {
  readonly kind: 'scalar';
  readonly cell: number;
  readonly type: ValueType;
  readonly name: string;
}
/** Cells in row-major order of `dims`. */
export interface ArrayEntity {
  readonly kind: 'array';
  readonly first: number;
  readonly dims: readonly ValueType[];
  readonly of: ValueType;
  readonly name: string;
}
export interface QueueEntity {
  readonly kind: 'queue';
  readonly queue: QueueId;
  readonly element: ValueType;
  readonly name: string;
}
/** One entity per combination of index values, row-major. */
export interface ReplicatedEntity {
  readonly kind: 'replicated';
  readonly dims: readonly ValueType[];
  readonly instances: readonly Entity[];
}
export interface SemaphoreEntity {
  readonly kind: 'semaphore';
  readonly object: number;
  readonly cell: number;
  readonly max: number;
  readonly saturating: boolean;
}
export interface EventEntity {
  readonly kind: 'event';
  readonly object: number;
  readonly cell: number;
}
export interface MutexEntity {
  readonly kind: 'mutex';
  readonly object: number;
  /** 0: nobody; else 1 + position in `lockers`. */
  readonly cell: number;
  /** Ids of the processes that may lock it. */
  readonly lockers: readonly number[];
  readonly releasedOnCrash: boolean;
}
export interface ConditionEntity {
  readonly kind: 'condition';
  readonly object: number;
  /** Per process that may sleep on it: 0 awake, 1 asleep, 2 signalled. */
  readonly sleepers: readonly { readonly process: number; readonly cell: number }[];
  readonly spurious: boolean;
}
export interface MemoryEntity {
  readonly kind: 'memory';
  readonly object: number;
  readonly page: ValueType;
  /** First of one bool cell per page. */
  readonly present: number;
  readonly faults: number;
  readonly name: string;
}
export interface ResourceEntity {
  readonly kind: 'resource';
  readonly object: number;
  readonly cell: number;
}
export interface ListenerEntity {
  readonly kind: 'listener';
  readonly object: number;
  /** Pending connections, by position in `streams`. */
  readonly queue: QueueId;
  /** null: listens always. */
  readonly listening: number | null;
}
export interface ChannelEntity {
  readonly kind: 'channel';
  readonly object: number;
  readonly message: ValueType;
  /** null: rendezvous. */
  readonly queue: QueueId | null;
  readonly order: 'fifo' | 'unordered' | 'rendezvous';
  readonly lossy: boolean;
  readonly duplicating: boolean;
}
export interface LaneEntity {
  readonly message: ValueType;
  readonly queue: QueueId;
  readonly buffer: QueueId | null;
}
/** See `stream.ts` for the meaning of the cells. */
export interface StreamEntity {
  readonly kind: 'stream';
  readonly object: number;
  readonly name: string;
  readonly phase: number;
  readonly broken: number;
  readonly ends: { readonly from: StreamEnd; readonly to: StreamEnd };
  readonly forward: LaneEntity;
  readonly back: LaneEntity | null;
  readonly listener: ListenerEntity | null;
  /** Value of this stream in the listener's queue. */
  readonly ticket: number;
}
export interface StreamEnd {
  readonly host: number;
  readonly cell: number;
}
export interface HostEntity {
  readonly kind: 'host';
  readonly id: number;
  readonly name: string;
  readonly crashed: number | null;
  readonly frame: Frame;
}
export interface ThreadEntity {
  readonly kind: 'thread';
  readonly process: number;
  readonly task: number;
  readonly host: HostEntity;
  readonly name: string;
  readonly frame: Frame;
}
export interface LoopEntity {
  readonly kind: 'loop';
  readonly process: number;
  readonly host: HostEntity;
  readonly name: string;
  readonly running: number;
  readonly frame: Frame;
}
export interface TaskEntity {
  readonly kind: 'task';
  readonly task: number;
  readonly loop: LoopEntity;
  /** Position among the loop's tasks, from 1: the value of `running`. */
  readonly position: number;
  readonly name: string;
  /** `deferred` callbacks: the pending bit. */
  readonly pending: number | null;
  readonly frame: Frame;
}

/** Bindings of symbols, innermost first. */
export class Frame {
  private readonly bindings = new Map<ModelSymbol, Entity>();
  readonly parent: Frame | null;

  constructor(parent: Frame | null) {
    this.parent = parent;
  }

  bind(symbol: ModelSymbol, entity: Entity): void {
    this.bindings.set(symbol, entity);
  }

  /** Only this frame: members of a host, thread or task. */
  own(symbol: ModelSymbol): Entity | null {
    return this.bindings.get(symbol) ?? null;
  }

  lookup(symbol: ModelSymbol): Entity | null {
    for (let frame: Frame | null = this; frame !== null; frame = frame.parent) {
      const found = frame.bindings.get(symbol);
      if (found !== undefined) return found;
    }
    return null;
  }
}

/** A path that may depend on the state: one case per instance it may mean. */
export interface Cases {
  readonly cases: readonly Case[];
  /** When no case applies: index outside its range, or null. */
  readonly invalid: { readonly when: Expr; readonly failure: Failure } | null;
}

export interface Case {
  readonly when: Expr;
  readonly entity: Entity;
  /** `?c` in an index: assigned when the action is taken. */
  readonly picks: readonly { readonly target: Syntax; readonly value: Lowered }[];
}

export function single(entity: Entity): Cases {
  return { cases: [{ when: { kind: 'const', value: 1 }, entity, picks: [] }], invalid: null };
}
