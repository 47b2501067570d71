// Expressions and statements of the program: integers over cells. In: nothing. Out: the node types and
// small constructors. Evaluation lives in `system/`; what may go wrong is explicit here.

import type { Span } from '../diagnostic/source.ts';

export type CellId = number;
export type QueueId = number;

/** What can go wrong while an action is evaluated or taken. Each is a verdict with a trace. */
export type ErrorKind =
  | 'range' // a value outside its variable's type
  | 'index' // an index outside its array
  | 'null' // null used as a value
  | 'division' // division by zero
  | 'overflow' // a push or try-less send where nothing blocks
  | 'underflow' // a pop or head of an empty queue
  | 'post' // post above the semaphore's max
  | 'unlock' // unlock by a non-owner
  | 'relock' // locking what one owns
  | 'owning' // a thread ends, or a turn ends wrongly, with respect to a mutex
  | 'closed' // use of a closed end
  | 'place' // placing a present page
  | 'lifetime' // double alloc, use after free, double free, double close
  | 'spawn' // spawning a running thread
  | 'choose' // choosing from an empty set
  | 'assert'; // a failed assert

/** One way to fail: `message` is complete, for the user; `span` is where it is written. */
export interface Failure {
  readonly error: ErrorKind;
  readonly message: string;
  readonly span: Span;
}

/**
 * Integer expressions; truth values are 0 and 1. `and`, `or`, `implies` and `ite` evaluate no more than
 * they need; everything else evaluates its operands left to right.
 */
export type Expr =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'cell'; readonly cell: CellId }
  /** Cell `first + index` with 0 <= index < count, else `failure`. */
  | {
      readonly kind: 'element';
      readonly first: CellId;
      readonly count: number;
      readonly index: Expr;
      readonly failure: Failure;
      /** Wherever its value counts the index is one of these (`narrow.ts`). */
      readonly within?: true;
    }
  | { readonly kind: 'not'; readonly operand: Expr }
  | { readonly kind: 'and'; readonly operands: readonly Expr[] }
  | { readonly kind: 'or'; readonly operands: readonly Expr[] }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expr;
      readonly right: Expr;
    }
  | {
      readonly kind: 'arith';
      readonly operator: Arithmetic;
      readonly left: Expr;
      readonly right: Expr;
    }
  /** Truncating division and remainder; the divisor is not 0 (lowering wraps it in `checked`). */
  | {
      readonly kind: 'divide';
      readonly operator: '/' | '%';
      readonly left: Expr;
      readonly right: Expr;
    }
  /** Number of bits set in a value of 0..2^31-1. */
  | { readonly kind: 'popcount'; readonly operand: Expr }
  | {
      readonly kind: 'ite';
      readonly condition: Expr;
      readonly then: Expr;
      readonly otherwise: Expr;
    }
  /** `value` if `condition` is 1, else `failure`; the condition is evaluated first. */
  | {
      readonly kind: 'checked';
      readonly condition: Expr;
      readonly value: Expr;
      readonly failure: Failure;
    };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
/** `|`, `&`, `&~` (and not), `<<`, `>>>` on non-negative values; `min` and `max`. */
export type Arithmetic = '+' | '-' | '*' | '|' | '&' | '&~' | '<<' | '>>>' | 'min' | 'max';

/** Effects, executed in order, each seeing those before it. A value outside a cell's domain fails. */
export type Statement =
  | {
      readonly kind: 'assign';
      readonly cell: CellId;
      readonly value: Expr;
      readonly failure: Failure | null;
    }
  | {
      readonly kind: 'assign-element';
      readonly first: CellId;
      readonly count: number;
      readonly index: Expr;
      readonly value: Expr;
      /** index out of range */
      readonly failure: Failure;
      /** value out of range; null where lowering has shown that it cannot be */
      readonly rangeFailure: Failure | null;
    }
  /** Append at the tail (a bag: keep sorted). `failure` when full; null where the guard excludes it. */
  | {
      readonly kind: 'push';
      readonly queue: QueueId;
      readonly value: Expr;
      readonly failure: Failure | null;
    }
  /** Remove the element at a fixed position; the rest moves up, the vacated place becomes the lowest value. */
  | {
      readonly kind: 'remove';
      readonly queue: QueueId;
      readonly position: number;
      readonly failure: Failure | null;
    }
  | { readonly kind: 'clear'; readonly queue: QueueId }
  | {
      readonly kind: 'if';
      readonly condition: Expr;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  /** Fails unless the condition is 1. */
  | { readonly kind: 'require'; readonly condition: Expr; readonly failure: Failure };

export const TRUE: Expr = { kind: 'const', value: 1 };
export const FALSE: Expr = { kind: 'const', value: 0 };
