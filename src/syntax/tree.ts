// The syntax tree of a model: what the parser gives, what the printer and the semantics take. Plain
// readonly data with spans; names are not resolved and nothing is checked here.

import type { SourceFile, Span } from '../diagnostic/source.ts';

export interface Node {
  readonly span: Span;
}

/** One occurrence of an identifier. */
export interface Name extends Node {
  readonly text: string;
}

/** One parsed file. `comments` are in source order, for the printer and for `// expect:` headers. */
export interface SourceTree {
  readonly file: SourceFile;
  /** `protocol NAME`; a file that is only imported may leave it out. */
  readonly protocol: Name | null;
  readonly imports: readonly ImportDecl[];
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
}

/** `// text` to the end of the line; `text` includes the slashes. */
export interface Comment extends Node {
  readonly text: string;
}

/** `import "lib/common.mig"` */
export interface ImportDecl extends Node {
  readonly path: string;
}

// ---------------------------------------------------------------- declarations

export type Declaration =
  | VariantDecl
  | VersionDecl
  | ParamDecl
  | ConstDecl
  | TypeDecl
  | DefDecl
  | ProcedureDecl
  | ObjectDecl
  | HostDecl
  | ThreadDecl
  | EventLoopDecl
  | ActionDecl
  | PropertyDecl;

/** `variant fix { none, merged }`: one alternative is chosen per run; the first is the default. */
export interface VariantDecl extends Node {
  readonly kind: 'variant';
  readonly name: Name;
  readonly values: readonly Name[];
}

/** `version qemu { v9_0, v9_1 }`: like a variant, but chosen for each host (`src.qemu`). */
export interface VersionDecl extends Node {
  readonly kind: 'version';
  readonly name: Name;
  readonly values: readonly Name[];
}

/** `param PAGES = 1 in 1..4` */
export interface ParamDecl extends Node {
  readonly kind: 'param';
  readonly name: Name;
  readonly value: Expr;
  readonly range: RangeType;
}

/** `const CHUNKS = 2` */
export interface ConstDecl extends Node {
  readonly kind: 'const';
  readonly name: Name;
  readonly value: Expr;
}

/** `type Page = 0..PAGES-1 symmetric` */
export interface TypeDecl extends Node {
  readonly kind: 'type';
  readonly name: Name;
  readonly type: TypeExpr;
  readonly symmetric: boolean;
}

/** `def idle(c : Channel) = len(data[c]) == 0` */
export interface DefDecl extends Node {
  readonly kind: 'def';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: Expr;
}

export interface Parameter extends Node {
  readonly name: Name;
  readonly type: TypeExpr;
}

/** `[c in Channel]` after a name: one instance per value. */
export interface Index extends Node {
  readonly name: Name;
  readonly type: TypeExpr;
}

/** `procedure f(x : T) returns { ok, failed } { ... }`; without `returns` there is one outcome, `done`. */
export interface ProcedureDecl extends Node {
  readonly kind: 'procedure';
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly outcomes: readonly Name[];
  readonly items: readonly TaskItem[];
  readonly only: Expr | null;
}

/** `host dst[i in T] { ... }`; several blocks of one name are one host. */
export interface HostDecl extends Node {
  readonly kind: 'host';
  readonly name: Name;
  readonly index: readonly Index[];
  readonly items: readonly Declaration[];
  readonly only: Expr | null;
}

/** `daemon thread name[i in T] runs f(1) only P { ... }` */
export interface ThreadDecl extends Node {
  readonly kind: 'thread';
  readonly name: Name;
  readonly daemon: boolean;
  readonly index: readonly Index[];
  readonly runs: RunsClause | null;
  readonly items: readonly TaskItem[];
  readonly only: Expr | null;
}

/** `runs loadvm(args)`: the body is that procedure; its outcomes are the final locations. */
export interface RunsClause extends Node {
  readonly procedure: Name;
  readonly args: readonly Expr[];
}

/** `eventloop main_loop holds bql { ... }` */
export interface EventLoopDecl extends Node {
  readonly kind: 'eventloop';
  readonly name: Name;
  readonly index: readonly Index[];
  readonly holds: Expr | null;
  readonly objects: readonly ObjectDecl[];
  readonly tasks: readonly TaskDecl[];
  readonly only: Expr | null;
}

