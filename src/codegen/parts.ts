// What the parts of an expander have in common. In: nothing. Out: types.

import type { Known } from '../ir/known.ts';
import type { Program } from '../ir/program.ts';
import type { ValueSets } from '../ir/value-sets.ts';
import type { Dependence } from '../reduction/dependence.ts';
import type { Watched } from '../system/packed-system.ts';
import type { Module } from '../wasm/module.ts';
import type { Packing } from './packing.ts';

export interface ExpanderRequest {
  readonly program: Program;
  readonly packing: Packing;
  /** Actions that never happen are left out. */
  readonly possible: ValueSets['possible'];
  readonly watched: readonly Watched[];
  /** It can also say which actions led to successors. */
  readonly labelled: boolean;
  /** Only chosen actions are taken: stubborn sets are made from it. */
  readonly dependence: Dependence | null;
  /** By id of its conditions: whether what is not known of values lets it go wrong; if not given, ask `canFail`. */
  readonly seemsToFail?: readonly boolean[];
  /** What is known of every state; if not given, nothing. */
  readonly everywhere?: Known;
  /** Whether its memory is shared by threads. */
  readonly shared?: boolean;
}

export interface Parts extends ExpanderRequest {
  readonly module: Module;
  readonly globals: {
    readonly out: number;
    readonly hits: number;
    readonly deadlocks: number;
    readonly open: number;
    readonly failed: number;
    readonly labels: number;
    readonly records: number;
  };
}

/** What went wrong in a state, as bits of the global `failed`. */
export const FAILED = { SOME: 1, SYSTEM: 2 } as const;
