// The program: the waist of the house. In: nothing above it is visible here. Out: finite cells, guarded
// actions with wait kinds and provenance, properties. Interpreter, compiler, reductions, exporters and
// explanations read this and nothing above it. Plain data: no behaviour lives here.

import type { SourceFile, Span } from '../diagnostic/source.ts';
import type { CellId, Expr, QueueId, Statement } from './expr.ts';
import type { ValueType } from './value-type.ts';

export interface Program {
  /** Name of the protocol. */
  readonly name: string;
  /** The model's file first, then its imports in order. */
  readonly sources: readonly SourceFile[];
  readonly choice: Choice;
  readonly cells: readonly Cell[];
  readonly queues: readonly Queue[];
  readonly objects: readonly ProgramObject[];
  readonly hosts: readonly Host[];
  readonly processes: readonly Process[];
  readonly tasks: readonly Task[];
  readonly actions: readonly Action[];
  readonly properties: readonly Property[];
  /** Effects of each action that a bound of 0 keeps from happening: what the choice rules out, for coverage. */
  readonly withheld: readonly (readonly Statement[])[];
  readonly replication: Replication;
}

/** What stands in the brackets of names, and which types were declared `symmetric`. */
export interface Replication {
  /**
   * By name up to the bracket, with the brackets before it empty (`dst.multifd_recv[].sem`): per index its type,
   * null where it is not a range with a name.
   */
  readonly indices: ReadonlyMap<string, readonly (IndexType | null)[]>;
  readonly symmetric: ReadonlySet<string>;
}

/** A named range. */
export interface IndexType {
  readonly name: string;
  readonly lo: number;
  readonly hi: number;
}

/** The variant, parameter and version values this program was lowered with; all of them, defaults too. */
export interface Choice {
  readonly variant: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
  /** `src.qemu` -> `v9_0` */
  readonly versions: Readonly<Record<string, string>>;
}

/** One finite variable of the state vector; the state vector is one integer per cell, by id. */
export interface Cell {
  readonly id: CellId;
  /** `src.migration.next`, `dst.received[1]`, `main.forward[0]`; unique. */
  readonly name: string;
  readonly type: ValueType;
  readonly lo: number;
  readonly hi: number;
  readonly initial: number;
  /** `hidden` cells serve the lowering (queue slots, turn registers) and are not shown as changes. */
  readonly shown: boolean;
}

/** A bounded queue: a length cell and `capacity` slots; slots beyond the length hold their lowest value. */
export interface Queue {
  readonly id: QueueId;
  readonly name: string;
  readonly length: CellId;
  readonly first: CellId;
  readonly capacity: number;
  readonly element: ValueType;
  readonly order: 'fifo' | 'bag';
}

/** What is waited for, sent on or owned; index by `ObjectId`. */
export interface ProgramObject {
  readonly id: number;
  readonly kind: ObjectKind;
  /** `dst.ram`, `multifd[1]` */
  readonly name: string;
  /** The same without indices of replication: `multifd`. Causes are hashed over it. */
  readonly family: string;
  readonly cells: readonly CellId[];
  readonly queues: readonly QueueId[];
  readonly span: Span;
}

export type ObjectKind =
  | 'variable'
  | 'semaphore'
  | 'event'
  | 'mutex'
  | 'condition'
  | 'memory'
  | 'resource'
  | 'listener'
  | 'channel'
  | 'stream'
  | 'thread'
  | 'loop';

export interface Host {
  readonly id: number;
  readonly name: string;
  /** 1 once the host has crashed; null where no action can crash it. */
  readonly crashed: CellId | null;
}

/** One OS thread: a `thread`, or an event loop with all its tasks. Mutexes belong to it. */
export interface Process {
  readonly id: number;
  readonly host: number | null;
  readonly kind: 'thread' | 'loop';
  /** `src.migration`, `dst.multifd_recv[1]` */
  readonly name: string;
  readonly family: string;
  /** Loop: 0 when no task runs, else 1 + position in `tasks`. */
  readonly running: CellId | null;
  readonly tasks: readonly number[];
  readonly span: Span;
}

/** What has a control location: the one task of a thread, or a callback or coroutine of a loop. */
export interface Task {
  readonly id: number;
  readonly process: number;
  /** null for the task of a thread */
  readonly name: string | null;
  readonly form: 'thread' | 'callback' | 'deferred' | 'coroutine';
  /** The control location: an index into `locations`. */
  readonly at: CellId;
  readonly locations: readonly Location[];
  readonly initial: number;
  /** 1 where this task may stay for ever when nothing else can move. Reads this task's host and cells. */
  readonly accepted: Expr;
}

export interface Location {
  /** As written; hidden locations carry the name of the location they belong to. */
  readonly name: string;
  readonly role: 'plain' | 'unspawned' | 'final' | 'turn' | 'waiting';
  /** Inserted by the lowering: after a yield, a raised page fault, a condition variable's sleep. */
  readonly hidden: boolean;
}

export type ActionClass = 'system' | 'user' | 'fault';

/**
 * A guarded action: deterministic, at most one successor per state. Index, choice and pattern values are
 * expanded, so that several actions may share one declaration.
 */