/** `callback`, `deferred callback` or `coroutine` of an event loop. */
export interface TaskDecl extends Node {
  readonly kind: 'task';
  readonly form: 'callback' | 'deferred' | 'coroutine';
  readonly name: Name;
  readonly index: readonly Index[];
  readonly runs: RunsClause | null;
  readonly items: readonly TaskItem[];
  readonly only: Expr | null;
}

/** What may stand in the braces of a thread, task or procedure, in the order written. */
export type TaskItem = LocationDecl | ObjectDecl | ActionDecl | EachDecl;

/**
 * `start L`, `final L, M`, `rests L, M when P`, `yields L, M`, `yields L to a, b`.
 * `names` is empty for `rests` everywhere (written `daemon`).
 */
export interface LocationDecl extends Node {
  readonly kind: 'locations';
  readonly role: 'start' | 'final' | 'rests' | 'yields';
  readonly names: readonly Name[];
  /** `rests L when P` */
  readonly when: Expr | null;
  /** `yields L to a, b`: a nested loop in which only these tasks run. */
  readonly allowed: readonly Name[];
}

/** `each c in T { ... }` or `each c in T: from -> to { ... }`: the body once per value, in index order. */
export interface EachDecl extends Node {
  readonly kind: 'each';
  readonly variable: Name;
  readonly type: TypeExpr;
  readonly from: Name | null;
  readonly to: Name | null;
  readonly items: readonly (ActionDecl | EachDecl)[];
}

// ---------------------------------------------------------------- objects

export type ObjectDecl =
  | VarDecl
  | SemaphoreDecl
  | EventDecl
  | MutexDecl
  | ConditionDecl
  | MemoryDecl
  | ResourceDecl
  | ListenerDecl
  | ChannelDecl
  | StreamDecl;

interface ObjectBase extends Node {
  readonly name: Name;
  readonly index: readonly Index[];
  readonly only: Expr | null;
}

/** `var n : 0..3 = 0`, `keep var n : ...` (survives a new spawn). Without a value: the type's first. */
export interface VarDecl extends ObjectBase {
  readonly kind: 'var';
  readonly keep: boolean;
  readonly type: TypeExpr;
  readonly initial: Expr | null;
}

/** `semaphore sem = 0 max 3 saturating` */
export interface SemaphoreDecl extends ObjectBase {
  readonly kind: 'semaphore';
  readonly initial: Expr | null;
  readonly max: Expr | null;
  readonly saturating: boolean;
}

/** `event quit` or `event quit = set`: level, no count. */
export interface EventDecl extends ObjectBase {
  readonly kind: 'event';
  readonly initiallySet: boolean;
}

/** `mutex bql`, `mutex image_lock released on crash` */
export interface MutexDecl extends ObjectBase {
  readonly kind: 'mutex';
  readonly releasedOnCrash: boolean;
}

/** `condition ready`, `condition ready spurious` */
export interface ConditionDecl extends ObjectBase {
  readonly kind: 'condition';
  readonly spurious: boolean;
}

/** `memory ram : Page`, `memory ram : Page present` */
export interface MemoryDecl extends ObjectBase {
  readonly kind: 'memory';
  readonly type: TypeExpr;
  readonly present: boolean;
}

/** `resource buffer`: allocated or not; `alloc`, `use` and `free` in the wrong order are errors. */
export interface ResourceDecl extends ObjectBase {
  readonly kind: 'resource';
  readonly allocated: boolean;
}

/** `listener port`, `listener port closed` (not listening at the start) */
export interface ListenerDecl extends ObjectBase {
  readonly kind: 'listener';
  readonly closed: boolean;
}

/** `channel data[c in C] : Message fifo 2 lossy duplicating` */
export interface ChannelDecl extends ObjectBase {
  readonly kind: 'channel';
  readonly type: TypeExpr;
  readonly order: 'fifo' | 'unordered' | 'rendezvous';
  /** null for a rendezvous */
  readonly capacity: Expr | null;
  readonly lossy: boolean;
  readonly duplicating: boolean;
}

