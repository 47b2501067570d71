// The result of one run: what was found, complete enough to explain, print and replay it. Plain data in
// the words of the JSON contract, still with ids of the program it belongs to.

import type { Failure } from '../ir/expr.ts';
import type { Program, Property, WaitKind } from '../ir/program.ts';
import type { StateVector } from '../system/transition-system.ts';

export type Verdict = 'holds' | 'violated' | 'unknown';

/** What ended a run before the whole space was explored. */
export type LimitName = 'first' | 'states' | 'memory' | 'time' | 'interrupt';

export interface RunResult {
  readonly program: Program;
  readonly verdict: Verdict;
  readonly complete: boolean;
  readonly limit: LimitName | null;
  readonly properties: readonly PropertyResult[];
  readonly stats: RunStats;
  readonly timing: RunTiming;
}

export interface RunStats {
  /** Distinct reachable states, error outcomes not counted. */
  readonly states: number;
  /** (state, action) pairs that lead to a state. */
  readonly transitions: number;
  /** States that are quiescent and not accepted. */
  readonly deadlocks: number;
  /** Longest shortest path from the initial state, in steps. */
  readonly depth: number;
  readonly engine: 'interpreter' | 'compiled';
  readonly reductions: readonly string[];
}

/** The only part that may differ between two runs. */
export interface RunTiming {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly searchCpuSeconds: number;
  readonly peakBytes: number;
  readonly bytesPerState: number;
  readonly workers: number;
}

/** What is checked: a property of the program, or one of the two every model has. */
export type Checked =
  | Property
  /** Some action goes wrong (range, index, closed end ...). */
  | { readonly kind: 'error'; readonly name: 'errors' }
  /** An `assert` of the model fails; listed only where the model has one. */
  | { readonly kind: 'assertion'; readonly name: 'assertions' };

export interface PropertyResult {
  readonly property: Checked;
  readonly verdict: Verdict;
  /** `bound`: the largest value seen; null otherwise. */
  readonly value: number | null;
  /** 12 hex digits; null where there is no counterexample. */
  readonly cause: string | null;
  readonly causes: readonly string[];
  /** The counterexample, or for `bound` the trace that attains the value. */
  readonly trace: Trace | null;
  /** For a deadlock: every blocked task's waits, the knot first. */
  readonly waits: readonly BlockedTask[];
}

export interface Trace {
  /** No shorter one exists. */
  readonly shortest: boolean;
  readonly initial: StateVector;
  readonly steps: readonly TraceStep[];
  /** Set if the last step is an action that goes wrong. */
  readonly failure: Failure | null;
}

export interface TraceStep {
  readonly action: number;
  /** The state after the step; for a failing last step the state before it. */
  readonly state: StateVector;
}

/** One task that cannot move, in the last state of a deadlock's trace. */
export interface BlockedTask {
  readonly task: number;
  readonly process: number;
  /** Member of the wait-for knot. */
  readonly knot: boolean;
  readonly waits: readonly WaitFor[];
}

export interface WaitFor {
  readonly kind: WaitKind;
  readonly object: number | null;
  /** `ram[0]`, evaluated in the blocked state. */
  readonly on: string;
  readonly family: string;
  /** The blocked action. */
  readonly action: number;
  /** Index into the action's guard of the first false conjunct. */
  readonly conjunct: number;
  /** System actions that could make the conjunct true, by ascending id, expansions of one declaration once. */
  readonly wakers: readonly number[];
  /** User and fault actions that could. */
  readonly released: readonly number[];
}