export interface Action {
  readonly id: number;
  readonly class: ActionClass;
  readonly kind: ActionKind;
  /** `accept`; as declared */
  readonly name: string;
  /** `dst.main_loop.accept_preempt.accept`; with call path, without bindings. */
  readonly path: string;
  /** Index and choice values of this expansion: `c` -> `1`. */
  readonly bindings: readonly { readonly name: string; readonly value: string }[];
  /** Who moves: none for the network and for a host's own actions, two for a rendezvous (sender first). */
  readonly moves: readonly Move[];
  /** Conjunction; in order: location, host, bound, turn, guard, operation. */
  readonly guard: readonly Conjunct[];
  readonly effects: readonly Statement[];
  /** What the story shows, evaluated in the state before: `recv REQ_PAGES(0)`. */
  readonly label: readonly LabelPart[];
  /** What passes between threads in this step, for arrows in charts. */
  readonly traffic: readonly Traffic[];
  readonly provenance: Provenance;
}

export type ActionKind =
  | 'step' // as written
  | 'yield' // a coroutine gives the loop its turn
  | 'page-fault' // touch of an absent page: the fault is raised
  | 'sleep' // first half of cond_wait
  | 'wake' // second half of cond_wait
  | 'timeout' // giving up a timed operation
  | 'delivery' // a connect reaches the listener's queue
  | 'notice' // an end notices a break, shutdown or close
  | 'environment'; // a user or fault action without a thread

export interface Move {
  readonly task: number;
  readonly from: number;
  /** Where it may lead: one location, or several where the effects decide (`-> L if P`). */
  readonly to: readonly number[];
}

export interface Conjunct {
  readonly role: 'location' | 'host' | 'bound' | 'turn' | 'guard' | 'operation';
  /** Index into `moves` whose conjunct this is, or -1. */
  readonly move: number;
  /** An error while this is evaluated makes the action enabled, and taking it is the error. */
  readonly condition: Expr;
  /** Set for `turn`, `guard` and `operation`; null: if false, this expansion is not the one waited with. */
  readonly wait: Wait | null;
  readonly span: Span;
}

export type WaitKind =
  | 'condition'
  | 'recv'
  | 'send'
  | 'connect'
  | 'accept'
  | 'refused'
  | 'error'
  | 'semaphore'
  | 'mutex'
  | 'condvar'
  | 'event'
  | 'page'
  | 'fault'
  | 'join'
  | 'turn';

export interface Wait {
  readonly kind: WaitKind;
  /** The object waited for, if it is one. */
  readonly object: number | null;
  /** `ram[0]`, `postcopy_qemufile_dst_done`; evaluated in the blocked state. */
  readonly on: readonly LabelPart[];
  /** `on` without indices of replication; part of the cause. */
  readonly family: string;
}

export type LabelPart = string | { readonly value: Expr; readonly type: ValueType };

export interface Traffic {
  readonly kind: 'send' | 'recv' | 'connect' | 'deliver' | 'accept' | 'break' | 'post' | 'take';
  readonly object: number;
  /** Streams: which direction; null otherwise. */
  readonly lane: 'forward' | 'back' | null;
  readonly message: readonly LabelPart[] | null;
}

export interface Provenance {
  readonly span: Span;
  /** Calls of procedures this action was inlined through, outermost first. */
  readonly callPath: readonly string[];
  /** `@src` */
  readonly src: { readonly file: string; readonly function: string } | null;
  readonly annotations: readonly { readonly name: string; readonly args: readonly string[] }[];
}

export type Property =
  /** Violated in a state that is quiescent and in which some task is not accepted. */
  | { readonly kind: 'deadlock'; readonly name: string; readonly span: Span }
  | { readonly kind: 'partial-deadlock'; readonly name: string; readonly span: Span }
  /** Holds if `condition` is 1 in every reachable state. */
  | {
      readonly kind: 'invariant';
      readonly name: string;
      readonly condition: Expr;
      /** Where the condition is an implication: what it supposes. */
      readonly antecedent?: Expr;
      readonly span: Span;
    }
  /** Holds if some reachable state satisfies it. */
  | {
      readonly kind: 'reachable';
      readonly name: string;
      readonly condition: Expr;
      readonly span: Span;
    }
  /** Largest value over the reachable states; violated above `limit` if there is one. */
  | {
      readonly kind: 'bound';
      readonly name: string;
      readonly value: Expr;
      readonly limit: number | null;
      readonly span: Span;
    }
  | { readonly kind: 'goal'; readonly name: string; readonly condition: Expr; readonly span: Span }
  | {
      readonly kind: 'always-possible';
      readonly name: string;
      readonly condition: Expr;
      readonly span: Span;
    }
  | {
      readonly kind: 'order';
      readonly name: string;
      readonly pairs: readonly OrderPair[];
      readonly span: Span;
    }
  | {
      readonly kind: 'lock-order';
      readonly name: string;
      readonly mutexes: readonly number[];
      readonly span: Span;
    };

/** The actions whose order is asked for, by id; one pair per value of `per`. */
export interface OrderPair {
  /** As written; null without `per`. */
  readonly value: string | null;
  readonly first: readonly number[];
  readonly second: readonly number[];
}