/** `stream main from src to dst via port : ToDst fifo 2 buffer 1, back ToSrc fifo 1 connected` */
export interface StreamDecl extends ObjectBase {
  readonly kind: 'stream';
  readonly from: Name;
  readonly to: Name;
  readonly via: Expr | null;
  readonly forward: StreamLane;
  readonly back: StreamLane | null;
  readonly connected: boolean;
}

/** One direction: kernel FIFO of `capacity`, and in front of it a sender-side buffer if declared. */
export interface StreamLane extends Node {
  readonly type: TypeExpr;
  readonly capacity: Expr;
  readonly buffer: Expr | null;
}

// ---------------------------------------------------------------- actions

export interface ActionDecl extends Node {
  readonly kind: 'action';
  /** The comment block above it is not kept here; see SourceTree.comments. */
  readonly class: 'system' | 'user' | 'fault';
  readonly name: Name;
  readonly index: readonly Index[];
  /** `at most N` */
  readonly bound: Expr | null;
  /** null: begins where the action above ended (or no location at all, for a host's own action). */
  readonly from: FromClause | null;
  /** null: goes on to the action below. */
  readonly to: Target | null;
  readonly guard: Guard | null;
  readonly operation: Operation | null;
  /** `timed <operation> timeout -> L do { ... }` */
  readonly timeout: Timeout | null;
  readonly effects: readonly Statement[];
  /** `do { ... } -> L if P, M if Q`: tried in order after the effects; else `to`. */
  readonly outcomes: readonly Outcome[];
  readonly annotations: readonly Annotation[];
  readonly only: Expr | null;
}

export type FromClause =
  | { readonly kind: 'names'; readonly names: readonly Name[]; readonly span: Span }
  | { readonly kind: 'anywhere'; readonly span: Span };

/** `-> L`, `-> same` (stay), `-> next` (the next round of the enclosing `each`). */
export type Target =
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'same'; readonly span: Span }
  | { readonly kind: 'next'; readonly span: Span };

export interface Guard extends Node {
  /** `when`: own state only beside a blocking operation. `while`: meant to be re-read while it waits. */
  readonly form: 'when' | 'while';
  readonly condition: Expr;
}

export interface Timeout extends Node {
  readonly to: Target;
  readonly effects: readonly Statement[];
}

export interface Outcome extends Node {
  readonly to: Target;
  readonly condition: Expr;
}

/** `@src "migration/savevm.c" loadvm_handle_cmd_packaged`, `@trace event args`, `@cost 10`, `@rate 1` */
export interface Annotation extends Node {
  readonly name: string;
  readonly args: readonly string[];
}

export type Operation =
  | (Node & { readonly kind: 'recv'; readonly channel: Expr; readonly pattern: Pattern })
  | (Node & { readonly kind: 'send'; readonly channel: Expr; readonly message: Expr })
  | (Node & { readonly kind: 'connect'; readonly stream: Expr })
  | (Node & { readonly kind: 'accept'; readonly target: Expr; readonly into: Expr | null })
  | (Node & { readonly kind: 'refused'; readonly stream: Expr })
  | (Node & { readonly kind: 'error'; readonly stream: Expr })
  | (Node & { readonly kind: 'wait'; readonly object: Expr })
  | (Node & { readonly kind: 'lock'; readonly mutex: Expr })
  | (Node & { readonly kind: 'cond_wait'; readonly condition: Expr; readonly mutex: Expr })
  | (Node & { readonly kind: 'touch'; readonly page: Expr })
  | (Node & { readonly kind: 'take'; readonly faults: Expr; readonly pattern: Pattern })
  | (Node & { readonly kind: 'join'; readonly thread: Expr })
  | (Node & { readonly kind: 'flush'; readonly stream: Expr })
  | CallOperation;

/** `call f(args) failed -> L`: the first outcome goes to the action's own target. */
export interface CallOperation extends Node {
  readonly kind: 'call';
  readonly procedure: Name;
  readonly args: readonly Expr[];
  readonly outcomes: readonly { readonly name: Name; readonly to: Target; readonly span: Span }[];
}

