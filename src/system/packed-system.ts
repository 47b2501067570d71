// The interface between a compiled system and the batched search. In: nothing of the language. Out: packed
// states in WebAssembly memory, and a stepper that fills a buffer with their successors.

import type { CellId, Expr } from '../ir/expr.ts';
import type { Program } from '../ir/program.ts';
import type { Dependence } from '../reduction/dependence.ts';
import type { SymmetryGroup } from '../reduction/symmetry/group.ts';
import type { StepperCode } from './stepper.ts';
import type { StateVector } from './transition-system.ts';

/** A condition watched in every state. `onFailure`: whether a state in which it goes wrong is a hit. */
export type Watched =
  | { readonly kind: 'state'; readonly condition: Expr; readonly onFailure: boolean }
  /** A hit where the value is larger than any before, or as large as the largest of this level. */
  | { readonly kind: 'maximum'; readonly value: Expr };

/** Bits of a hit: what was noticed about an expanded state. Watched conditions follow, in their order. */
export const HIT = { DEADLOCK: 1, FAILURE: 2 } as const;
export const FIRST_WATCHED = 2;

/** A system whose states are a fixed number of 64-bit words; bit 63 of every word is 0. */
export interface PackedSystem {
  /** 64-bit words per state. */
  readonly words: number;
  /** Bits in use in each of them, from the low end on. */
  readonly wordBits: readonly number[];
  /** No state has more successors. */
  readonly maxSuccessors: number;
  pack(state: StateVector, into: BigUint64Array, at: number): void;
  /** `words` as 32-bit halves, the low one first. */
  unpack(words: Uint32Array, at: number, into: StateVector): void;
  /** Makes the same for the given cells alone, if that can be told from the words; the others are left as they are. */
  readonly unpackSome: ((cells: Iterable<CellId>) => PackedSystem['unpack']) | null;
  /** Whether other threads can run its code: it is WebAssembly alone. */
  readonly shareable: boolean;
  /** The code, for memories that threads share or for others. */
  codeFor(shared: boolean): StepperCode;
  /** Instantiates the code on a memory. */
  stepper(memory: WebAssembly.Memory): Stepper;
  /** A second one that also says which action led to each successor. */
  labelled(memory: WebAssembly.Memory): LabelledStepper;
}

/** Bits of a state's record: it owes nothing and may rest, or may not; some action of it goes wrong. */
export const RECORD = { ACCEPTED: 1, DEADLOCK: 2, FAILURE: 4 } as const;

export interface LabelledStepper {
  /**
   * Like `Stepper.step`, without hits. Writes the i32 action of every successor to `labels`, and per state
   * to `records` two i32: the end of its successors, and bits of RECORD.
   */
  step(
    from: number,
    end: number,
    out: number,
    limit: number,
    labels: number,
    records: number,
  ): number;
  successorsEnd(): number;
}

/** What the code of a stepper exports, for other code on the same memory; addresses as signed numbers. */
export interface StepperExports {
  readonly step: (from: number, end: number, out: number, limit: number) => number;
  /** End of the successors. */
  readonly out: WebAssembly.Global<'i32'>;
  /** End of the hits; set it before a step. */
  readonly hits: WebAssembly.Global<'i32'>;
}

export interface Stepper {
  readonly exports: StepperExports;
  /**
   * Expands the packed states at `from` .. `end` while the successors written end at or below `limit`;
   * returns where it stopped. Successors go to `out`, (address, mask) pairs of two i32 to `hits`.
   */
  step(from: number, end: number, out: number, limit: number, hits: number): number;
  /** End of the successors of the last step. */
  successorsEnd(): number;
  /** End of the hits of the last step. */
  hitsEnd(): number;
  /** Deadlock states among the expanded ones since the last call. */
  takeDeadlocks(): number;
  /** Which bits make a hit. */
  want(mask: number): void;
  /** A new level begins: values equal to the largest of earlier levels are no hits. */
  startLevel(): void;
}

/** null: no such reduction. */
export interface CompiledReductions {
  readonly dependence: Dependence | null;
  readonly group: SymmetryGroup | null;
}

/**
 * Compiles a program; null where it cannot, and the reference system takes over for the whole run. With a
 * `dependence` the stepper writes the successors of stubborn sets only, `labelled` still all of them. With a
 * `group` every state that the system makes or packs is put in its representative's place, and what is
 * unpacked is the representative among state vectors.
 */
export type Compile = (
  program: Program,
  watched: readonly Watched[],
  reductions?: CompiledReductions,
) => PackedSystem | null;
