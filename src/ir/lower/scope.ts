// Where an expression or statement is being lowered: which frame binds its names, which process runs it.
// In: a builder and entities. Out: plain context objects, derived from one another.

import type { ModelSymbol } from '../../semantics/model.ts';
import type { Builder } from './builder.ts';
import { type Entity, Frame, type HostEntity, type Lowered } from './entity.ts';
import type { Oracle } from './oracle.ts';

export interface Scope {
  readonly builder: Builder;
  readonly frame: Frame;
  /** Where assignment targets are looked up, if not in `frame`: a step that enters a procedure. */
  readonly targets?: Frame;
  /** null in properties and top-level actions. */
  readonly host: HostEntity | null;
  /** The OS thread that executes; null in properties and environment actions. */
  readonly process: number | null;
  /** Decides nondeterministic effects (`choose`, `signal`); null where none may stand. */
  readonly oracle: Oracle | null;
}

/** A scope in which one more symbol is bound to a value. */
export function withValue(scope: Scope, symbol: ModelSymbol, value: Lowered): Scope {
  return withEntity(scope, symbol, { kind: 'value', value });
}

export function withEntity(scope: Scope, symbol: ModelSymbol, entity: Entity): Scope {
  const frame = new Frame(scope.frame);
  frame.bind(symbol, entity);
  return { ...scope, frame };
}