/** What a `recv` or `take` accepts. */
export type Pattern =
  /** `?x`: any value, assigned to a declared variable; `?x in S`: only members of S. */
  | (Node & { readonly kind: 'bind'; readonly target: Expr; readonly domain: Expr | null })
  | (Node & { readonly kind: 'any' })
  /** An expression that must be equal; a bare constructor name is one too. */
  | (Node & { readonly kind: 'equal'; readonly value: Expr })
  /** `REQ_PAGES(?p, _)` */
  | (Node & { readonly kind: 'message'; readonly name: Name; readonly args: readonly Pattern[] })
  /** `{ dev: ?d, idx: _ }`: fields that are not named are any. */
  | (Node & { readonly kind: 'record'; readonly fields: readonly FieldPattern[] })
  /** `other`: what no sibling recv at this location takes. */
  | (Node & { readonly kind: 'other' });

export interface FieldPattern extends Node {
  readonly name: Name;
  readonly pattern: Pattern;
}

// ---------------------------------------------------------------- statements

/** Effects with one operand that is a path to an object. */
export type Verb =
  | 'post'
  | 'unlock'
  | 'signal'
  | 'broadcast'
  | 'set'
  | 'reset'
  | 'spawn'
  | 'schedule'
  | 'listen'
  | 'unlisten'
  | 'break'
  | 'hang'
  | 'shutdown'
  | 'close'
  | 'flush'
  | 'discard'
  | 'crash'
  | 'alloc'
  | 'use'
  | 'free';

export type Statement =
  | (Node & {
      readonly kind: 'assign';
      readonly target: Expr;
      readonly operator: '=' | '+=' | '-=';
      /** May be an `attempt` (cas, try_send, try_recv) when the operator is `=`. */
      readonly value: Expr;
    })
  | (Node & { readonly kind: 'verb'; readonly verb: Verb; readonly target: Expr })
  | (Node & { readonly kind: 'place'; readonly page: Expr; readonly ifAbsent: boolean })
  /** A bare `cas(...)`, `try_send ...`, `try_recv ...`: its value is dropped. */
  | (Node & { readonly kind: 'attempt'; readonly attempt: AttemptExpr })
  /** `push q, x` and `pop q` on a bounded queue variable. */
  | (Node & { readonly kind: 'push'; readonly queue: Expr; readonly value: Expr })
  | (Node & { readonly kind: 'pop'; readonly queue: Expr })
  | (Node & { readonly kind: 'assert'; readonly condition: Expr })
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expr;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (Node & {
      readonly kind: 'for';
      readonly variable: Name;
      readonly type: TypeExpr;
      readonly body: readonly Statement[];
    })
  /** `x = choose(S)` and `x = choose T`: any member; an empty set is an error. */
  | (Node & { readonly kind: 'choose'; readonly target: Expr; readonly domain: Expr });

// ---------------------------------------------------------------- expressions

export type BinaryOperator =
  | 'implies'
  | 'or'
  | 'and'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&';

export type Expr =
  | (Node & { readonly kind: 'number'; readonly value: number })
  | (Node & { readonly kind: 'bool'; readonly value: boolean })
  | (Node & { readonly kind: 'null' })
  /** A bare identifier: variable, constant, constructor, object, index variable, type (as a set). */
  | (Node & { readonly kind: 'name'; readonly name: Name })
  /** `base.member`: a field, an object of a host or thread, an attribute (`s.accepted`, `m.faults`). */
  | (Node & { readonly kind: 'member'; readonly base: Expr; readonly member: Name })
  /** `base[a, b]` */
  | (Node & { readonly kind: 'index'; readonly base: Expr; readonly args: readonly Expr[] })
  /** `f(x)`: a def, a message constructor, or `len size owner head min max`. */
  | (Node & { readonly kind: 'apply'; readonly name: Name; readonly args: readonly Expr[] })
  | (Node & { readonly kind: 'unary'; readonly operator: 'not' | '-'; readonly operand: Expr })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expr;
      readonly right: Expr;
    })
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expr;
      readonly then: Expr;
      readonly otherwise: Expr;
    })
  /** `{ a, b }`; also the empty set `{}`. */
  | (Node & { readonly kind: 'set'; readonly members: readonly Expr[] })
  | (Node & {
      readonly kind: 'record';
      readonly fields: readonly { readonly name: Name; readonly value: Expr }[];
    })
  /** `all c in T: P`, `count c in T: P`, `sum c in T: e`; T a type or a set expression. */
  | (Node & {
      readonly kind: 'quantified';
      readonly quantifier: 'all' | 'some' | 'no' | 'count' | 'sum' | 'max' | 'min';
      readonly variable: Name;
      readonly domain: Expr;
      readonly body: Expr;
    })
  /** `all Page`: the full set of a type. */
  | (Node & { readonly kind: 'full'; readonly type: Name })
  /** `t at L, M` */
  | (Node & { readonly kind: 'at'; readonly thread: Expr; readonly locations: readonly Name[] })
  /** `t blocked`, `t running`, `t ended` */
  | (Node & {
      readonly kind: 'status';
      readonly thread: Expr;
      readonly status: 'blocked' | 'running' | 'ended';
    })
  /** `?c` inside an index: `accept main[?c]` picks any index value. */
  | (Node & { readonly kind: 'pick'; readonly target: Expr; readonly domain: Expr | null })
  /** `_` inside a message on the left of `in`: `PAGE(_) in main`. */
  | (Node & { readonly kind: 'wildcard' })
  | AttemptExpr;

/** Effects with a bool value: allowed as a whole statement, right side, `if`, outcome or assert. */
export type AttemptExpr =
  | (Node & {
      readonly kind: 'cas';
      readonly target: Expr;
      readonly expected: Expr;
      readonly value: Expr;
    })
  | (Node & { readonly kind: 'try_send'; readonly channel: Expr; readonly message: Expr })
  | (Node & { readonly kind: 'try_recv'; readonly channel: Expr; readonly pattern: Pattern });

// ---------------------------------------------------------------- types

export type TypeExpr =
  | (Node & { readonly kind: 'bool' })
  | RangeType
  | (Node & { readonly kind: 'named'; readonly name: Name })
  /** `{ A, B(x : T) }`: an enum if no member has arguments, else a message type. */
  | (Node & { readonly kind: 'enum'; readonly members: readonly EnumMember[] })
  | (Node & { readonly kind: 'set'; readonly of: TypeExpr })
  | (Node & { readonly kind: 'array'; readonly index: TypeExpr; readonly of: TypeExpr })
  | (Node & { readonly kind: 'queue'; readonly capacity: Expr; readonly of: TypeExpr })
  | (Node & { readonly kind: 'record'; readonly fields: readonly Parameter[] })
  | (Node & { readonly kind: 'nullable'; readonly of: TypeExpr });

export interface RangeType extends Node {
  readonly kind: 'range';
  readonly low: Expr;
  readonly high: Expr;
}

export interface EnumMember extends Node {
  readonly name: Name;
  readonly parameters: readonly Parameter[];
}

// ---------------------------------------------------------------- properties

export type PropertyDecl =
  | (Node & { readonly kind: 'property'; readonly form: 'deadlock'; readonly only: Expr | null })
  | (Node & {
      readonly kind: 'property';
      readonly form: 'partial-deadlock';
      readonly only: Expr | null;
    })
  | (Node & {
      readonly kind: 'property';
      readonly form: 'invariant';
      readonly name: Name;
      readonly condition: Expr;
      readonly whenever: Expr | null;
      readonly only: Expr | null;
    })
  | (Node & {
      readonly kind: 'property';
      readonly form: 'reachable' | 'goal' | 'always-possible';
      readonly name: Name;
      readonly condition: Expr;
      readonly only: Expr | null;
    })
  | (Node & {
      readonly kind: 'property';
      readonly form: 'bound';
      readonly name: Name;
      readonly value: Expr;
      readonly limit: Expr | null;
      readonly only: Expr | null;
    })
  | (Node & {
      readonly kind: 'property';
      readonly form: 'order';
      readonly name: Name;
      readonly first: Expr;
      readonly second: Expr;
      readonly per: Index | null;
      readonly only: Expr | null;
    })
  | (Node & {
      readonly kind: 'property';
      readonly form: 'lock-order';
      readonly name: Name;
      readonly mutexes: readonly Expr[];
      readonly only: Expr | null;
    });
